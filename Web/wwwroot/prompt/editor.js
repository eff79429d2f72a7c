// A text with numbered lines. What is typed goes to the page when the typing pauses, and is kept in this browser until it is saved.
const pause = 250;

/**
 * @param area The textarea.
 * @param gutter The element for the numbers beside it.
 * @param key Names the draft in this browser.
 * @param page Is told of each text by ChangedAsync.
 */
export function attach(area, gutter, key, page) {
  const saved = area.value;
  let timer = 0;
  let bad = new Set();
  const number = () => {
    gutter.replaceChildren(...area.value.split('\n').map((_, i) => Object.assign(document.createElement('span'), {
      textContent: `${i + 1}\n`, className: bad.has(i + 1) ? 'is-bad' : '',
    })));
    gutter.scrollTop = area.scrollTop;
  };
  const tell = () => page.invokeMethodAsync('ChangedAsync', area.value).catch(() => { /* The page is being loaded anew; the draft is kept. */ });
  const keep = () => area.value === area.dataset.saved ? localStorage.removeItem(key) : localStorage.setItem(key, area.value);
  area.dataset.saved = saved;
  area.addEventListener('input', () => {
    number();
    keep();
    clearTimeout(timer);
    timer = setTimeout(tell, pause);
  });
  area.addEventListener('scroll', () => { gutter.scrollTop = area.scrollTop; });
  const draft = localStorage.getItem(key);
  if (draft !== null && draft !== saved) area.value = draft;
  number();
  tell();
  return {
    mark(lines) { bad = new Set(lines); number(); },
    reveal(line) {
      const at = area.value.split('\n').slice(0, line - 1).join('\n').length + (line > 1 ? 1 : 0);
      area.focus();
      area.setSelectionRange(at, at);
      area.scrollTop = Math.max(0, (line - 4) * parseFloat(getComputedStyle(area).lineHeight));
    },
    saved() { area.dataset.saved = area.value; localStorage.removeItem(key); },
    restore(text) { area.value = area.dataset.saved = text; localStorage.removeItem(key); number(); tell(); },
  };
}
