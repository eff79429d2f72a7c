// The text that was read, with the passages that values came from.
import { byId, element } from './dom.js';

/**
 * Shows the text; a passage that several fields were read from is one mark with all of them. What was not understood is marked
 * otherwise.
 */
export function showSource(text, values, unread, onChoose) {
  const spans = [...values, ...unread];
  const cuts = [...new Set([0, text.length, ...spans.flatMap(span => [span.start, span.start + span.length])])].sort((a, b) => a - b);
  byId('marked').replaceChildren(...cuts.slice(1).map((end, i) => {
    const start = cuts[i];
    const fields = spans.filter(span => span.start <= start && end <= span.start + span.length).map(fieldOf);
    const piece = text.slice(start, end);
    if (fields.length === 0) return piece;
    const isRead = values.some(span => fields.includes(fieldOf(span)));
    const mark = element('mark', {
      text: piece, className: isRead ? '' : 'unread', title: fields.join(', '), onclick: () => onChoose(fields[0]),
    });
    mark.dataset.fields = fields.join(' ');
    return mark;
  }));
}

/** The top-level field of a span; an item of a list names its place after a slash. */
export const fieldOf = span => span.field.split('/')[0];

/** Highlights where a field was read, and brings it into view within the text's own frame. */
export function point(field) {
  const frame = byId('marked');
  const marks = [...frame.querySelectorAll('mark')];
  for (const mark of marks) {
    mark.classList.toggle('on', mark.dataset.fields.split(' ').includes(field));
  }
  const first = marks.find(mark => mark.classList.contains('on'));
  if (first) frame.scrollTop = first.offsetTop - frame.clientHeight / 2;
}
