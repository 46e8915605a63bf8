// The rows of a query: as a table, as a chart where there is something to chart, as a file.
import {el, empty, failed, table} from './dom.js';
import {count} from './format.js';
import {csv} from './csv.js';
import {picture} from './picture.js';

const NUMBERS = /^(tinyint|smallint|int|integer|bigint|real|float|double|decimal)/;

export const isNumber = ({type}) => NUMBERS.test(type.toLowerCase());

/** What is to be shown, and what is to be called once it is not. */
export function result(name, {state, reason, columns, rows, truncated}) {
  if (state === 'FAILED') {
    return {nodes: [failed({message: `The query failed: ${reason ?? 'no reason was given.'}`})], close() {}};
  }
  if (!rows.length) {
    return {
      nodes: [empty('No rows: nothing in the cold store is of that time and those parameters.')],
      close() {},
    };
  }
  const drawn = picture(columns, rows);
  const nodes = [
    el(
      'div',
      {class: 'bar'},
      el('h2', {}, count(rows.length, 'row')),
      truncated && el('p', {class: 'note'}, 'There are more than are shown: ask for less time.'),
      el('button', {type: 'button', onclick: () => save(`${name}.csv`, csv(columns, rows))}, 'Download CSV'),
    ),
    drawn?.root,
    table(
      `Rows of ${name}`,
      columns.map(column => ({text: column.name, number: isNumber(column)})),
      rows.map(row => row.map(cell => cell ?? '–')),
    ),
  ].filter(Boolean);
  return {nodes, close: () => drawn?.close()};
}

function save(name, text) {
  const address = URL.createObjectURL(new Blob([text], {type: 'text/csv;charset=utf-8'}));
  el('a', {href: address, download: name}).click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}
