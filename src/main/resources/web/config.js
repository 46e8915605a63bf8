// The settings in force.
import {get} from './ask.js';
import {el, empty, failed, loading, table} from './dom.js';
import {count} from './format.js';

export function config(main) {
  const note = el('p', {class: 'note', role: 'status'});
  const filter = el('input', {type: 'search', id: 'filter', autocomplete: 'off', oninput: draw});
  const body = el('div', {}, loading('the settings'));
  main.append(
    el('h1', {}, 'Configuration'),
    el('div', {class: 'field'}, el('label', {for: 'filter'}, 'Filter by name or value'), filter),
    note,
    body,
  );
  let told = null;

  function draw() {
    if (!told) {
      return;
    }
    const wanted = filter.value.toLowerCase();
    const rows = told.settings.filter(({name, value}) => `${name}=${value}`.toLowerCase().includes(wanted));
    note.textContent = `${rows.length} of ${count(told.settings.length, 'setting')}, profile ${told.profile}.`;
    body.replaceChildren(
      rows.length
        ? table(
            'Settings',
            ['Name', 'Value'],
            rows.map(({name, value, masked}) => [
              el('code', {}, name),
              masked
                ? el('span', {class: 'note'}, '•••••• kept secret')
                : value === ''
                  ? el('span', {class: 'note'}, 'empty')
                  : el('code', {}, value),
            ]),
          )
        : empty('No setting has that in its name or value.'),
    );
  }

  async function read() {
    try {
      told = await get('config');
      draw();
    } catch (problem) {
      body.replaceChildren(failed(problem, read));
    }
  }

  read();
  return () => {};
}
