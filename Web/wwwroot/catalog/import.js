// Files go to the service twice: once to say what would become of them, and once, when that was seen, to be written.
import { element } from '../tour/dom.js';

const byId = id => document.getElementById(id);
const drop = byId('drop');
const outcomes = { created: 'is-good', updated: 'is-good', unchanged: '', refused: 'is-bad' };
let chosen = [];

if (location.hash === '#import') byId('import').open = true;

for (const id of ['import-files', 'import-folder']) {
  byId(id).addEventListener('change', event => {
    const files = [...event.target.files].map(file => ({ path: file.webkitRelativePath || file.name, file }));
    event.target.value = '';
    look(files);
  });
}

drop.addEventListener('dragover', event => { event.preventDefault(); drop.classList.add('is-over'); });
drop.addEventListener('dragleave', () => drop.classList.remove('is-over'));
drop.addEventListener('drop', async event => {
  event.preventDefault();
  drop.classList.remove('is-over');
  // Entries are asked for before the first wait: the browser forgets them after the event.
  const entries = [...event.dataTransfer.items].map(item => item.webkitGetAsEntry()).filter(Boolean);
  look((await Promise.all(entries.map(read))).flat());
});
byId('import-write').addEventListener('click', () => send(false));

function look(files) {
  chosen = files;
  if (files.length > 0) send(true);
}

async function send(isDry) {
  byId('import-write').hidden = true;
  say(isDry ? `Reading ${chosen.length} files…` : `Importing ${chosen.length} files…`);
  try {
    const response = await ask(`/api/prompts/import/files${isDry ? '?dry_run=true' : ''}`);
    const answer = await response.json();
    if (!response.ok) {
      say([answer.title, answer.detail].filter(Boolean).join(': '), true);
      return;
    }
    show(answer);
    const done = isDry ? 'would be' : 'were';
    say(
      `${answer.created} ${done} created, ${answer.updated} updated, ${answer.unchanged} are unchanged, ${answer.refused} refused.`,
      false);
    byId('import-write').hidden = !isDry || answer.created + answer.updated === 0;
  } catch (error) {
    say(`The service could not be reached: ${error.message}`, true);
  }
}

function ask(path) {
  if (chosen.length === 1 && chosen[0].path.toLowerCase().endsWith('.zip')) {
    return fetch(path, { method: 'POST', headers: { 'content-type': 'application/zip' }, body: chosen[0].file });
  }
  const form = new FormData();
  for (const { path: name, file } of chosen) form.append('files', file, name);
  return fetch(path, { method: 'POST', body: form });
}

function show({ results }) {
  byId('import-report').hidden = false;
  byId('import-report').querySelector('tbody').replaceChildren(...results.map(result => element('tr', {},
    cell('File', result.file),
    cell('Read as', result.format ?? ''),
    cell('Becomes', result.name ? `${result.namespace}/${result.name}` : ''),
    cell('Outcome', element('span', { className: `tag ${outcomes[result.status] ?? ''}`, text: result.status })),
    cell('Remarks', ...[...result.errors, ...result.remarks].map(text => element('div', { text }))))));
}

function cell(title, ...children) {
  const made = element('td', {}, ...children);
  made.dataset.title = title;
  return made;
}

function say(text, isProblem = false) {
  byId('import-state').className = isProblem ? 'problem' : '';
  byId('import-state').textContent = text;
}

/** The files under a dropped file or folder, with their paths. */
async function read(entry) {
  if (entry.isFile) {
    return [{ path: entry.fullPath.replace(/^\//, ''), file: await new Promise((done, fail) => entry.file(done, fail)) }];
  }
  const reader = entry.createReader();
  const found = [];
  for (;;) {
    // A reader gives a hundred at a time.
    const some = await new Promise((done, fail) => reader.readEntries(done, fail));
    if (some.length === 0) return (await Promise.all(found.map(read))).flat();
    found.push(...some);
  }
}
