import type { PromptIntelClient } from "./client.js";
import { pause } from "./events.js";
import type { Schemas } from "./operations.js";
import { isPassing, Problem } from "./problem.js";

export type PromptDocument = Schemas["PromptDocument"];

/** Which version of an entry; without any the one that everybody gets. */
export type Selector = { version: number } | { label: string } | Record<string, never>;

export interface Cached {
  prompt: PromptDocument;
  /** False for a last known value: the server is away, and something may have changed since. */
  isCurrent: boolean;
}

interface Item {
  prompt: PromptDocument;
  etag: string;
  /** The change log's position that it is at least as new as, and the log. */
  asOf: number;
  log: number;
}

export interface CacheOptions {
  /** Prompts that are kept at most; the one that was longest not asked for goes first. Default: 1000. */
  maxPrompts?: number;
  /** Told of every change of an entry. */
  onChange?: (namespace: string, name: string) => void;
  /** Told when changes begin to be heard of (true) and when they are not any more (false). */
  onConnection?: (isFollowing: boolean) => void;
  /**
   * Milliseconds at most until a log that may not be followed is followed again. Ten wrong keys a minute lock an address out for all that
   * ask from it. Default: 15,000.
   */
  pauseAfterRefusal?: number;
}

const PAUSE_AFTER_REFUSAL = 15_000;

/**
 * Prompts from memory, as fresh as the server's own: the cache follows the change log, so that a prompt that was improved is asked for
 * again, and one that was not is given without asking. A version by its number never changes. While the log cannot be followed, be it that
 * the key is refused, every answer is asked for, and following is tried until it goes on; when the server is away the last known value is
 * given and says so. `close` it at the end.
 */
export class PromptCache {
  readonly #client: PromptIntelClient;
  readonly #options: CacheOptions;
  readonly #items = new Map<string, Item>();
  /** By entry the position of its newest change that was told. */
  readonly #changes = new Map<string, number>();
  readonly #stop = new AbortController();
  #position = -1;
  /** Counts the times that the log did not go on and all had to be read again. */
  #log = 0;
  #isFollowing = false;
  #following: Promise<void> | undefined;

  constructor(client: PromptIntelClient, options: CacheOptions = {}) {
    this.#client = client;
    this.#options = options;
  }

  /** Up to where in the change log the cache knows; -1 before it has begun to follow. */
  get position(): number {
    return this.#position;
  }

  /** Whether changes are told as they happen. */
  get isFollowing(): boolean {
    return this.#isFollowing;
  }

  /** Begins to follow the log; throws when the server cannot be reached now. */
  async start(): Promise<void> {
    const { headers } = await this.#client.send("get", "/api/prompts/catalog", { query: { limit: 1 } });
    this.#position = Number(headers.get("promptintel-position"));
    this.#following ??= this.#follow();
  }

  /** The prompt, or the Problem that the server answers. */
  async get(namespace: string, name: string, selector: Selector = {}): Promise<Cached> {
    const key = `${namespace}/${name} ${JSON.stringify(selector)}`;
    const kept = this.#items.get(key);

    if (kept !== undefined && this.#isFresh(kept, selector)) {
      this.#keep(key, kept);
      return { prompt: kept.prompt, isCurrent: true };
    }
    try {
      const item = await this.#ask(namespace, name, selector, kept);
      this.#keep(key, item);
      return { prompt: item.prompt, isCurrent: true };
    } catch (error) {
      if (kept !== undefined && isPassing(error)) {
        return { prompt: kept.prompt, isCurrent: false };
      }
      if (error instanceof Problem) {
        this.#items.delete(key);
      }
      throw error;
    }
  }

  async close(): Promise<void> {
    this.#stop.abort();
    await this.#following;
  }

  #isFresh(item: Item, selector: Selector): boolean {
    const isForEver = "version" in selector && item.prompt.composed == null;
    return isForEver || (this.#isFollowing && item.log === this.#log && item.asOf >= this.#newest(item.prompt));
  }

  /** The last change of what the prompt reads: itself and what it includes; anything, where it is not known what it needs. */
  #newest({ namespace, name, composed }: PromptDocument): number {
    const reads = [{ namespace, name }, ...(composed?.includes ?? [])];
    const isUnusable = composed != null && composed.problems.length > 0;
    return isUnusable ? this.#position : Math.max(...reads.map((one) => this.#changes.get(`${one.namespace}/${one.name}`) ?? -1));
  }

  async #ask(namespace: string, name: string, query: Selector, kept: Item | undefined): Promise<Item> {
    const [asOf, log] = [this.#position, this.#log];
    const { status, headers, body } = await this.#client.send("get", "/api/prompts/{namespace}/{name}", {
      path: { namespace, name },
      query,
      headers: {
        ...(kept === undefined || kept.etag === "" ? {} : { "If-None-Match": kept.etag }),
        ...(asOf < 0 ? {} : { "PromptIntel-Min-Position": asOf }),
      },
    });
    return status === 304 && kept !== undefined ? { ...kept, asOf, log } : { prompt: body, etag: headers.get("etag") ?? "", asOf, log };
  }

  async #follow(): Promise<void> {
    while (!this.#stop.signal.aborted) {
      try {
        await this.#followOnce();
      } catch {
        // A key that is refused, a token that cannot be had, something else in the server's place: tried again, since all may be mended.
      }
      await pause(this.#options.pauseAfterRefusal ?? PAUSE_AFTER_REFUSAL, this.#stop.signal);
    }
  }

  async #followOnce(): Promise<void> {
    const options = { signal: this.#stop.signal, onConnection: (is: boolean) => this.#connected(is) };
    for await (const event of this.#client.followChanges(this.#position, options)) {
      this.#position = event.data.position;
      if (event.event === "change") {
        this.#changes.set(`${event.data.namespace}/${event.data.name}`, event.data.position);
        this.#tell(() => this.#options.onChange?.(event.data.namespace, event.data.name));
      } else {
        this.#log++;
        this.#changes.clear();
      }
    }
  }

  #connected(isFollowing: boolean): void {
    if (isFollowing !== this.#isFollowing) {
      this.#isFollowing = isFollowing;
      this.#tell(() => this.#options.onConnection?.(isFollowing));
    }
  }

  /** Beside the following, so that what the listener throws is its own and not taken for an outage. */
  #tell(listener: () => void): void {
    queueMicrotask(listener);
  }

  /** As the one that was asked for last. */
  #keep(key: string, item: Item): void {
    this.#items.delete(key);
    this.#items.set(key, item);
    const [longest] = this.#items.keys();
    if (this.#items.size > (this.#options.maxPrompts ?? 1000) && longest !== undefined) {
      this.#items.delete(longest);
    }
  }
}
