"use client";

import { isPassing, type Schemas } from "@promptintel/client";
import { useEffect, useState } from "react";

import { connect } from "./connection";
import { messageOf } from "./messages";

type Run = Schemas["ExecutionDetailResponse"];

/** Milliseconds until a run that could not be read is read again. */
const PAUSE = 1_000;

/** A run as it stands, followed while it happens, also through a restart of the server; the error is one that waiting does not mend. */
export function useRun(id: string): { run: Run | null; isConnected: boolean; error: string } {
  const [run, setRun] = useState<Run | null>(null);
  const [isConnected, setConnected] = useState(true);
  const [error, setError] = useState("");

  useEffect(() => {
    const stop = new AbortController();
    const client = connect();
    const fail = (reason: unknown) => stop.signal.aborted || setError(messageOf(reason));
    let isReading = false;
    let isOutdated = false;
    let later: ReturnType<typeof setTimeout> | undefined;

    // One reading at a time, and one more after it for all that happened meanwhile.
    async function read(): Promise<void> {
      isOutdated = true;
      if (isReading) {
        return;
      }
      isReading = true;
      clearTimeout(later);
      try {
        while (isOutdated) {
          isOutdated = false;
          setRun(await client.call("get", "/api/executions/{id}", { path: { id }, signal: stop.signal }));
          setError("");
        }
      } catch (reason) {
        if (isPassing(reason) && !stop.signal.aborted) {
          later = setTimeout(read, PAUSE);
        } else {
          fail(reason);
        }
      } finally {
        isReading = false;
      }
    }

    async function follow(): Promise<void> {
      for await (const event of client.followExecution(id, { signal: stop.signal, onConnection: setConnected })) {
        // What a stage began or gave is in the run itself; a word of a model changes nothing in it.
        if (event.event !== "stage.delta") {
          void read();
        }
      }
      setConnected(true);
    }

    follow().catch(fail);
    return () => {
      stop.abort();
      clearTimeout(later);
    };
  }, [id]);

  return { run, isConnected, error };
}
