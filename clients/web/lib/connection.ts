import { PromptIntelClient } from "@promptintel/client";

const KEY = "promptintel-key";

/** Where the Api is: the page says so, as the server that made it was told by `PROMPTINTEL_API`. */
export function apiUrl(): string {
  return document.documentElement.dataset["api"] ?? "";
}

/** The key of this tab; empty where the installation is open. */
export function apiKey(): string {
  return sessionStorage.getItem(KEY) ?? "";
}

export function setApiKey(key: string): void {
  sessionStorage.setItem(KEY, key);
}

/** A client with what is known now. */
export function connect(): PromptIntelClient {
  const key = apiKey();
  return new PromptIntelClient({ baseUrl: apiUrl(), ...(key === "" ? {} : { apiKey: key }) });
}
