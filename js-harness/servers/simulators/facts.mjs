// A provider as the judge wants it, from the facts in its file.
import { readFile, readdir } from 'node:fs/promises';
import { readAnswers } from './answers.mjs';
import { readCredentials } from './credentials.mjs';
import { squeezed } from './gsm7.mjs';
import { parseStrictJson } from './json.mjs';
import { readField, readObject } from './kinds.mjs';
import { checked, factsSchema } from './schema.mjs';
import { Tokens } from './tokens.mjs';
import { hasValues } from './when.mjs';

/** @typedef {import('./types.mjs').Provider} Provider */
/** @typedef {import('./types.mjs').Endpoint} Endpoint */
/** @typedef {import('./types.mjs').Call} Call */
/** @typedef {import('./schema.mjs').Facts} Facts */
/** @typedef {{ demo: Record<string, string>, tokens?: Tokens, folder: URL }} Context  `folder`: where the file is */

const MARKER = /<[a-z0-9][a-z0-9-]*>/g;

/** Each number that triggers an answer, and the answer. */
const TRIGGERS = /** @type {const} */ ({ invalid: 'number', limited: 'limited', noQuota: 'noQuota', rejected: 'rejected' });

/**
 * Every provider by its id, which is the name of its file. Facts that are wrong fail here, not in the middle of a test.
 * @param {URL} folder with a / at the end
 * @returns {Promise<ReadonlyMap<string, Provider>>}
 * @throws {Error} that names the file and the places that are wrong
 */
export async function readProviders(folder) {
  const files = (await readdir(folder)).filter((name) => name.endsWith('.json')).sort();
  return new Map(await Promise.all(files.map(async (name) => {
    const id = name.slice(0, -'.json'.length);
    const provider = await readFacts(id, await readFile(new URL(name, folder), 'utf8'), folder).catch((error) => {
      throw new Error(`providers/${name}:\n${error.message}`, { cause: error });
    });
    return /** @type {[string, Provider]} */ ([id, provider]);
  })));
}

/** @param {string} id @param {string} text the JSON of its file @param {URL} folder @returns {Promise<Provider>} */
async function readFacts(id, text, folder) {
  const { demo, ...written } = checked(factsSchema, parseStrictJson(text), '');
  const facts = filled(written, demo);
  const { numbers, expects, token, answers, phoneReads } = facts;
  for (const [number, answer] of Object.entries(TRIGGERS)) {
    if (number in numbers && !answers[answer]) throw new Error(`numbers.${number}: there is no answers.${answer} for it`);
    if (answers[answer] && !(number in numbers) && answer !== 'number') {
      throw new Error(`answers.${answer}: there is no numbers.${number} that triggers it`);
    }
  }
  if (facts.id === undefined && expects.messageId !== 'none') throw new Error('expects.messageId: without an `id` it is "none"');
  const tokens = token && new Tokens(token.lifetime);
  return {
    id,
    demo,
    numbers,
    expects,
    ...await readEndpoint(facts, '', { demo, tokens, folder }, { demo, id: facts.id }),
    token: token && await readEndpoint(token, 'token.', { demo, folder }, { demo, tokens }),
    expireTokens: () => tokens?.expire(),
    understands: phoneReads && reader(phoneReads),
  };
}

/** Every marker of which there is a demo value. @template T @param {T} value @param {Record<string, string>} demo @returns {T} */
function filled(value, demo) {
  /** @param {unknown} inner @returns {any} */
  const fill = (inner) => {
    if (typeof inner === 'string') return inner.replace(MARKER, (marker) => demo[marker.slice(1, -1).toUpperCase().replaceAll('-', '_')] ?? marker);
    if (typeof inner !== 'object' || inner === null) return inner;
    return Array.isArray(inner) ? inner.map(fill) : Object.fromEntries(Object.entries(inner).map(([name, member]) => [name, fill(member)]));
  };
  return fill(value);
}

/**
 * @param {Pick<Facts, 'method' | 'path' | 'pathFields' | 'headers' | 'credentials' | 'query' | 'bodies' | 'failure' | 'answers'>} facts
 * @param {string} at @param {Context} wanted @param {import('./answers.mjs').Context} given
 * @returns {Promise<Endpoint>}
 */
async function readEndpoint({ method, path, pathFields, headers, credentials, query, bodies, failure = [], answers }, at, wanted, given) {
  // An answer may hold tags of XML, which look the same.
  const [unknown] = JSON.stringify([path, pathFields, headers, credentials, query, bodies]).match(MARKER) ?? [];
  if (unknown) throw new Error(`${at || 'provider '}${unknown}: there is no such value in \`demo\``);
  const parts = path.split(/\{\{(\w+)\}\}/);
  const names = parts.filter((_, index) => index % 2);
  if (names.sort().join() !== Object.keys(pathFields ?? {}).sort().join()) {
    throw new Error(`${at}pathFields: a field for each {{name}} of the path is expected`);
  }
  const route = parts.map((part, index) => (index % 2 ? `(?<${part}>[^/]+)` : part.replaceAll(/[^\w/]/g, String.raw`\$&`))).join('');
  /** @param {string} type */
  const factOf = (type) => {
    const fact = bodies?.[type];
    if (typeof fact === 'string' && typeof bodies?.[fact] !== 'object') throw new Error(`${at}bodies.${type}: there are no fields of ${fact}`);
    return /** @type {Record<string, unknown>} */ (typeof fact === 'string' ? bodies?.[fact] : fact);
  };
  return {
    method,
    path,
    route: new RegExp(`^${route}$`),
    pathFields: pathFields && readObject(pathFields, `${at}pathFields`, wanted),
    // Node has their names in lower case; what else a client sends is its own business.
    headers: headers && readObject({ ...lowerCase(headers), '$others?': '$any' }, `${at}headers`, wanted),
    credentials: credentials && await readCredentials(credentials, `${at}credentials`, wanted),
    query: query && readObject(query, `${at}query`, wanted),
    bodies: bodies && Object.fromEntries(Object.keys(bodies).map((type) => [type, readField(factOf(type), `${at}bodies.${type}`, wanted)])),
    answers: readAnswers(answers, failure, at, given),
  };
}

/** @param {Record<string, unknown>} headers */
const lowerCase = (headers) => Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));

/** The text as it reaches the phone. @param {NonNullable<Facts['phoneReads']>} fact @returns {(call: Call) => string} */
function reader(fact) {
  if ('without' in fact) {
    const part = new RegExp(fact.without, 'u');
    return ({ text = '' }) => text.replace(part, '');
  }
  /** @param {string} text */
  const lose = (text) => (fact.as === 'gsm7' ? squeezed(text) : new TextDecoder(fact.as).decode(new TextEncoder().encode(text)));
  return (call) => (hasValues(fact.unless, call) ? call.text ?? '' : lose(call.text ?? ''));
}
