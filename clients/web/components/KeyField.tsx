"use client";

import { setApiKey } from "@/lib/connection";

/** The key of an installation that is not open; it is forgotten with the tab. */
export function KeyField() {
  return (
    <details className="key">
      <summary>Key</summary>
      <label>
        API key
        <input type="password" autoComplete="off" onChange={(event) => setApiKey(event.target.value)} />
      </label>
    </details>
  );
}
