// Editing a prompt: the difference before it is saved, the new version after.
import { get, inWords, post } from './api.js';
import { showDifference } from './difference.js';
import { byId, element } from './dom.js';

export class PromptEditor {
  #saved = '';
  #version = 0;
  #key = '';
  #drafts = new Map();

  constructor() {
    byId('prompt-name').addEventListener('change', () =>
      this.load(byId('prompt-name').value).catch(error => this.#say(inWords(error), true)));
    byId('prompt').addEventListener('input', () => this.#compare());
    byId('save').addEventListener('click', () => this.#save());
  }

  /** Offers these prompts (namespace/name) and opens one. */
  async offer(keys, first) {
    const groups = Map.groupBy(keys, key => key.split('/')[0]);
    byId('prompt-name').replaceChildren(...[...groups].map(([namespace, members]) =>
      element('optgroup', { label: namespace }, ...members.map(key => element('option', { value: key, text: key })))));
    if (keys.length === 0) return;
    byId('prompt-name').value = keys.includes(first) ? first : keys[0];
    await this.load(byId('prompt-name').value);
  }

  /** Opens a prompt; what was typed into it before and not saved is still there. */
  async load(key) {
    const path = `api/prompts/${key.split('/').map(encodeURIComponent).join('/')}`;
    const [version, text] = await Promise.all([get(path), get(path, { accept: 'text/markdown' })]);
    if (this.#key) this.#drafts.set(this.#key, byId('prompt').value === this.#saved ? null : byId('prompt').value);
    this.#key = key;
    this.#version = version.version;
    this.#saved = text;
    byId('prompt').value = this.#drafts.get(key) ?? text;
    byId('prompt').scrollTop = 0;
    byId('prompt-version').textContent = `version ${version.version}`;
    this.#say('');
    this.#compare();
  }

  /** Puts the cursor where the prompt lists the words for a field. */
  reveal(field) {
    const box = byId('prompt');
    const rules = new RegExp(`^( +)${field}:.*(\n\\1 +.*)*`, 'm').exec(box.value);
    if (!rules) {
      this.#say(`${this.#key} has no rules for ${field}.`, true);
      return;
    }
    const words = /aliases: \[/.exec(rules[0]);
    const at = rules.index + (words ? words.index + words[0].length : 0);
    box.focus({ preventScroll: true });
    box.setSelectionRange(at, at);
    box.scrollTop = (box.value.slice(0, rules.index).split('\n').length - 3) * parseFloat(getComputedStyle(box).lineHeight);
    box.scrollLeft = 0;
    box.scrollIntoView({ block: 'center' });
  }

  #compare() {
    byId('save').disabled = !showDifference(byId('diff'), this.#saved, byId('prompt').value);
  }

  async #save() {
    const [namespace, name] = this.#key.split('/');
    try {
      const answer = await post('api/prompts/update', {
        namespace, name, content: byId('prompt').value, change_note: byId('change-note').value || null, expected_version: this.#version,
      });
      this.#drafts.delete(this.#key);
      this.#saved = byId('prompt').value;
      await this.load(this.#key);
      byId('change-note').value = '';
      this.#say(`Saved as version ${answer.version}. Every run from now on uses it.`);
      byId('again').focus();
    } catch (error) {
      if (error.code === 'version_conflict') await this.load(this.#key);
      this.#say(error.code === 'version_conflict'
        ? `Somebody saved version ${this.#version} meanwhile. The difference now shows your text against it; save again to replace it.`
        : inWords(error), true);
    }
  }

  #say(text, isProblem = false) {
    byId('prompt-message').className = isProblem ? 'problem' : 'good';
    byId('prompt-message').textContent = text;
  }
}
