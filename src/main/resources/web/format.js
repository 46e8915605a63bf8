// How times, amounts and states are written. Times are the reader's own; UTC stands in the title.
import {el} from './dom.js';

let skew = 0;

/** The clock of the pipeline, which need not be that of the browser. */
export const now = () => Date.now() + skew;

export const setClock = told => {
  skew = Date.parse(told) - Date.now();
};

const hour = new Intl.DateTimeFormat('en-GB', {hour: '2-digit', minute: '2-digit'});
const second = new Intl.DateTimeFormat('en-GB', {hour: '2-digit', minute: '2-digit', second: '2-digit'});
const day = new Intl.DateTimeFormat('en-GB', {day: 'numeric', month: 'short'});

export function time(told) {
  const date = new Date(told);
  const clock = (date.getUTCSeconds() === 0 ? hour : second).format(date);
  return day.format(date) === day.format(now()) ? clock : `${day.format(date)} ${clock}`;
}

export const utc = told =>
  `${new Date(told)
    .toISOString()
    .replace('T', ' ')
    .replace(/(:\d\d)\.\d+Z|Z$/, '$1')} UTC`;

export const when = told =>
  told === undefined
    ? '–'
    : el('time', {datetime: new Date(told).toISOString(), title: utc(told)}, time(told));

export function ago(told) {
  const seconds = Math.max(0, (now() - Date.parse(told)) / 1000);
  return seconds < 10 ? 'just now' : `${long(seconds)} ago`;
}

/** How long ago, as an element that grows older by itself. */
export const aged = told =>
  el('time', {class: 'ago', datetime: new Date(told).toISOString(), title: utc(told)}, ago(told));

/** Brings all of them up to date, in place: what is selected or focused stays so. */
export function age(within = document) {
  for (const element of within.querySelectorAll('time.ago')) {
    element.textContent = ago(element.dateTime);
  }
}

setInterval(() => age(), 10_000);

export function long(seconds) {
  const [amount, unit] =
    seconds < 60
      ? [seconds, 's']
      : seconds < 5400
        ? [seconds / 60, 'min']
        : seconds < 129600
          ? [seconds / 3600, 'h']
          : [seconds / 86400, 'days'];
  return `${Math.round(amount)} ${unit}`;
}

export const took = millis =>
  millis === undefined
    ? '–'
    : millis < 1000
      ? `${millis} ms`
      : millis < 60000
        ? `${(millis / 1000).toFixed(1)} s`
        : long(millis / 1000);

export const count = (n, one, many = `${one}s`) => `${whole(n)} ${n === 1 ? one : many}`;

export const whole = n => n.toLocaleString('en-GB');

const PREFIXES = ['', 'k', 'M', 'G', 'T', 'P'];

function scaled(value, unit) {
  let at = 0;
  while (Math.abs(value) >= 1000 && at < PREFIXES.length - 1) {
    value /= 1000;
    at++;
  }
  return `${short(value)} ${PREFIXES[at]}${unit}`;
}

const short = value =>
  value === 0
    ? '0'
    : Math.abs(value) >= 100
      ? value.toFixed(0)
      : Math.abs(value) >= 10
        ? value.toFixed(1).replace(/\.0$/, '')
        : value.toPrecision(2).replace(/\.0$/, '');

export const bytes = n => scaled(n, 'B');

/** A value in CloudWatch's unit, in a few digits. */
export function amount(value, unit) {
  if (value === null || value === undefined) {
    return '–';
  }
  switch (unit) {
    case 'Percent':
      return `${Math.round(value * 10) / 10} %`;
    case 'Bytes/Second':
      return scaled(value, 'B/s');
    case 'Bytes':
      return bytes(value);
    case 'Milliseconds':
      return took(Math.round(value));
    case 'Count':
    case 'None':
    case undefined:
      return short(value);
    default:
      return `${short(value)} ${unit}`;
  }
}

export const dollars = n => (n === 0 ? 'nothing' : n < 0.01 ? 'under $0.01' : `$${n.toFixed(2)}`);

/** A glyph and a word for each state: colour is never alone. */
const STATES = {
  OK: ['✓', 'OK', 'good'],
  COMPLETE: ['✓', 'COMPLETE', 'good'],
  SUCCEEDED: ['✓', 'SUCCEEDED', 'good'],
  DISPATCHED: ['→', 'DISPATCHED', 'good'],
  RUNNING: ['…', 'RUNNING', 'idle'],
  PARTIAL: ['!', 'PARTIAL', 'warn'],
  TIMED_OUT: ['!', 'TIMED OUT', 'warn'],
  INSUFFICIENT_DATA: ['?', 'NO DATA', 'idle'],
  FAILED: ['✕', 'FAILED', 'bad'],
  ALARM: ['▲', 'ALARM', 'bad'],
};

export const state = name => {
  const [glyph, word, level] = STATES[name] ?? ['·', 'NOT YET', 'idle'];
  return {glyph, word, level};
};

export const badge = name => {
  const {glyph, word, level} = state(name);
  return el(
    'span',
    {class: 'badge', 'data-level': level},
    el('span', {class: 'glyph', 'aria-hidden': 'true'}, glyph),
    ` ${word}`,
  );
};
