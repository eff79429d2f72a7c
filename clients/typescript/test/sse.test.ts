import assert from "node:assert/strict";
import { test } from "node:test";

import { readEvents, type ServerEvent } from "../src/sse.js";

async function read(...chunks: string[]): Promise<ServerEvent[]> {
  const encoder = new TextEncoder();
  const stream = new ReadableStream<Uint8Array>({
    start(controller) {
      chunks.forEach((chunk) => controller.enqueue(encoder.encode(chunk)));
      controller.close();
    },
  });
  const events: ServerEvent[] = [];
  for await (const event of readEvents(stream, () => {})) {
    events.push(event);
  }
  return events;
}

test("events are the same however the bytes are cut", async () => {
  const text = 'id: 1\nevent: a\ndata: {"x":1}\n\n: still here\n\ndata: one\r\ndata: two\r\n\r\nid: 2\ndata:three\r\rdata: cut off';
  const whole = await read(text);

  for (let cut = 1; cut < text.length; cut++) {
    assert.deepEqual(await read(text.slice(0, cut), text.slice(cut)), whole, `cut at ${cut}`);
  }
  assert.deepEqual(whole, [
    { id: "1", event: "a", data: '{"x":1}' },
    { id: undefined, event: "message", data: "one\ntwo" },
    { id: "2", event: "message", data: "three" },
  ]);
});
