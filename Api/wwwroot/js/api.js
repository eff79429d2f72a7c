// Requests to the service this page came from, and its server-sent events.

const keyName = 'promptintel-key';

/** A refusal of the service: its problem details. */
export class Problem extends Error {
  constructor(status, problem) {
    const fields = Object.entries(problem.errors ?? {}).map(([field, reasons]) => `${field}: ${[].concat(reasons).join('; ')}`);
    super([problem.detail ?? problem.title ?? `The service answered ${status}.`, ...fields].join(' '));
    this.status = status;
    this.code = problem.code;
  }
}

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

/** Calls back with each event until the stream ends; comes back after a broken connection without missing one. */
export async function follow(path, onEvent, signal) {
  let last = 0;
  while (!signal.aborted) {
    try {
      const response = await send(`${path}?after=${last}`, { headers: { accept: 'text/event-stream' }, signal });
      const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
      let rest = '';
      for (;;) {
        const { done, value } = await reader.read();
        if (done) return;
        const blocks = (rest + value).split('\n\n');
        rest = blocks.pop();
        for (const block of blocks) {
          const data = block.split('\n').filter(line => line.startsWith('data:')).map(line => line.slice(5)).join('\n');
          if (!data) continue;
          const event = JSON.parse(data);
          last = Math.max(last, event.seq);
          onEvent(event);
        }
      }
    } catch (error) {
      if (signal.aborted || error instanceof Problem) throw error;
      await new Promise(resolve => setTimeout(resolve, 1000));
    }
  }
}

async function send(path, init) {
  const key = sessionStorage.getItem(keyName);
  const headers = key ? { ...init.headers, 'x-api-key': key } : init.headers;
  const response = await fetch(path, { ...init, headers });
  if (response.status === 401) {
    await askForKey();
    return send(path, init);
  }
  if (!response.ok) {
    throw new Problem(response.status, await response.json().catch(() => ({})));
  }
  return response;
}

function askForKey() {
  const dialog = document.getElementById('key-dialog');
  const input = document.getElementById('key');
  return new Promise(resolve => {
    dialog.addEventListener('close', () => {
      sessionStorage.setItem(keyName, input.value.trim());
      resolve();
    }, { once: true });
    if (!dialog.open) dialog.showModal();
  });
}
