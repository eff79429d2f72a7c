// Requests to the service this page came from, and its server-sent events.

/** A refusal of the service: its problem details. */
export class Problem extends Error {
  constructor(status, problem) {
    const summary = [problem.title ?? `The service answered ${status}`, problem.detail].filter(Boolean).join(': ');
    const fields = Object.entries(problem.errors ?? {}).map(([field, reasons]) => [field, [].concat(reasons).join('; ')]);
    super([summary, ...fields.filter(([, reason]) => !summary.includes(reason)).map(([field, reason]) => `${field}: ${reason}`)].join(' '));
    this.status = status;
    this.code = problem.code;
  }
}

/** What went wrong, for a person. */
export const inWords = error => error instanceof Problem ? error.message : `The service could not be reached: ${error.message}`;

export async function get(path, headers = {}) {
  const response = await send(path, { headers });
  return (response.headers.get('content-type') ?? '').includes('json') ? response.json() : response.text();
}

export async function post(path, body, headers = {}) {
  const response = await send(path, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
  return response.json();
}

/** Saves a document under its name. */
export async function download(path, name) {
  const url = URL.createObjectURL(await (await send(path, {})).blob());
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}

/**
 * Calls back with each event until the callback says that it was the last one; comes back after a broken connection,
 * reported as an event of its own, without missing one.
 */
export async function follow(path, onEvent) {
  let last = 0;
  for (;;) {
    try {
      const response = await send(`${path}?after=${last}`, { headers: { accept: 'text/event-stream' } });
      for await (const event of events(response.body)) {
        last = Math.max(last, event.seq);
        if (onEvent(event)) return;
      }
    } catch (error) {
      if (error instanceof Problem) throw error;
      onEvent({ type: 'connection.lost', data: {} });
    }
    await new Promise(resolve => setTimeout(resolve, 1000));
  }
}

async function* events(body) {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  try {
    let rest = '';
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      const blocks = (rest + value).split('\n\n');
      rest = blocks.pop();
      for (const block of blocks) {
        const data = block.split('\n').filter(line => line.startsWith('data:')).map(line => line.slice(5)).join('\n');
        if (data) yield JSON.parse(data);
      }
    }
  } finally {
    reader.cancel().catch(() => { /* The stream is gone already. */ });
  }
}

async function send(path, init) {
  const response = await fetch(path, init);
  if (response.status === 401) location.href = `/sign-in?return=${encodeURIComponent(location.pathname)}`;
  if (!response.ok) throw new Problem(response.status, await response.json().catch(() => ({})));
  return response;
}
