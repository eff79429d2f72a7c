"use client";

import type { Schemas } from "@promptintel/client";
import { type FormEvent, useState } from "react";

import { executeWorkflow } from "@/lib/api";
import { labelOf, messageOf } from "@/lib/messages";
import { usePrompt } from "@/lib/usePrompt";

interface Content {
  messages?: { role?: string; content?: unknown; name?: string }[];
  variables?: { properties?: Record<string, { type?: string | string[]; description?: string }>; required?: string[] };
}

/** One prompt: its text, and a form of its variables to run it with. */
export function PromptView({ namespace, name }: { namespace: string; name: string }) {
  const { prompt, isCurrent, error: unread } = usePrompt(namespace, name);
  const [values, setValues] = useState<Record<string, string>>({});
  const [run, setRun] = useState<Schemas["ExecuteResponse"] | null>(null);
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState("");

  if (prompt === null) {
    return unread === "" ? <p role="status">Reading the prompt …</p> : <p role="alert" className="error">{unread}</p>;
  }
  const { messages = [], variables = {} } = prompt.content as Content;

  async function start(event: FormEvent): Promise<void> {
    event.preventDefault();
    setBusy(true);
    setError("");
    try {
      const given = Object.entries(values).filter(([, text]) => text !== "");
      setRun(await executeWorkflow(`${namespace}/${name}`, Object.fromEntries(given.map(([field, text]) => [field, parse(field, text)]))));
    } catch (reason) {
      setError(messageOf(reason));
    } finally {
      setBusy(false);
    }
  }

  /** A variable that is no text is written as JSON. */
  function parse(field: string, text: string): unknown {
    const type = variables.properties?.[field]?.type ?? "string";
    return [type].flat().includes("string") ? text : JSON.parse(text);
  }

  return (
    <>
      <h1>{name}</h1>
      <p>{prompt.description} <span className="state" data-version={prompt.version}>version {prompt.version}</span></p>
      {!isCurrent && <p role="status">The server is away; this is the last known version.</p>}
      {messages.map((message, index) => (
        <pre key={index} tabIndex={0} aria-label={message.role ?? "placeholder"}>
          {typeof message.content === "string" ? message.content : message.name}
        </pre>
      ))}
      <form onSubmit={start} aria-busy={isBusy}>
        {Object.entries(variables.properties ?? {}).map(([field, schema]) => (
          <label key={field}>
            {labelOf(field)} <span className="state">{schema.description}</span>
            <textarea
              rows={3} required={variables.required?.includes(field) ?? false} value={values[field] ?? ""}
              onChange={(event) => setValues({ ...values, [field]: event.target.value })}
            />
          </label>
        ))}
        {error !== "" && <p role="alert" className="error">{error}</p>}
        <button type="submit" disabled={isBusy}>Run</button>
      </form>
      <div role="status">
        {run !== null && <>
          <h2>{labelOf(run.status)}</h2>
          <pre tabIndex={0} aria-label="Result">
            {run.error?.detail ?? (typeof run.output === "string" ? run.output : JSON.stringify(run.output, null, 2))}
          </pre>
        </>}
      </div>
    </>
  );
}
