// One execution at a time: start it, follow its events, read what it has produced.
import { follow, get, post } from './api.js';

const ended = new Set(['succeeded', 'failed', 'cancelled', 'parked']);

export class Run {
  #id = null;
  #reading = null;
  #isStale = false;
  #onEvent;
  #onDetails;
  isActive = false;

  /** Calls back with each event, and with the execution's details after each that changes them. */
  constructor(onEvent, onDetails) {
    this.#onEvent = onEvent;
    this.#onDetails = onDetails;
  }

  /** Runs to the end; a stage that waits for a person is not the end. Throws what the service refuses. */
  async start(request) {
    this.isActive = true;
    try {
      const accepted = await post('api/prompts/execute', request, { prefer: 'respond-async' });
      this.#id = accepted.execution_id;
      await follow(`api/executions/${this.#id}/events`, event => this.#take(event));
      await this.#read();
    } finally {
      this.isActive = false;
    }
  }

  cancel = () => post(`api/executions/${this.#id}/cancel`, {});

  answer = (stage, verb, comment) =>
    post(`api/executions/${this.#id}/stages/${encodeURIComponent(stage)}/${verb}`, { comment: comment || null });

  #take(event) {
    this.#onEvent(event);
    const [what, status] = event.type.split('.');
    if (what === 'execution' && ended.has(status)) return true;
    if (status === 'succeeded' || status === 'waiting' || status === 'failed') {
      this.#read().catch(() => { /* The last reading reports it. */ });
    }
    return false;
  }

  /** Reads the details; calls while one is under way share one more reading, so that the last state is always seen. */
  async #read() {
    this.#isStale = true;
    this.#reading ??= this.#readUntilFresh();
    await this.#reading;
  }

  async #readUntilFresh() {
    try {
      while (this.#isStale) {
        this.#isStale = false;
        const details = await get(`api/executions/${this.#id}`);
        await this.#onDetails(details, ended.has(details.execution.status));
      }
    } finally {
      // In the turn that saw nothing stale: a call after it would wait for this reading, which reads no more.
      this.#reading = null;
    }
  }
}
