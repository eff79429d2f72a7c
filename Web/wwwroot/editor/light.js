// The colours of code in either light, those of console.css, and which of both the page is shown in.
const dark = matchMedia('(prefers-color-scheme: dark)');

const colours = {
  light: {
    base: 'vs', ink: '1b2430', muted: '566272', panel: 'ffffff', page: 'f3f5f8', accent: '1a56b0', good: '13693d', bad: 'b3261e',
    wait: '835500', added: '13693d1a', removed: 'b3261e1a',
  },
  dark: {
    base: 'vs-dark', ink: 'e4e8ee', muted: 'a3aebd', panel: '1b2129', page: '12161b', accent: '86b7ff', good: '66d6a0', bad: 'ff9f98',
    wait: 'ffc862', added: '66d6a01a', removed: 'ff9f981a',
  },
};

/** From now on code is in the light of the page, whichever that comes to be. */
export function follow(monaco) {
  for (const [name, of] of Object.entries(colours)) monaco.editor.defineTheme(name, theme(of));
  const show = () => monaco.editor.setTheme(current());
  new MutationObserver(show).observe(document.documentElement, { attributeFilter: ['data-theme'] });
  dark.addEventListener('change', show);
  show();
}

function current() {
  const chosen = document.documentElement.dataset.theme;
  return chosen in colours ? chosen : dark.matches ? 'dark' : 'light';
}

function theme({ base, ink, muted, panel, page, accent, good, bad, wait, added, removed }) {
  const rule = (token, foreground, fontStyle = '') => ({ token, foreground, fontStyle });
  return {
    base,
    inherit: false,
    rules: [
      rule('', ink), rule('comment', muted, 'italic'), rule('string', good), rule('string.key.json', accent),
      rule('string.value.json', good), rule('number', wait), rule('keyword', wait), rule('delimiter', muted),
      rule('key', accent), rule('type', accent),
      rule('role', bad, 'bold'), rule('tag', accent, 'bold'), rule('variable', accent),
    ],
    colors: {
      'editor.background': `#${panel}`, 'editor.foreground': `#${ink}`, 'editorLineNumber.foreground': `#${muted}`,
      'editorLineNumber.activeForeground': `#${ink}`, 'editorGutter.background': `#${page}`, 'editor.lineHighlightBorder': `#${page}`,
      'editorError.foreground': `#${bad}`, 'focusBorder': `#${accent}`,
      'diffEditor.insertedTextBackground': `#${added}`, 'diffEditor.removedTextBackground': `#${removed}`,
      'diffEditor.insertedLineBackground': `#${added}`, 'diffEditor.removedLineBackground': `#${removed}`,
      'diffEditorGutter.insertedLineBackground': `#${page}`, 'diffEditorGutter.removedLineBackground': `#${page}`,
    },
  };
}
