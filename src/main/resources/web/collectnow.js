// The button that starts a run, and what became of it.
import {post} from './ask.js';
import {el} from './dom.js';
import {known, on, refresh} from './live.js';

export function collectNow() {
  const said = el('span', {class: 'note', role: 'status'});
  const button = el('button', {type: 'button'}, 'Collect now');
  let awaited = null;
  button.addEventListener('click', async () => {
    button.disabled = true;
    said.textContent = 'Starting a run …';
    try {
      awaited = (await post('runs', {})).id;
      said.textContent = `Run ${awaited} has begun.`;
      refresh();
    } catch (problem) {
      said.textContent =
        problem.status === 409
          ? 'A run is going on already. It will be shown here when it ends; then the next can be started.'
          : `No run was started: ${problem.message}`;
    }
    button.disabled = false;
    button.focus();
  });
  // off by itself once the page it stands on is gone
  const stop = on('run', ({detail: run}) => {
    if (!said.isConnected) {
      stop();
    } else if (run.id === awaited || known.pipeline?.pipeline === run.pipeline) {
      said.textContent = `Run ${run.id} is ${run.status}.`;
    }
  });
  return el('div', {class: 'action'}, said, button);
}
