"use client";

import { useState } from "react";

import { type Facts, pieces } from "@/lib/facts";
import { labelOf, textOf } from "@/lib/messages";

/** Each fact, and the place in the source that it was read from: pointing at one marks the other. */
export function FactsBesideSource({ facts }: { facts: Facts }) {
  const [field, setField] = useState<string | null>(null);
  const read = new Set(facts.spans.map((span) => span.field));
  const names = Object.keys(facts.value).sort((one, other) => Number(read.has(other)) - Number(read.has(one)));

  function show(name: string): void {
    setField(name);
    document.getElementById(`source-${name}`)?.scrollIntoView({ block: "nearest" });
  }

  return (
    <section aria-labelledby="facts">
      <h2 id="facts">Facts and where they were read</h2>
      <div className="beside">
        <dl className="facts">
          {names.map((name) => (
            <div key={name} data-field={name} data-marked={field === name}>
              <dt>{labelOf(name)}</dt>
              <dd>
                {read.has(name)
                  ? <button type="button" className="fact" onClick={() => show(name)} onFocus={() => show(name)}>{textOf(facts.value[name])}</button>
                  : <span className="state">{textOf(facts.value[name])}</span>}
              </dd>
            </div>
          ))}
        </dl>
        <pre className="source" tabIndex={0} aria-label="Source">
          {pieces(facts.source, facts.spans).map((piece) => piece.field === null
            ? piece.text
            : <mark key={piece.start} id={`source-${piece.field}`} data-marked={field === piece.field}>{piece.text}</mark>)}
        </pre>
      </div>
    </section>
  );
}
