// The upload of a batch: the columns of a CSV file are mapped to the fields of the workflow before anything is sent.
import { firstRecord } from './csv.js';

const byId = id => document.getElementById(id);
const form = byId('upload');
const head = 64 * 1024;
let delimiter = ',';

form.hidden = false;
byId('file').addEventListener('change', showColumns);
byId('workflow').addEventListener('change', showColumns);
form.addEventListener('submit', event => {
  event.preventDefault();
  send();
});

const isCsv = file => !/\.(jsonl|ndjson)$/i.test(file.name);

async function showColumns() {
  const [file] = byId('file').files;
  byId('mapping').hidden = !file || !isCsv(file);
  if (byId('mapping').hidden) return;
  const workflow = byId('workflow').value;
  byId('columns').replaceChildren();
  byId('upload-status').textContent = '';
  const found = firstRecord(await file.slice(0, head).text());
  const fields = await readFields(workflow);
  if (workflow !== byId('workflow').value || file !== byId('file').files[0]) return;
  if (fields === null) {
    byId('upload-status').textContent = `The fields of ${workflow} could not be read; choose it again.`;
    return;
  }
  delimiter = found.delimiter;
  byId('columns').replaceChildren(...fields.map(field => choice(field, found.columns, fields.length)));
}

/** The names of a workflow's fields; null when the service does not give them. */
async function readFields(workflow) {
  try {
    const response = await fetch(`/api/workflows/${encodeURIComponent(workflow)}`);
    return response.ok ? Object.keys((await response.json()).input_schema.properties ?? {}) : null;
  } catch {
    return null;
  }
}

/** Which column fills a field: the one of its name, or the only column of the only field. */
function choice(field, columns, count) {
  const label = document.createElement('label');
  const select = document.createElement('select');
  select.dataset.field = field;
  select.append(new Option('no column', ''), ...columns.map(column => new Option(column, column)));
  const plain = name => name.toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, '');
  select.value = columns.find(column => plain(column) === plain(field)) ?? (count === 1 && columns.length === 1 ? columns[0] : '');
  label.append(`${field} `, select);
  return label;
}

function address(file) {
  const query = new URLSearchParams({ workflow: byId('workflow').value });
  for (const name of ['max_parallel', 'priority', 'max_failures', 'max_cost_usd']) {
    if (byId(name).value) query.set(name, byId(name).value);
  }
  if (isCsv(file)) {
    query.set('delimiter', delimiter === '\t' ? 'tab' : delimiter);
    for (const select of byId('columns').querySelectorAll('select')) {
      if (select.value) query.set(`map.${select.dataset.field}`, select.value);
    }
  }
  return `/api/batches?${query}`;
}

/** By XMLHttpRequest, which says how much of the file has gone. */
function send() {
  const [file] = byId('file').files;
  const request = new XMLHttpRequest();
  byId('upload-errors').replaceChildren();
  byId('sent').hidden = false;
  byId('upload-status').textContent = `Sending ${file.name}…`;
  request.upload.onprogress = event => { byId('sent').value = event.loaded / event.total; };
  request.upload.onload = () => { byId('upload-status').textContent = 'Sent; each input is checked…'; };
  request.onerror = () => refuse({ title: 'The service could not be reached' });
  request.onload = () => {
    const answer = JSON.parse(request.responseText || '{}');
    if (request.status < 300) location.href = `/batches/${answer.id}`;
    else refuse(answer);
  };
  request.open('POST', address(file));
  request.setRequestHeader('content-type', isCsv(file) ? 'text/csv' : 'application/x-ndjson');
  request.send(file);
}

function refuse(problem) {
  byId('sent').hidden = true;
  byId('upload-status').textContent = [problem.title, problem.detail].filter(Boolean).join(': ');
  byId('upload-errors').replaceChildren(...Object.entries(problem.errors ?? {}).map(([place, reason]) => {
    const item = document.createElement('li');
    item.textContent = `${place}: ${[].concat(reason).join('; ')}`;
    return item;
  }));
}
