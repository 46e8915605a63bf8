// The way of the data as a picture, coloured by what became of a run. Wide enough, it is drawn from the
// left to the right as in the design; else from top to bottom along a rail.
import {el, svg} from './dom.js';
import {count, state, time, took, whole} from './format.js';
import {rail} from './rail.js';

const WIDE = 1120;
const BRANCHES = ['cpu', 'memory', 'disk', 'network'];
const STORES = ['cold', 'hot', 'metrics'];
/** Where a store is, and who reads it. */
const PLACES = {
  cold: [['S3'], ['Athena', 'queries']],
  hot: [['DynamoDB'], ['API', 'this page']],
  metrics: [['CloudWatch'], ['alarms → SNS']],
};

/** What stands in the boxes, of a run or of none; without a pipeline, of a run that is over. */
export function parts(run, pipeline, alarms) {
  const named = (outcomes, names) => (outcomes?.length ? outcomes : names.map(name => ({name})));
  const box = (title, outcome, line) => ({title, ...state(outcome), line});
  const part = (prefix, outcome, unit) =>
    outcome.result
      ? {
          ...box(prefix + outcome.name, outcome.result, ''),
          line: [
            state(outcome.result).word,
            (outcome.result === 'OK' || outcome.samples > 0) && `${whole(outcome.samples)} ${unit}`,
            took(outcome.tookMillis),
          ]
            .filter(Boolean)
            .join(' · '),
        }
      : {...box(prefix + outcome.name, undefined, run ? 'no outcome yet' : 'no run yet'), glyph: '·'};
  const firing = alarms.filter(alarm => alarm.state === 'ALARM').length;
  const watch = {
    level: firing ? 'bad' : 'plain',
    glyph: firing ? '▲' : '',
    line: `${firing} of ${count(alarms.length, 'alarm')}`,
  };
  const places = store =>
    (PLACES[store] ?? []).map(([title, line]) => ({
      title,
      line,
      glyph: '',
      level: 'plain',
      ...(title.startsWith('alarms') && watch),
    }));
  const next = pipeline
    ? pipeline.nextRun
      ? `next ${time(pipeline.nextRun)}`
      : 'none next'
    : `of ${time(run.scheduledTime)}`;
  const began = run && (run.startedAt ?? run.scheduledTime);
  return {
    schedule: {
      ...box('schedule', 'OK', next),
      level: 'plain',
      glyph: '◷',
    },
    collect: {
      ...box('collect', run?.status === 'RUNNING' ? 'RUNNING' : undefined, began ? `${time(began)}` : '–'),
      level: 'plain',
      glyph: '▶',
    },
    branches: named(run?.branches, BRANCHES).map(outcome => part('collect-', outcome, 'samples')),
    join: box('join', run?.status, run ? state(run.status).word : '–'),
    store: {
      ...box('store', run?.status, run?.tookMillis === undefined ? '–' : took(run.tookMillis)),
      level: 'plain',
      glyph: '▤',
    },
    stores: named(run?.stores, STORES).map(outcome => ({
      ...part('store-', outcome, 'items'),
      places: places(outcome.name),
    })),
  };
}

function inWords({branches, stores, join}) {
  const say = ({title, line}) => `${title} ${line}`;
  return `The way of the data. Run ${join.line}. Branches: ${branches.map(say).join('; ')}. Stores: ${stores.map(say).join('; ')}.`;
}

export function flow(run, pipeline, alarms, width) {
  const drawn = parts(run, pipeline, alarms);
  const picture = width >= WIDE ? wide(drawn, width) : rail(drawn, Math.min(Math.max(width, 280), 620));
  picture.setAttribute('role', 'img');
  picture.setAttribute('aria-label', inWords(drawn));
  return el('div', {class: 'flow', 'data-running': run?.status === 'RUNNING'}, picture);
}

const HEIGHT = 50;
const ROW = 66;

export function node({title, glyph, level, line}, x, y, width, height = HEIGHT) {
  return svg(
    'g',
    {class: 'node', 'data-level': level, transform: `translate(${x} ${y})`},
    svg('rect', {width, height, rx: 6}),
    svg(
      'text',
      {class: 'title', x: 10, y: line ? 20 : height / 2 + 5},
      glyph && svg('tspan', {class: 'glyph'}, `${glyph} `),
      title,
    ),
    line && svg('text', {class: 'line', x: 10, y: 39}, line),
  );
}

const COLUMNS = {
  schedule: 112,
  collect: 104,
  branches: 196,
  join: 104,
  store: 92,
  stores: 196,
  place: 112,
  reader: 136,
};

function wide({schedule, collect, branches, join, store, stores}, width) {
  const sum = Object.values(COLUMNS).reduce((a, b) => a + b);
  const gap = (width - 2 - sum) / (Object.keys(COLUMNS).length - 1);
  const left = {};
  Object.entries(COLUMNS).reduce((x, [name, w]) => ((left[name] = x), x + w + gap), 1);
  const rows = Math.max(branches.length, stores.length);
  const height = rows * ROW;
  const middle = (i, n) => height / 2 + (i - (n - 1) / 2) * ROW;
  const boxes = [];
  const lines = [];
  const put = (column, part, y) => boxes.push(node(part, left[column], y - HEIGHT / 2, COLUMNS[column]));
  const join2 = (from, y1, to, y2, level = 'plain') => {
    const [x1, x2] = [left[from] + COLUMNS[from], left[to]];
    const half = (x1 + x2) / 2;
    lines.push(
      svg('path', {
        class: 'edge',
        'data-level': level,
        d: `M${x1} ${y1}C${half} ${y1} ${half} ${y2} ${x2 - 1} ${y2}`,
      }),
    );
  };
  const center = height / 2;
  put('schedule', schedule, center);
  put('collect', collect, center);
  join2('schedule', center, 'collect', center);
  branches.forEach((branch, i) => {
    const y = middle(i, branches.length);
    put('branches', branch, y);
    join2('collect', center, 'branches', y);
    join2('branches', y, 'join', center, branch.level);
  });
  put('join', join, center);
  put('store', store, center);
  join2('join', center, 'store', center);
  stores.forEach((part, i) => {
    const y = middle(i, stores.length);
    put('stores', part, y);
    join2('store', center, 'stores', y);
    const [place, reader] = part.places;
    if (place) {
      put('place', place, y);
      put('reader', reader, y);
      join2('stores', y, 'place', y, part.level);
      join2('place', y, 'reader', y);
    }
  });
  return svg('svg', {viewBox: `0 0 ${width} ${height}`, width, height}, lines, boxes);
}
