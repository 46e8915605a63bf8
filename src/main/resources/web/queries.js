// Named queries to the cold store: choose one, fill in its parameters, see its rows.
import {get, post} from './ask.js';
import {el, empty, failed, loading} from './dom.js';
import {long} from './format.js';
import {result} from './result.js';

const FIRST_POLL_MILLIS = 300;
const LONGEST_POLL_MILLIS = 3000;

export function queries(main, asked) {
  const form = el('form', {class: 'question'});
  const answer = el('div', {class: 'answer', 'aria-live': 'polite'});
  main.append(el('h1', {}, 'Queries'), form, answer);
  let open = true;
  let turn = 0;
  let shown = null;

  async function read() {
    form.replaceChildren(loading('the queries'));
    try {
      const {queries: all} = await get('queries');
      if (all.length) {
        ask(all);
      } else {
        form.replaceChildren(
          empty('There is no named query. A file <name>.sql beside the routes makes one.'),
        );
      }
    } catch (problem) {
      form.replaceChildren(failed(problem, read));
    }
  }

  function ask(all) {
    const names = el(
      'select',
      {id: 'query', name: 'query'},
      all.map(({name}) => el('option', {value: name, selected: name === asked}, name)),
    );
    const purpose = el('p', {class: 'note'});
    const fields = el('div', {class: 'fields'});
    const chosen = () => all.find(({name}) => name === names.value);
    const fill = () => {
      purpose.textContent = chosen().purpose;
      fields.replaceChildren(...chosen().parameters.map(field));
    };
    names.addEventListener('change', fill);
    fill();
    form.replaceChildren(
      el('div', {class: 'field'}, el('label', {for: 'query'}, 'Query'), names),
      purpose,
      fields,
      el('button', {type: 'submit'}, 'Run the query'),
    );
    form.onsubmit = event => {
      event.preventDefault();
      const given = chosen().parameters.map(({name, type}) => [
        name,
        value(form.elements[`p-${name}`].value, type),
      ]);
      run(chosen().name, Object.fromEntries(given));
    };
  }

  async function run(name, parameters) {
    const mine = ++turn;
    const current = () => open && mine === turn;
    const began = Date.now();
    form.querySelectorAll('[aria-invalid]').forEach(input => input.removeAttribute('aria-invalid'));
    shown?.close();
    shown = null;
    const say = text => answer.replaceChildren(el('p', {class: 'state'}, text));
    say('Asking Athena …');
    try {
      const {id} = await post(`queries/${encodeURIComponent(name)}`, {parameters});
      let pause = FIRST_POLL_MILLIS;
      for (;;) {
        const told = await patiently(`answers/${id}`);
        if (!current()) {
          return;
        }
        if (told.state !== 'RUNNING') {
          shown = result(name, told);
          answer.replaceChildren(...shown.nodes);
          return;
        }
        say(`Athena is at it, for ${long((Date.now() - began) / 1000)} …`);
        await new Promise(done => setTimeout(done, pause));
        pause = Math.min(pause * 1.5, LONGEST_POLL_MILLIS);
      }
    } catch (problem) {
      if (current()) {
        const input = problem.parameter && form.elements[`p-${problem.parameter}`];
        input?.setAttribute('aria-invalid', 'true');
        input?.focus();
        answer.replaceChildren(failed(problem));
      }
    }
  }

  read();
  return () => {
    open = false;
    shown?.close();
  };
}

const TRIES = 5;

/** A query goes on in Athena, whoever does not answer for a moment. */
async function patiently(path) {
  for (let tried = 1; ; tried++) {
    try {
      return await get(path);
    } catch (problem) {
      if (!problem.away || tried === TRIES) {
        throw problem;
      }
      await new Promise(done => setTimeout(done, 1000 * tried));
    }
  }
}

const value = (text, type) =>
  (type === 'integer' || type === 'number') && text !== '' ? Number(text) : text;

const SUCH_AS = /such as ([\w.-]+)/;

/** What is written there at first is an example that works, where one is known. */
function first({name, type, explanation}) {
  const example = SUCH_AS.exec(explanation)?.[1];
  return type === 'date'
    ? name === 'to'
      ? 'today'
      : (example ?? 'today')
    : type === 'integer'
      ? '10'
      : (example ?? '');
}

const WORDS = ['today', 'yesterday', 'today-6', 'yesterday-6', 'yesterday-13', 'yesterday-29'];

function field(parameter) {
  const {name, type, explanation} = parameter;
  const numeric = type === 'integer' || type === 'number';
  const id = `p-${name}`;
  return el(
    'div',
    {class: 'field'},
    el('label', {for: id}, name),
    el('input', {
      id,
      name: id,
      type: numeric ? 'number' : 'text',
      step: type === 'number' ? 'any' : numeric ? 1 : undefined,
      value: first(parameter),
      required: true,
      autocomplete: 'off',
      spellcheck: 'false',
      list: type === 'date' ? `${id}-words` : undefined,
      'aria-describedby': `${id}-note`,
    }),
    type === 'date' &&
      el(
        'datalist',
        {id: `${id}-words`},
        WORDS.map(word => el('option', {value: word})),
      ),
    el(
      'p',
      {class: 'note', id: `${id}-note`},
      type === 'date' ? `${explanation}; a date, today, yesterday, or these less some days` : explanation,
    ),
  );
}
