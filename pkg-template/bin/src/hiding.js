// Shows lines of a configuration without its credentials. Each hidden character becomes a dot, so that columns stay.
import { namesSecret } from './secret-names.js';
import { jsonError, valuesOfLine } from './json-text.js';

const DOT = '•';
const PLACEHOLDER = /(\{\{.*?\}\})/;
// What a person would take for a key: long, and with digits in it.
const LOOKS_LIKE_A_KEY = /(?=[\w+=~-]*\d)[\w+=~-]{8,}/g;
const USER_INFO = /(?<=:\/\/)[^/@\s]*(?=@)/g;
const QUERY_SECRET = /(?<=[?&])([\w.-]+)=([^&\s]*)/g;

/** @param {string} text */
const dots = (text) => text.replaceAll(/\S/gu, DOT);

/** A line of a text that may be no JSON. @param {string} text @param {number} line From 1. */
export function shownLine(text, line) {
  const shown = (text.split('\n')[line - 1] ?? '').replace(/\r$/, '');
  // Where the text is broken, nobody knows what is a key and what a value: only keys and punctuation stay.
  if (jsonError(text)) return shown.replaceAll(/"[\w$-]*"(?=\s*:)|[^\s{}[\]:,"]/g, (part) => (part.startsWith('"') ? part : DOT));
  return valuesOfLine(text, line).reduceRight((whole, { keys, from, to }) => whole.slice(0, from) + shownValue(whole.slice(from, to), keys) + whole.slice(to), shown);
}

/** @param {string} value @param {(string | number)[]} keys */
function shownValue(value, keys) {
  if (keys.some((key) => typeof key === 'string' && namesSecret(key))) return outsidePlaceholders(value, dots);
  return outsidePlaceholders(value, (text) =>
    text
      .replaceAll(USER_INFO, dots)
      .replaceAll(QUERY_SECRET, (pair, name, secret) => (namesSecret(name) ? `${name}=${dots(secret)}` : pair))
      .replaceAll(LOOKS_LIKE_A_KEY, dots),
  );
}

/** @param {string} value @param {(text: string) => string} change */
const outsidePlaceholders = (value, change) => value.split(PLACEHOLDER).map((part, at) => (at % 2 === 0 ? change(part) : part)).join('');
