// The start page: run a sample, see where each value came from, improve a prompt, run again.
import { follow, get, post, Problem } from './api.js';
import { byId, element } from './dom.js';
import { showFacts } from './facts.js';
import { PromptEditor } from './prompt.js';
import { StageList } from './stages.js';

const workflow = 'questionnaire_to_contract';
const ended = new Set(['succeeded', 'failed', 'cancelled', 'parked']);

const stages = new StageList();
const editor = new PromptEditor();
let samples = [];
let following = new AbortController();
let execution = null;

async function start() {
  const [status, definition, list] = await Promise.all([get('api/ops/status'), get(`api/workflows/${workflow}`), get('api/samples')]);
  byId('state').textContent = `${status.model.answers} answers · ${status.catalog.entries} entries · ${status.store}`;
  byId('delay').parentElement.hidden = !status.stage_delay_allowed;
  stages.reset(definition.stages);
  samples = list.items;
  byId('sample').replaceChildren(...samples.map((sample, i) => element('option', { value: i, text: sample.title })));
  pick();
  await editor.offer(definition.prompts);
}

function pick() {
  byId('source').value = samples[byId('sample').value]?.text ?? '';
}

async function run() {
  following.abort();
  following = new AbortController();
  const { signal } = following;
  say('Starting…');
  byId('approval').hidden = true;
  try {
    const definition = await get(`api/workflows/${workflow}`);
    stages.reset(definition.stages);
    const delay = byId('delay').parentElement.hidden ? null : Number(byId('delay').value) || null;
    const accepted = await post('api/prompts/execute',
      { workflow, input_data: { questionnaire_text: byId('source').value }, stage_delay_ms: delay },
      { prefer: 'respond-async' });
    execution = accepted.execution_id;
    byId('cancel').hidden = false;
    await follow(`api/executions/${execution}/events`, event => onEvent(event, signal), signal);
  } catch (error) {
    if (!signal.aborted) fail(error);
  }
}

function onEvent(event, signal) {
  if (signal.aborted) return;
  const [what, status] = event.type.split('.');
  if (what === 'stage') {
    const shown = { started: 'running', retrying: 'running', approved: 'succeeded', rejected: 'failed' }[status] ?? status;
    if (shown !== 'delta') stages.mark(event.stage, shown, status);
    say(`${event.stage}: ${status}`);
  } else if (ended.has(status) || status === 'waiting') {
    show(signal).catch(fail);
  }
}

async function show(signal) {
  const details = await get(`api/executions/${execution}`);
  if (signal.aborted) return;
  const { status, execution_time: seconds, error } = details.execution;
  stages.draw(details.stages);
  byId('cancel').hidden = ended.has(status);
  say(`${status}${seconds == null ? '' : ` after ${seconds.toFixed(2)} s`}${error ? `: ${error.detail}` : ''}`, status === 'failed');
  showReading(details);
  showDraft(details);
  const waiting = details.stages.find(stage => stage.status === 'waiting');
  byId('approval').hidden = !waiting;
  if (waiting) byId('approval-reason').textContent = `${waiting.stage} waits for a person. ${(waiting.output?.flags ?? []).map(flag => flag.detail ?? flag).join(' ')}`;
}

function showReading(details) {
  const text = details.stages.find(stage => stage.stage === 'intake')?.output?.text;
  const reading = details.stages.find(stage => stage.stage === 'extract')?.output;
  if (text === undefined || !reading) return;
  const spans = reading.source_spans ?? [];
  const changes = showFacts(text, reading.value ?? reading, spans);
  byId('facts-note').textContent = [
    spans.length > 0 ? 'Choose a field to see where it was read.' : 'A language model answered; it does not say where it read each value.',
    changes > 0 ? `${changes} ${changes === 1 ? 'field differs' : 'fields differ'} from the run before.` : '',
  ].join(' ');
}

function showDraft(details) {
  const artifacts = details.artifacts;
  byId('contract-panel').hidden = artifacts.length === 0;
  byId('artifacts').replaceChildren(...artifacts.map(artifact =>
    element('li', {}, element('a', { href: artifact.url, download: artifact.name, text: artifact.name }))));
  const page = artifacts.find(artifact => artifact.media_type.startsWith('text/html'));
  if (page) get(page.url.replace(/^\//, '')).then(html => { byId('contract').srcdoc = html; }, fail);
  byId('contract-note').textContent = details.execution.output?.prepared_with ?? '';
}

async function answer(verb) {
  const stage = [...document.querySelectorAll('#stages .is-waiting strong')][0]?.textContent;
  await post(`api/executions/${execution}/stages/${encodeURIComponent(stage)}/${verb}`, { comment: byId('approval-comment').value || null });
  byId('approval').hidden = true;
}

function say(text, isProblem = false) {
  byId('progress').className = isProblem ? 'problem' : 'muted';
  byId('progress').textContent = text;
}

function fail(error) {
  say(error instanceof Problem ? error.message : `The service could not be reached: ${error.message}`, true);
}

byId('sample').addEventListener('change', pick);
byId('run').addEventListener('click', run);
byId('again').addEventListener('click', () => { byId('stages-title').scrollIntoView(); run(); });
byId('cancel').addEventListener('click', () => post(`api/executions/${execution}/cancel`, {}).catch(fail));
byId('approve').addEventListener('click', () => answer('approve').catch(fail));
byId('reject').addEventListener('click', () => answer('reject').catch(fail));

start().catch(fail);
