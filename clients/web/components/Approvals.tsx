"use client";

import type { Schemas } from "@promptintel/client";
import { useEffect, useState } from "react";

import { connect } from "@/lib/connection";
import { messageOf } from "@/lib/messages";

type Approval = Schemas["ApprovalItem"];

/** What the run asks a person, each with an answer. */
export function Approvals({ id }: { id: string }) {
  const [waiting, setWaiting] = useState<Approval[]>([]);
  const [error, setError] = useState("");

  useEffect(() => {
    let isShown = true;
    connect()
      .call("get", "/api/approvals", { query: { execution_id: id } })
      .then((list) => isShown && setWaiting(list.items), (reason: unknown) => isShown && setError(messageOf(reason)));
    return () => {
      isShown = false;
    };
  }, [id]);

  return (
    <section aria-labelledby="asked">
      <h2 id="asked">What is asked</h2>
      {error !== "" && <p role="alert" className="error">{error}</p>}
      {waiting.map((approval) => <Question key={`${approval.stage}#${approval.item_key}`} approval={approval} />)}
    </section>
  );
}

function Question({ approval }: { approval: Approval }) {
  const [comment, setComment] = useState("");
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState("");

  async function answer(verb: "approve" | "reject"): Promise<void> {
    setBusy(true);
    try {
      await connect().call("post", `/api/executions/{id}/stages/{stage}/${verb}`, {
        path: { id: approval.execution_id, stage: approval.stage },
        body: { comment, item_key: approval.item_key },
      });
    } catch (reason) {
      setError(messageOf(reason));
      setBusy(false);
    }
  }

  return (
    <div className="card">
      <p>{approval.reason}</p>
      <label>
        Comment
        <textarea rows={2} maxLength={4000} value={comment} onChange={(event) => setComment(event.target.value)} />
      </label>
      {error !== "" && <p role="alert" className="error">{error}</p>}
      <p className="actions">
        <button type="button" disabled={isBusy} onClick={() => answer("approve")}>Approve</button>
        <button type="button" className="quiet" disabled={isBusy} onClick={() => answer("reject")}>Reject</button>
      </p>
    </div>
  );
}
