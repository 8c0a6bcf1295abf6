// Placeholders in the facts of a provider: `{{to}}`, `{{field.ref ?? null | number}}`. What is read here is known when the
// facts are read, so a typing error is found there and not in the middle of a test.
import { createHash } from 'node:crypto';
import { squeezed } from './gsm7.mjs';
import { chars, hex, integer, ulid, uuid } from './ids.mjs';
import { formatTime, timeFormat } from './time.mjs';

/** @typedef {import('./types.mjs').Call} Call */

/**
 * What placeholders may stand for.
 * @typedef {object} Scene
 * @property {Call} call
 * @property {Record<string, string>} demo
 * @property {number} [status]  of the answer
 * @property {unknown} [id]  a getter: an id that nobody writes is not issued
 * @property {string} [token]  a getter as well
 * @property {number} [lifetime]
 * @property {Record<string, unknown>} [values]  `with` of an answer
 */

/** @typedef {(scene: Scene) => unknown} Made  makes a value; undefined is one that is not there */
/** @typedef {Map<string, boolean>} Values  the names of `with`, and whether a placeholder writes each */

/** @type {Record<string, (scene: Scene, argument: string) => unknown>} */
const SOURCES = {
  id: ({ id }) => id,
  token: ({ token }) => token,
  lifetime: ({ lifetime }) => lifetime,
  status: ({ status }) => status,
  to: ({ call }) => call.to,
  e164: ({ call }) => call.e164,
  text: ({ call }) => call.text,
  code: ({ call }) => call.code,
  refused: ({ call }) => call.refusal?.field,
  loc: ({ call }) => ['body', ...(call.refusal?.field ?? '').split('.')],
  why: ({ call }) => call.refusal?.why,
  uuid,
  ulid,
  integer,
  hex: (_, length) => hex(Number(length)),
  chars(_, argument) {
    const [length, alphabet] = argument.split(' ');
    return chars(Number(length), alphabet);
  },
  now(_, format) {
    const [unix, later = 0] = /^unix(?: (\d+))?$/.exec(format)?.values() ?? [];
    if (unix) return Math.floor(Date.now() / 1000) + Number(later);
    return format === '' ? new Date().toISOString() : formatTime(new Date(), format);
  },
};

/** What may follow the name of a source, behind a space. @type {Record<string, RegExp>} */
const ARGUMENTS = { hex: /^\d+$/, chars: /^\d+ \S+$/, now: new RegExp(`^$|^unix(?: \\d+)?$|(?:${timeFormat[0].source})`) };

/** Parts of the request, and of the facts: `{{field.messages.0.to}}`. @type {Record<string, (scene: Scene) => any>} */
const PARTS = {
  field: ({ call }) => call.fields,
  query: ({ call }) => call.query,
  path: ({ call }) => call.pathFields,
  header: ({ call }) => call.headers,
  demo: ({ demo }) => demo,
};

/** @type {Record<string, (value: any) => unknown>} */
const FILTERS = {
  number: Number,
  string: String,
  digits: (value) => String(value).replace('+', ''),
  upper: (value) => String(value).toUpperCase(),
  lower: (value) => String(value).toLowerCase(),
  md5: (value) => createHash('md5').update(String(value)).digest('hex'),
  sha1: (value) => createHash('sha1').update(String(value)).digest('hex'),
  gsm7: (value) => squeezed(String(value)),
};

/** What is known before any field is looked at. */
export const OF_REQUEST = Object.keys(PARTS);
/** What every answer may write; an id and a token are those of a success. */
export const EVERYWHERE = [...Object.keys(SOURCES).filter((name) => !/^(id|token|lifetime)$/.test(name)), ...OF_REQUEST];

/**
 * A value of a body or a query. A name may hold dots itself, as in a form. @param {any} fields @param {string} path
 * @returns {unknown}
 */
export function valueAt(fields, path) {
  if (fields !== null && typeof fields === 'object' && Object.hasOwn(fields, path)) return fields[path];
  return path.split('.').reduce((inner, key) => inner?.[key], fields);
}

/**
 * @param {string} source @param {string} at where it stands, for the error
 * @param {readonly string[]} [names] what may be written there
 * @param {Values} [values]
 * @returns {Made}
 */
export function template(source, at, names = EVERYWHERE, values) {
  const parts = source.split(/\{\{([^{}]+)\}\}/);
  const made = parts.map((part, index) => (index % 2 ? placeholder(part, at, names, values) : () => part));
  // One placeholder and nothing else keeps its JSON type.
  if (parts.length === 3 && parts[0] === '' && parts[2] === '') return made[1];
  return (scene) => {
    const written = made.map((make) => make(scene));
    return written.includes(undefined) ? undefined : written.join('');
  };
}

/** @param {string} text @param {string} at @param {readonly string[]} names @param {Values} [values] @returns {Made} */
function placeholder(text, at, names, values) {
  const [expression, ...filters] = text.split(' | ');
  const [source, fallback] = expression.split(' ?? ');
  const [name, ...rest] = source.split(' ');
  const [part, ...path] = name.split('.');
  const known = path.length > 0 ? names.includes(part) && part in PARTS : values?.has(name) || (names.includes(name) && name in SOURCES);
  if (!known) throw new Error(`${at}: {{${text}}}: no ${name} is known here; known are ${[...(values?.keys() ?? []), ...names].join(', ')}`);
  if (values?.has(name)) values.set(name, true);
  if (!(ARGUMENTS[name] ?? /^$/).test(rest.join(' '))) throw new Error(`${at}: {{${text}}}: unknown words after ${name}`);
  const unknown = filters.find((filter) => !Object.hasOwn(FILTERS, filter));
  if (unknown !== undefined) throw new Error(`${at}: {{${text}}}: no filter ${unknown}; there are ${Object.keys(FILTERS).join(', ')}`);
  if (fallback !== undefined && !isJson(fallback)) throw new Error(`${at}: {{${text}}}: a JSON value is expected after ??`);
  const otherwise = fallback === undefined ? undefined : JSON.parse(fallback);
  /** @param {Scene} scene */
  const read = (scene) => {
    if (path.length > 0) return valueAt(PARTS[part](scene), path.join('.'));
    return values?.has(name) ? scene.values?.[name] : SOURCES[name](scene, rest.join(' '));
  };
  return (scene) => {
    const value = read(scene) ?? otherwise;
    return value === undefined ? undefined : filters.reduce((filtered, filter) => FILTERS[filter](filtered), value);
  };
}

/** @param {string} text */
function isJson(text) {
  try {
    return JSON.parse(text) !== undefined;
  } catch {
    return false;
  }
}

/**
 * The same for every string of a JSON value. A member or an element without a value is left out.
 * @param {any} value @param {string} at @param {readonly string[]} [names] @param {Values} [values]
 * @returns {Made}
 */
export function tree(value, at, names, values) {
  if (typeof value === 'string') return template(value, at, names, values);
  if (typeof value !== 'object' || value === null) return () => value;
  if (Array.isArray(value)) {
    const made = value.map((inner, index) => tree(inner, `${at}.${index}`, names, values));
    return (scene) => made.map((make) => make(scene)).filter((inner) => inner !== undefined);
  }
  const members = Object.entries(value).map(([name, inner]) => [template(name, at, names, values), tree(inner, `${at}.${name}`, names, values)]);
  return (scene) => Object.fromEntries(members.map(([name, make]) => [name(scene), make(scene)]).filter(([, inner]) => inner !== undefined));
}
