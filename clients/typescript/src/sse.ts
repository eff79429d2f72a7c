/** One server-sent event as it came. */
export interface ServerEvent {
  id: string | undefined;
  event: string;
  data: string;
}

const MOST_CHARACTERS = 64 * 1024 * 1024;

/**
 * Cuts a stream of text into server-sent events (WHATWG HTML, 9.2.6). An event that the stream breaks off in is dropped. `onBytes` is told
 * whenever something comes, also a comment.
 */
export async function* readEvents(body: ReadableStream<Uint8Array>, onBytes: () => void): AsyncGenerator<ServerEvent, void> {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  let text = "";
  let fields: { id?: string; event?: string; data: string[] } = { data: [] };

  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) {
        return;
      }
      onBytes();
      text += decoder.decode(value, { stream: true });
      // A line feed may still be on its way behind a carriage return at the end.
      const lines = text.split(/\r\n|\n|\r(?!$)/);
      text = lines.pop() ?? "";
      if (text.length > MOST_CHARACTERS) {
        throw new RangeError("An event is larger than any that the API sends.");
      }
      for (const line of lines) {
        if (line === "") {
          if (fields.data.length > 0) {
            yield { id: fields.id, event: fields.event ?? "message", data: fields.data.join("\n") };
          }
          fields = { data: [] };
        } else {
          take(fields, line);
        }
      }
    }
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}

function take(fields: { id?: string; event?: string; data: string[] }, line: string): void {
  const colon = line.indexOf(":");
  const name = colon < 0 ? line : line.slice(0, colon);
  const value = colon < 0 ? "" : line.slice(colon + (line[colon + 1] === " " ? 2 : 1));
  if (name === "data") {
    fields.data.push(value);
  } else if (name === "id" || name === "event") {
    fields[name] = value;
  }
}
