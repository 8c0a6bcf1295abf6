// Shows lines of a configuration without its credentials. Each hidden character becomes a dot, so that columns stay.
import { hiding, MAY_BE_A_KEY } from './credentials.js';
import { jsonError, valuesOfLine } from './json-text.js';

const DOT = '•';

/** @param {string} text */
const dots = (text) => text.replaceAll(/\S/gu, DOT);

/** A line of a text that may be no JSON. @param {string} text @param {number} line From 1. */
export function shownLine(text, line) {
  const shown = (text.split('\n')[line - 1] ?? '').replace(/\r$/, '');
  // Where the text is broken, nobody knows what is a key and what a value: only keys and punctuation stay.
  if (jsonError(text)) return shown.replaceAll(/"[\w$-]*"(?=\s*:)|[^\s{}[\]:,"]/g, (part) => (part.startsWith('"') ? part : DOT));
  return valuesOfLine(text, line).reduceRight((whole, { keys, from, to }) => whole.slice(0, from) + hiding(whole.slice(from, to), keys, dots, MAY_BE_A_KEY) + whole.slice(to), shown);
}
