// The chart of a query's rows: lines where a column is of time, else bars, of the numbers that are chosen.
import {chart} from './chart.js';
import {el, svg} from './dom.js';
import {amount} from './format.js';
import {isNumber} from './result.js';

/** Days are often kept as words: the cold store's dt is. */
const TIME = /^\d{4}-\d\d-\d\d( \d\d:\d\d:\d\d(\.\d+)?( UTC)?)?$/;
const BARS = 30;

/** Athena writes 2026-11-24 09:00:00.000, in UTC; a day begins at the reader's own midnight. */
const seconds = text => {
  const [day, clock] = text.trim().replace(' UTC', '').split(' ');
  return Date.parse(clock ? `${day}T${clock}Z` : `${day}T00:00`) / 1000;
};

export function picture(columns, rows) {
  const numbers = columns.flatMap((column, i) => (isNumber(column) ? [i] : []));
  const times = columns.map((column, i) => rows.every(row => TIME.test(row[i] ?? '')));
  const time = times.indexOf(true);
  const several = time >= 0 && new Set(rows.map(row => row[time])).size > 1;
  const words = columns.flatMap((column, i) => (isNumber(column) || (several && times[i]) ? [] : [i]));
  if (!numbers.length || rows.length < 2) {
    return null;
  }
  const which = el(
    'select',
    {id: 'charted'},
    numbers.map(i => el('option', {value: i}, columns[i].name)),
  );
  which.value = String(numbers.at(-1));
  const place = el('div');
  let drawn = null;
  const draw = () => {
    drawn?.close();
    drawn = null;
    const of = Number(which.value);
    if (several) {
      drawn = lines(columns[of].name, rows, time, words, of);
      place.replaceChildren(drawn.root);
    } else {
      place.replaceChildren(bars(rows, words, of));
    }
  };
  which.addEventListener('change', draw);
  draw();
  const root = el(
    'div',
    {class: 'pictured'},
    el('div', {class: 'field'}, el('label', {for: 'charted'}, 'Chart of'), which),
    place,
  );
  return {root, close: () => drawn?.close()};
}

const named = (row, words) =>
  words
    .map(i => row[i])
    .filter(Boolean)
    .join(' ') || 'all';

function lines(title, rows, time, words, of) {
  const times = [...new Set(rows.map(row => seconds(row[time])))].sort((a, b) => a - b);
  const place = new Map(times.map((t, i) => [t, i]));
  const byName = new Map();
  for (const row of rows) {
    const name = named(row, words);
    if (!byName.has(name)) {
      byName.set(name, new Array(times.length).fill(null));
    }
    if (row[of] !== null) {
      byName.get(name)[place.get(seconds(row[time]))] = Number(row[of]);
    }
  }
  const whole = [times[0], times.at(-1)];
  const one = chart(title, window => one.window(...(window ?? whole)));
  one.set({
    times,
    from: whole[0],
    to: whole[1],
    unit: undefined,
    thresholds: [],
    note: '',
    nothing: '',
    series: [...byName].map(([name, values], tint) => ({
      resource: name,
      dimensions: {},
      name: '',
      values,
      tint,
    })),
  });
  return one;
}

function bars(rows, words, of) {
  const values = rows.filter(row => row[of] !== null).map(row => [named(row, words), Number(row[of])]);
  const most = Math.max(...values.map(([, value]) => Math.abs(value))) || 1;
  const bar = value =>
    svg(
      'svg',
      {class: 'bar-of', viewBox: '0 0 100 10', preserveAspectRatio: 'none', 'aria-hidden': 'true'},
      svg('rect', {width: (100 * Math.abs(value)) / most, height: 10}),
    );
  return el(
    'dl',
    {class: 'bars'},
    values
      .slice(0, BARS)
      .map(([name, value]) =>
        el('div', {}, el('dt', {}, name), el('dd', {}, bar(value), el('span', {}, amount(value)))),
      ),
  );
}
