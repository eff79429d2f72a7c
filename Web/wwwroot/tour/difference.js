// A difference for the eye: changed lines with what changed in them, and a little of what stands around.
import { diffLines } from './diff.js';
import { element } from './dom.js';

const around = 2;
const kept = 48;

/** Writes the difference of two texts into a node; true when there is one. */
export function showDifference(node, before, after) {
  if (before === after) {
    node.textContent = 'None yet.';
    return false;
  }

  const lines = diffLines(before, after);
  const isNear = i => lines.slice(Math.max(0, i - around), i + around + 1).some(([sign]) => sign !== ' ');
  const shown = [];
  lines.forEach(([sign, line], i) => {
    if (!isNear(i)) return;
    if (i > 0 && !isNear(i - 1) && shown.length > 0) shown.push(element('span', { className: 'gap', text: '⋯\n' }));
    shown.push(sign === ' '
      ? element('span', { text: `  ${start(line, 2 * kept)}\n` })
      : element('span', { className: sign === '+' ? 'add' : 'del' }, `${sign} `, ...parts(line, partner(lines, i), sign), '\n'));
  });
  node.replaceChildren(...shown);
  return true;
}

/** The line that a changed line replaces or is replaced by; undefined when it is new or gone. */
function partner(lines, i) {
  const sign = lines[i][0];
  const step = sign === '-' ? 1 : -1;
  const isOnly = lines[i - step]?.[0] !== sign && lines[i + step * 2]?.[0] !== lines[i + step]?.[0];
  return isOnly && lines[i + step] && lines[i + step][0] !== ' ' && lines[i + step][0] !== sign ? lines[i + step][1] : undefined;
}

function parts(line, other, sign) {
  if (other === undefined) return [line];
  let head = 0;
  while (head < line.length && head < other.length && line[head] === other[head]) head++;
  let tail = 0;
  while (tail < line.length - head && tail < other.length - head && line.at(-1 - tail) === other.at(-1 - tail)) tail++;
  const changed = line.slice(head, line.length - tail);
  return [
    end(line.slice(0, head), kept),
    element(sign === '+' ? 'ins' : 'del', { text: changed }),
    start(line.slice(line.length - tail), kept),
  ];
}

const start = (text, length) => text.length > length ? `${text.slice(0, length)}…` : text;
const end = (text, length) => text.length > length ? `…${text.slice(-length)}` : text;
