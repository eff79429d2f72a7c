// One imported prompt by Langfuse's official client and by the official client of the Model Context Protocol, before and after the command
// line improves it. ADDRESS, READER_KEY, PUBLISHER_KEY, COMMAND_LINE (path of the program's dll), NAMES (JSON: what was imported).
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { LangfuseClient } from '@langfuse/client';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { PromptListChangedNotificationSchema } from '@modelcontextprotocol/sdk/types.js';

const { ADDRESS, READER_KEY, PUBLISHER_KEY, COMMAND_LINE, NAMES } = process.env;
const NAME = 'support/refund';
const QUESTION = { question: 'Where is my money?' };

const langfuse = new LangfuseClient({ publicKey: 'pk-any', secretKey: READER_KEY, baseUrl: ADDRESS.replace(/\/$/, '') });
const mcp = new Client({ name: 'tests', version: '1' });

// Langfuse's client keeps what it has read for a minute unless it is told not to.
const byLangfuse = () => langfuse.prompt.get(NAME, { type: 'chat', cacheTtlSeconds: 0 });
const byMcp = () => mcp.getPrompt({ name: NAME, arguments: QUESTION });
const improve = () => promisify(execFile)('dotnet', [COMMAND_LINE, 'edit', NAME, '--note', 'Shorter answers.'], {
  env: {
    ...process.env, EDITOR: "sed -i 's/Answer politely/Answer kindly and in one sentence/'",
    PROMPTINTEL_SERVER: ADDRESS, PROMPTINTEL_KEY: PUBLISHER_KEY, PROMPTINTEL_CONFIG: '/nonexistent',
  },
});

test('an imported prompt is the same for both clients, and both have its new version at their next request', async (t) => {
  await mcp.connect(new StreamableHTTPClientTransport(new URL('/mcp', ADDRESS), { requestInit: { headers: { 'X-API-Key': READER_KEY } } }));
  t.after(() => mcp.close());
  const told = new Promise((resolve) => mcp.setNotificationHandler(PromptListChangedNotificationSchema, resolve));
  const { prompts } = await mcp.listPrompts();
  for (const name of JSON.parse(NAMES)) {
    assert.ok(prompts.some((prompt) => prompt.name === name), `${name} is not listed`);
  }

  const first = await byLangfuse();
  const firstRendered = await byMcp();
  await improve();
  const [second, secondRendered] = await Promise.all([byLangfuse(), byMcp()]);
  await told;

  assert.deepEqual([first.version, second.version], [1, 2]);
  assert.match(first.compile(QUESTION)[0].content, /^Answer politely/);
  assert.match(second.compile(QUESTION)[0].content, /^Answer kindly and in one sentence/);
  assert.equal(second.commitMessage, 'Shorter answers.');
  for (const [compiled, rendered] of [[first.compile(QUESTION), firstRendered], [second.compile(QUESTION), secondRendered]]) {
    assert.equal(compiled.at(-1).content, 'Where is my money?');
    const texts = rendered.messages.map((message) => message.content.text).join('\n');
    assert.ok(compiled.every((message) => texts.includes(message.content)), texts);
  }
});
