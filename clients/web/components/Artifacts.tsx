"use client";

import type { Schemas } from "@promptintel/client";
import { useState } from "react";

import { connect } from "@/lib/connection";
import { messageOf } from "@/lib/messages";

type Artifact = Schemas["ArtifactItem"];

/** The documents of a run, to keep; a page is shown too, without scripts and in an origin of its own. */
export function Artifacts({ artifacts }: { artifacts: Artifact[] }) {
  const [page, setPage] = useState("");
  const [error, setError] = useState("");

  async function open(artifact: Artifact, take: (file: Blob) => void | Promise<void>): Promise<void> {
    try {
      await take(await connect().download(artifact.url));
    } catch (reason) {
      setError(messageOf(reason));
    }
  }

  return (
    <section aria-labelledby="documents">
      <h2 id="documents">Documents</h2>
      {error !== "" && <p role="alert" className="error">{error}</p>}
      <ul className="plain">
        {artifacts.map((artifact) => (
          <li key={artifact.name} className="actions">
            <button type="button" onClick={() => open(artifact, (file) => save(file, artifact.name))}>Download {artifact.name}</button>
            {artifact.media_type.startsWith("text/html") &&
              <button type="button" className="quiet" onClick={() => open(artifact, async (file) => setPage(await file.text()))}>
                Show
              </button>}
          </li>
        ))}
      </ul>
      {page !== "" && <iframe title="Contract" sandbox="" srcDoc={page} />}
    </section>
  );
}

function save(file: Blob, name: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(file);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
