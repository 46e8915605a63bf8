// One chart: lines of uPlot with thresholds, a legend below, and a window of time that is set from outside.
import uPlot from './uplot/uPlot.esm.js';
import {el} from './dom.js';
import {amount} from './format.js';
import {label, last, withGaps} from './lines.js';
import {legend} from './legend.js';
import {color, dash, ink} from './colors.js';

const HEIGHT = 220;
const WHEEL = 1.25;
const FONT = '12px system-ui, sans-serif';

/**
 * @param title what is charted
 * @param moved called with the window, in seconds, that a person zooms or pans to; with null to reset it
 */
export function chart(title, moved) {
  const canvas = el('div', {
    class: 'canvas',
    tabindex: 0,
    role: 'application',
    'aria-roledescription': 'chart',
    'aria-label': title,
  });
  const notes = el('p', {class: 'note'});
  const keys = legend(
    title,
    key => {
      hidden.has(key) ? hidden.delete(key) : hidden.add(key);
      draw();
    },
    key =>
      plot?.setSeries(key === null ? null : shown.findIndex(line => line.key === key) + 1, {
        focus: key !== null,
      }),
  );
  const root = el(
    'figure',
    {class: 'chart'},
    el('figcaption', {}, el('h3', {}, title), notes),
    canvas,
    keys.root,
  );
  const hidden = new Set();
  let plot = null;
  let drawn = null;
  let shown = [];
  let told = null;

  function draw() {
    const {times, series, from, to, unit} = told;
    const lines = series.map(line => ({...line, key: label(line)}));
    keys.set(
      lines.map(line => ({
        key: line.key,
        color: color(line.tint),
        dash: dash(line.tint),
        value: last(line.values),
        unit,
        off: hidden.has(line.key),
      })),
    );
    shown = lines.filter(line => !hidden.has(line.key));
    const data = withGaps(
      times,
      shown.map(line => line.values),
    );
    const next = times.length && JSON.stringify([unit, shown.map(line => [line.key, line.tint])]);
    if (plot && next === drawn) {
      plot.setData(data, false);
      plot.setScale('x', {min: from, max: to});
      return;
    }
    plot?.destroy();
    drawn = next;
    plot = null;
    canvas.replaceChildren(...(times.length ? [] : [el('p', {class: 'state'}, told.nothing)]));
    if (times.length) {
      plot = new uPlot(options(), data, canvas);
    }
  }

  const options = () => ({
    width: Math.max(canvas.clientWidth, 200),
    height: HEIGHT,
    legend: {show: false},
    padding: [10, 24, 0, 0],
    focus: {alpha: 0.15},
    cursor: {
      drag: {x: true, y: false, setScale: false},
      focus: {prox: 20},
      points: {size: 6},
      bind: {
        // to drag with Shift is to pan, which is ours; a double click is told to all charts
        mousedown: (u, target, handler) => event => (event.shiftKey ? null : handler(event)),
        dblclick: () => () => moved(null),
      },
    },
    scales: {
      x: {min: told.from, max: told.to},
      y: {range: (u, low, high) => reach(low ?? 0, high ?? 0, told)},
    },
    axes: [
      axis({space: 70, values: CLOCK}),
      axis({size: 68, values: (u, splits) => splits.map(value => amount(value, told.unit))}),
    ],
    series: [
      {},
      ...shown.map(line => ({
        label: line.key,
        stroke: color(line.tint),
        dash: dash(line.tint),
        width: shown.length > 12 ? 1 : 1.5,
        points: {size: 5},
      })),
    ],
    hooks: {
      draw: [u => told.thresholds.forEach(threshold => drawThreshold(u, threshold))],
      setCursor: [u => keys.at(valuesAt(u))],
      setSelect: [
        u => {
          const {left, width} = u.select;
          if (width > 0) {
            u.setSelect({left: 0, top: 0, width: 0, height: 0}, false);
            moved([u.posToVal(left, 'x'), u.posToVal(left + width, 'x')]);
          }
        },
      ],
    },
  });

  const valuesAt = ({cursor: {idx}, data}) =>
    idx === null || idx === undefined ? null : shown.map((line, i) => [line.key, data[i + 1][idx]]);

  panAndZoom(
    canvas,
    () => plot,
    () => [told.from, told.to],
    moved,
  );
  const resized = new ResizeObserver(() => {
    if (plot && canvas.clientWidth > 0 && plot.width !== canvas.clientWidth) {
      plot.setSize({width: canvas.clientWidth, height: HEIGHT});
    }
  });
  resized.observe(canvas);

  return {
    root,
    /** @param next times, series (each with its tint), from, to, thresholds, unit, note, nothing */
    set(next) {
      told = next;
      notes.textContent = next.note;
      canvas.setAttribute('aria-label', summary(title, next));
      draw();
    },
    /** Moves what is drawn already, until what belongs to the window has been read. */
    window(from, to) {
      told = {...told, from, to};
      plot?.setScale('x', {min: from, max: to});
    },
    /** In other colours. */
    redraw() {
      drawn = null;
      if (told) {
        draw();
      }
    },
    close() {
      resized.disconnect();
      plot?.destroy();
    },
  };
}

/** Days at midnights, hours between them, as the reader's clock has them. */
const CLOCK = [
  [86400 * 28, '{D} {MMM}', null, null, null, null, null, null, 1],
  [86400, '{D} {MMM}', null, null, null, null, null, null, 1],
  [60, '{HH}:{mm}', '\n{D} {MMM}', null, '\n{D} {MMM}', null, null, null, 1],
  [1, '{HH}:{mm}:{ss}', '\n{D} {MMM}', null, '\n{D} {MMM}', null, null, null, 1],
];

const axis = options => ({
  stroke: ink('--muted'),
  font: FONT,
  grid: {stroke: ink('--line'), width: 1},
  ticks: {show: false},
  ...options,
});

/** From nothing to the highest line, or to a threshold that is not out of its reach. */
function reach(low, high, {thresholds, unit}) {
  if (unit === 'Percent') {
    return [0, 100];
  }
  const near = thresholds.map(({value}) => value).filter(value => value < 4 * high);
  return [Math.min(0, low), 1.08 * Math.max(high, ...near) || 1];
}

function drawThreshold(u, {value, words}) {
  const {left, top, width, height} = u.bbox;
  const y = u.valToPos(value, 'y', true);
  if (y < top || y > top + height) {
    return;
  }
  const {ctx} = u;
  ctx.save();
  ctx.strokeStyle = ink('--bad');
  ctx.lineWidth = devicePixelRatio;
  ctx.setLineDash([6 * devicePixelRatio, 4 * devicePixelRatio]);
  ctx.beginPath();
  ctx.moveTo(left, y);
  ctx.lineTo(left + width, y);
  ctx.stroke();
  ctx.font = `${12 * devicePixelRatio}px system-ui, sans-serif`;
  ctx.textAlign = 'right';
  ctx.textBaseline = 'bottom';
  // its edge keeps it readable over a line
  ctx.strokeStyle = ink('--card');
  ctx.lineWidth = 3 * devicePixelRatio;
  ctx.lineJoin = 'round';
  ctx.setLineDash([]);
  ctx.fillStyle = ink('--bad');
  const [right, above] = [left + width - 4 * devicePixelRatio, y - 3 * devicePixelRatio];
  ctx.strokeText(words, right, above);
  ctx.fillText(words, right, above);
  ctx.restore();
}

function summary(title, {series, unit}) {
  const most = series
    .map(line => [last(line.values), label(line)])
    .filter(([value]) => value !== null)
    .sort((a, b) => b[0] - a[0])[0];
  return (
    `${title}: ${series.length} lines${most ? `, the highest is ${most[1]} with ${amount(most[0], unit)}` : ''}. ` +
    'Arrow keys pan, plus and minus zoom, Escape resets.'
  );
}

function panAndZoom(canvas, plot, shownWindow, moved) {
  const zoom = (factor, at = 0.5) => {
    const [from, to] = shownWindow();
    const middle = from + at * (to - from);
    moved([middle - (middle - from) * factor, middle + (to - middle) * factor]);
  };
  const pan = part => {
    const [from, to] = shownWindow();
    moved([from + part * (to - from), to + part * (to - from)]);
  };
  canvas.addEventListener(
    'wheel',
    event => {
      // without a key the wheel scrolls the page, as everywhere
      if (plot() && (event.ctrlKey || event.shiftKey || event.metaKey)) {
        event.preventDefault();
        const over = plot().over.getBoundingClientRect();
        zoom(
          (event.deltaY || event.deltaX) > 0 ? WHEEL : 1 / WHEEL,
          (event.clientX - over.left) / over.width,
        );
      }
    },
    {passive: false},
  );
  canvas.addEventListener('keydown', event => {
    const act = {
      ArrowLeft: () => pan(-0.2),
      ArrowRight: () => pan(0.2),
      '+': () => zoom(1 / WHEEL),
      '=': () => zoom(1 / WHEEL),
      '-': () => zoom(WHEEL),
      Escape: () => moved(null),
      0: () => moved(null),
    }[event.key];
    if (act && !event.ctrlKey && !event.metaKey && !event.altKey) {
      event.preventDefault();
      act();
    }
  });
  canvas.addEventListener('pointerdown', event => {
    if (!event.shiftKey || !plot()) {
      return;
    }
    event.preventDefault();
    const {width} = plot().over.getBoundingClientRect();
    const [from, to] = shownWindow();
    const drag = ({clientX}) => {
      const by = ((event.clientX - clientX) / width) * (to - from);
      moved([from + by, to + by]);
    };
    canvas.setPointerCapture(event.pointerId);
    canvas.addEventListener('pointermove', drag);
    canvas.addEventListener('pointerup', () => canvas.removeEventListener('pointermove', drag), {once: true});
  });
}
