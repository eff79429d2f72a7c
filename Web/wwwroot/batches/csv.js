// The header of a CSV file, as RFC 4180 quotes it, with the delimiter that stands in it most often.

/** The columns of the first record of a text. */
export function firstRecord(text) {
  const plain = text.startsWith('\uFEFF') ? text.slice(1) : text;
  const [delimiter, columns] = [',', ';', '\t', '|']
    .map(each => [each, cells(plain, each)])
    .reduce((best, next) => next[1].length > best[1].length ? next : best);
  return { delimiter, columns: columns.filter(column => column.length > 0) };
}

function cells(text, delimiter) {
  const found = [];
  let cell = '';
  let isQuoted = false;
  for (let i = 0; i < text.length; i++) {
    const letter = text[i];
    if (isQuoted) {
      if (letter === '"' && text[i + 1] === '"') cell += text[i++];
      else if (letter === '"') isQuoted = false;
      else cell += letter;
    } else if (letter === '"') isQuoted = true;
    else if (letter === delimiter) {
      found.push(cell.trim());
      cell = '';
    } else if (letter === '\n' || letter === '\r') break;
    else cell += letter;
  }
  return [...found, cell.trim()];
}
