// The runs of the last seven days, and one of them by itself.
import {get, runs as page} from './ask.js';
import {collectNow} from './collectnow.js';
import {el, empty, failed, loading, table} from './dom.js';
import {failures} from './failures.js';
import {flow} from './flow.js';
import {badge, bytes, count, dollars, now, state, took, when, whole} from './format.js';
import {known, on} from './live.js';

const PAGE = 25;
const RUN_ID = /^\d{8}T\d{6}Z-/;

export const runs = (main, id) => (id ? one(main, id) : list(main));

function list(main) {
  const body = el('ol', {class: 'runs'});
  const foot = el('div', {class: 'foot'}, loading('the runs'));
  main.append(el('div', {class: 'bar'}, el('h1', {}, 'Runs'), collectNow()), body, foot);
  const rows = new Map();
  let next;
  let asked = 0;

  function put(run) {
    const before = rows.get(run.id);
    if (before && JSON.stringify(before.run) === JSON.stringify(run)) {
      return;
    }
    const row = el('li', {class: 'run', 'data-level': state(run.status).level}, ...summary(run));
    rows.set(run.id, {row, run});
    if (before) {
      before.row.replaceWith(row);
    } else {
      const after = [...rows.values()]
        .filter(other => other.run.scheduledTime < run.scheduledTime)
        .sort((a, b) => b.run.scheduledTime.localeCompare(a.run.scheduledTime))[0];
      body.insertBefore(row, after?.row ?? null);
    }
  }

  async function read(token) {
    const ask = ++asked;
    foot.replaceChildren(loading('the runs'));
    try {
      const answer = await page(now(), PAGE, token);
      if (ask !== asked) {
        return;
      }
      answer.runs.forEach(put);
      next = answer.next;
      foot.replaceChildren(
        next
          ? el('button', {type: 'button', onclick: () => read(next)}, 'Older runs')
          : rows.size
            ? el(
                'p',
                {class: 'note'},
                'These are all of the last seven days; older ones are in the cold store alone.',
              )
            : empty('No run in the last seven days. The first can be started here: Collect now.'),
      );
    } catch (problem) {
      if (ask === asked) {
        foot.replaceChildren(failed(problem, () => read(token)));
      }
    }
  }

  /** What came while nobody told of it: page by page, until one has a run that was known before. */
  async function readMissed() {
    if (!rows.size) {
      return read();
    }
    const before = new Set(rows.keys());
    try {
      for (let answer = {next: undefined}, more = true; more; ) {
        answer = await page(now(), PAGE, answer.next);
        answer.runs.forEach(put);
        more = answer.next !== undefined && !answer.runs.some(({id}) => before.has(id));
      }
    } catch {
      // it is read anew at the next connection, and the head of the page says that there is none
    }
  }

  const stops = [on('run', ({detail: run}) => isOurs(run) && put(run)), on('anew', readMissed)];
  read();
  return () => {
    asked++;
    stops.forEach(stop => stop());
  };
}

/** Until it is known whose page this is, whatever is told is shown. */
const isOurs = run => run.pipeline === (known.pipeline?.pipeline ?? run.pipeline);

const marks = outcomes =>
  outcomes.map(({name, result}) => {
    const {glyph, word, level} = state(result);
    return el(
      'span',
      {class: 'mark', 'data-level': level, title: word},
      el('span', {class: 'glyph', 'aria-hidden': 'true'}, glyph),
      ` ${name}`,
      el('span', {class: 'hidden'}, ` ${word}`),
    );
  });

const summary = run => [
  el(
    'p',
    {class: 'head'},
    badge(run.status),
    ' ',
    el('a', {href: `#/runs/${encodeURIComponent(run.id)}`}, when(run.scheduledTime)),
    el(
      'span',
      {class: 'note'},
      [
        run.samples !== undefined && count(run.samples, 'sample'),
        run.cells !== undefined && count(run.cells, 'cell'),
        run.tookMillis !== undefined && took(run.tookMillis),
        run.dollarsAMonth !== undefined && `${dollars(run.dollarsAMonth)} a month`,
      ]
        .filter(Boolean)
        .join(' · '),
    ),
  ),
  el(
    'p',
    {class: 'marks'},
    marks(run.branches),
    run.stores.length > 0 && el('span', {class: 'note', 'aria-hidden': 'true'}, '→'),
    marks(run.stores),
  ),
  ...[...run.branches, ...run.stores]
    .filter(({error}) => error)
    .map(({name, error}) => el('p', {class: 'error'}, el('strong', {}, `${name}: `), error)),
];

function one(main, id) {
  const body = el('div', {class: 'picture'}, loading(`run ${id}`));
  main.append(
    el('p', {class: 'note'}, el('a', {href: '#/runs'}, '← All runs')),
    el('h1', {}, 'Run ', el('span', {class: 'id'}, id)),
    body,
  );
  let run = null;

  function draw() {
    if (run) {
      body.replaceChildren(...details(run, body.clientWidth));
    }
  }

  async function read() {
    if (!RUN_ID.test(id)) {
      body.replaceChildren(empty('That is no id of a run.'));
      return;
    }
    try {
      run = await get(`runs/${encodeURIComponent(id)}`);
      draw();
    } catch (problem) {
      if (run === null || !problem.away) {
        body.replaceChildren(
          problem.status === 404
            ? empty('There is no such run in the hot store. It keeps runs for seven days.')
            : failed(problem, read),
        );
      }
    }
  }

  const stops = [on('run', ({detail}) => detail.id === id && ((run = detail), draw())), on('anew', read)];
  const resized = new ResizeObserver(
    () =>
      run &&
      body.clientWidth !== Number(body.dataset.width) &&
      ((body.dataset.width = body.clientWidth), draw()),
  );
  resized.observe(body);
  read();
  return () => {
    stops.forEach(stop => stop());
    resized.disconnect();
  };
}

const number = text => ({text, number: true});

function details(run, width) {
  const facts = [
    ['Scheduled', when(run.scheduledTime)],
    ['Began', when(run.startedAt)],
    ['Took', took(run.tookMillis)],
    ['Status', badge(run.status)],
    ['Samples', run.samples === undefined ? '–' : whole(run.samples)],
    run.cells !== undefined && ['Cells', whole(run.cells)],
    ['Resource', run.resource ?? '–'],
    ['Pipeline', run.pipeline],
    run.dollarsAMonth !== undefined && ['Cost', `${dollars(run.dollarsAMonth)} a month`],
  ].filter(Boolean);
  return [
    el(
      'dl',
      {class: 'facts'},
      facts.map(([name, value]) => el('div', {}, el('dt', {}, name), el('dd', {}, value))),
    ),
    flow(run, null, known.alarms?.alarms ?? [], width),
    failures(run),
    outcomes('Branches', run.branches, [
      ['samples', 'Samples'],
      ['dropped', 'Left out'],
    ]),
    outcomes('Stores', run.stores, [
      ['samples', 'Items'],
      ['requests', 'Requests'],
      ['throttles', 'Throttles'],
    ]),
    run.services?.length > 0 && [
      el('h2', {}, 'Use of AWS'),
      table(
        'Use of AWS',
        ['Service', number('Calls'), number('Attempts'), number('Items'), number('Sent'), number('Received')],
        run.services.map(({name, calls, attempts, items, bytesOut, bytesIn}) => [
          name,
          whole(calls),
          whole(attempts),
          whole(items),
          bytes(bytesOut),
          bytes(bytesIn),
        ]),
      ),
    ],
  ]
    .flat()
    .filter(Boolean);
}

const outcomes = (title, list, columns) =>
  list.length
    ? [
        el('h2', {}, title),
        table(
          title,
          ['Name', 'Result', ...columns.map(([, text]) => number(text)), number('Took')],
          list.map(outcome => [
            outcome.name,
            badge(outcome.result),
            ...columns.map(([key]) => whole(outcome[key])),
            took(outcome.tookMillis),
          ]),
        ),
      ]
    : [];
