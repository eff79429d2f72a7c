import type { components } from "./schema.js";

type ProblemBody = components["schemas"]["Problem"];

/** An answer that is no success. Switch on `code`, which is stable; `errors` has by field what is allowed. */
export class Problem extends Error {
  readonly status: number;
  readonly code: string;
  readonly detail: string | undefined;
  readonly traceId: string | undefined;
  readonly errors: Readonly<Record<string, string[]>>;
  /** Seconds after which it makes sense to ask again, where the answer says so. */
  readonly retryAfter: number | undefined;

  private constructor(status: number, body: Partial<ProblemBody>, retryAfter: number | undefined) {
    super([body.title ?? `HTTP ${status}`, body.detail].filter(Boolean).join(": "));
    this.name = "Problem";
    this.status = status;
    this.code = body.code ?? `http_${status}`;
    this.detail = body.detail;
    this.traceId = body.trace_id;
    this.errors = body.errors ?? {};
    this.retryAfter = retryAfter;
  }

  /** Of any answer: one that is no problem document, such as a proxy's page, has the code `http_<status>`. */
  static async of(response: Response): Promise<Problem> {
    const isProblem = response.headers.get("content-type")?.startsWith("application/problem+json") ?? false;
    const seconds = Number(response.headers.get("retry-after") ?? NaN);
    const body = isProblem ? ((await response.json()) as ProblemBody) : await response.body?.cancel().then(() => ({}));
    return new Problem(response.status, body ?? {}, Number.isFinite(seconds) ? seconds : undefined);
  }

  /** Whether the same request may do better later: one that took too long, too many of them, or a server that is not ready. */
  get isPassing(): boolean {
    return this.status === 408 || this.status === 429 || this.status >= 500;
  }
}

/** The server cannot be reached, or broke off. */
export class ServerAway extends Error {
  constructor(cause: unknown) {
    super("The server cannot be reached.", { cause });
    this.name = "ServerAway";
  }
}

/** Whether it is worth trying again: the server is away or busy, as against a request that is wrong. */
export function isPassing(error: unknown): boolean {
  return error instanceof ServerAway || (error instanceof Problem && error.isPassing);
}
