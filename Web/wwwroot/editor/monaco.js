// The editor's own files, of the package BlazorMonaco: asked for by the first text that wants them, when the page has come to rest.
import * as prompt from './language.js';
import { follow } from './light.js';

const files = new URL('../vs', import.meta.url).href;
let loaded;

/** @returns Monaco, the same for every text of the page; it fails where its files cannot be had. */
export const load = () => loaded ??= begin();

async function begin() {
  await new Promise(rest => 'requestIdleCallback' in window ? requestIdleCallback(rest, { timeout: 2000 }) : setTimeout(rest, 200));
  globalThis.MonacoEnvironment = { getWorkerUrl: () => `${files}/base/worker/workerMain.js` };
  await new Promise((done, fail) => {
    document.head.append(Object.assign(document.createElement('script'), { src: `${files}/loader.js`, onload: done, onerror: fail }));
  });
  window.require.config({ paths: { vs: files }, preferScriptTags: true });
  await new Promise((done, fail) => window.require(['vs/editor/editor.main'], done, fail));
  const { monaco } = window;
  monaco.languages.register({ id: prompt.id });
  monaco.languages.setLanguageConfiguration(prompt.id, prompt.configuration);
  monaco.languages.setMonarchTokensProvider(prompt.id, prompt.tokens);
  // A schema may name another by its address: nothing is asked of other hosts.
  monaco.languages.json.jsonDefaults.setDiagnosticsOptions({ validate: true, enableSchemaRequest: false, schemaRequest: 'ignore' });
  // Tab leads to what comes next, as everywhere. By the editor's own command it would be read out on every page.
  window.require('vs/editor/browser/config/tabFocus').TabFocus.setTabFocusMode(true);
  follow(monaco);
  return monaco;
}

/** What texts and differences have in common. */
export const options = () => ({
  automaticLayout: true, minimap: { enabled: false }, wordWrap: 'on', folding: false, lineNumbersMinChars: 3, lineDecorationsWidth: 8,
  scrollBeyondLastLine: false, overviewRulerLanes: 0, renderLineHighlight: 'line', contextmenu: false, links: false,
  scrollbar: { alwaysConsumeMouseWheel: false, useShadows: false }, fixedOverflowWidgets: true, unusualLineTerminators: 'off',
  fontFamily: getComputedStyle(document.documentElement).getPropertyValue('--mono'), fontSize: 13.6, lineHeight: 20,
});
