// The pipeline's API. What goes wrong is a Problem, in words that can be shown.

export class Problem extends Error {
  constructor(message, status = 0, parameter = undefined) {
    super(message);
    this.status = status;
    this.parameter = parameter;
  }

  /** Nobody answered: it will be tried again. */
  get away() {
    return this.status === 0 || this.status === 502 || this.status === 503 || this.status === 504;
  }
}

const PATIENCE_MILLIS = 30_000;

async function ask(path, options) {
  let response;
  try {
    response = await fetch(`api/${path}`, {...options, signal: AbortSignal.timeout(PATIENCE_MILLIS)});
  } catch {
    throw new Problem('The pipeline does not answer.');
  }
  const body = await response.json().catch(() => null);
  if (!response.ok) {
    throw new Problem(
      body?.detail ?? `The pipeline answered ${response.status}.`,
      response.status,
      body?.parameter,
    );
  }
  if (body === null) {
    throw new Problem('The answer of the pipeline broke off.');
  }
  return body;
}

export const get = (path, parameters = {}) => {
  const query = new URLSearchParams(Object.entries(parameters).filter(([, value]) => value !== undefined));
  return ask(query.size ? `${path}?${query}` : path, {headers: {Accept: 'application/json'}});
};

export const post = (path, body) =>
  ask(path, {
    method: 'POST',
    headers: {'Content-Type': 'application/json', Accept: 'application/json'},
    body: JSON.stringify(body),
  });

const A_WEEK_MILLIS = 7 * 86_400_000;

/** Runs of the last week, the last first. */
export const runs = (now, limit, token) =>
  get('runs', {from: new Date(now - A_WEEK_MILLIS).toISOString(), limit, token});
