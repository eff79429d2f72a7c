/** Lines of two texts as [sign, line]: ' ' kept, '-' only before, '+' only after (longest common subsequence). */
export function diffLines(before, after) {
  const a = before.split('\n');
  const b = after.split('\n');
  let head = 0;
  while (head < a.length && head < b.length && a[head] === b[head]) head++;
  let tail = 0;
  while (tail < a.length - head && tail < b.length - head && a[a.length - 1 - tail] === b[b.length - 1 - tail]) tail++;

  const x = a.slice(head, a.length - tail);
  const y = b.slice(head, b.length - tail);
  const longest = Array.from({ length: x.length + 1 }, () => new Uint32Array(y.length + 1));
  for (let i = x.length - 1; i >= 0; i--) {
    for (let j = y.length - 1; j >= 0; j--) {
      longest[i][j] = x[i] === y[j] ? longest[i + 1][j + 1] + 1 : Math.max(longest[i + 1][j], longest[i][j + 1]);
    }
  }

  const lines = a.slice(0, head).map(line => [' ', line]);
  let i = 0;
  let j = 0;
  while (i < x.length || j < y.length) {
    if (i < x.length && j < y.length && x[i] === y[j]) lines.push([' ', x[i++]]), j++;
    else if (i < x.length && (j === y.length || longest[i + 1][j] >= longest[i][j + 1])) lines.push(['-', x[i++]]);
    else lines.push(['+', y[j++]]);
  }
  return [...lines, ...a.slice(a.length - tail).map(line => [' ', line])];
}
