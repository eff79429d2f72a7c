// Ctrl+K, anywhere: to a page by its name, to a prompt by its name or by what it is for.
const most = 12;
const pause = 120;

export class Palette {
  #dialog = document.getElementById('palette');
  #text = document.getElementById('palette-text');
  #list = document.getElementById('palette-list');
  #note = document.getElementById('palette-note');
  #pages;
  #asked = 0;
  #timer = 0;

  /** @param pages What can be gone to without asking the service: title, url, note. */
  constructor(pages) {
    this.#pages = pages;
    const opener = document.getElementById('open-palette');
    opener.hidden = false;
    opener.addEventListener('click', () => this.#open());
    document.addEventListener('keydown', event => {
      if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'k') {
        event.preventDefault();
        this.#open();
      }
    });
    this.#text.addEventListener('input', () => this.#find());
    this.#text.addEventListener('keydown', event => this.#press(event));
    this.#list.addEventListener('click', event => this.#go(event.target.closest('li')));
  }

  #open() {
    if (this.#dialog.open) return;
    this.#text.value = '';
    this.#dialog.showModal();
    this.#find();
  }

  #find() {
    const text = this.#text.value.trim();
    const asked = ++this.#asked;
    const pages = this.#pages.filter(page => page.title.toLowerCase().includes(text.toLowerCase()));
    this.#show(pages);
    clearTimeout(this.#timer);
    this.#note.textContent = text ? 'Searching prompts…' : 'Type a page, or what a prompt is for.';
    if (!text) return;
    this.#timer = setTimeout(async () => {
      const found = await search(text).catch(() => null);
      if (asked !== this.#asked) return;
      this.#show([...pages, ...(found ?? [])].slice(0, most));
      this.#note.textContent = found === null ? 'Prompts could not be searched.'
        : found.length + pages.length === 0 ? 'Nothing is like that.' : '';
    }, pause);
  }

  #show(places) {
    this.#list.replaceChildren(...places.map((place, i) => {
      const item = document.createElement('li');
      item.role = 'option';
      item.id = `palette-${i}`;
      item.dataset.url = place.url;
      item.textContent = place.title;
      item.append(Object.assign(document.createElement('small'), { textContent: place.note }));
      return item;
    }));
    this.#mark(0);
  }

  #mark(index) {
    const items = [...this.#list.children];
    items.forEach((item, i) => item.setAttribute('aria-selected', String(i === index)));
    items[index]?.scrollIntoView({ block: 'nearest' });
    this.#text.setAttribute('aria-activedescendant', items[index]?.id ?? '');
  }

  #press(event) {
    const items = [...this.#list.children];
    const at = items.findIndex(item => item.ariaSelected === 'true');
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (event.key === 'Enter') this.#go(items[at]);
    if (!step || items.length === 0) return;
    event.preventDefault();
    this.#mark((at + step + items.length) % items.length);
  }

  #go(item) {
    if (item) location.href = item.dataset.url;
  }
}

async function search(query) {
  const response = await fetch('/api/prompts/search', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query, limit: most }),
  });
  if (!response.ok) throw new Error(String(response.status));
  const { results } = await response.json();
  return results.map(({ namespace, name, kind }) => ({
    title: name, url: `/catalog/${encodeURIComponent(namespace)}/${encodeURIComponent(name)}`, note: `${kind} in ${namespace}`,
  }));
}
