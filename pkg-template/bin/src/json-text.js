// Reads JSON files that people wrote: where a key path stands, and what is wrong with a text that is no JSON.
import { findNodeAtLocation, getNodePath, parse, parseTree, printParseErrorCode } from 'jsonc-parser';

/** @typedef {{ line: number, column: number }} Place From 1. */

/** JSON has neither comments nor commas at the end, and Logto's console takes none. */
const STRICT = { disallowComments: true, allowTrailingComma: false };

/** What each error of the reader means, in the words of someone who has to repair it. @type {Record<string, string>} */
const MEANINGS = {
  InvalidSymbol: 'expected a value: a text in double quotes, a number, true, false, null, { or [',
  InvalidNumberFormat: 'this is no number of JSON; put it in double quotes',
  PropertyNameExpected: 'expected a key in double quotes; after the last one there is no comma',
  ValueExpected: 'expected a value; after the last one there is no comma',
  ColonExpected: 'expected a colon between the key and its value',
  CommaExpected: 'expected a comma before this',
  CloseBraceExpected: 'expected } here: an object is not closed',
  CloseBracketExpected: 'expected ] here: a list is not closed',
  EndOfFileExpected: 'expected nothing more after the configuration',
  InvalidCommentToken: 'JSON has no comments; write "$comment": "…"',
  UnexpectedEndOfComment: 'JSON has no comments; write "$comment": "…"',
  UnexpectedEndOfString: 'this text is not closed: a double quote is missing at its end',
  UnexpectedEndOfNumber: 'this number is not complete',
  InvalidUnicode: 'expected four hex digits after \\u',
  InvalidEscapeCharacter: 'this is no escape of JSON; write \\\\ for a backslash',
  InvalidCharacter: 'this character has to be written as an escape, a line break as \\n',
};

/**
 * What keeps a text from being JSON, the first of it.
 * @param {string} text
 * @returns {(Place & { message: string }) | undefined}
 */
export function jsonError(text) {
  try {
    JSON.parse(text);
    return undefined;
  } catch {
    /** @type {import('jsonc-parser').ParseError[]} */
    const errors = [];
    parse(text, errors, STRICT);
    const [first] = errors;
    if (text.trim() === '') return { ...placeOf(text, 0), message: 'expected a configuration, found nothing' };
    if (!first) return { ...placeOf(text, 0), message: 'this is no JSON' };
    return { ...placeOf(text, first.offset), message: MEANINGS[printParseErrorCode(first.error)] ?? 'this is no JSON' };
  }
}

/**
 * Where the key of a path stands, or of the nearest part of it that is there.
 * @param {string} text @param {string} path Keys and indexes joined by dots; a dot in a key has a backslash or none.
 * @returns {Place}
 */
export function placeOfPath(text, path) {
  const root = parseTree(text);
  let node = root;
  let rest = path;
  while (node && rest !== '') {
    const step = nextStep(node, rest);
    if (!step) break;
    [node, rest] = step;
  }
  // The key of a property, where the node is the value of one.
  const shown = node?.parent?.type === 'property' ? node.parent : node;
  return placeOf(text, shown?.offset ?? 0);
}

/** Keys may hold dots, so they are tried as they are. @param {import('jsonc-parser').Node} node @param {string} rest @returns {[import('jsonc-parser').Node, string] | undefined} */
function nextStep(node, rest) {
  const keys = node.type === 'array' ? node.children?.map((_, at) => String(at)) : node.children?.map(({ children }) => String(children?.[0].value));
  const fitting = (keys ?? []).filter((key) => rest === key || rest.startsWith(`${key}.`)).sort((a, b) => b.length - a.length);
  if (fitting.length === 0) return undefined;
  const child = findNodeAtLocation(node, [node.type === 'array' ? Number(fitting[0]) : fitting[0]]);
  return child && [child, rest.slice(fitting[0].length + 1)];
}

/** @param {string} text @param {number} offset @returns {Place} */
function placeOf(text, offset) {
  const before = text.slice(0, offset).split('\n');
  return { line: before.length, column: [...before[before.length - 1]].length + 1 };
}

/**
 * The texts of a line that are values, each with the keys that lead to it.
 * @param {string} text @param {number} line
 * @returns {{ keys: (string | number)[], from: number, to: number }[]} Offsets in the line, without the quotes.
 */
export function valuesOfLine(text, line) {
  const begin = text.split('\n').slice(0, line - 1).reduce((sum, one) => sum + one.length + 1, 0);
  const end = begin + (text.split('\n')[line - 1] ?? '').length;
  /** @type {{ keys: (string | number)[], from: number, to: number }[]} */
  const found = [];
  /** @param {import('jsonc-parser').Node} node */
  const visit = (node) => {
    if (node.offset > end || node.offset + node.length < begin) return;
    if (node.type === 'property') node = node.children?.[1] ?? node;
    if (node.type === 'string') found.push({ keys: getNodePath(node), from: Math.max(node.offset + 1 - begin, 0), to: Math.min(node.offset + node.length - 1, end) - begin });
    else if (node.type !== 'property') for (const child of node.children ?? []) visit(child);
    else return;
  };
  const root = parseTree(text);
  if (root) visit(root);
  return found;
}
