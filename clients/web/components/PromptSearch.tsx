"use client";

import type { Schemas } from "@promptintel/client";
import Link from "next/link";
import { type FormEvent, useState } from "react";

import { searchPrompts } from "@/lib/api";
import { messageOf } from "@/lib/messages";

export function PromptSearch() {
  const [query, setQuery] = useState("");
  const [found, setFound] = useState<Schemas["SearchResponse"] | null>(null);
  const [error, setError] = useState("");

  async function search(event: FormEvent): Promise<void> {
    event.preventDefault();
    setError("");
    try {
      setFound(await searchPrompts(query));
    } catch (reason) {
      setError(messageOf(reason));
    }
  }

  return (
    <>
      <form onSubmit={search} role="search">
        <label>
          What it is for
          <input required maxLength={4000} value={query} onChange={(event) => setQuery(event.target.value)} />
        </label>
        <button type="submit">Search</button>
      </form>
      {error !== "" && <p role="alert" className="error">{error}</p>}
      <p role="status">{found === null ? "" : found.total === 0 ? "Nothing was found." : `${found.total} found`}</p>
      <ul className="plain">
        {found?.results.map((result) => (
          <li key={`${result.namespace}/${result.name}`} className="card">
            {result.kind === "prompt"
              ? <Link href={`/prompts/${encodeURIComponent(result.namespace)}/${encodeURIComponent(result.name)}`}>{result.name}</Link>
              : <strong>{result.name}</strong>}
            {" "}<span className="state">{result.namespace} · {result.kind} · version {result.version}</span>
            <br />
            {result.description}
          </li>
        ))}
      </ul>
    </>
  );
}
