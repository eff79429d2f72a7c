import type { components, paths } from "./schema.js";

export type Schemas = components["schemas"];
export type Method = "get" | "post" | "put" | "delete";

/** The paths of the API that have this method. */
export type PathOf<M extends Method> = {
  [P in keyof paths]: paths[P][M] extends { responses: unknown } ? P : never;
}[keyof paths];

export type Operation<M extends Method, P extends PathOf<M>> = paths[P][M];

type Content<R> = R extends { content: infer C } ? ("application/json" extends keyof C ? C["application/json"] : C[keyof C]) : undefined;

/** What a success gives: JSON as its type, text as a string, nothing as undefined. */
export type Answer<O> = O extends { responses: infer R }
  ? { [S in keyof R]: S extends 200 | 201 | 202 | 204 ? Content<R[S]> : never }[keyof R]
  : never;

type Parameters<O, Place extends string> = O extends { parameters: { [K in Place]?: infer T } } ? NonNullable<T> : never;

type Path<O> = [Parameters<O, "path">] extends [never] ? { path?: never } : { path: Parameters<O, "path"> };

type Body<O> = O extends { requestBody: { content: infer C } }
  ? { body: "application/json" extends keyof C ? C["application/json"] : FormData | string }
  : O extends { requestBody?: { content: infer C } }
    ? { body?: "application/json" extends keyof C ? C["application/json"] : FormData | string }
    : { body?: never };

/** Everything that can be said with a call of an operation; what it demands is demanded. */
export type CallOptions<O> = Path<O> &
  Body<O> & {
    query?: Parameters<O, "query">;
    headers?: Parameters<O, "header">;
    /** Of a body that is text. */
    contentType?: string;
    signal?: AbortSignal;
  };

/** Whether an operation can be called with no word more. */
export type Arguments<O> = {} extends CallOptions<O> ? [options?: CallOptions<O>] : [options: CallOptions<O>];
