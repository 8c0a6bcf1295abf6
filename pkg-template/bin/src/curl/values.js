// The values of a request, each of which can be replaced, in any kind of body.
import { decodeXML } from 'entities';

/** @typedef {import('./roles.js').Leaf} Leaf */

/**
 * Those of JSON, of form fields and of parameters. A list of several numbers or texts counts as its first.
 * @param {any} tree @param {Leaf['where']} where @param {string} [name]
 * @returns {Leaf[]}
 */
export function leavesOf(tree, where, name = '') {
  if (typeof tree !== 'object' || tree === null) return [];
  return Object.keys(tree).flatMap((key) => {
    const value = tree[key];
    const itsName = Array.isArray(tree) ? name : key;
    if (typeof value === 'object') return leavesOf(value, where, itsName);
    if (typeof value === 'boolean') return [];
    return [{ where, name: itsName, value, others: Array.isArray(tree) ? tree.length - 1 : 0, replace: replacing(tree, key) }];
  });
}

/** @param {any} tree @param {string} key */
const replacing = (tree, key) => (/** @type {string} */ placeholder) => {
  if (Array.isArray(tree)) tree.splice(0, tree.length, placeholder);
  else tree[key] = placeholder;
};

/** What stands between the tags of an element, which may be CDATA, and an attribute. */
const MARKUP = /(?<=<([\w:.-]+)(?:\s[^<>]*)?>)(<!\[CDATA\[(.*?)\]\]>|[^<>]+)(?=<\/)|([\w:.-]+)="([^"]*)"/gs;

/**
 * Those of XML: contents of elements, and attributes.
 * @param {string} text
 * @returns {{ leaves: Leaf[], text: () => string }}
 */
export function leavesOfMarkup(text) {
  /** @type {(string | { text: string })[]} */
  const pieces = [];
  /** @type {Leaf[]} */
  const leaves = [];
  let done = 0;
  for (const match of text.matchAll(MARKUP)) {
    const [whole, element, content, unescaped, attribute, value] = match;
    const begin = match.index + (element ? 0 : attribute.length + 2);
    const found = element ? content : value;
    if (found.trim() === '' || attribute?.startsWith('xmlns') || whole.startsWith('version=')) continue;
    const piece = { text: found };
    pieces.push(text.slice(done, begin), piece);
    done = begin + found.length;
    leaves.push({ where: 'body', name: (element ?? attribute).replace(/^.*:/, ''), value: unescaped ?? decodeXML(found), replace: (placeholder) => void (piece.text = placeholder) });
  }
  pieces.push(text.slice(done));
  return { leaves, text: () => pieces.map((piece) => (typeof piece === 'string' ? piece : piece.text)).join('') };
}

/** Names and values; a name that stands twice has a list. @param {string} encoded */
export function fieldsOf(encoded) {
  /** @type {Record<string, string | string[]>} */
  const fields = {};
  for (const [name, value] of new URLSearchParams(encoded)) {
    fields[name] = Object.hasOwn(fields, name) ? [fields[name], value].flat() : value;
  }
  return fields;
}
