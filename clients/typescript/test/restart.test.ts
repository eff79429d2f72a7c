import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { PromptCache, PromptIntelClient, type Schemas } from "../src/index.js";
import { Server } from "./server.js";

const SAMPLE = "League: Harbour Rowing League\nLegal entity: Harbour Rowing League Ltd\nSport: rowing\n";
// A run goes on as soon as the lease of its dead process is over.
const server = new Server({ settings: { PromptIntel__Execution__LeaseDuration: "00:00:08" } });
let client: PromptIntelClient;

before(async () => {
  await server.start();
  client = new PromptIntelClient({ baseUrl: server.url });
});
after(() => server.dispose());

test("a run is followed through the death of its server: every event once, in order", { timeout: 120_000 }, async () => {
  const started = await client.call("post", "/api/prompts/execute", {
    body: { workflow: "questionnaire_to_contract", input_data: { questionnaire_text: SAMPLE }, stage_delay_ms: 400 },
    headers: { Prefer: "respond-async" },
  });
  const seen: Schemas["ExecutionEvent"][] = [];
  let restarted: Promise<void> | undefined;

  for await (const event of client.followExecution(started.execution_id)) {
    seen.push(event);
    if (event.event === "stage.succeeded" && restarted === undefined) {
      restarted = server.kill().then(() => server.start());
    }
    if (event.event === "execution.waiting") {
      break;
    }
  }
  await restarted;

  const ids = seen.filter((event) => "id" in event).map((event) => event.data.seq);
  assert.deepEqual(ids, ids.map((_, index) => index + 1));
  assert.equal(seen.at(-1)?.event, "execution.waiting");
});

test("an ended run's stream ends, also for who comes later", async () => {
  const run = await client.call("post", "/api/prompts/execute", {
    body: { workflow: "questionnaire_to_contract", input_data: { questionnaire_text: " " } },
  });
  const types: string[] = [];

  for await (const event of client.followExecution(run.execution_id)) {
    types.push(event.event);
  }
  const later = await client.followExecution(run.execution_id, { after: types.length }).next();

  assert.equal(types.at(-1), "execution.failed");
  assert.equal(later.done, true);
});

test("a cached prompt is given from memory, follows an update, and is the last known one while the server is away", async () => {
  const changes: string[] = [];
  let told = () => {};
  const counted = counting();
  const cache = new PromptCache(counted.client, { onChange: (_, name) => (changes.push(name), told()) });
  const next = () => new Promise<void>((resolve) => (told = resolve));
  await create("cached", "Hello {{name}}");
  await cache.start();
  await until(() => cache.isFollowing);
  await cache.get("general", "cached");
  const before = counted.requests();

  const kept = await cache.get("general", "cached");
  assert.equal(counted.requests(), before);
  assert.deepEqual([kept.prompt.version, kept.isCurrent], [1, true]);

  const changed = next();
  const update = await client.call("post", "/api/prompts/update", { body: { namespace: "general", name: "cached", content: "Hi" } });
  await changed;
  assert.equal((await cache.get("general", "cached")).prompt.version, 2);
  assert.ok(cache.position >= update.position);

  await server.kill();
  await until(() => !cache.isFollowing);
  const last = await cache.get("general", "cached");
  assert.deepEqual([last.prompt.version, last.isCurrent], [2, false]);
  assert.equal((await cache.get("general", "cached")).prompt.version, 2);

  await server.start();
  const again = next();
  await client.call("post", "/api/prompts/update", { body: { namespace: "general", name: "cached", content: "Good day" } });
  await again;
  const fresh = await cache.get("general", "cached");
  assert.deepEqual([fresh.prompt.version, fresh.isCurrent], [3, true]);
  await cache.close();
});

test("a prompt that includes another is asked for anew when that one changes; a version by its number never is", async () => {
  await create("salutation", "Dear {{name}}");
  await create("letter", "{{> general/salutation}} and goodbye");
  const counted = counting();
  let told = () => {};
  const cache = new PromptCache(counted.client, { onChange: () => told() });
  await cache.start();
  await until(() => cache.isFollowing);
  await cache.get("general", "letter");
  await cache.get("general", "salutation", { version: 1 });

  const changed = new Promise<void>((resolve) => (told = resolve));
  await client.call("post", "/api/prompts/update", { body: { namespace: "general", name: "salutation", content: "Esteemed {{name}}" } });
  await changed;

  const letter = await cache.get("general", "letter");
  assert.match(JSON.stringify(letter.prompt.composed?.content), /Esteemed/);
  const before = counted.requests();
  assert.equal((await cache.get("general", "salutation", { version: 1 })).prompt.version, 1);
  assert.equal(counted.requests(), before);
  await cache.close();
});

test("a cache whose key is revoked lives, asks and is refused, and follows again when the key is taken", { timeout: 120_000 }, async () => {
  const guarded = new Server({ keys: [{ key: "the-key", role: "reader" }] });
  await guarded.start();
  const connections: boolean[] = [];
  let refusals = 0;
  const ask: typeof fetch = async (input, init) => {
    const answer = await fetch(input as string, init);
    refusals += answer.status === 401 ? 1 : 0;
    return answer;
  };
  const cache = new PromptCache(new PromptIntelClient({ baseUrl: guarded.url, apiKey: "the-key", fetch: ask }), {
    onConnection: (isFollowing) => connections.push(isFollowing),
    pauseAfterRefusal: 3_000,
  });
  try {
    await cache.start();
    await until(() => cache.isFollowing);
    await cache.get("general", "decision_memo");

    await guarded.kill();
    guarded.configure({ keys: [{ key: "another-key", role: "reader" }] });
    await guarded.start();
    await until(() => refusals >= 2);
    assert.equal(cache.isFollowing, false);
    await assert.rejects(cache.get("general", "decision_memo"), { code: "unauthorized" });

    await guarded.kill();
    guarded.configure({ keys: [{ key: "the-key", role: "reader" }] });
    await guarded.start();
    await until(() => cache.isFollowing);
    assert.equal((await cache.get("general", "decision_memo")).isCurrent, true);
    assert.deepEqual(connections, [true, false, true]);
  } finally {
    await cache.close();
    await guarded.dispose();
  }
});

async function create(name: string, content: string): Promise<void> {
  await client.call("post", "/api/prompts", { body: { namespace: "general", name, content, description: "d" } });
}

/** A client that counts its requests. */
function counting(): { client: PromptIntelClient; requests: () => number } {
  let count = 0;
  const ask: typeof fetch = (input, init) => (count++, fetch(input as string, init));
  return { client: new PromptIntelClient({ baseUrl: server.url, fetch: ask }), requests: () => count };
}

async function until(condition: () => boolean): Promise<void> {
  for (let tries = 0; !condition(); tries++) {
    assert.ok(tries < 1200, "waited too long");
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
