// Finds what is a credential in the texts of a configuration. No Node here: the page uses it too.
import { applyEdits, getNodePath, modify, parseTree } from 'jsonc-parser';
import { namesSecret } from './secret-names.js';

const PLACEHOLDER = /(\{\{.*?\}\})/;
/** What could be a key: with digits in it, and not short. */
export const MAY_BE_A_KEY = /(?=[\w+=~-]*\d)[\w+=~-]{8,}/g;
/** What hardly is anything else: long, of letters and digits. Versions and numbers of phones are not. */
const LOOKS_LIKE_A_KEY = /(?=[\w+=~-]*\d)(?=[\w+=~-]*[A-Za-z])[\w+=~-]{16,}/g;
const USER_INFO = /(?<=:\/\/)[^/@\s]*(?=@)/g;
const QUERY_SECRET = /(?<=[?&])([\w.-]+)=([^&\s]*)/g;

/**
 * A value with another text in place of each credential. Placeholders stay.
 * @param {string} value @param {(string | number)[]} keys That lead to it. @param {(secret: string) => string} hide
 * @param {RegExp} key What else is hidden, wherever it stands.
 */
export function hiding(value, keys, hide, key = LOOKS_LIKE_A_KEY) {
  if (keys.some((key) => typeof key === 'string' && namesSecret(key))) return outsidePlaceholders(value, hide);
  return outsidePlaceholders(value, (text) =>
    text
      .replaceAll(USER_INFO, hide)
      .replaceAll(QUERY_SECRET, (pair, name, secret) => (namesSecret(name) ? `${name}=${hide(secret)}` : pair))
      .replaceAll(key, hide),
  );
}

/** @param {string} value @param {(text: string) => string} change */
const outsidePlaceholders = (value, change) => value.split(PLACEHOLDER).map((part, at) => (at % 2 === 0 ? change(part) : part)).join('');

/**
 * A configuration to be shown to others: a marker that `check` reports stands where a credential stood.
 * @param {string} text
 * @returns {{ text: string, hidden: string[] }} `hidden`: the key paths of what was left out. A text that is no JSON is left out as a whole.
 */
export function withoutCredentials(text) {
  try {
    JSON.parse(text);
  } catch {
    return { text: '', hidden: ['all of it, because it is no JSON'] };
  }
  /** @type {string[]} */
  const hidden = [];
  for (const { path, value } of textsOf(parseTree(text))) {
    const shown = hiding(value, path, (secret) => marked(secret, path));
    if (shown === value) continue;
    hidden.push(path.join('.'));
    text = applyEdits(text, modify(text, path, shown, {}));
  }
  return { text, hidden };
}

/** Every text that is a value. @param {import('jsonc-parser').Node | undefined} node @returns {{ path: (string | number)[], value: string }[]} */
function textsOf(node) {
  if (node?.type === 'property') return textsOf(node.children?.[1]);
  if (node?.type === 'string') return [{ path: getNodePath(node), value: node.value }];
  return (node?.children ?? []).flatMap(textsOf);
}

/** What is a marker already stays, and so does the scheme of an `Authorization`. @param {string} secret @param {(string | number)[]} path */
function marked(secret, path) {
  const [, scheme, rest] = /^(\s*(?:[A-Za-z][\w-]*\s+)?)(.*)$/s.exec(secret) ?? ['', '', secret];
  if (rest.trim() === '' || /^<[a-z0-9][a-z0-9 -]*>(:<[a-z0-9][a-z0-9 -]*>)?$/.test(rest)) return secret;
  const name = [...path].reverse().find((key) => typeof key === 'string') ?? 'value';
  const plain = String(name).replaceAll(/([a-z0-9])([A-Z])/g, '$1-$2').toLowerCase().replaceAll(/[^a-z0-9]+/g, '-').replaceAll(/^-+|-+$/g, '');
  return `${scheme}<your-${plain || 'value'}>`;
}
