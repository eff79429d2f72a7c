import type { Schemas } from "@promptintel/client";

import { apiKey, apiUrl } from "./connection";

/** What a search of prompts finds, the best first. */
export async function searchPrompts(query: string, namespace?: string, limit = 10): Promise<Schemas["SearchResponse"]> {
  return post("/api/prompts/search", { query, namespace, limit });
}

/** Runs a workflow and waits a while for its end; `running` or `waiting` as `status` when it outlasts that. */
export async function executeWorkflow(workflow: string, inputData: Record<string, unknown>): Promise<Schemas["ExecuteResponse"]> {
  return post("/api/prompts/execute", { workflow, input_data: inputData });
}

/** By plain `fetch`: the whole of what a page needs that has no client library. */
async function post<T>(path: string, body: unknown): Promise<T> {
  const key = apiKey();
  const response = await fetch(`${apiUrl()}${path}`, {
    method: "POST",
    headers: { "Content-Type": "application/json", ...(key === "" ? {} : { "X-API-Key": key }) },
    body: JSON.stringify(body),
  });
  const answer = await response.json();
  if (!response.ok) {
    throw new Error(answer.detail ?? answer.title ?? `HTTP ${response.status}`);
  }
  return answer as T;
}
