// The facts that were read, what changed since the run before, and what the text does not state.
import { byId, element } from './dom.js';
import { fieldOf, point, showSource } from './source.js';

let before = null;
let latest = null;

/** Empties the panel for a new run, whose facts are compared with those that it showed. */
export function clearFacts() {
  before = latest;
  byId('facts-panel').hidden = true;
}

/**
 * Shows facts and spans. What differs from the run before is marked, if that read the same text.
 * Returns the names of the fields that differ.
 */
export function showFacts(text, value, spans, unread, onMissing) {
  latest = { text, value };
  const past = before?.text === text ? before.value : null;
  const placed = new Set(spans.map(fieldOf));
  const differs = field => past !== null && inWords(value[field]) !== inWords(past[field]);
  const fields = [...new Set([...Object.keys(value), ...Object.keys(past ?? {})])];
  const changed = fields.filter(differs);
  const stated = fields.filter(field => !isMissing(value[field]) && !differs(field));
  const doubtful = new Map(unread.map(item => [item.field, item]));
  const missing = fields.filter(field => isMissing(value[field]) && !doubtful.has(field));

  showSource(text, spans, unread, choose);
  byId('facts').classList.toggle('compared', changed.length > 0);
  byId('facts').tBodies[0].replaceChildren(...[...changed, ...stated].map(field =>
    row(field, value[field], differs(field) ? past[field] : undefined, placed.has(field))));
  byId('missing').replaceChildren(...missing.map(field => element('li', {},
    element('button', { type: 'button', className: 'plain', onclick: () => onMissing(field) }, ...named(field)))));
  byId('missing-part').hidden = missing.length === 0;
  byId('unread').replaceChildren(...unread.map(doubt));
  byId('unread-part').hidden = unread.length === 0;
  byId('facts-panel').hidden = false;
  return changed;
}

/** What stands in the text where a value should, and why it was not taken. */
const doubt = item => element('li', {},
  element('button', { type: 'button', className: 'plain', onclick: () => choose(item.field) }, ...named(item.field)),
  element('q', { text: item.text }),
  element('span', { className: 'muted', text: item.reason }));

/** A field's name, which may break after each underscore. */
const named = field => field.split(/(?<=_)/).flatMap((part, i) => i === 0 ? [part] : [element('wbr'), part]);

const isMissing = value => value === null || value === undefined;

function inWords(value) {
  if (isMissing(value)) return '—';
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (Array.isArray(value)) return value.length === 0 ? 'none' : value.map(inWords).join('; ');
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

function row(field, value, past, isPlaced) {
  const name = isPlaced
    ? element('button', { type: 'button', className: 'plain', onclick: () => choose(field), onfocus: () => choose(field) }, ...named(field))
    : element('span', {}, ...named(field));
  const line = element('tr', { className: past === undefined ? '' : 'changed' },
    element('th', { scope: 'row' }, name),
    element('td', { text: inWords(value) }),
    element('td', { text: past === undefined ? '' : inWords(past) }));
  line.dataset.field = field;
  return line;
}

function choose(field) {
  for (const line of byId('facts').tBodies[0].rows) {
    line.classList.toggle('on', line.dataset.field === field);
  }
  byId('facts').querySelector('tr.on')?.scrollIntoView({ block: 'nearest' });
  point(field);
}
