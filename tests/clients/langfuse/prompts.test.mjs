// The official client, as it is served, against the service at BASE_URL. Keys: PUBLISHER_KEY, READER_KEY.
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { test } from "node:test";

import { LangfuseClient } from "@langfuse/client";

const baseUrl = process.env.BASE_URL;
const connect = (secretKey) => new LangfuseClient({ publicKey: "pk-of-any-name", secretKey, baseUrl });
const langfuse = connect(process.env.PUBLISHER_KEY);
const reader = connect(process.env.READER_KEY);
const newName = (folder = "") => `${folder}t-${randomUUID()}`;
const fresh = { cacheTtlSeconds: 0 };

const native = async (path) => {
  const answer = await fetch(`${baseUrl}/api/prompts/${path}`, { headers: { "X-API-Key": process.env.READER_KEY } });
  assert.equal(answer.status, 200, path);
  return answer.json();
};

test("a text prompt is created, read by default and compiled", async () => {
  const name = newName();
  const config = { model: "gpt-4o", temperature: 0.2, stages: ["a", 1, null] };
  const created = await langfuse.prompt.create({
    name, prompt: "Review {{movie}} by {{director.name}}.", labels: ["production"], tags: ["films"], config, commitMessage: "First",
  });

  const read = await langfuse.prompt.get(name);

  assert.equal(created.version, 1);
  assert.equal(read.type, "text");
  assert.deepEqual(read.labels, ["latest", "production"]);
  assert.deepEqual(read.tags, ["films"]);
  assert.deepEqual(read.config, config);
  assert.equal(read.commitMessage, "First");
  assert.equal(read.compile({ movie: "Dune", director: { name: "Denis" } }), "Review Dune by Denis.");
});

test("a version and a label choose, and the default does not move for a label of its own", async () => {
  const name = newName();
  await langfuse.prompt.create({ name, prompt: "one", labels: ["production"] });
  await langfuse.prompt.create({ name, prompt: "two", labels: ["staging"] });
  await langfuse.prompt.create({ name, prompt: "three" });

  assert.equal((await langfuse.prompt.get(name)).prompt, "one");
  assert.equal((await langfuse.prompt.get(name, { label: "staging" })).prompt, "two");
  assert.equal((await langfuse.prompt.get(name, { label: "latest" })).prompt, "three");
  assert.equal((await langfuse.prompt.get(name, { version: 2 })).version, 2);
});

test("labels move by an update, and everybody gets the new version at once", async () => {
  const name = newName("support/tone of voice/");
  await langfuse.prompt.create({ name, prompt: "one", labels: ["production"] });
  await langfuse.prompt.create({ name, prompt: "two" });
  assert.equal((await reader.prompt.get(name)).prompt, "one");

  const updated = await langfuse.prompt.update({ name, version: 2, newLabels: ["production", "eu-west"] });

  assert.deepEqual(updated.labels, ["eu-west", "latest", "production"]);
  assert.equal((await reader.prompt.get(name)).prompt, "one", "the client's own cache");
  assert.equal((await reader.prompt.get(name, fresh)).prompt, "two");
  await langfuse.prompt.update({ name, version: 1, newLabels: ["production"] });
  assert.equal((await reader.prompt.get(name, fresh)).prompt, "one");
});

test("a fallback answers where there is no prompt", async () => {
  const options = { fallback: "Hello {{who}}", fetchTimeoutMs: 5000 };
  const text = await langfuse.prompt.get(newName(), options);
  const chat = await langfuse.prompt.get(newName(), { type: "chat", fallback: [{ role: "user", content: "Hi" }] });

  assert.ok(text.isFallback && chat.isFallback);
  assert.equal(text.compile({ who: "you" }), "Hello you");
  await assert.rejects(langfuse.prompt.get(newName()), (error) => error.statusCode === 404 && /Prompt not found/.test(error.body.message));
});

test("a chat keeps its placeholders", async () => {
  const name = newName();
  await langfuse.prompt.create({
    name, type: "chat", labels: ["production"],
    prompt: [
      { role: "system", content: "You answer about {{product}}." },
      { type: "placeholder", name: "history" },
      { role: "user", content: "{{question}}" },
    ],
  });

  const chat = await langfuse.prompt.get(name, { type: "chat" });
  const history = [{ role: "user", content: "Before" }, { role: "assistant", content: "Yes" }];

  assert.deepEqual(chat.compile({ product: "kayaks", question: "Now?" }, { history }), [
    { role: "system", content: "You answer about kayaks." }, ...history, { role: "user", content: "Now?" },
  ]);
  assert.deepEqual(JSON.parse(chat.toJSON()).prompt[1], { type: "placeholder", name: "history" });
});

test("a reference is resolved, to what everybody gets or to a version for ever", async () => {
  const shared = newName("shared/");
  const name = newName();
  await langfuse.prompt.create({ name: shared, prompt: "Be brief, {{who}}.", labels: ["production"] });
  await langfuse.prompt.create({
    name, labels: ["production"],
    prompt: `@@@langfusePrompt:name=${shared}|label=production@@@ @@@langfusePrompt:name=${shared}|version=1@@@ End.`,
  });
  await langfuse.prompt.create({ name: shared, prompt: "Be kind, {{who}}.", labels: ["production"] });

  const read = await langfuse.prompt.get(name);
  const raw = await langfuse.api.prompts.get(name, { resolve: false });

  assert.equal(read.compile({ who: "Ann" }), "Be kind, Ann. Be brief, Ann. End.");
  assert.equal(raw.prompt, `@@@langfusePrompt:name=${shared}|label=production@@@ Be brief, {{who}}. End.`);
  await assert.rejects(
    langfuse.prompt.create({ name: newName(), prompt: `@@@langfusePrompt:name=${shared}|label=staging@@@` }),
    (error) => error.statusCode === 400 && /label production/.test(error.body.message));
});

test("prompts are listed by name, label and tag, page by page", async () => {
  const tag = newName();
  const names = [newName("lists/"), newName("lists/")].sort();
  for (const name of names) {
    await langfuse.prompt.create({ name, prompt: "one", tags: [tag], labels: ["production"], config: { rank: 1 } });
  }
  await langfuse.prompt.create({ name: names[0], prompt: "two", labels: ["staging"] });

  const all = await langfuse.api.prompts.list({ tag });
  const second = await langfuse.api.prompts.list({ tag, page: 2, limit: 1 });
  const staged = await langfuse.api.prompts.list({ name: names[0], label: "staging" });

  assert.deepEqual(all.data.map((prompt) => prompt.name), names);
  assert.deepEqual(all.data[0].versions, [1, 2]);
  assert.deepEqual(all.data[0].labels, ["latest", "production", "staging"]);
  assert.deepEqual(all.meta, { page: 1, limit: 10, totalItems: 2, totalPages: 1 });
  assert.deepEqual(second.data.map((prompt) => prompt.name), [names[1]]);
  assert.deepEqual(staged.data[0].versions, [2]);
});

test("what the catalog holds and what a client writes are one prompt", async () => {
  const name = newName("demo/");
  await langfuse.prompt.create({ name, prompt: "Hello {{who}}", labels: ["production"], config: { model: "gpt-4o" } });

  const entry = await native(name);

  assert.deepEqual(entry.content.messages, [{ role: "user", content: "Hello {{who}}" }]);
  assert.deepEqual(entry.content.variables.required, ["who"]);
  assert.deepEqual(entry.content.config, { model: "gpt-4o" });
  const shipped = await reader.prompt.get("workflows/draft_email_reply", { type: "chat" });
  assert.equal(shipped.version, (await native("workflows/draft_email_reply")).version);
  assert.ok(shipped.prompt.length > 0);
});

test("a deleted prompt is gone, a version alone is not deleted", async () => {
  const name = newName();
  await langfuse.prompt.create({ name, prompt: "one", labels: ["production"] });
  await assert.rejects(langfuse.prompt.delete(name, { version: 1 }), (error) => error.statusCode === 400);

  await langfuse.prompt.delete(name);

  await assert.rejects(langfuse.prompt.get(name), (error) => error.statusCode === 404);
});

test("roles hold", async () => {
  const stranger = connect("nobody's key");

  await assert.rejects(reader.prompt.create({ name: newName(), prompt: "x" }), (error) => error.statusCode === 403);
  await assert.rejects(
    stranger.prompt.get("workflows/draft_email_reply"),
    (error) => error.statusCode === 401 && typeof error.body.message === "string" && error.body.error === "unauthorized");
});
