// Values that no caller should pass, and some that only a broken or hostile one can make. Each is made anew for every use:
// a value that was read once may behave differently the second time. Needs nothing but the language, so that a process of
// its own can import it.
import { circular, revoked, throwing, throwingProxy, withGetter } from '../../soak/hostile.mjs';

const endpoint = 'http://127.0.0.1:9/sms';

const TRAPS = ['get', 'has', 'ownKeys', 'getOwnPropertyDescriptor', 'getPrototypeOf'];

class Settings {
  constructor() {
    this.endpoint = endpoint;
  }
}

/** @param {number} depth */
const nested = (depth) => {
  /** @type {Record<string, unknown>} */
  let value = { end: true };
  for (let level = 0; level < depth; level += 1) value = { a: value };
  return value;
};

/** @param {number} depth */
const nestedList = (depth) => {
  /** @type {unknown[]} */
  let value = [];
  for (let level = 0; level < depth; level += 1) value = [value];
  return value;
};

const keys = () => Object.fromEntries(Array.from({ length: 100_000 }, (_, index) => [`key${index}`, 'value']));
const long = () => 'x'.repeat(10_000_000);

/**
 * `path` is where the issue has to be; a list gives the places that are all as good.
 * @typedef {{ what: string, make: () => any, path?: string | string[], heavy?: boolean }} Hostile
 */

/** @type {Hostile[]} */
const values = [
  { what: 'undefined', make: () => undefined },
  { what: 'null', make: () => null },
  { what: 'a number', make: () => 42 },
  { what: 'NaN', make: () => Number.NaN },
  { what: 'a boolean', make: () => true },
  { what: 'an empty text', make: () => '' },
  { what: 'a text', make: () => 'text' },
  { what: 'a text that is JSON of an object', make: () => JSON.stringify({ endpoint, to: '14155550123', type: 'SignIn' }) },
  { what: 'a symbol', make: () => Symbol('x') },
  { what: 'a BigInt', make: () => 10n },
  { what: 'a function', make: () => () => {} },
  { what: 'a class', make: () => class {} },
  { what: 'an array', make: () => [] },
  { what: 'an array of arrays', make: () => [[[]]] },
  { what: 'a Map', make: () => new Map([['endpoint', endpoint]]) },
  { what: 'a Set', make: () => new Set([1]) },
  { what: 'a WeakMap', make: () => new WeakMap() },
  { what: 'a Date', make: () => new Date(0) },
  { what: 'an invalid Date', make: () => new Date(Number.NaN) },
  { what: 'a regular expression', make: () => /x/ },
  { what: 'an Error', make: () => new Error('x') },
  { what: 'a promise', make: () => Promise.resolve({}) },
  { what: 'bytes', make: () => new Uint8Array(8) },
  { what: 'a Buffer', make: () => Buffer.from('abc') },
  { what: 'a URL', make: () => new URL(endpoint) },
  { what: 'a boxed text', make: () => Object('text') },
  { what: 'the global object', make: () => globalThis },
  { what: 'a revoked proxy', make: () => revoked() },
  { what: 'a generator', make: () => (function* () {})() },
];

/** Whole values in the place of a configuration. @type {Hostile[]} */
export const configs = [
  ...values,
  { what: 'an empty object', make: () => ({}), path: 'endpoint' },
  { what: 'an instance of a class', make: () => new Settings() },
  { what: 'a getter that throws', make: () => withGetter({}, 'endpoint'), path: 'endpoint' },
  { what: 'a getter that throws, deep inside', make: () => ({ endpoint, bodyParams: { a: [withGetter({}, 'b')] } }), path: 'bodyParams.a.0.b' },
  { what: 'an inherited endpoint', make: () => Object.create({ endpoint }), path: ['', 'endpoint'] },
  ...TRAPS.map((trap) => ({ what: `a proxy that throws at ${trap}`, make: () => throwingProxy({ endpoint, headers: 5 }, trap) })),
  ...TRAPS.map((trap) => ({ what: `a proxy inside that throws at ${trap}`, make: () => ({ endpoint, retry: 'x', headers: throwingProxy({ a: 'b' }, trap) }) })),
  { what: 'a proxy with endless keys', make: () => ({ endpoint, bodyParams: endlessProxy() }), heavy: true },
  { what: 'a revoked proxy inside', make: () => ({ endpoint, headers: revoked() }), path: 'headers' },
  { what: 'toJSON that throws', make: () => ({ endpoint, toJSON: throwing }), path: ['', 'toJSON'] },
  { what: 'toJSON that throws, inside', make: () => ({ endpoint, bodyParams: { a: { toJSON: throwing } } }), path: ['bodyParams.a', 'bodyParams.a.toJSON'] },
  { what: 'a circular object', make: () => circular({ a: 1 }), path: 'self' },
  { what: 'a circular object inside', make: () => ({ endpoint, bodyParams: { a: circular({ a: 1 }) } }), path: 'bodyParams.a.self' },
  { what: 'a circular array', make: () => { /** @type {unknown[]} */ const list = []; list.push(list); return { endpoint, bodyParams: list }; }, path: 'bodyParams.0' },
  { what: 'a BigInt inside', make: () => ({ endpoint, bodyParams: { amount: 10n } }), path: 'bodyParams.amount' },
  { what: 'a symbol inside', make: () => ({ endpoint, headers: { 'X-A': Symbol('x') } }), path: 'headers.X-A' },
  { what: 'a function inside', make: () => ({ endpoint, bodyParams: { a: () => {} } }), path: 'bodyParams.a' },
  { what: 'a Map inside', make: () => ({ endpoint, headers: new Map([['X-A', 'b']]) }), path: 'headers' },
  { what: 'a Set inside', make: () => ({ endpoint, queryParams: { a: new Set([1]) } }), path: 'queryParams.a' },
  { what: 'Headers inside', make: () => ({ endpoint, headers: new Headers({ 'X-A': 'b' }) }), path: 'headers' },
  { what: 'an instance inside', make: () => ({ endpoint, bodyParams: { a: new Settings() } }), path: 'bodyParams.a' },
  { what: 'a Date inside', make: () => ({ endpoint, bodyParams: { at: new Date(0) } }), path: 'bodyParams.at' },
  { what: 'an infinite number', make: () => ({ endpoint, timeout: Number.POSITIVE_INFINITY }), path: 'timeout' },
  { what: 'half of a surrogate pair', make: () => ({ endpoint: 'http://127.0.0.1:9/\ud83d', method: '\udc00' }), path: 'method' },
  { what: 'wrong types everywhere', make: () => ({ endpoint: {}, method: 1, headers: 'x', queryParams: 1, templates: 'x', timeout: 'x', retry: [] }), path: 'endpoint' },
  { what: 'a text of 10 MB as endpoint', make: () => ({ endpoint: endpoint + long() }), path: 'endpoint', heavy: true },
  { what: 'a text of 10 MB as credential', make: () => ({ endpoint, authorization: long() }), path: 'authorization', heavy: true },
  { what: 'a text of 10 MB deep inside', make: () => ({ endpoint, bodyParams: { a: { b: long() } } }), path: ['bodyParams', 'bodyParams.a.b'], heavy: true },
  { what: 'a text of 10 MB as configuration', make: long, path: '', heavy: true },
  { what: 'a key of 10 MB', make: () => ({ endpoint, headers: { [long()]: 'x' } }), path: ['', 'headers'], heavy: true },
  { what: '100 000 keys', make: keys, path: '', heavy: true },
  { what: '100 000 keys inside', make: () => ({ endpoint, queryParams: keys() }), path: ['', 'queryParams'], heavy: true },
  { what: 'a list of 1 000 000', make: () => ({ endpoint, templates: new Array(1_000_000).fill(0) }), path: ['', 'templates'], heavy: true },
  { what: 'objects 10 000 deep', make: () => ({ endpoint, bodyParams: nested(10_000) }), heavy: true },
  { what: 'lists 10 000 deep', make: () => ({ endpoint, bodyParams: nestedList(10_000) }), heavy: true },
  { what: 'objects 100 000 deep', make: () => ({ endpoint, bodyParams: nested(100_000) }), heavy: true },
  { what: 'one level too deep', make: () => ({ endpoint, bodyParams: nested(16) }) },
];

const whole = () => ({ to: '14155550123', type: 'SignIn' });

/** Whole values in the place of the message data. @type {Hostile[]} */
export const messages = [
  ...values,
  { what: 'an empty object', make: () => ({}), path: 'to' },
  { what: 'a getter that throws', make: () => withGetter({ type: 'SignIn' }, 'to'), path: 'to' },
  { what: 'a getter that throws in the payload', make: () => ({ ...whole(), payload: withGetter({}, 'code') }), path: 'payload.code' },
  ...TRAPS.filter((trap) => ['get', 'ownKeys'].includes(trap)).map((trap) => ({
    what: `a payload proxy that throws at ${trap}`,
    make: () => ({ ...whole(), payload: throwingProxy({ code: '1' }, trap) }),
  })),
  { what: 'a revoked proxy as payload', make: () => ({ ...whole(), payload: revoked() }), path: 'payload' },
  { what: 'toJSON that throws', make: () => ({ ...whole(), toJSON: throwing }), path: ['', 'toJSON'] },
  { what: 'a circular payload', make: () => ({ ...whole(), payload: circular({ a: 1 }) }), path: 'payload.self' },
  { what: 'a BigInt in the payload', make: () => ({ ...whole(), payload: { code: 10n } }), path: 'payload.code' },
  { what: 'a Map as payload', make: () => ({ ...whole(), payload: new Map([['code', '1']]) }), path: 'payload' },
  { what: 'a list as payload', make: () => ({ ...whole(), payload: ['1'] }), path: 'payload' },
  { what: 'a text as payload', make: () => ({ ...whole(), payload: 'code' }), path: 'payload' },
  { what: 'a number as to', make: () => ({ ...whole(), to: 14155550123 }), path: 'to' },
  { what: 'an object as to', make: () => ({ ...whole(), to: { toString: throwing } }), path: 'to' },
  { what: 'letters as to', make: () => ({ ...whole(), to: 'call me' }), path: 'to' },
  { what: 'other digits as to', make: () => ({ ...whole(), to: '١٤١٥٥٥٥٠١٢٣' }), path: 'to' },
  { what: 'too few digits', make: () => ({ ...whole(), to: '123' }), path: 'to' },
  { what: 'too many digits', make: () => ({ ...whole(), to: '1'.repeat(400) }), path: 'to' },
  { what: 'a second plus', make: () => ({ ...whole(), to: '+1415+5550123' }), path: 'to' },
  { what: 'no type', make: () => ({ to: '14155550123' }), path: 'type' },
  { what: 'an empty type', make: () => ({ ...whole(), type: '' }), path: 'type' },
  { what: 'an object as type', make: () => ({ ...whole(), type: {} }), path: 'type' },
  { what: 'a number as message', make: () => ({ ...whole(), message: 5 }), path: 'message' },
  { what: 'an object as ip', make: () => ({ ...whole(), ip: {} }), path: 'ip' },
  { what: 'a text of 10 MB as to', make: () => ({ ...whole(), to: '1'.repeat(10_000_000) }), path: 'to', heavy: true },
  { what: 'a text of 10 MB as message', make: () => ({ ...whole(), message: long() }), path: 'message', heavy: true },
  { what: 'a text of 10 MB in the payload', make: () => ({ ...whole(), payload: { code: long() } }), path: ['payload', 'payload.code'], heavy: true },
  { what: '100 000 keys in the payload', make: () => ({ ...whole(), payload: keys() }), path: ['', 'payload'], heavy: true },
  { what: 'a payload 10 000 deep', make: () => ({ ...whole(), payload: nested(10_000) }), heavy: true },
  { what: 'a payload 100 000 deep', make: () => ({ ...whole(), payload: nested(100_000) }), heavy: true },
];

/** Options that are none; a send goes on without them. */
export const options = [
  ...[null, 5, 'text', true, Symbol('x'), 10n, () => {}, [], new Map(), { fetch: null }, { signal: {} }, { signal: 'now' }].map((value) => ({ value, reason: undefined })),
  { value: { fetch: 5 }, reason: 'internal' },
  { value: { signal: { aborted: 'no', addEventListener: 5 } }, reason: 'aborted' },
];

/** @returns {object} */
const endlessProxy = () =>
  new Proxy({}, { get: endlessProxy, ownKeys: () => ['a'], getOwnPropertyDescriptor: () => ({ enumerable: true, configurable: true }) });
