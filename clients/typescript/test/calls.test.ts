import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { Problem, PromptIntelClient, ServerAway } from "../src/index.js";
import { Server } from "./server.js";

const server = new Server({ keys: [{ key: "reader-key", role: "reader" }, { key: "publisher-key", role: "publisher" }] });
let client: PromptIntelClient;

before(async () => {
  await server.start();
  client = new PromptIntelClient({ baseUrl: server.url, apiKey: "publisher-key" });
});
after(() => server.dispose());

test("a call gives the typed body of the answer", async () => {
  const found = await client.call("post", "/api/prompts/search", { body: { query: "turn meeting notes into actions", limit: 3 } });

  assert.equal(found.results[0]?.name, "summarise_meeting");
});

test("a path's parts are escaped", async () => {
  await client.call("post", "/api/prompts", { body: { namespace: "general", name: "a b.c", content: "Hello {{name}}", description: "d" } });

  const prompt = await client.call("get", "/api/prompts/{namespace}/{name}", { path: { namespace: "general", name: "a b.c" } });

  assert.equal(prompt.name, "a b.c");
});

test("a text body is sent as it is, and an entity tag guards it", async () => {
  const path = { namespace: "general", name: "guarded" };
  const text = "---\ndescription: d\n---\nuser:\nHello\n";
  const { headers } = await client.send("put", "/api/prompts/{namespace}/{name}", { path, body: text, contentType: "text/markdown" });
  const options = { path, body: text.replace("Hello", "Hi"), contentType: "text/markdown", headers: { "If-Match": headers.get("etag")! } };

  const written = await client.call("put", "/api/prompts/{namespace}/{name}", options);

  assert.equal(written.version, 2);
  await assert.rejects(client.call("put", "/api/prompts/{namespace}/{name}", options), { code: "precondition_failed", status: 412 });
});

test("a refusal is a Problem with its code and the fields", async () => {
  const wrong = client.call("post", "/api/prompts/search", { body: { query: "", limit: 0 } });

  await assert.rejects(wrong, (error) => {
    assert.ok(error instanceof Problem);
    assert.equal(error.code, "invalid_request");
    assert.deepEqual(Object.keys(error.errors).sort(), ["limit", "query"]);
    assert.ok(error.traceId);
    return true;
  });
});

test("without a key, and with too low a role, it says so", async () => {
  const nobody = new PromptIntelClient({ baseUrl: server.url });
  const reader = new PromptIntelClient({ baseUrl: server.url, apiKey: "reader-key" });

  await assert.rejects(nobody.call("get", "/api/workflows"), { code: "unauthorized" });
  await assert.rejects(reader.call("post", "/api/ops/build"), { code: "forbidden" });
});

test("a server that is not there is away", async () => {
  const away = new PromptIntelClient({ baseUrl: "http://127.0.0.1:9" });

  await assert.rejects(away.call("get", "/api/workflows"), ServerAway);
});

test("a stream is read with a key, which an EventSource cannot send", async () => {
  const run = await client.call("post", "/api/prompts/execute", {
    body: { workflow: "questionnaire_to_contract", input_data: { questionnaire_text: "League: Pier League" } },
  });
  const types: string[] = [];

  for await (const event of client.followExecution(run.execution_id)) {
    types.push(event.event);
    if (event.event === "stage.waiting") {
      assert.ok(event.data.data.reason);
      break;
    }
  }

  assert.equal(types[0], "execution.queued");
  assert.equal(types.at(-1), "stage.waiting");
});

test("a stream that may not be read throws and does not try for ever", async () => {
  const stream = new PromptIntelClient({ baseUrl: server.url }).followExecution("0193a0b0-0000-7000-8000-000000000001");

  await assert.rejects(stream.next(), { code: "unauthorized" });
});
