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

const MARKUP = /(<([\w:.-]+)(?:\s[^<>]*)?>)([^<>]+)(?=<\/)|([\w:.-]+)="([^"]*)"/g;

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
    const [whole, opening = '', element, content, attribute, value] = match;
    // The attributes of an element that has a text: they stand in its tag, and are found there.
    const begin = match.index + (element ? opening.length : attribute.length + 2);
    const found = element ? content : value;
    if (found.trim() === '' || attribute?.startsWith('xmlns') || whole.startsWith('version=')) continue;
    const piece = { text: found };
    pieces.push(text.slice(done, begin), piece);
    done = begin + found.length;
    leaves.push({ where: 'body', name: (element ?? attribute).replace(/^.*:/, ''), value: decodeXML(found), replace: (placeholder) => void (piece.text = placeholder) });
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
