// Editing a prompt: the difference before it is saved, the new version after.
import { get, post, Problem } from './api.js';
import { diffLines } from './diff.js';
import { byId, element } from './dom.js';

export class PromptEditor {
  #saved = '';
  #version = 0;
  #key = '';

  constructor() {
    byId('prompt-name').addEventListener('change', () => this.load(byId('prompt-name').value));
    byId('prompt').addEventListener('input', () => this.#compare());
    byId('save').addEventListener('click', () => this.#save());
  }

  /** Offers these prompts (namespace/name) and loads the first, unless one of them is open. */
  async offer(keys) {
    byId('prompt-name').replaceChildren(...keys.map(key => element('option', { value: key, text: key })));
    if (keys.includes(this.#key)) byId('prompt-name').value = this.#key;
    else if (keys.length > 0) await this.load(keys[0]);
  }

  async load(key) {
    const path = `api/prompts/${key.split('/').map(encodeURIComponent).join('/')}`;
    const [version, text] = await Promise.all([get(path), get(path, { accept: 'text/markdown' })]);
    this.#key = key;
    this.#version = version.version;
    this.#saved = text;
    byId('prompt').value = text;
    byId('prompt-version').textContent = `version ${version.version}`;
    this.#compare();
  }

  #compare() {
    const text = byId('prompt').value;
    const changed = text !== this.#saved;
    byId('save').disabled = !changed;
    if (!changed) {
      byId('diff').textContent = 'No change.';
      return;
    }
    const lines = diffLines(this.#saved, text);
    const near = lines.map((_, i) => lines.slice(Math.max(0, i - 2), i + 3).some(([sign]) => sign !== ' '));
    byId('diff').replaceChildren(...lines.filter((_, i) => near[i]).map(([sign, line]) =>
      element('span', { className: { '+': 'add', '-': 'del', ' ': '' }[sign], text: `${sign} ${line}\n` })));
  }

  async #save() {
    const [namespace, name] = this.#key.split('/');
    const message = byId('prompt-message');
    try {
      const answer = await post('api/prompts/update', {
        namespace, name, content: byId('prompt').value, change_note: byId('change-note').value || null, expected_version: this.#version,
      });
      await this.load(this.#key);
      byId('change-note').value = '';
      message.className = '';
      message.textContent = `Version ${answer.version} is what every run from now on uses.`;
      byId('again').disabled = false;
      byId('again').focus();
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      message.className = 'problem';
      message.textContent = error.message;
    }
  }
}
