// What failed in a run, why, and what that means for the rest.
import {badge, count, took} from './format.js';
import {el} from './dom.js';

const kept =
  'The other stores have the run. It is kept in the spool and sent to this one again until it is there.';
const keptByAll = 'No store has the run. It is kept in the spool and sent again until it is in all of them.';

function meaningOfBranch(branch, run) {
  const others = run.branches.filter(other => other.result === 'OK').length;
  const some = branch.samples > 0 ? `What it did read, ${count(branch.samples, 'sample')}, is stored. ` : '';
  return `${some}It costs only its own branch: ${others} of ${run.branches.length} branches are whole. The next run tries again.`;
}

const item = (kind, outcome, meaning) =>
  el(
    'li',
    {},
    el(
      'p',
      {},
      el('strong', {}, `${outcome.name} ${kind}`),
      ' ',
      badge(outcome.result),
      ` after ${took(outcome.tookMillis)}`,
    ),
    el('p', {class: 'error'}, outcome.error ?? 'No reason was given.'),
    el('p', {class: 'note'}, meaning),
  );

export function failures(run) {
  const branches = run.branches.filter(branch => branch.result !== 'OK');
  const stores = run.stores.filter(store => store.result !== 'OK');
  const none = stores.length > 0 && stores.length === run.stores.length;
  return (
    (branches.length > 0 || stores.length > 0) &&
    el(
      'div',
      {class: 'failures'},
      el('h3', {}, 'What failed'),
      el(
        'ul',
        {},
        branches.map(branch => item('branch', branch, meaningOfBranch(branch, run))),
        stores.map(store => item('store', store, none ? keptByAll : kept)),
      ),
    )
  );
}
