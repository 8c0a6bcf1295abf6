// What a field may be. A form field is always a string; JSON types are checked as they are: "1" is not 1. kinds.mjs reads
// which field is what.
import { createHash } from 'node:crypto';
import { parseStrictJson } from './json.mjs';
import { Refused } from './refused.mjs';
import { timeReader } from './time.mjs';

/** @typedef {import('./types.mjs').Field} Field */
/** @typedef {import('./types.mjs').Call} Found  what was read so far: notes go where the answer finds them */
/** @typedef {import('./numbers.mjs').NumberFormat} NumberFormat */

/** @param {any} value @param {string} at @returns {string} */
function stringOf(value, at) {
  if (typeof value !== 'string') throw new Refused('field', at, `a string is expected, not ${typeName(value)}`);
  if (value.trim() === '') throw new Refused('missing', at, 'empty');
  return value;
}

/** @param {any} value */
function typeName(value) {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'an array' : `a JSON ${typeof value}`;
}

/**
 * A placeholder that survived in a value of the configuration. Never asked of the message text: a user's text may
 * hold braces.
 * @param {string} value @param {string} at
 */
export function refusePlaceholder(value, at) {
  if (/\{\{|\}\}/.test(value)) throw new Refused('placeholder', at, 'a placeholder was not replaced');
}

/** How a text may be written so that it is ASCII. @type {Record<string, { shape: RegExp, decode: (text: string) => string }>} */
const ENCODINGS = {
  'ucs2-hex': { shape: /^(?:[0-9a-f]{4})+$/i, decode: (text) => Buffer.from(text, 'hex').swap16().toString('utf16le') },
  'utf16be-base64': {
    shape: /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/,
    decode: (text) => new TextDecoder('utf-16be').decode(Buffer.from(text, 'base64')),
  },
  base64: {
    shape: /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/,
    decode: (text) => Buffer.from(text, 'base64').toString(),
  },
};
export const encodingNames = Object.keys(ENCODINGS);

/**
 * The text to send.
 * @param {string} [encoding] of `encodingNames`, or a pattern that the text must match
 * @param {(found: Found) => boolean} [holds] whether it is so in this request
 * @returns {Field}
 */
export const message = (encoding, holds = () => true) => ({
  check(value, at, found) {
    found.text = stringOf(value, at);
    if (encoding === undefined || !holds(found)) return;
    const { shape, decode } = ENCODINGS[encoding] ?? { shape: new RegExp(encoding, 'u'), decode: (/** @type {string} */ text) => text };
    if (!shape.test(value)) throw new Refused('field', at, `not written as ${encoding}`);
    found.text = decode(value);
  },
});

/** A verification code where the provider has the text. @param {RegExp} [pattern] @returns {Field} */
export const code = (pattern) => ({
  check(value, at, found) {
    const text = stringOf(value, at);
    refusePlaceholder(text, at);
    if (pattern && !pattern.test(text)) throw new Refused('field', at, `does not match ${pattern}`);
    found.code = text;
  },
});

/**
 * The recipient. Most providers take a JSON string; `json` names those that want, or also take, a number.
 * @param {NumberFormat} format @param {'string' | 'number' | 'either'} [json] @returns {Field}
 */
export const recipient = (format, json = 'string') => ({
  check(value, at, found) {
    const type = typeof value === 'bigint' ? 'number' : typeof value;
    if (type !== 'string' && type !== 'number') throw new Refused('field', at, `not ${typeName(value)}`);
    if (value === '') throw new Refused('missing', at, 'empty');
    found.to = String(value);
    if (json !== 'either' && type !== json) {
      throw new Refused('number', at, `a JSON ${json} is expected, not ${typeName(value)}`);
    }
    if (!format.accepts(found.to)) throw new Refused('number', at, `not ${format.name}`);
    found.e164 = format.toE164(found.to);
  },
});

/** A number somewhere in a title, for targets that have no recipient. @returns {Field} */
export const mentionsNumber = () => ({
  check(value, at, found) {
    refusePlaceholder(stringOf(value, at), at);
    found.to = /\+?\d{7,15}/.exec(value)?.[0];
    if (found.to) found.e164 = `+${found.to.replace('+', '')}`;
  },
});

/** What nobody looks at. @returns {Field} */
export const any = () => ({
  check(value, at) {
    if (typeof value === 'string') refusePlaceholder(value, at);
  },
});

/** Any text of the configuration: a sender, a label. @returns {Field} */
export const filled = () => ({
  check(value, at) {
    refusePlaceholder(stringOf(value, at), at);
  },
});

/** A value of the configuration with a shape of its own. @param {RegExp} shape @returns {Field} */
export const pattern = (shape) => ({
  check(value, at) {
    if (!shape.test(stringOf(value, at))) throw new Refused('field', at, `does not match ${shape}`);
  },
});

/** @param {...unknown} values @returns {Field} */
export const oneOf = (...values) => ({
  check(value, at) {
    if (!values.includes(value)) throw new Refused('field', at, `one of ${JSON.stringify(values)} is expected`);
  },
});

/** A JSON number, never a string of digits. @param {number} low @param {number} high @returns {Field} */
export const integer = (low, high) => ({
  check(value, at) {
    if (!Number.isInteger(value) || value < low || value > high) {
      throw new Refused('field', at, `a JSON number from ${low} to ${high} is expected, not ${typeName(value)}`);
    }
  },
});

/** @param {(given: string) => boolean} wanted @returns {Field} */
export const credential = (wanted) => ({
  credential: true,
  check(given, at) {
    if (typeof given !== 'string' || !wanted(given)) throw new Refused('credentials', at, given === undefined ? 'missing' : 'wrong');
  },
});

/**
 * A digest of other fields. @param {string} algorithm @param {'hex' | 'HEX' | 'base64'} writing
 * @param {(found: Found) => unknown} of undefined where a part is not there
 * @returns {Field}
 */
export const digest = (algorithm, writing, of) => ({
  credential: true,
  check(given, at, found) {
    if (given === undefined) throw new Refused('credentials', at, 'missing');
    const hash = createHash(algorithm).update(String(of(found))).digest(writing === 'base64' ? 'base64' : 'hex');
    if (given !== (writing === 'HEX' ? hash.toUpperCase() : hash)) throw new Refused('credentials', at, 'wrong');
  },
});

/** A time near to now. @param {string} format @param {string} offset @param {number} minutes @returns {Field} */
export const date = (format, offset, minutes) => {
  const read = timeReader(format, offset);
  return {
    check(value, at) {
      // A JSON number where the format is nothing but one.
      const time = read(typeof value === 'number' ? String(value) : stringOf(value, at));
      if (Number.isNaN(time)) throw new Refused('field', at, `a time as ${format} is expected`);
      if (Math.abs(time - Date.now()) > minutes * 60_000) throw new Refused('field', at, `more than ${minutes} minutes from now`);
    },
  };
};

/** A text that is JSON itself, such as the variables of a template. @param {Field} field @returns {Field} */
export const jsonText = (field) => ({
  check(value, at, found) {
    const text = stringOf(value, at);
    let inner;
    try {
      inner = parseStrictJson(text);
    } catch {
      throw new Refused('field', at, 'JSON is expected');
    }
    try {
      field.check(inner, at, found);
    } catch (error) {
      // To the provider it is the one field that is wrong.
      throw error instanceof Refused ? new Refused('field', at, error.why) : error;
    }
  },
});

/** @param {Field} field @returns {Field} */
export const optional = (field) => ({ ...field, optional: true });

/** An array with a field for each place. @param {...Field} places @returns {Field} */
export const tuple = (...places) => ({
  check(value, at, found) {
    if (!Array.isArray(value) || value.length !== places.length) {
      throw new Refused('field', at, `an array of ${places.length} is expected`);
    }
    places.forEach((field, index) => field.check(value[index], `${at}.${index}`, found));
  },
});

/**
 * A form, a query or a JSON object. A field that is not in the list is refused, unless `others` says what any further
 * one may be, of which there must be at least `atLeast`.
 * @param {Record<string, Field>} fields @param {Field} [others] @param {number} [atLeast] @returns {Field}
 */
export const object = (fields, others, atLeast = 0) => ({
  check(value, at, found) {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      throw new Refused('field', at || 'body', `an object is expected, not ${typeName(value)}`);
    }
    /** @param {string} name */
    const place = (name) => (at ? `${at}.${name}` : name);
    const entries = Object.entries(fields);
    // Credentials first: no provider explains its fields to a stranger.
    entries.sort(([, a], [, b]) => Number(b.credential ?? false) - Number(a.credential ?? false));
    for (const [name, field] of entries) {
      const there = Object.hasOwn(value, name);
      if (there || (field.credential && !field.optional)) field.check(there ? value[name] : undefined, place(name), found);
      else if (!field.optional) throw new Refused('missing', place(name), 'missing');
    }
    const further = Object.keys(value).filter((name) => !Object.hasOwn(fields, name));
    if (further.length < atLeast) throw new Refused('missing', at, 'no further field');
    for (const name of further) {
      refusePlaceholder(name, place(name));
      if (!others) throw new Refused('unknown', place(name), 'the provider knows no such field');
      others.check(value[name], place(name), found);
    }
  },
});

/**
 * One of several objects, chosen by the value of one of their fields.
 * @param {string} name @param {Record<string, Field>} variants @returns {Field}
 */
export const variant = (name, variants) => ({
  check(value, at, found) {
    const chosen = value?.[name];
    if (typeof chosen !== 'string' || !Object.hasOwn(variants, chosen)) {
      const kind = chosen === undefined ? 'missing' : 'field';
      throw new Refused(kind, at ? `${at}.${name}` : name, `one of ${Object.keys(variants).join(', ')} is expected`);
    }
    variants[chosen].check(value, at, found);
  },
});

/** At least one of these names, on top of what `field` checks. @param {string[]} names @param {Field} field @returns {Field} */
export const withOneOf = (names, field) => ({
  check(value, at, found) {
    field.check(value, at, found);
    if (!names.some((name) => Object.hasOwn(value, name))) {
      throw new Refused('missing', names[0], `missing, and so is ${names.slice(1).join(', ')}`);
    }
  },
});
