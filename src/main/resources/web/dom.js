// Elements by a call each: el('p', {class: 'note'}, 'text', child). Text never becomes markup.

const SVG = 'http://www.w3.org/2000/svg';

export const el = (name, attributes = {}, ...children) =>
  fill(document.createElement(name), attributes, children);

export const svg = (name, attributes = {}, ...children) =>
  fill(document.createElementNS(SVG, name), attributes, children);

function fill(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith('on')) {
      element.addEventListener(name.slice(2), value);
    } else if (value !== undefined && value !== null && value !== false) {
      element.setAttribute(name, value === true ? '' : value);
    }
  }
  element.append(
    ...children.flat(2).filter(child => child !== null && child !== undefined && child !== false),
  );
  return element;
}

/** Puts other children in, unless nothing changed: what a person has focused or selected stays. */
export function show(parent, ...children) {
  const next = document.createElement(parent.tagName);
  next.append(...children.flat(2).filter(Boolean));
  if (next.innerHTML !== parent.innerHTML) {
    const {activeElement} = document;
    const focused = parent.contains(activeElement) && activeElement.getAttribute('href');
    parent.replaceChildren(...next.childNodes);
    focused && parent.querySelector(`[href="${CSS.escape(focused)}"]`)?.focus();
  }
}

export const loading = what => el('p', {class: 'state'}, `Reading ${what} …`);

export const empty = (...what) => el('p', {class: 'state'}, ...what);

/** Why something is not shown, and what is done about it. */
export const failed = (problem, again) =>
  el(
    'div',
    {class: 'state failed'},
    el('p', {}, el('span', {class: 'glyph', 'aria-hidden': 'true'}, '✕'), ' ', problem.message),
    again && el('button', {type: 'button', onclick: again}, 'Try again'),
  );

export const table = (caption, heads, rows) =>
  el(
    'div',
    {class: 'scroll', tabindex: 0, role: 'region', 'aria-label': caption},
    el(
      'table',
      {},
      el('caption', {class: 'hidden'}, caption),
      el(
        'thead',
        {},
        el(
          'tr',
          {},
          heads.map(head => el('th', {scope: 'col', class: head.number && 'number'}, head.text ?? head)),
        ),
      ),
      el(
        'tbody',
        {},
        rows.map(row =>
          el(
            'tr',
            {},
            row.map((cell, i) => el('td', {class: heads[i].number && 'number'}, cell)),
          ),
        ),
      ),
    ),
  );
