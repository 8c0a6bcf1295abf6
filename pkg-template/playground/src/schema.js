// Completion and explanations from the schema, by the JSON service that VS Code uses.
import { snippet } from '@codemirror/autocomplete';
import { getLanguageService, InsertTextFormat, TextDocument } from 'vscode-json-languageservice';
import schema from '../../schema.json';
import { element } from './elements.js';

const service = getLanguageService({ clientCapabilities: { textDocument: { completion: { completionItem: { documentationFormat: ['plaintext'] } } } } });
// Its own marks are off: the engine knows more, and says it better.
service.configure({ validate: false, schemas: [{ uri: 'file:///schema.json', fileMatch: ['*'], schema: /** @type {any} */ (schema) }] });

/** @param {import('@codemirror/state').EditorState} state */
function opened({ doc }) {
  const document = TextDocument.create('file:///sms.json', 'json', 1, doc.toString());
  return { document, parsed: service.parseJSONDocument(document) };
}

/** @type {import('@codemirror/autocomplete').CompletionSource} */
export async function complete({ state, pos, explicit, matchBefore }) {
  if (!explicit && !/["\w$]$/.test(state.doc.lineAt(pos).text.slice(0, pos - state.doc.lineAt(pos).from))) return null;
  const { document, parsed } = opened(state);
  const found = await service.doComplete(document, document.positionAt(pos), parsed);
  const [first] = found?.items ?? [];
  if (!first?.textEdit || !('range' in first.textEdit)) return null;
  const start = document.offsetAt(first.textEdit.range.start);
  // What was typed is compared with names, which stand without their quotes.
  const from = state.sliceDoc(start, start + 1) === '"' && start < pos ? start + 1 : start;
  return {
    from,
    validFor: /^[\w$-]*$/,
    options: found.items.map((item) => ({
      label: item.label.replace(/^"(.*)"$/, '$1'),
      type: item.kind === 10 ? 'property' : 'constant',
      info: textOf(item.documentation) || undefined,
      apply: applying(item, document.offsetAt(/** @type {any} */ (item.textEdit).range.end) - pos, start),
    })),
  };
}

/** @param {import('vscode-json-languageservice').CompletionItem} item @param {number} behind How much after the cursor it replaces. @param {number} start */
function applying({ textEdit, insertTextFormat }, behind, start) {
  const { newText } = /** @type {import('vscode-json-languageservice').TextEdit} */ (textEdit);
  return (/** @type {any} */ view, /** @type {any} */ completion, /** @type {number} */ _from, /** @type {number} */ to) => {
    const end = Math.min(to + Math.max(behind, 0), view.state.doc.length);
    const isSnippet = insertTextFormat === InsertTextFormat.Snippet;
    // `$1` and `${1:text}` of that service are `${1}` and `${1:text}` of this editor.
    snippet(isSnippet ? newText.replaceAll(/\$(\d)/g, '${$1}').replaceAll(/\\([$}\\])/g, '$1') : escaped(newText))(view, completion, start, end);
  };
}

/** @param {string} text */
const escaped = (text) => text.replaceAll(/[#$]\{/g, '\\$&');

/** @type {import('@codemirror/view').HoverTooltipSource} */
export async function explain({ state }, pos) {
  const { document, parsed } = opened(state);
  const told = await service.doHover(document, document.positionAt(pos), parsed);
  const text = told && textOf(/** @type {any} */ (Array.isArray(told.contents) ? told.contents.join('\n') : told.contents));
  if (!told?.range || !text) return null;
  return {
    pos: document.offsetAt(told.range.start),
    end: document.offsetAt(told.range.end),
    above: true,
    create: () => ({ dom: element('div.explanation', {}, text) }),
  };
}

/** Descriptions come as Markdown with its characters escaped. @param {string | { value: string } | undefined} told */
const textOf = (told) => (typeof told === 'string' ? told : (told?.value ?? '')).replaceAll(/\\(.)/g, '$1').replaceAll('&nbsp;', ' ');
