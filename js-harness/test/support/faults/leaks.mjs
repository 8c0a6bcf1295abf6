/**
 * Looks for secrets in whatever came out of a send: every string in it, and every text that such a string decodes to.
 *
 * Decoding what came out finds combinations that encoding the secrets would miss, such as base64 of JSON in which the
 * secret's quotes are escaped: whoever receives it can decode that too.
 *
 * @typedef {{ marker: string, encoding: string, where: string }} Leak the marker by its name, never by its value
 */
import { decodeHTML } from 'entities';

const maxDepth = 12;
const maxStrings = 50_000;
const maxViews = 200;
const partLength = 12;

/** Getters and proxies of foreign objects may throw. @param {() => unknown} read @returns {unknown} */
const tried = (read) => {
  try {
    return read();
  } catch (error) {
    return error;
  }
};

/** Every string reachable from a value, with its place. @param {unknown} root @returns {Map<string, string>} */
export const stringsOf = (root) => {
  /** @type {Map<string, string>} */
  const found = new Map();
  const visited = new Set();
  /** @param {unknown} value @param {string} where @param {number} depth */
  const walk = (value, where, depth) => {
    if (found.size > maxStrings) {
      throw new Error('too much to search: a search that stops early proves nothing');
    }
    if (typeof value === 'function' || (typeof value === 'object' && value !== null)) {
      if (visited.has(value) || depth > maxDepth) {
        return;
      }
      visited.add(value);
      if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer) {
        const bytes = value instanceof ArrayBuffer ? Buffer.from(value) : Buffer.from(value.buffer, value.byteOffset, value.byteLength);
        walk(bytes.toString('utf8'), `${where}<bytes>`, depth);
        return;
      }
      // Maps, sets, Headers and URLSearchParams keep their content out of their properties; so does a URL.
      if (!Array.isArray(value)) {
        if (Symbol.iterator in value) {
          walk(tried(() => [.../** @type {Iterable<unknown>} */ (value)]), `${where}[]`, depth + 1);
        }
        walk(tried(() => String(value)), `${where}.toString()`, depth + 1);
      }
      // `message`, `stack` and `cause` of an error are own properties that are not enumerable.
      for (const key of Reflect.ownKeys(value)) {
        walk(typeof key === 'symbol' ? key.description : key, `${where}<key>`, depth + 1);
        walk(tried(() => Reflect.get(value, key)), `${where}.${String(key)}`, depth + 1);
      }
      return;
    }
    const text = String(value);
    if (text.length > 3 && !found.has(text)) {
      found.set(text, where);
    }
  };
  walk(root, 'value', 0);
  return found;
};

const controls = /** @type {Record<string, string>} */ ({ n: '\n', r: '\r', t: '\t' });

/** @param {string} text */
const percent = (text) =>
  text.replace(/(?:%[0-9a-f]{2})+/gi, (run) => Buffer.from(run.replaceAll('%', ''), 'hex').toString('utf8'));

/** What `escape` of JavaScript makes. @param {string} text */
const unescaped = (text) =>
  text.replace(/%u([0-9a-f]{4})/gi, (_, unit) => String.fromCharCode(Number.parseInt(unit, 16)));

/** Bytes of a run of hex digits, whatever stands between their pairs, from its first digit and from its second. @param {string} text */
const hex = (text) =>
  (text.match(/(?:(?:0x)?[0-9a-f]{1,2}[ ,:-]*){4,}/gi) ?? [])
    .map((run) => run.replaceAll(/0x|[^0-9a-f]/gi, ''))
    .flatMap((digits) => [0, 1].map((cut) => Buffer.from(digits.slice(cut), 'hex')))
    // UTF-16 is Latin-1 with zeros between, as far as that goes.
    .flatMap((bytes) => [bytes.toString('utf8'), bytes.toString('latin1').replaceAll('\0', '')])
    .join('\n');

/** Bytes of a base64 run, for every position at which it may have been cut. @param {string} text @returns {string} */
const base64 = (text) =>
  (text.match(/[\w+/-]{6,}/g) ?? [])
    .flatMap((run) => [0, 1, 2, 3].map((cut) => Buffer.from(run.slice(cut), 'base64').toString('utf8')))
    .join('\n');

/** @type {[name: string, decode: (text: string) => string][]} */
const decoders = [
  ['url', percent],
  ['escape', unescaped],
  ['form', (text) => percent(text.replaceAll('+', ' '))],
  // In one pass: of `\\\\u00fc` only the first backslash is an escape.
  ['json', (text) => text.replace(/\\(?:u([0-9a-f]{4})|x([0-9a-f]{2})|(["'\\/nrt]))/gi, (_, unit, byte, char) =>
    unit || byte ? String.fromCharCode(Number.parseInt(unit ?? byte, 16)) : (controls[char] ?? char))],
  ['html', decodeHTML],
  ['base64', base64],
  ['hex', hex],
  // UTF-8 bytes that were read as Latin-1, which is what happens to header values.
  ['latin1', (text) => (/[\x80-\xff]/.test(text) ? Buffer.from(text, 'latin1').toString('utf8') : text)],
];

/** What a text decodes to, by how. @param {string} text @returns {Map<string, string>} */
const views = (text) => {
  /** @type {Map<string, string>} */
  const known = new Map([[text, 'raw']]);
  // A map hands out what is added while it is read: this decodes what was decoded, as deep as it goes.
  for (const [view, how] of known) {
    for (const [name, decode] of decoders) {
      const next = decode(view);
      if (next !== '' && known.size < maxViews && how.split(' of ').length < 4 && !known.has(next)) {
        known.set(next, how === 'raw' ? name : `${name} of ${how}`);
      }
    }
  }
  return known;
};

/** @param {string} text */
const ungrouped = (text) => text.replace(/(?<=\d)[\s\u00a0().,_\/+-]+(?=\d)/g, '');

/** How a marker shows in a text, if it does. @param {string} view @param {string} marker @returns {string | undefined} */
const match = (view, marker) => {
  if (view.includes(marker)) {
    return '';
  }
  if (view.toLowerCase().includes(marker.toLowerCase())) {
    return 'other case';
  }
  // A phone number in any form: with separators, without its country calling code (which has up to 3 digits).
  if (/^\+?\d{10,15}$/.test(marker) && ungrouped(view).includes(marker.replace('+', '').slice(-9))) {
    return 'number';
  }
  // A code in groups; numbers of other lengths are found as they are.
  if (/^\d{6}$/.test(marker) && ungrouped(view).includes(marker)) {
    return 'grouped';
  }
  // A credential that was cut: half of it is a leak as well. Sentences share beginnings with other sentences.
  if (marker.length >= 20 && !/\s/.test(marker)) {
    if ([marker.slice(0, partLength), marker.slice(-partLength)].some((part) => view.includes(part))) {
      return 'part';
    }
  }
};

/**
 * @param {unknown} anything a result, an error with its causes, console output
 * @param {Record<string, string>} markers the secrets by name; unique texts, or the search finds what is no leak
 * @returns {Leak[]}
 */
export const findLeaks = (anything, markers) => {
  /** @type {Leak[]} */
  const leaks = [];
  for (const [text, where] of stringsOf(anything)) {
    for (const [view, how] of views(text)) {
      for (const [marker, value] of Object.entries(markers)) {
        const kind = match(view, value);
        if (kind !== undefined && !leaks.some((leak) => leak.marker === marker && leak.where === where)) {
          leaks.push({ marker, encoding: kind ? `${how}, ${kind}` : how, where });
        }
      }
    }
  }
  return leaks;
};
