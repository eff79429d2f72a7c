"use client";

import { labelOf } from "@/lib/messages";
import { factsOf } from "@/lib/facts";
import { useRun } from "@/lib/useRun";

import { Approvals } from "./Approvals";
import { Artifacts } from "./Artifacts";
import { FactsBesideSource } from "./FactsBesideSource";
import { Stages } from "./Stages";

/** One run: its stages live, what it asks, what it read and what it made. */
export function RunView({ id }: { id: string }) {
  const { run, isConnected, error } = useRun(id);

  const refusal = error !== "" && <p role="alert" className="error">{error}</p>;
  const away = error === "" && !isConnected && " · the server is away, trying again";

  if (run === null) {
    return refusal || <p role="status">Reading the run …{away}</p>;
  }
  const facts = factsOf(run.stages);
  const { status } = run.execution;

  return (
    <>
      <h1>{labelOf(run.execution.workflow)}</h1>
      <p role="status">
        <strong data-status={status}>{status}</strong>
        {away}
      </p>
      {refusal}
      {run.execution.error && <p className="error">{run.execution.error.detail}</p>}
      <Stages stages={run.stages} />
      {status === "waiting" && <Approvals id={id} />}
      {facts !== null && <FactsBesideSource facts={facts} />}
      {run.artifacts.length > 0 && <Artifacts artifacts={run.artifacts} />}
    </>
  );
}
