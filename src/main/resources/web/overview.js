// The first page: alarms, the last run as a picture of the pipeline, charts.
import {el, empty, failed, loading, show} from './dom.js';
import {age, aged, badge, bytes, count, state, time, when} from './format.js';
import {known, on} from './live.js';
import {condition, watched} from './verdict.js';
import {flow} from './flow.js';
import {failures} from './failures.js';
import {charts} from './charts.js';
import {collectNow} from './collectnow.js';

function tile(alarm) {
  const {glyph, word, level} = state(alarm.state);
  const since = alarm.since ? `, ${word} since ${time(alarm.since)}` : '';
  return el(
    'li',
    {class: 'tile', 'data-level': level, title: `${alarm.name}${since}`},
    el('p', {class: 'what'}, watched(alarm)),
    el('p', {class: 'word'}, el('span', {class: 'glyph', 'aria-hidden': 'true'}, glyph), ` ${word}`),
    el('p', {class: 'note'}, `Fires ${condition(alarm)}`),
    alarm.since && level !== 'good' && el('p', {class: 'note'}, 'Since ', when(alarm.since)),
    alarm.state === 'ALARM' && el('p', {class: 'why'}, alarm.reason ?? alarm.description),
  );
}

const ORDER = ['ALARM', 'INSUFFICIENT_DATA', 'OK'];

function tiles({alarms, lookedAt, error}) {
  const sorted = [...alarms].sort((a, b) => ORDER.indexOf(a.state) - ORDER.indexOf(b.state));
  return [
    error &&
      el(
        'p',
        {class: 'state failed'},
        `The alarms could not be read: ${error}. `,
        lookedAt && ['They are shown as of ', when(lookedAt), '.'],
      ),
    sorted.length > 0 && el('ul', {class: 'tiles'}, sorted.map(tile)),
    !sorted.length &&
      !error &&
      empty(
        lookedAt
          ? 'No alarm is defined. The CloudFormation template of the pipeline has nine.'
          : 'The alarms were not looked at yet.',
      ),
  ];
}

function spool({runs, bytes: size, maxBytes, oldest}) {
  return (
    runs > 0 &&
    el(
      'p',
      {class: 'state spool'},
      el('span', {class: 'glyph', 'aria-hidden': 'true'}, '! '),
      `${count(runs, 'run')} (${bytes(size)} of ${bytes(maxBytes)}) kept in the spool, since some store did not take ` +
        `${runs === 1 ? 'it' : 'them'}; sent again until it does.`,
      oldest && [' The oldest is of ', when(oldest), '.'],
    )
  );
}

function lastRun({runs, runsLost, pipeline, alarms}, width) {
  if (runsLost && !runs.length) {
    return [failed({message: `The runs could not be read: ${runsLost}`})];
  }
  const run = runs[0];
  const ended = runs.find(other => other.status !== 'RUNNING');
  return [
    run
      ? el(
          'p',
          {class: 'note'},
          el('a', {href: `#/runs/${encodeURIComponent(run.id)}`}, run.id),
          ' ',
          badge(run.status),
          ' ',
          aged(run.scheduledTime),
          run.samples !== undefined && ` · ${count(run.samples, 'sample')}`,
          run.cells !== undefined && ` · ${count(run.cells, 'cell')}`,
        )
      : empty(
          'No run in the last seven days. ',
          pipeline.nextRun ? ['The next is at ', when(pipeline.nextRun), '.'] : 'None is scheduled.',
        ),
    flow(run, pipeline, alarms.alarms, width),
    spool(pipeline.spool),
    ended && failures(ended),
  ];
}

/** What a mark takes, in pixels, so that half a page is left for the rest. */
const MARK = 52;

/** The last runs as a row of small marks, the last to the right. */
const history = runs =>
  runs.length > 1 &&
  el(
    'ol',
    {class: 'history', 'aria-label': `The last ${runs.length} runs, the last at the end`},
    [...runs].reverse().map(run => {
      const {glyph, word, level} = state(run.status);
      const label = `${run.id}: ${word}`;
      return el(
        'li',
        {},
        el(
          'a',
          {
            href: `#/runs/${encodeURIComponent(run.id)}`,
            'data-level': level,
            title: label,
            'aria-label': label,
          },
          glyph,
        ),
      );
    }),
  );

export function overview(main) {
  const alarms = el('div', {}, loading('the alarms'));
  const picture = el('div', {class: 'picture'}, loading('the last run'));
  const row = el('div');
  const panel = el('div');
  main.append(
    el('h1', {class: 'hidden'}, 'Overview'),
    el('section', {'aria-labelledby': 'alarms'}, el('h2', {id: 'alarms'}, 'Alarms'), alarms),
    el(
      'section',
      {'aria-labelledby': 'run'},
      el('div', {class: 'bar'}, el('h2', {id: 'run'}, 'Last run'), row, collectNow()),
      picture,
    ),
    el('section', {'aria-labelledby': 'charts'}, panel),
  );

  const draw = () => {
    if (known.pipeline) {
      show(alarms, ...tiles(known.alarms));
      age(picture);
      show(picture, ...lastRun(known, picture.clientWidth));
      show(row, history(known.runs.slice(0, Math.floor(main.clientWidth / MARK))));
    } else if (known.awaySince) {
      show(alarms, empty('Shown as soon as the pipeline answers.'));
      show(picture, empty('Shown as soon as the pipeline answers.'));
    }
  };
  const stops = [on('change', draw), charts(panel)];
  const resized = new ResizeObserver(draw);
  resized.observe(main);
  draw();
  return () => {
    stops.forEach(stop => stop());
    resized.disconnect();
  };
}
