// The difference of two versions in the editor, each as a whole; the lines that the page was written with stay below it, folded.
import { load, options } from './monaco.js';

const tallest = 680;
const narrow = matchMedia('(max-width: 56rem)');

async function show() {
  const place = document.querySelector('.code-difference[hidden]');
  if (place === null) return;
  const read = fetch(place.dataset.of).then(answer => answer.ok ? answer.json() : Promise.reject(answer.status));
  const [monaco, { from, to, lines }] = await Promise.all([load(), read]);
  const text = without => lines.filter(({ change }) => change !== without).map(({ text }) => text).join('\n');
  const model = value => monaco.editor.createModel(value, place.dataset.language);
  place.hidden = false;
  const editor = monaco.editor.createDiffEditor(place, {
    ...options(), readOnly: true, domReadOnly: true, originalEditable: false, renderSideBySide: !narrow.matches, renderOverviewRuler: false,
    originalAriaLabel: `Version ${from}`, modifiedAriaLabel: `Version ${to}, F7 leads to the next difference`,
  });
  narrow.addEventListener('change', () => editor.updateOptions({ renderSideBySide: !narrow.matches }));
  const sides = [editor.getOriginalEditor(), editor.getModifiedEditor()];
  const fit = () => { place.style.height = `${Math.min(tallest, Math.max(...sides.map(side => side.getContentHeight())) + 2)}px`; };
  for (const side of sides) side.onDidContentSizeChange(fit);
  const told = editor.onDidUpdateDiff(() => {
    told.dispose();
    sides[1].revealLineInCenter(editor.getLineChanges()?.[0]?.modifiedStartLineNumber || 1);
  });
  editor.setModel({ original: model(text('added')), modified: model(text('removed')) });
  place.parentElement.querySelector('.plain-difference').open = false;
}

const tryIt = () => show().catch(error => console.info(`The difference stays as lines: ${error}`));
document.addEventListener('refreshed', tryIt);
tryIt();
