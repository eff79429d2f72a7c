// A text with numbered lines. What is typed goes to the page when the typing pauses, and is kept in this browser until it is saved,
// with the version that it was begun from. The textarea holds it, also while it is written in an editor in its place.
import { dress } from '../editor/code.js';

const pause = 250;

/**
 * @param area The textarea.
 * @param gutter The element for the numbers beside it.
 * @param key Names the draft in this browser.
 * @param version The latest one, which a save replaces.
 * @param page Is told of each text by ChangedAsync, of one that was kept by Restored before.
 */
export function attach(area, gutter, key, version, page) {
  let saved = area.value;
  let base = version;
  let timer = 0;
  let problems = [];
  let code = null;
  const number = () => {
    if (code !== null) return;
    const bad = new Set(problems.map(({ line }) => line));
    gutter.replaceChildren(...area.value.split('\n').map((_, i) => Object.assign(document.createElement('span'), {
      textContent: `${i + 1}\n`, className: bad.has(i + 1) ? 'is-bad' : '',
    })));
    gutter.scrollTop = area.scrollTop;
  };
  // It fails where the page is being loaded anew; the draft is kept.
  const ask = (method, given) => page.invokeMethodAsync(method, given).catch(error => console.info(`The page was not told: ${error}`));
  const tell = () => ask('ChangedAsync', area.value);
  const keep = () => area.value === saved
    ? localStorage.removeItem(key)
    : localStorage.setItem(key, JSON.stringify({ base, text: area.value }));
  area.addEventListener('input', () => {
    number();
    keep();
    clearTimeout(timer);
    timer = setTimeout(tell, pause);
  });
  area.addEventListener('scroll', () => { gutter.scrollTop = area.scrollTop; });
  const draft = read(key);
  if (draft !== null && draft.text !== saved) {
    area.value = draft.text;
    base = draft.base;
    ask('RestoredAsync', base);
  } else {
    keep();
  }
  number();
  tell();
  dress(area, area.getAttribute('aria-label')).then(dressed => {
    code = dressed;
    code?.mark(problems);
  }, error => console.info(`The text stays in a plain field: ${error}`));
  return {
    /** @param found Line, column and message of each. */
    mark(found) {
      problems = found;
      number();
      code?.mark(problems);
    },
    reveal(line, column) {
      if (code !== null) {
        code.reveal(line, column);
        return;
      }
      const at = area.value.split('\n').slice(0, line - 1).join('\n').length + (line > 1 ? 1 : 0);
      area.focus();
      area.setSelectionRange(at, at);
      area.scrollTop = Math.max(0, (line - 4) * parseFloat(getComputedStyle(area).lineHeight));
    },
    /** What is about to be saved, and with that told. */
    text() {
      clearTimeout(timer);
      return area.value;
    },
    /** What was typed while it was being saved stays a draft. */
    saved(text, written) {
      saved = text;
      base = written;
      keep();
    },
    restore(text, shown) {
      area.value = saved = text;
      base = shown;
      code?.follow();
      keep();
      number();
      tell();
    },
  };
}

/** The draft; null without one. One without a version was begun from nobody knows which: a save says so unless there is but one. */
function read(key) {
  const kept = localStorage.getItem(key);
  if (kept === null) return null;
  try {
    const draft = JSON.parse(kept);
    if (typeof draft?.text === 'string' && Number.isInteger(draft.base)) return draft;
  } catch { /* As it was kept before versions were. */ }
  return { base: 1, text: kept };
}
