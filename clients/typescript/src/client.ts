import { followStream, type StreamOptions } from "./events.js";
import type { Answer, Arguments, Method, Operation, PathOf, Schemas } from "./operations.js";
import { Problem, ServerAway } from "./problem.js";

export interface ClientOptions {
  /** Where the API is, such as `http://localhost:5080`; empty for the page's own origin. */
  baseUrl: string;
  /** Sent as `X-API-Key`. */
  apiKey?: string;
  /** An ID token, asked for with every request and sent as `Authorization: Bearer`. */
  token?: () => Promise<string>;
  fetch?: typeof fetch;
}

/** A success: what came with it, and its body. */
export interface Success<T> {
  status: number;
  headers: Headers;
  body: T;
}

interface Loose {
  path?: Record<string, unknown>;
  query?: Record<string, unknown>;
  headers?: Record<string, unknown>;
  body?: unknown;
  contentType?: string;
  signal?: AbortSignal;
}

/**
 * The API, typed by its OpenAPI document: a wrong path, field or value does not compile. Every answer that is no success is thrown as a
 * {@link Problem}, a server that is away as {@link ServerAway}. Nothing is tried again by itself: give a start an `Idempotency-Key` and
 * call it again.
 */
export class PromptIntelClient {
  readonly #options: ClientOptions;

  constructor(options: ClientOptions) {
    this.#options = options;
  }

  /** The body of a success. */
  async call<M extends Method, P extends PathOf<M>>(
    method: M, path: P, ...[options]: Arguments<Operation<M, P>>
  ): Promise<Answer<Operation<M, P>>> {
    return (await this.send(method, path, ...([options] as Arguments<Operation<M, P>>))).body;
  }

  /** A success with its headers, such as `ETag` and `PromptIntel-Position`. 304 is one, without a body. */
  async send<M extends Method, P extends PathOf<M>>(
    method: M, path: P, ...[options]: Arguments<Operation<M, P>>
  ): Promise<Success<Answer<Operation<M, P>>>> {
    const response = await this.request(method, path as string, (options ?? {}) as Loose);
    const type = response.headers.get("content-type") ?? "";
    const text = await broken(response.text());
    const body = type.includes("json") && !type.includes("ndjson") ? JSON.parse(text) : text === "" ? undefined : text;
    return { status: response.status, headers: response.headers, body: body as Answer<Operation<M, P>> };
  }

  /** What happens in a run, from its beginning or after `after`, until it ends; goes on where it was when the server comes back. */
  followExecution(id: string, options: StreamOptions = {}): AsyncGenerator<Schemas["ExecutionEvent"], void> {
    return followStream(this, `/api/executions/${encodeURIComponent(id)}/events`, options);
  }

  /** How far a batch is, until it ends. */
  followBatch(id: string, options: StreamOptions = {}): AsyncGenerator<Schemas["BatchEvent"], void> {
    return followStream(this, `/api/batches/${encodeURIComponent(id)}/events`, options);
  }

  /** Changes of the catalog after a position, without end. `GET /api/prompts/catalog` answers with one as `PromptIntel-Position`. */
  followChanges(after: number, options: StreamOptions = {}): AsyncGenerator<Schemas["CatalogEvent"], void> {
    return followStream(this, "/api/changes", { ...options, after });
  }

  /** The bytes of an artifact or a document, by the `url` that an answer gave. */
  async download(url: string, signal?: AbortSignal): Promise<Blob> {
    return broken((await this.request("get", url, signal ? { signal } : {})).blob());
  }

  /** The answer itself, where it is a success or 304. */
  async request(method: string, path: string, { path: parts, query, headers, body, contentType, signal }: Loose = {}): Promise<Response> {
    const { baseUrl, apiKey, token, fetch: ask = fetch } = this.#options;
    const sent = new Headers();
    const isText = typeof body === "string";

    for (const [name, value] of Object.entries(headers ?? {})) {
      sent.set(name, String(value));
    }
    if (body !== undefined && !(body instanceof FormData)) {
      sent.set("content-type", contentType ?? (isText ? "text/plain" : "application/json"));
    }
    if (apiKey !== undefined) {
      sent.set("x-api-key", apiKey);
    }
    if (token !== undefined) {
      sent.set("authorization", `Bearer ${await token()}`);
    }

    const filled = path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(String(parts?.[name])));
    const response = await broken(ask(`${baseUrl}${filled}${toQuery(query ?? {})}`, {
      method: method.toUpperCase(),
      headers: sent,
      body: body === undefined ? null : isText || body instanceof FormData ? body : JSON.stringify(body),
      signal: signal ?? null,
    }));

    if (response.ok || response.status === 304) {
      return response;
    }
    throw await broken(Problem.of(response));
  }
}

function toQuery(query: Record<string, unknown>): string {
  const given = Object.entries(query).filter(([, value]) => value !== undefined && value !== null);
  return given.length === 0 ? "" : `?${new URLSearchParams(given.map(([name, value]) => [name, String(value)]))}`;
}

/** What `fetch` throws when there is no answer, or none to its end. */
async function broken<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    throw error instanceof TypeError || error instanceof SyntaxError ? new ServerAway(error) : error;
  }
}
