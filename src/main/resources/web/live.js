// What is known of the pipeline, kept up to date: by its events, and read anew whenever some may have
// been missed, that is at each connection and, should one be silently dead, now and then.
import {get, runs} from './ask.js';
import {now, setClock} from './format.js';

const EVERY_MILLIS = 30_000;
const LONGEST_WAIT_MILLIS = 10_000;
const RUNS = 25;

/** Of null is not known yet. */
export const known = {
  pipeline: null,
  alarms: null,
  runs: null,
  runsLost: null,
  awaySince: null,
  problem: null,
  connected: false,
};

const told = new EventTarget();

/** Calls back on any of: change (something of known), run (one ended), anew (read all again). */
export function on(names, callback) {
  names.split(' ').forEach(name => told.addEventListener(name, callback));
  return () => names.split(' ').forEach(name => told.removeEventListener(name, callback));
}

const tell = (name, detail) => told.dispatchEvent(new CustomEvent(name, {detail}));

let asked = 0;
let answered = 0;

/** Whether nothing that was asked later has been answered already. */
const newest = ask => ask > answered && ((answered = ask), true);

/** Of a store that refuses the rest is shown nevertheless. */
const lost = problem => ({lost: problem.message});

export async function refresh() {
  const ask = ++asked;
  try {
    const pipeline = await get('pipeline');
    setClock(pipeline.now);
    const [alarms, page] = await Promise.all([get('alarms').catch(lost), runs(now(), RUNS).catch(lost)]);
    if (newest(ask)) {
      known.pipeline = pipeline;
      known.alarms = alarms.lost ? {alarms: [], ...known.alarms, error: alarms.lost} : alarms;
      known.runs = page.runs ?? known.runs ?? [];
      known.runsLost = page.lost ?? null;
      known.awaySince = null;
    }
  } catch (problem) {
    if (newest(ask)) {
      known.awaySince ??= now();
      known.problem = problem;
    }
  }
  tell('change');
}

/** Of several runs that end together one look at the pipeline is enough. */
let soon = null;
function refreshSoon() {
  soon ??= setTimeout(() => {
    soon = null;
    refresh();
  }, 500);
}

function runEnded(run) {
  if (known.runs && run.pipeline === known.pipeline.pipeline) {
    known.runs = [run, ...known.runs.filter(other => other.id !== run.id)]
      .sort((a, b) => b.scheduledTime.localeCompare(a.scheduledTime))
      .slice(0, RUNS);
  }
  tell('change');
  tell('run', run);
  refreshSoon();
}

function alarmChanged(alarm) {
  if (known.alarms) {
    known.alarms.alarms = known.alarms.alarms.map(other => (other.name === alarm.name ? alarm : other));
  }
  tell('change');
  refreshSoon();
}

async function readAnew() {
  await refresh();
  tell('anew');
}

let wait = 1000;

function connect() {
  const source = new EventSource('api/events');
  source.onopen = () => {
    wait = 1000;
    known.connected = true;
    readAnew();
  };
  source.addEventListener('run', event => runEnded(JSON.parse(event.data)));
  source.addEventListener('alarm', event => alarmChanged(JSON.parse(event.data)));
  source.addEventListener('reset', readAnew);
  // browsers give up after some answers, and after others they do not
  source.onerror = () => {
    source.close();
    known.connected = false;
    tell('change');
    refresh();
    setTimeout(connect, wait);
    wait = Math.min(wait * 2, LONGEST_WAIT_MILLIS);
  };
}

export function start() {
  refresh();
  connect();
  setInterval(refresh, EVERY_MILLIS);
}
