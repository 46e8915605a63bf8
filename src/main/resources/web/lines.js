// From the API's series to the columns that uPlot draws.

/** Puts the pages of several questions onto one row of times. */
export function merge(pages) {
  const times = [...new Set(pages.flatMap(page => page.times))].sort((a, b) => a - b);
  const place = new Map(times.map((time, i) => [time, i]));
  const series = pages.flatMap(page =>
    page.series.map(line => {
      const values = new Array(times.length).fill(null);
      line.values.forEach((value, i) => {
        values[place.get(page.times[i])] = value;
      });
      return {...line, values};
    }),
  );
  return {times, series, truncated: pages.some(page => page.truncated)};
}

/** What distinguishes a line from the others of its chart. */
export const label = line =>
  [line.resource, ...Object.values(line.dimensions), direction(line.name)].filter(Boolean).join(' ');

const direction = name => (name.startsWith('received') ? 'in' : name.startsWith('sent') ? 'out' : '');

/** Longer than so many of its usual steps, a silence is a gap and no line is drawn over it. */
const SILENCE = 2.5;

/**
 * Where nobody had a value for long, a time of nothing is put in; where one line has none for the times
 * of others, its null (a gap to uPlot) becomes undefined (nothing to uPlot).
 */
export function withGaps(times, columns) {
  const step = usual(times);
  const wider = [];
  const from = [];
  times.forEach((time, i) => {
    if (i > 0 && time - times[i - 1] > SILENCE * step) {
      wider.push((time + times[i - 1]) / 2);
      from.push(-1);
    }
    wider.push(time);
    from.push(i);
  });
  return [
    wider,
    ...columns.map(values =>
      bridge(
        wider,
        from.map(i => (i < 0 ? null : values[i])),
      ),
    ),
  ];
}

function bridge(times, values) {
  const have = values.flatMap((value, i) => (value === null ? [] : [i]));
  const step = usual(have.map(i => times[i]));
  have.slice(1).forEach((to, k) => {
    const at = have[k];
    if (to - at > 1 && times[to] - times[at] <= SILENCE * step) {
      values.fill(undefined, at + 1, to);
    }
  });
  return values;
}

function usual(times) {
  const steps = times
    .slice(1)
    .map((time, i) => time - times[i])
    .sort((a, b) => a - b);
  return steps.length ? steps[steps.length >> 1] : Infinity;
}

export function last(values) {
  for (let i = values.length - 1; i >= 0; i--) {
    if (values[i] !== null && values[i] !== undefined) {
      return values[i];
    }
  }
  return null;
}
