// The picture of flow.js for a narrow page: one box below the other along a rail, as branches of a graph.
import {svg} from './dom.js';

const HEIGHT = 44;
const GAP = 8;
const INDENT = 36;

export function rail({schedule, collect, branches, join, store, stores}, width) {
  const boxes = [];
  const lines = [];
  let y = 1;
  const put = (part, x) => {
    boxes.push(box(part, x, y, width - x - 1));
    y += HEIGHT + GAP;
    return y - GAP - HEIGHT / 2;
  };
  const edge = (d, level = 'plain') => lines.push(svg('path', {class: 'edge', 'data-level': level, d}));
  const down = () => edge(`M14 ${y - GAP}V${y}`);
  const fan = (parts, back) => {
    const top = y - GAP;
    const middles = parts.map(part => {
      const middle = put(part, INDENT);
      edge(`M14 ${middle}H${INDENT}`, part.level);
      return middle;
    });
    edge(`M14 ${top}V${back ? y : middles.at(-1)}`);
  };
  put(schedule, 1);
  down();
  put(collect, 1);
  fan(branches, true);
  put(join, 1);
  down();
  put(store, 1);
  fan(
    stores.map(part => ({
      ...part,
      title: [part.title, ...part.places.slice(0, 1).map(({title}) => title)].join(' → '),
    })),
    false,
  );
  return svg('svg', {viewBox: `0 0 ${width} ${y}`, width, height: y}, lines, boxes);
}

function box({title, glyph, level, line}, x, y, width) {
  return svg(
    'g',
    {class: 'node', 'data-level': level, transform: `translate(${x} ${y})`},
    svg('rect', {width, height: HEIGHT, rx: 6}),
    svg('text', {class: 'title', x: 10, y: 18}, glyph && svg('tspan', {class: 'glyph'}, `${glyph} `), title),
    svg('text', {class: 'line', x: 10, y: 35}, line),
  );
}
