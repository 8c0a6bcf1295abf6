// JSON without what JSON.parse hides: names that are there twice, integers beyond 2^53 (BigInt here, and not rounded),
// and half an emoji, which is legal in the grammar and nothing that could travel as UTF-8 (RFC 8259, section 8.2).
import jsonc from 'jsonc-parser';

const DEEPEST = 64;

/** @param {string} text @returns {any} */
export function parseStrictJson(text) {
  /** The names of every object that is open; a list is one without names. @type {Set<string>[]} */
  const open = [];
  const begin = () => {
    if (open.push(new Set()) > DEEPEST) throw new SyntaxError('nested too deeply');
  };
  const end = () => void open.pop();
  jsonc.visit(text, {
    onObjectBegin: begin,
    onArrayBegin: begin,
    onObjectEnd: end,
    onArrayEnd: end,
    /** @param {string} name @param {number} offset */
    onObjectProperty(name, offset) {
      if (open.at(-1)?.has(name)) throw new SyntaxError(`a name is there twice, at ${offset}`);
      open.at(-1)?.add(name);
    },
    // Not JSON.parse's own words: they quote the text, which may be a message.
    /** @param {number} error @param {number} offset */
    onError(error, offset) {
      throw new SyntaxError(`${jsonc.printParseErrorCode(error)} at ${offset}`);
    },
  }, { disallowComments: true });
  return JSON.parse(text, exact);
}

/**
 * @param {string} name @param {any} value
 * @param {{ source?: string }} [context] The text of a number, which TypeScript does not know of yet.
 */
function exact(name, value, context) {
  for (const string of [name, value]) {
    if (typeof string === 'string' && !string.isWellFormed()) throw new SyntaxError('a string with half a surrogate pair');
  }
  if (typeof value !== 'number' || Number.isSafeInteger(value) || !/^-?\d+$/.test(context?.source ?? '')) return value;
  return BigInt(String(context?.source));
}
