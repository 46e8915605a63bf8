// Below a chart: its lines, the highest first, with the value under the cursor or the last one.
import {el, svg} from './dom.js';
import {amount} from './format.js';

const FEW = 6;

/**
 * @param toggled called with the key of a line that is to be hidden, or shown again
 * @param pointed called with the key of the line that is pointed at, and with null once none is
 */
export function legend(title, toggled, pointed) {
  const list = el('ul', {});
  const more = el('button', {
    type: 'button',
    class: 'quiet',
    hidden: true,
    onclick: () => {
      all = !all;
      draw();
    },
  });
  const root = el('div', {class: 'legend'}, list, more);
  let all = false;
  let lines = [];

  function item(line) {
    const value = el('span', {class: 'value'}, amount(line.value, line.unit));
    const swatch = svg(
      'svg',
      {width: 18, height: 8, 'aria-hidden': 'true'},
      svg('line', {
        x1: 0,
        x2: 18,
        y1: 4,
        y2: 4,
        stroke: line.color,
        'stroke-width': 2.5,
        'stroke-dasharray': line.dash?.join(' '),
      }),
    );
    const button = el(
      'button',
      {
        type: 'button',
        'aria-pressed': String(!line.off),
        title: line.off ? 'Show this line' : 'Hide this line',
        onclick: () => toggled(line.key),
        onpointerenter: () => pointed(line.off ? null : line.key),
        onpointerleave: () => pointed(null),
      },
      swatch,
      el('span', {class: 'key'}, line.key),
      value,
    );
    button.dataset.key = line.key;
    line.cell = value;
    return el('li', {}, button);
  }

  function draw() {
    const focused = list.contains(document.activeElement) && document.activeElement.dataset.key;
    list.replaceChildren(...(all ? lines : lines.slice(0, FEW)).map(item));
    [...list.querySelectorAll('button')].find(({dataset}) => dataset.key === focused)?.focus();
    more.hidden = lines.length <= FEW;
    more.textContent = all ? 'Fewer lines' : `${lines.length - FEW} more lines`;
    more.setAttribute('aria-label', `${more.textContent} of ${title}`);
  }

  return {
    root,
    set(next) {
      lines = next.sort((a, b) => (b.value ?? -Infinity) - (a.value ?? -Infinity));
      draw();
    },
    /** @param values pairs of key and value; null for the last values */
    at(values) {
      const under = values && new Map(values);
      lines
        .filter(line => line.cell)
        .forEach(line => {
          line.cell.textContent = amount(under ? under.get(line.key) : line.value, line.unit);
        });
    },
  };
}
