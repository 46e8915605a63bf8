// The frame of all pages: which one is shown, the sentence on top, the theme.
import {known, on, start} from './live.js';
import {state, time} from './format.js';
import {recall} from './recall.js';
import {verdict} from './verdict.js';
import {overview} from './overview.js';

/** By the beginning of the hash; all but the first page are fetched when they are gone to. */
const PAGES = {
  '': {title: 'Overview', open: overview},
  runs: {title: 'Runs', open: async (...a) => (await import('./runs.js')).runs(...a)},
  queries: {title: 'Queries', open: async (...a) => (await import('./queries.js')).queries(...a)},
  config: {title: 'Configuration', open: async (...a) => (await import('./config.js')).config(...a)},
};

const main = document.getElementById('main');
let close = null;
let opened = 0;
let page = PAGES[''];

async function go(first) {
  const [name, ...rest] = location.hash.replace(/^#\/?/, '').split('/');
  const turn = ++opened;
  page = PAGES[name] ?? PAGES[''];
  for (const link of document.querySelectorAll('nav a')) {
    const here = link.getAttribute('href') === `#/${page === PAGES[''] ? '' : name}`;
    here ? link.setAttribute('aria-current', 'page') : link.removeAttribute('aria-current');
  }
  close?.();
  close = null;
  main.replaceChildren();
  const closing = await page.open(main, rest.map(decodeURIComponent).join('/'));
  if (turn === opened) {
    close = closing;
  } else {
    closing();
  }
  if (first !== true) {
    main.focus({preventScroll: true});
    scrollTo(0, 0);
  }
  tellVerdict();
}

let said = '';

function tellVerdict() {
  const [level, text] = verdict(known);
  const line = document.getElementById('verdict');
  line.dataset.level = level;
  const {glyph} = state({good: 'OK', warn: 'PARTIAL', bad: 'ALARM', unknown: 'RUNNING'}[level]);
  line.querySelector('.glyph').textContent = glyph;
  line.querySelector('.text').textContent = `${text}.`;
  document.title = `${level === 'good' || level === 'unknown' ? '' : `${glyph} `}${page.title} – infra-monitor`;
  // that minutes pass is not worth saying aloud
  const aloud = text.replace(/, [^,;]* ago/g, '').replace(/last run .*/, level === 'good' ? '' : '$&');
  if (aloud !== said) {
    said = aloud;
    document.getElementById('told').textContent = text;
  }
}

function tellConnection() {
  const {pipeline, awaySince, connected} = known;
  document.getElementById('pipeline').textContent = pipeline ? pipeline.pipeline : '';
  const line = document.getElementById('connection');
  line.dataset.level = awaySince ? 'bad' : connected ? 'good' : 'warn';
  line.textContent = awaySince
    ? known.problem.status
      ? '✕ Refused'
      : '✕ No answer'
    : connected
      ? '● Live'
      : '○ Connecting';
  line.title = pipeline
    ? `version ${pipeline.version}, profile ${pipeline.profile}, up since ${time(pipeline.startedAt)}`
    : '';
}

function switchTheme() {
  const button = document.getElementById('theme');
  const system = matchMedia('(prefers-color-scheme: dark)');
  const dark = () =>
    (document.documentElement.dataset.theme ?? (system.matches ? 'dark' : 'light')) === 'dark';
  const tell = () => {
    const other = dark() ? 'Light' : 'Dark';
    button.querySelector('.word').textContent = other;
    button.setAttribute('aria-label', `${other} theme`);
    document.dispatchEvent(new Event('theme'));
  };
  button.addEventListener('click', () => {
    const next = dark() ? 'light' : 'dark';
    document.documentElement.dataset.theme = next;
    recall('theme', next);
    tell();
  });
  system.addEventListener('change', tell);
  tell();
}

// not by its hash, which names pages here
document.querySelector('.skip').addEventListener('click', event => {
  event.preventDefault();
  main.focus();
});
switchTheme();
on('change', () => {
  tellVerdict();
  tellConnection();
});
setInterval(tellVerdict, 10_000);
addEventListener('hashchange', go);
go(true);
start();
