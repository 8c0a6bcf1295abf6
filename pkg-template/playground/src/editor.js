// The editor: JSON with the schema, and the engine's issues at their places.
import { autocompletion, closeBrackets, closeBracketsKeymap, completionKeymap } from '@codemirror/autocomplete';
import { defaultKeymap, history, historyKeymap } from '@codemirror/commands';
import { json } from '@codemirror/lang-json';
import { bracketMatching, indentOnInput, syntaxHighlighting } from '@codemirror/language';
import { lintGutter, lintKeymap, setDiagnostics } from '@codemirror/lint';
import { EditorState } from '@codemirror/state';
import { drawSelection, EditorView, highlightActiveLine, hoverTooltip, keymap, lineNumbers } from '@codemirror/view';
import { classHighlighter } from '@lezer/highlight';
import { complete, explain } from './schema.js';

/**
 * @param {HTMLElement} parent
 * @param {{ changed: () => void, save: () => void }} events
 */
export function editorIn(parent, { changed, save }) {
  const view = new EditorView({
    parent,
    state: EditorState.create({
      extensions: [
        lineNumbers(),
        lintGutter(),
        history(),
        drawSelection(),
        indentOnInput(),
        bracketMatching(),
        closeBrackets(),
        highlightActiveLine(),
        json(),
        syntaxHighlighting(classHighlighter),
        autocompletion({ override: [complete], maxRenderedOptions: 10 }),
        hoverTooltip(explain),
        EditorView.lineWrapping,
        EditorView.contentAttributes.of({ 'aria-label': 'Configuration, as JSON', spellcheck: 'false', tabindex: '0' }),
        // Tab is not among them: it goes on to the next field, as everywhere on the page.
        keymap.of([
          { key: 'Mod-s', preventDefault: true, run: () => (save(), true) },
          ...closeBracketsKeymap, ...defaultKeymap, ...historyKeymap, ...completionKeymap, ...lintKeymap,
        ]),
        EditorView.updateListener.of(({ docChanged }) => docChanged && changed()),
      ],
    }),
  });
  return {
    text: () => view.state.doc.toString(),
    /** @param {string} text */
    replace: (text) => view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: text }, scrollIntoView: true, selection: { anchor: 0 } }),
    /** @param {import('./engine.js').PlacedIssue[]} issues */
    mark: (issues) => view.dispatch(setDiagnostics(view.state, issues.map((issue) => diagnostic(view.state.doc, issue)))),
    /** @param {import('./engine.js').PlacedIssue} issue */
    go(issue) {
      const { from } = diagnostic(view.state.doc, issue);
      view.dispatch({ selection: { anchor: from }, effects: EditorView.scrollIntoView(from, { y: 'center' }) });
      view.focus();
    },
  };
}

/**
 * From its key to the end of the line.
 * @param {import('@codemirror/state').Text} doc @param {import('./engine.js').PlacedIssue} issue
 * @returns {import('@codemirror/lint').Diagnostic}
 */
function diagnostic(doc, { line, column, severity, message }) {
  const { from, text } = doc.line(Math.min(line, doc.lines));
  // Columns count characters, the editor UTF-16 code units.
  const begin = [...text].slice(0, column - 1).join('').length;
  return { from: from + begin, to: from + Math.max(begin, text.trimEnd().replace(/[,{[]$/, '').length), severity, message };
}
