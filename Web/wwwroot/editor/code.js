// An editor in the place of a textarea, which goes on to hold the text: what is typed in either comes to be in both, and whoever listens to
// the textarea hears of it. Without the editor's files, and where one types on glass, the textarea itself is typed in.
import { load, options } from './monaco.js';

const owner = 'checks';

/**
 * @param area A textarea within an element of class editor, whose data-language says which language the text is in.
 * @param label What a screen reader calls the text.
 * @returns What shows problems in the text; null where the textarea stays.
 */
export async function dress(area, label) {
  if (matchMedia('(pointer: coarse)').matches) return null;
  const monaco = await load();
  const frame = area.closest('.editor');
  const model = monaco.editor.createModel(area.value, frame.dataset.language);
  model.setEOL(monaco.editor.EndOfLineSequence.LF);
  const hadFocus = document.activeElement === area;
  const { selectionStart, selectionEnd } = area;
  frame.classList.add('is-code');
  const editor = monaco.editor.create(frame.querySelector('.code'), {
    ...options(), model, readOnly: area.readOnly, domReadOnly: area.readOnly, quickSuggestions: false, wordBasedSuggestions: false,
    occurrencesHighlight: false, selectionHighlight: false, tabSize: 2,
    ariaLabel: `${label}. Tab leads on, Control M lets it indent, F1 lists what else can be done.`,
  });
  leadToThePalette(editor);
  area.tabIndex = -1;
  area.ariaHidden = 'true';
  model.onDidChangeContent(() => {
    if (area.value === model.getValue()) return;
    area.value = model.getValue();
    area.dispatchEvent(new Event('input', { bubbles: true }));
  });
  const follow = () => {
    if (area.value !== model.getValue()) editor.executeEdits(owner, [{ range: model.getFullModelRange(), text: area.value }]);
  };
  area.addEventListener('input', follow);
  if (hadFocus) {
    editor.setSelection(monaco.Range.fromPositions(model.getPositionAt(selectionStart), model.getPositionAt(selectionEnd)));
    editor.focus();
  }
  return {
    follow,
    /** @param problems With line, column and message; a line as a whole where the column is not known. */
    mark(problems) {
      monaco.editor.setModelMarkers(model, owner, problems.map(({ line, column, message }) => ({
        severity: monaco.MarkerSeverity.Error, message, startLineNumber: line, startColumn: column ?? 1, endLineNumber: line,
        endColumn: column ? endOf(model, line, column) : model.getLineMaxColumn(Math.min(line, model.getLineCount())),
      })));
    },
    reveal(line, column) {
      editor.setPosition({ lineNumber: line, column: column ?? 1 });
      editor.revealLineInCenter(line);
      editor.focus();
    },
  };
}

/** The word or the tag that begins there. */
function endOf(model, line, column) {
  const rest = line > model.getLineCount() ? '' : model.getLineContent(line).slice(column - 1);
  return column + Math.max(1, /^(?:\{\{[^}]*\}*|[\w./@-]+)/.exec(rest)?.[0].length ?? 1);
}

/** The palette of the console comes before the editor's own chords of this key. */
function leadToThePalette(editor) {
  editor.getContainerDomNode().addEventListener('keydown', event => {
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'k') {
      event.stopPropagation();
      event.preventDefault();
      document.getElementById('open-palette').click();
    }
  }, true);
}
