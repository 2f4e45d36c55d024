// The ledger over HTTP, and its news over server-sent events.

const base = '/api/v1/';

export class Problem extends Error {
  constructor(status, title, detail) {
    super(detail || title);
    this.status = status;
    this.title = title;
  }
}

export async function get(path, parameters) {
  const query = parameters ? '?' + new URLSearchParams(Object.entries(parameters).filter(([, v]) => v !== undefined && v !== null)) : '';
  let response;
  try {
    response = await fetch(base + path + query, { headers: { Accept: 'application/json' } });
  } catch {
    throw new Problem(0, 'unreachable', 'The ledger does not answer.');
  }
  if (!response.ok) {
    let problem = {};
    try { problem = await response.json(); } catch { /* an answer that is not JSON still has a status */ }
    throw new Problem(response.status, problem.title || 'error', problem.detail || 'The ledger answered ' + response.status + '.');
  }
  return response.json();
}

/**
 * Listens for news. Calls `news(kind, data)` for results and deviations and `state('live' | 'lost')` when that changes;
 * a connection that is silent for longer than three signs of life counts as lost, whatever the browser believes.
 */
export function listen(news, state) {
  const SILENCE = 35000;
  let source;
  let heard = Date.now();
  let now = '';
  const say = next => { if (next !== now) { now = next; state(next); } };
  const hear = () => { heard = Date.now(); say('live'); };
  const open = () => {
    heard = Date.now();
    source = new EventSource(base + 'events');
    source.onopen = hear;
    source.onerror = () => say('lost');
    source.addEventListener('alive', hear);
    for (const kind of ['result', 'deviation']) {
      source.addEventListener(kind, event => { hear(); news(kind, JSON.parse(event.data)); });
    }
  };
  open();
  setInterval(() => {
    if (Date.now() - heard > SILENCE || source.readyState === EventSource.CLOSED) {
      say('lost');
      source.close();
      open();
    }
  }, 5000);
}
