import { isPassing, Problem, ServerAway } from "./problem.js";
import { readEvents } from "./sse.js";

export interface StreamOptions {
  /** The id of the last event that is known already; without it a run is told from its beginning, and the catalog from now on. */
  after?: number;
  signal?: AbortSignal;
  /** Told when the stream stands (true) and when it broke off (false). */
  onConnection?: (isConnected: boolean) => void;
}

interface Requests {
  request(method: string, path: string, options: object): Promise<Response>;
}

const FIRST_WAIT = 100;
const LONGEST_WAIT = 5_000;
/** The server says something every 15 s; after three silences the connection is dead, whatever the network thinks. */
const LONGEST_SILENCE = 45_000;

/**
 * Follows a stream for as long as it has something to tell: an end that was not announced, a server that is away and one that is busy are
 * waited out, and the stream goes on behind the last event that was given. Every kept event comes once and in order. A request that is
 * wrong is thrown as a Problem. Unlike EventSource it sends keys. An abort ends it without an error.
 */
export async function* followStream<T>(client: Requests, path: string, options: StreamOptions): AsyncGenerator<T, void> {
  let last = options.after;
  let wait = FIRST_WAIT;

  while (!options.signal?.aborted) {
    const connection = new Connection(options.signal);
    try {
      const headers = last === undefined ? {} : { "Last-Event-ID": last };
      const response = await client.request("get", path, { headers, signal: connection.signal });
      if (response.status === 204 || response.body === null) {
        return;
      }
      options.onConnection?.(true);
      connection.heard();
      for await (const event of readEvents(response.body, () => connection.heard())) {
        if (event.id !== undefined) {
          last = Number(event.id);
        }
        wait = FIRST_WAIT;
        yield { event: event.event, data: JSON.parse(event.data), ...(event.id === undefined ? {} : { id: event.id }) } as T;
      }
    } catch (error) {
      if (options.signal?.aborted) {
        return;
      }
      if (!isPassing(error) && !connection.isSilent && !isBreak(error)) {
        throw error;
      }
      wait = Math.max(wait, error instanceof Problem ? (error.retryAfter ?? 0) * 1000 : 0);
    } finally {
      connection.close();
      options.onConnection?.(false);
    }
    await pause(wait, options.signal);
    wait = Math.min(wait * 2, LONGEST_WAIT);
  }
}

/** How a body breaks off: in Node and browsers a TypeError, or the abort of a connection that fell silent. */
function isBreak(error: unknown): boolean {
  return error instanceof TypeError || error instanceof ServerAway;
}

/** One attempt: ends with the caller's signal, or when nothing is heard for too long. */
class Connection {
  readonly #controller = new AbortController();
  readonly #outer: AbortSignal | undefined;
  readonly #abort = () => this.#controller.abort();
  #timer: ReturnType<typeof setTimeout> | undefined;
  isSilent = false;

  constructor(outer: AbortSignal | undefined) {
    this.#outer = outer;
    outer?.addEventListener("abort", this.#abort);
    this.heard();
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  heard(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.isSilent = true;
      this.#abort();
    }, LONGEST_SILENCE);
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#outer?.removeEventListener("abort", this.#abort);
    this.#abort();
  }
}

/** Waits; an abort ends it at once. */
export function pause(milliseconds: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted) {
      resolve();
      return;
    }
    const done = () => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", done);
      resolve();
    };
    // Half of it by chance, so that clients do not come back all at once.
    const timer = setTimeout(done, milliseconds * (0.5 + Math.random() / 2));
    signal?.addEventListener("abort", done);
  });
}
