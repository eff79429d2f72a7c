"use client";

import { useRouter } from "next/navigation";
import { type FormEvent, useRef, useState } from "react";

import { connect } from "@/lib/connection";
import { messageOf } from "@/lib/messages";

const LONGEST = 200_000;

/** Takes a text or a file, starts the run and goes to where it is watched. */
export function QuestionnaireForm() {
  const router = useRouter();
  const file = useRef<HTMLInputElement>(null);
  // The same form sent twice is one run, unless the text was changed.
  const key = useRef<string>("");
  const [text, setText] = useState("");
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState("");

  async function readFile(): Promise<void> {
    const chosen = file.current?.files?.[0];
    if (chosen === undefined) {
      return;
    }
    await attempt(async () => {
      const body = new FormData();
      body.append("file", chosen);
      const { id } = await connect().call("post", "/api/documents", { body });
      change((await connect().call("get", "/api/documents/{id}/text", { path: { id } })).text);
    });
  }

  async function start(event: FormEvent): Promise<void> {
    event.preventDefault();
    key.current ||= crypto.randomUUID();
    await attempt(async () => {
      const { execution_id } = await connect().call("post", "/api/prompts/execute", {
        body: { workflow: "questionnaire_to_contract", input_data: { questionnaire_text: text } },
        headers: { Prefer: "respond-async", "Idempotency-Key": key.current },
      });
      router.push(`/runs/${execution_id}`);
    });
  }

  function change(now: string): void {
    key.current = "";
    setText(now);
  }

  async function attempt(work: () => Promise<void>): Promise<void> {
    setBusy(true);
    setError("");
    try {
      await work();
    } catch (reason) {
      setError(messageOf(reason));
    } finally {
      setBusy(false);
    }
  }

  return (
    <form onSubmit={start} aria-busy={isBusy}>
      <label>
        File
        <input ref={file} type="file" accept=".pdf,.txt,.md,application/pdf,text/plain" onChange={readFile} />
      </label>
      <label>
        Questionnaire
        <textarea required rows={16} maxLength={LONGEST} value={text} onChange={(event) => change(event.target.value)} />
      </label>
      {error !== "" && <p role="alert" className="error">{error}</p>}
      <button type="submit" disabled={isBusy}>Make the contract</button>
    </form>
  );
}
