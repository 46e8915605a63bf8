// Rows as RFC 4180 has them.

/** A spreadsheet takes what begins like this for a formula, and runs it. */
const FORMULA = /^[=+\-@\t\r]/;

const field = value => {
  if (value === null) {
    return '';
  }
  const safe = FORMULA.test(value) && Number.isNaN(Number(value)) ? `'${value}` : value;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
};

export const csv = (columns, rows) =>
  [columns.map(({name}) => name), ...rows].map(row => `${row.map(field).join(',')}\r\n`).join('');
