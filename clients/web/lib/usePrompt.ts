"use client";

import { PromptCache, type PromptDocument } from "@promptintel/client";
import { useEffect, useState } from "react";

import { connect } from "./connection";
import { messageOf } from "./messages";

/** A prompt as everybody gets it; an improvement shows as soon as it is made. Not current while improvements are not heard of. */
export function usePrompt(namespace: string, name: string): { prompt: PromptDocument | null; isCurrent: boolean; error: string } {
  const [prompt, setPrompt] = useState<PromptDocument | null>(null);
  const [isCurrent, setCurrent] = useState(true);
  const [isConnected, setConnected] = useState(true);
  const [error, setError] = useState("");

  useEffect(() => {
    let isShown = true;
    const cache = new PromptCache(connect(), {
      onChange: () => void read(),
      onConnection: (isFollowing) => {
        if (isShown) {
          setConnected(isFollowing);
          void read();
        }
      },
    });
    const read = async () => {
      try {
        const cached = await cache.get(namespace, name);
        if (isShown) {
          setPrompt(cached.prompt);
          setCurrent(cached.isCurrent);
          setError("");
        }
      } catch (reason) {
        if (isShown) {
          setError(messageOf(reason));
        }
      }
    };
    cache.start().then(read, read);
    return () => {
      isShown = false;
      void cache.close();
    };
  }, [namespace, name]);

  return { prompt, isCurrent: isCurrent && isConnected, error };
}
