// The facts beside the source they were read from.
import { byId, element } from './dom.js';

let before = null;

/** Shows facts and spans; what differs from the run before is marked. Returns how many fields differ. */
export function showFacts(text, value, spans) {
  const fields = Object.keys(value).sort((a, b) => (value[a] === null) - (value[b] === null));
  const bySpan = new Map();
  for (const span of spans) {
    const field = span.field.split('/')[0];
    bySpan.set(field, [...(bySpan.get(field) ?? []), span]);
  }

  byId('marked').replaceChildren(...marked(text, spans));

  let changes = 0;
  byId('facts').tBodies[0].replaceChildren(...fields.map(field => {
    const now = written(value[field]);
    const then = before && written(before[field] ?? null);
    const changed = before !== null && now !== then;
    changes += changed;
    const name = bySpan.has(field)
      ? element('button', { type: 'button', text: field, onclick: () => point(field), onfocus: () => point(field, false) })
      : field;
    return element('tr', { className: changed ? 'changed' : '' },
      element('td', {}, name), element('td', { text: now }), element('td', { text: changed ? then : '' }));
  }));

  before = value;
  byId('facts-panel').hidden = false;
  return changes;
}

const written = value => value === null || value === undefined ? '—' : Array.isArray(value) ? value.map(written).join(', ') : typeof value === 'object' ? JSON.stringify(value) : String(value);

function marked(text, spans) {
  const pieces = [];
  let at = 0;
  for (const span of [...spans].sort((a, b) => a.start - b.start)) {
    if (span.start < at) continue;
    pieces.push(text.slice(at, span.start));
    const mark = element('mark', { text: text.slice(span.start, span.start + span.length), title: span.field });
    mark.dataset.field = span.field.split('/')[0];
    pieces.push(mark);
    at = span.start + span.length;
  }
  pieces.push(text.slice(at));
  return pieces;
}

function point(field, scroll = true) {
  for (const mark of document.querySelectorAll('#marked mark')) {
    mark.classList.toggle('on', mark.dataset.field === field);
  }
  if (scroll) document.querySelector('#marked mark.on')?.scrollIntoView({ block: 'center', inline: 'nearest' });
}
