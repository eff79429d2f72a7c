// The draft contract: its figures, what the review flagged, the documents.
import { download, get } from './api.js';
import { byId, element, figures } from './dom.js';

let shown = null;

// No selector tells that the focus is inside a frame; this window loses it then.
for (const type of ['blur', 'focus']) {
  addEventListener(type, () => setTimeout(() => byId('contract').classList.toggle('focused', document.activeElement === byId('contract'))));
}

/** Empties the panel for a new run. */
export function clearDraft() {
  shown = null;
  byId('contract-panel').hidden = true;
  // Another frame, not an emptied one: what a frame begins to load in a hidden panel may have no layout ever after.
  const empty = byId('contract').cloneNode();
  empty.removeAttribute('srcdoc');
  byId('contract').replaceWith(empty);
}

/** Shows what the execution has produced so far. Throws when a document cannot be read. */
export async function showDraft(details) {
  const output = id => details.stages.find(stage => stage.stage === id)?.output ?? {};
  const { overall, pricing } = output('score');
  const { confidence, flags = [] } = output('review');
  byId('contract-panel').hidden = details.artifacts.length === 0;
  byId('figures').replaceChildren(...figures([
    ['Tier', output('classify').tier],
    ['Score', overall === undefined ? null : `${overall} of 100`],
    ['Annual fee quoted', pricing && `${pricing.currency} ${pricing.annual_fee.toLocaleString('en')}`],
    ['Confidence of the review', confidence],
    ['Written by', output('draft').prepared_with],
  ]));
  showFlags(byId('flags'), flags);
  showOpenItems(flags.filter(flag => flag.severity === 'info'));
  byId('artifacts').replaceChildren(...details.artifacts.map(link));

  const page = details.artifacts.find(artifact => artifact.media_type.startsWith('text/html'));
  if (page && shown !== page.url) {
    shown = page.url;
    const text = await get(page.url);
    if (shown !== page.url) return;
    const frame = byId('contract');
    // The frame's process is told that the frame is shown only by a layout, and must know before it begins to load.
    frame.getBoundingClientRect();
    // A frame is reached by Tab only if something in it takes the focus; then the arrow keys scroll it.
    frame.srcdoc = text.replace('<body>', '<body tabindex="0">');
  }
}

/** Lists what a person should know. */
export function showFlags(list, flags) {
  const serious = flags.filter(flag => flag.severity !== 'info');
  list.hidden = serious.length === 0;
  list.replaceChildren(...serious.map(flag => element('li', { className: `is-${flag.severity}` },
    element('strong', { text: flag.severity }), ` ${[flag.field, flag.detail].filter(Boolean).join(': ')}`)));
}

function showOpenItems(items) {
  const [summary, list] = byId('open-items').children;
  byId('open-items').hidden = items.length === 0;
  summary.textContent = `${items.length} ${items.length === 1 ? 'note' : 'notes'} for the lawyer`;
  list.replaceChildren(...items.map(item => element('li', { text: item.detail })));
}

function link(artifact) {
  const save = element('a', { href: artifact.url, download: artifact.name, text: artifact.name });
  save.addEventListener('click', event => {
    event.preventDefault();
    download(artifact.url, artifact.name).catch(() => { save.textContent = `${artifact.name} (could not be read)`; });
  });
  return element('li', {}, save, element('span', { className: 'muted', text: ` ${Math.ceil(artifact.size / 1024)} KB` }));
}
