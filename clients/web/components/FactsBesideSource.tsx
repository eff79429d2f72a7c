"use client";

import { useState } from "react";

import { type Facts, pieces } from "@/lib/facts";
import { labelOf, textOf } from "@/lib/messages";

/** Each fact, and the place in the source that it was read from: pointing at one marks the other. */
export function FactsBesideSource({ facts }: { facts: Facts }) {
  const [field, setField] = useState<string | null>(null);
  const read = new Set(facts.spans.map((span) => span.field));
  const unsaid = Object.keys(facts.value).filter((name) => !read.has(name));

  function show(name: string): void {
    setField(name);
    document.getElementById(`source-${name}`)?.scrollIntoView({ block: "nearest" });
  }

  return (
    <section aria-labelledby="facts">
      <h2 id="facts">Facts and where they were read</h2>
      <div className="beside">
        <div>
          <dl className="facts">
            {[...read].map((name) => (
              <div key={name} data-marked={field === name}>
                <dt>{labelOf(name)}</dt>
                <dd>
                  <button type="button" className="fact" onClick={() => show(name)} onFocus={() => show(name)}>
                    {textOf(facts.value[name])}
                  </button>
                </dd>
              </div>
            ))}
          </dl>
          {unsaid.length > 0 && (
            <details>
              <summary>Without a place in the source: {unsaid.length}</summary>
              <dl className="facts">
                {unsaid.map((name) => (
                  <div key={name}>
                    <dt>{labelOf(name)}</dt>
                    <dd className="state">{textOf(facts.value[name])}</dd>
                  </div>
                ))}
              </dl>
            </details>
          )}
        </div>
        <pre className="source" tabIndex={0} aria-label="Source">
          {pieces(facts.source, facts.spans).map((piece) => piece.field === null
            ? piece.text
            : <mark key={piece.start} id={`source-${piece.field}`} data-marked={field === piece.field}>{piece.text}</mark>)}
        </pre>
      </div>
    </section>
  );
}
