// Which resources are charted: all, until some are taken out.
import {TINTS} from './colors.js';
import {el} from './dom.js';

export function resources(changed) {
  const out = new Set();
  let names = [];
  const summary = el('summary', {}, 'Resources');
  const filter = el('input', {
    type: 'search',
    placeholder: 'Filter',
    'aria-label': 'Filter resources',
    oninput: draw,
  });
  const list = el('ul', {});
  const visible = () => names.filter(name => name.toLowerCase().includes(filter.value.toLowerCase()));
  const every = (text, act) =>
    el(
      'button',
      {
        type: 'button',
        onclick: () => {
          visible().forEach(act);
          told();
        },
      },
      text,
    );
  const root = el(
    'details',
    {class: 'resources'},
    summary,
    el(
      'div',
      {class: 'panel'},
      filter,
      el(
        'div',
        {class: 'group'},
        every('All', name => out.delete(name)),
        every('None', name => out.add(name)),
      ),
      list,
    ),
  );
  root.addEventListener('keydown', event => {
    if (event.key === 'Escape') {
      root.open = false;
      summary.focus();
    }
  });
  // as every menu, it closes when something else is pressed; it dies with the page it stands on
  const away = event =>
    root.isConnected
      ? root.contains(event.target) || (root.open = false)
      : document.removeEventListener('pointerdown', away);
  document.addEventListener('pointerdown', away);

  function told() {
    draw();
    changed();
  }

  function draw() {
    summary.textContent =
      names.length === 1
        ? names[0]
        : out.size
          ? `${shown().length} of ${names.length} resources`
          : `All ${names.length} resources`;
    root.hidden = names.length === 0;
    const focused = list.contains(document.activeElement) && document.activeElement.value;
    list.replaceChildren(
      ...visible().map(name => {
        const box = el('input', {
          type: 'checkbox',
          value: name,
          onchange: () => {
            out.has(name) ? out.delete(name) : out.add(name);
            told();
          },
        });
        box.checked = !out.has(name);
        return el('li', {}, el('label', {}, box, ` ${name}`));
      }),
    );
    if (focused) {
      [...list.querySelectorAll('input')].find(box => box.value === focused)?.focus();
    }
  }

  const shown = () => names.filter(name => !out.has(name));
  draw();
  return {
    root,
    shown,
    has: name => !out.has(name),
    /** A resource has its colour in all charts; what it sent has another stroke. A single one has many colours. */
    tint: ({resource, name}, i) =>
      names.length === 1 ? i : names.indexOf(resource) + (name.startsWith('sent') ? TINTS : 0),
    /** Keeps the choice; what is new is shown. */
    set(series) {
      const next = [...new Set(series.map(line => line.resource))].sort();
      if (next.join('\n') !== names.join('\n')) {
        names = next;
        draw();
      }
    },
  };
}
