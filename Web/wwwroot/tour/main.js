// The start page: run a sample, see where each value came from, improve a prompt, run again.
import { get, inWords } from './api.js';
import { showApproval } from './approval.js';
import { byId, element, written } from './dom.js';
import { clearDraft, showDraft } from './draft.js';
import { clearFacts, showFacts } from './facts.js';
import { PromptEditor } from './prompt.js';
import { Run } from './run.js';
import { StageList } from './stages.js';
import { showState } from './state.js';

const workflow = 'questionnaire_to_contract';
const promptToImprove = 'workflows/extract_questionnaire';
const lights = { started: 'running', retrying: 'running', approved: 'succeeded', rejected: 'failed' };

const stages = new StageList();
const editor = new PromptEditor();
const run = new Run(onEvent, onDetails);
let samples = [];
let waiting = null;
let hasRead = false;

async function start() {
  const [isDelayAllowed, definition, list] = await Promise.all([showState(), get(`api/workflows/${workflow}`), get('api/samples')]);
  byId('delay-label').hidden = !isDelayAllowed;
  stages.reset(definition.stages);
  samples = list.items.filter((sample) => sample.workflow === workflow);
  byId('sample').replaceChildren(...samples.map((sample, i) => element('option', { value: i, text: sample.title })));
  pick();
  await editor.offer(definition.prompts, promptToImprove);
}

function pick() {
  byId('source').value = samples[byId('sample').value]?.text ?? '';
}

async function begin() {
  if (run.isActive) return;
  clearFacts();
  hasRead = false;
  say('Starting…');
  showActive(true);
  try {
    stages.reset((await get(`api/workflows/${workflow}`)).stages);
    clearDraft();
    const delay = byId('delay-label').hidden ? 0 : Number(byId('delay').value);
    await run.start({ workflow, input_data: { questionnaire_text: byId('source').value }, ...(delay > 0 && { stage_delay_ms: delay }) });
  } catch (error) {
    say(inWords(error), true);
  }
  showActive(false);
}

function onEvent({ type, stage, data }) {
  const [what, status] = type.split('.');
  if (what === 'connection') say('The connection was lost; trying again…', true);
  if (what !== 'stage' || status === 'delta') return;
  stages.mark(stage, lights[status] ?? status);
  if (status === 'started') say(`Stage ${stages.place(stage)} of ${stages.count}: ${stage}`);
  if (status === 'retrying') say(`Stage ${stage} is tried again (${data.code})`);
  if (status === 'waiting') {
    waiting = { stage, reason: data.reason };
    say(`Stage ${stage} waits for a person to approve or reject`);
  }
  if (status === 'approved' || status === 'rejected') showApproval(waiting = null);
}

async function onDetails(details, isEnded) {
  const { status, execution_time: seconds, error } = details.execution;
  stages.draw(details.stages, details.attempts, isEnded);
  showReading(details);
  await showDraft(details);
  if (isEnded) {
    waiting = null;
    const time = seconds === null ? '' : ` after ${written(seconds)}`;
    const why = error ? `: ${error.detail} (${error.code}${error.stage ? ` in ${error.stage}` : ''})` : '';
    say(`${status[0].toUpperCase()}${status.slice(1)}${time}${why}`, status !== 'succeeded');
  }
  showApproval(waiting && details.stages.find(stage => stage.stage === waiting.stage && stage.status === 'waiting'), waiting?.reason);
}

function showReading(details) {
  const text = details.stages.find(stage => stage.stage === 'intake')?.output?.text;
  const reading = details.stages.find(stage => stage.stage === 'extract')?.output;
  if (text === undefined || !reading || hasRead) return;
  hasRead = true;
  const spans = reading.source_spans ?? [];
  const changed = showFacts(text, reading.value, spans, reading.unread ?? [], field => editor.reveal(field));
  byId('facts-note').textContent = [
    spans.length > 0 ? 'Choose a field to see where it was read.' : 'The language model does not say where it read each value.',
    changed.length > 0 ? `Changed since the run before: ${changed.join(', ')}.` : '',
  ].join(' ');
}

function showActive(isActive) {
  if (!isActive && document.activeElement === byId('cancel')) byId('run').focus();
  byId('cancel').hidden = !isActive;
  for (const id of ['run', 'again']) byId(id).ariaDisabled = String(isActive);
}

function say(text, isProblem = false) {
  byId('progress').className = isProblem ? 'problem' : 'muted';
  byId('progress').textContent = text;
}

const act = action => action().catch(error => say(inWords(error), true));
const answer = verb => act(() => run.answer(waiting.stage, verb, byId('approval-comment').value));

byId('sample').addEventListener('change', pick);
byId('run').addEventListener('click', begin);
byId('again').addEventListener('click', () => { byId('stages-title').scrollIntoView(); begin(); });
byId('cancel').addEventListener('click', () => act(run.cancel));
byId('approve').addEventListener('click', () => answer('approve'));
byId('reject').addEventListener('click', () => answer('reject'));

act(start);
