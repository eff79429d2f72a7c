// The official TypeScript client against /mcp of a running Api, over HTTP and over `promptintel mcp`.
// ADDRESS, PUBLISHER_KEY, READER_KEY, COMMAND_LINE (path of the program's dll), QUESTIONNAIRE (a complete one).
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport, getDefaultEnvironment } from '@modelcontextprotocol/sdk/client/stdio.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { ElicitRequestSchema, PromptListChangedNotificationSchema } from '@modelcontextprotocol/sdk/types.js';

const { ADDRESS, PUBLISHER_KEY, READER_KEY, COMMAND_LINE, QUESTIONNAIRE } = process.env;
const WORKFLOW = 'questionnaire_to_contract';
const PATIENCE = { timeout: 60_000 };

const transports = {
  http: (key) => new StreamableHTTPClientTransport(new URL('/mcp', ADDRESS), { requestInit: { headers: { 'X-API-Key': key } } }),
  'promptintel mcp': (key) => new StdioClientTransport({
    command: 'dotnet',
    args: [COMMAND_LINE, 'mcp'],
    env: { ...getDefaultEnvironment(), PROMPTINTEL_SERVER: ADDRESS, PROMPTINTEL_KEY: key, PROMPTINTEL_CONFIG: '/nonexistent' },
  }),
};

async function connect(transport, key, elicit) {
  const client = new Client({ name: 'tests', version: '1' }, { capabilities: elicit ? { elicitation: {} } : {} });
  if (elicit) {
    client.setRequestHandler(ElicitRequestSchema, elicit);
  }
  await client.connect(transport(key));
  return client;
}

const call = (client, name, args, options) => client.callTool({ name, arguments: args }, undefined, { ...PATIENCE, ...options });

for (const [name, transport] of Object.entries(transports)) {
  describe(name, () => {
    let client;
    before(async () => { client = await connect(transport, PUBLISHER_KEY); });
    after(() => client.close());

    test('tools, prompts and resource templates are listed', async () => {
      const [tools, prompts, templates] = await Promise.all([
        client.listTools(), client.listPrompts(), client.listResourceTemplates()]);
      assert.ok(tools.tools.length >= 13, `${tools.tools.length} tools`);
      assert.ok(prompts.prompts.length > 140, `${prompts.prompts.length} prompts`);
      const summarise = prompts.prompts.find((prompt) => prompt.name === 'commands/summarise_meeting');
      assert.deepEqual(summarise.arguments.filter((one) => one.required).map((one) => one.name), ['transcript']);
      assert.equal(templates.resourceTemplates.length, 2);
    });

    test('a prompt is rendered, and a misspelt variable is named', async () => {
      const prompt = await client.getPrompt({ name: 'commands/summarise_meeting', arguments: { transcript: 'Ann: we ship.' } });
      assert.match(prompt.messages.at(-1).content.text, /Ann: we ship\./);
      await assert.rejects(client.getPrompt({ name: 'commands/summarise_meeting', arguments: { transcrpt: 'x' } }), /transcrpt/);
    });

    test('a search finds by meaning, and an unknown argument is named', async () => {
      const found = await call(client, 'search_prompts', { query: 'turn meeting notes into actions' });
      assert.ok(found.structuredContent.results.some((hit) => hit.name === 'summarise_meeting'));
      const refused = await call(client, 'search_prompts', { query: 'x', limt: 3 });
      assert.equal(refused.isError, true);
      assert.match(refused.content[0].text, /limt/);
    });

    test('an update is told of, and the next get has it', async () => {
      const prompt = { namespace: 'general', name: `t${randomUUID().replaceAll('-', '')}` };
      const created = await fetch(new URL('/api/prompts', ADDRESS), {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'X-API-Key': PUBLISHER_KEY },
        body: JSON.stringify({ ...prompt, content: 'Hello {{name}}' }),
      });
      assert.equal(created.status, 201);
      const told = new Promise((resolve) => client.setNotificationHandler(PromptListChangedNotificationSchema, resolve));
      const updated = await call(client, 'update_prompt', { ...prompt, content: 'Good morning {{name}}' });
      assert.equal(updated.structuredContent.version, 2);
      await told;
      const got = await client.getPrompt({ name: `general/${prompt.name}`, arguments: { name: 'Ann' } });
      assert.equal(got.messages[0].content.text, 'Good morning Ann');
    });

    test('a workflow tells of its stages, and its artifact is a resource', async () => {
      const progress = [];
      const run = await call(client, 'execute_workflow', { workflow: WORKFLOW, input_data: { questionnaire_text: QUESTIONNAIRE } },
        { onprogress: (told) => progress.push(told.progress), resetTimeoutOnProgress: true });
      assert.equal(run.structuredContent.status, 'succeeded');
      assert.ok(progress.length >= 9, `${progress.length} notes of progress`);
      const contract = await client.readResource({
        uri: `promptintel://executions/${run.structuredContent.execution_id}/artifacts/contract.html` });
      assert.equal(contract.contents[0].mimeType, 'text/html');
    });

    test('a run that needs a person asks the user of the client', async () => {
      const asked = [];
      const own = await connect(transport, PUBLISHER_KEY, (request) => {
        asked.push(request.params.message);
        return { action: 'accept', content: { decision: 'approve', comment: 'We know them.' } };
      });
      const run = await call(own, 'execute_workflow', {
        workflow: WORKFLOW, input_data: { questionnaire_text: 'League: Pier League' } });
      assert.equal(asked.length, 1);
      assert.equal(run.structuredContent.status, 'succeeded');
      await own.close();
    });

    test('a run that needs a person says how it is answered, where nobody can be asked', async () => {
      const run = await call(client, 'execute_workflow', {
        workflow: WORKFLOW, input_data: { questionnaire_text: 'League: Pier League' } });
      assert.equal(run.structuredContent.status, 'waiting');
      const answered = await call(client, 'approve', {
        id: run.structuredContent.execution_id, stage: run.structuredContent.waiting[0].stage, approved: true });
      assert.notEqual(answered.isError, true);
    });

    test('a reader reads and changes nothing', async () => {
      const reader = await connect(transport, READER_KEY);
      const read = await call(reader, 'get_prompt', { namespace: 'commands', name: 'summarise_meeting' });
      assert.equal(read.structuredContent.name, 'summarise_meeting');
      const refused = await call(reader, 'update_prompt', { namespace: 'commands', name: 'summarise_meeting', content: 'x' });
      assert.equal(refused.isError, true);
      await reader.close();
    });

    test('a wrong key is refused', async () => {
      await assert.rejects(connect(transport, 'wrong'));
    });
  });
}
