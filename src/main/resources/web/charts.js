// The charts of the first page: one window of time for all, the resources that are chosen, overlaid or
// each by itself.
import {get} from './ask.js';
import {chart} from './chart.js';
import {el, empty, failed, loading} from './dom.js';
import {now, time} from './format.js';
import {merge} from './lines.js';
import {known, on} from './live.js';
import {MEASURES} from './measures.js';
import {recall, recalled} from './recall.js';
import {resources} from './resources.js';
import {condition} from './verdict.js';

const RANGES = [
  ['1 h', 3600],
  ['24 h', 86400],
  ['7 d', 7 * 86400],
];
const POINTS = 400;
const SHORTEST_SECONDS = 60;
/** What of the time that is shown a press of a button moves it by. */
const STEP = 0.5;
const PAUSE_MILLIS = 250;
const CROWD_MILLIS = 500;

export function charts(root) {
  const chosen = resources(draw);
  const body = el('div', {class: 'charts'}, loading('the samples'));
  const ranges = RANGES.map(([text, seconds]) =>
    el('button', {type: 'button', onclick: () => range(seconds)}, text),
  );
  const step = (text, label, act) =>
    el(
      'button',
      {type: 'button', 'aria-label': label, title: label, onclick: () => moved(act(...shown()))},
      text,
    );
  const steps = [
    step('‹', 'Earlier', (from, to) => [from - STEP * (to - from), to - STEP * (to - from)]),
    step('−', 'Longer', (from, to) => [from - (to - from) / 2, to + (to - from) / 2]),
    step('+', 'Shorter', (from, to) => [from + (to - from) / 4, to - (to - from) / 4]),
    step('›', 'Later', (from, to) => [from + STEP * (to - from), to + STEP * (to - from)]),
  ];
  const reset = el('button', {type: 'button', hidden: true, onclick: () => moved(null)}, 'Reset zoom');
  const overlaid = el('button', {type: 'button', onclick: () => each(false)}, 'Overlaid');
  const separate = el('button', {type: 'button', onclick: () => each(true)}, 'Per resource');
  root.replaceChildren(
    el(
      'div',
      {class: 'bar'},
      el('h2', {id: 'charts'}, 'Measures'),
      el('div', {class: 'group', role: 'group', 'aria-label': 'Time'}, ranges),
      el('div', {class: 'group', role: 'group', 'aria-label': 'Zoom and pan'}, steps),
      reset,
      el('div', {class: 'group', role: 'group', 'aria-label': 'Arrangement'}, overlaid, separate),
      chosen.root,
    ),
    body,
    el(
      'p',
      {class: 'note'},
      'Drag over a chart to zoom all of them, with Shift to pan; turn the wheel with Ctrl. ' +
        'With a chart focused: arrow keys, plus and minus, Escape. A double click resets.',
    ),
  );

  let seconds = kept();
  let zoomed = null;
  let bySelf = false;
  let pages = null;
  let drawn = [];
  let asked = 0;
  let answered = 0;
  let pause = null;

  const shown = () => zoomed ?? [now() / 1000 - seconds, now() / 1000];

  function range(next) {
    seconds = next;
    keep(next);
    moved(null);
  }

  function each(next) {
    bySelf = next;
    draw();
  }

  function moved(next) {
    if (next && next[1] - next[0] < SHORTEST_SECONDS) {
      return;
    }
    zoomed = next;
    drawn.forEach(({chart: one}) => one.window(...shown()));
    press();
    clearTimeout(pause);
    pause = setTimeout(read, next ? PAUSE_MILLIS : 0);
  }

  function press() {
    ranges.forEach((button, i) => button.setAttribute('aria-pressed', String(RANGES[i][1] === seconds)));
    overlaid.setAttribute('aria-pressed', String(!bySelf));
    separate.setAttribute('aria-pressed', String(bySelf));
    reset.hidden = zoomed === null;
  }

  /** A little more than is shown, so that lines begin at the edge. */
  async function read() {
    const ask = ++asked;
    const [from, to] = shown();
    const question = ({type}, name) =>
      get('series', {
        type,
        name,
        points: POINTS,
        from: new Date(Math.floor(from) * 1000).toISOString(),
        to: new Date(Math.ceil(to) * 1000).toISOString(),
      });
    try {
      const answers = await Promise.all(
        MEASURES.map(async measure =>
          merge(await Promise.all(measure.names.map(name => question(measure, name)))),
        ),
      );
      if (ask > answered) {
        answered = ask;
        if (isYoung(answers)) {
          seconds = RANGES[0][1];
          return read();
        }
        pages = answers;
        chosen.set(pages.flatMap(page => page.series));
        draw();
        performance.mark('charts');
      }
    } catch (problem) {
      if (ask > answered && (pages === null || !problem.away)) {
        close();
        body.replaceChildren(failed(problem, read));
        pages = null;
      }
    }
  }

  /** Of a pipeline that is new an hour says more than a day, unless a person chose. */
  function isYoung(answers) {
    const first = Math.min(...answers.flatMap(({times}) => times.slice(0, 1)));
    return (
      pages === null &&
      !zoomed &&
      recalled('range') === null &&
      seconds > RANGES[0][1] &&
      first > now() / 1000 - RANGES[0][1] &&
      first < Infinity
    );
  }

  function close() {
    drawn.forEach(({chart: one}) => one.close());
    drawn = [];
  }

  function arrange() {
    const wanted = bySelf
      ? chosen.shown().flatMap(resource => MEASURES.map((measure, i) => ({i, resource})))
      : MEASURES.map((measure, i) => ({i}));
    const key = ({i, resource}) => `${i} ${resource ?? ''}`;
    if (drawn.length && drawn.map(key).join() === wanted.map(key).join()) {
      return;
    }
    close();
    drawn = wanted.map(want => ({
      ...want,
      chart: chart(
        want.resource ? `${MEASURES[want.i].title} of ${want.resource}` : MEASURES[want.i].title,
        moved,
      ),
    }));
    body.replaceChildren(...drawn.map(({chart: one}) => one.root));
    if (!drawn.length) {
      body.replaceChildren(empty('No resource is chosen.'));
    }
    seen.disconnect();
    drawn.forEach(({chart: one}) => seen.observe(one.root));
  }

  /** Charts by the hundred are drawn when they come into view. */
  const seen = new IntersectionObserver(
    entries =>
      entries.forEach(entry => {
        const one = drawn.find(({chart: {root: place}}) => place === entry.target);
        if (one) {
          one.visible = entry.isIntersecting;
          if (one.visible && one.stale) {
            set(one);
          }
        }
      }),
    {rootMargin: '300px'},
  );

  function draw() {
    press();
    if (!pages) {
      return;
    }
    arrange();
    drawn.forEach(one => {
      one.stale = true;
      if (one.visible) {
        set(one);
      }
    });
  }

  function set(one) {
    one.stale = false;
    const measure = MEASURES[one.i];
    const {times, series, truncated} = pages[one.i];
    const [from, to] = shown();
    const lines = series.filter(line =>
      one.resource ? line.resource === one.resource : chosen.has(line.resource),
    );
    one.chart.set({
      times: lines.length ? times : [],
      from,
      to,
      unit: lines[0]?.unit ?? measure.unit,
      series: lines.map((line, i) => ({...line, tint: one.resource ? i : chosen.tint(line, i)})),
      thresholds: thresholds(measure),
      note: truncated ? 'Not all of it: choose a shorter time' : '',
      nothing:
        `No sample of this from ${time(Math.floor(from / 60) * 60000)} to ${time(Math.floor(to / 60) * 60000)}. ` +
        whyNothing(from),
    });
  }

  let alarmsDrawn = null;
  const stops = [
    on('run', () => zoomed ?? throttled()),
    on('anew', read),
    on('change', () => {
      const alarms = JSON.stringify(known.alarms?.alarms.map(({metric, threshold}) => [metric, threshold]));
      if (alarms !== alarmsDrawn) {
        alarmsDrawn = alarms;
        draw();
      }
    }),
  ];
  let waiting = null;
  /** Runs of a fleet's cells end in crowds. */
  function throttled() {
    waiting ??= setTimeout(() => {
      waiting = null;
      read();
    }, CROWD_MILLIS);
  }
  const theme = () => drawn.forEach(({chart: one}) => one.redraw());
  document.addEventListener('theme', theme);
  press();
  read();
  return () => {
    stops.forEach(stop => stop());
    document.removeEventListener('theme', theme);
    clearTimeout(pause);
    clearTimeout(waiting);
    seen.disconnect();
    answered = Infinity;
    close();
  };
}

function whyNothing(from) {
  const last = known.runs?.[0];
  if (!last) {
    return 'Nothing was collected yet.';
  }
  return Date.parse(last.scheduledTime) / 1000 < from
    ? `The last run was at ${time(last.scheduledTime)}; a longer time shows it.`
    : 'The runs of that time gave none.';
}

const kept = () => {
  const [, seconds] = RANGES.find(([text]) => text === recalled('range')) ?? RANGES[1];
  return seconds;
};

const keep = seconds => recall('range', RANGES.find(([, other]) => other === seconds)[0]);

const thresholds = measure =>
  (known.alarms?.alarms ?? [])
    .filter(alarm => measure.metrics.includes(alarm.metric))
    .map(alarm => ({value: alarm.threshold, words: `alarm ${condition(alarm)}`}));
