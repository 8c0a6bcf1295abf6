/**
 * Faults that a polite HTTP library can still produce: statuses, `Retry-After` in every form, redirects, bodies in the
 * wrong encoding. Everything here is keep-alive, as with a real provider, and reads the whole request first.
 *
 * @typedef {{ fault: string, nth: number, targetUrl: string }} Situation
 *   `nth` counts the requests of one run of one fault, from 1; `targetUrl` is the second server that must see nothing
 * @typedef {{ status: number, headers?: Record<string, string | string[]>, body?: string | Buffer, accepted: boolean }} Answer
 */
import { promisify } from 'node:util';
import { brotliCompressSync, gzip, gzipSync } from 'node:zlib';

const jsonType = { 'Content-Type': 'application/json' };
const sent = JSON.stringify({ status: 'sent', id: 'message-1' });

/** @param {number} seconds from now */
const httpDate = (seconds) => new Date(Date.now() + seconds * 1000).toUTCString();

/** What the `Retry-After` header says, by the suffix of the fault's name: `429-retry-date`. */
export const retryAfter = /** @type {Record<string, () => string>} */ ({
  'retry-0': () => '0',
  'retry-1': () => '1',
  'retry-120': () => '120',
  // Dates have whole seconds: this is between 0 and 1 s ahead.
  'retry-date': () => httpDate(1),
  'retry-date-past': () => httpDate(-3600),
  'retry-date-far': () => 'Fri, 31 Dec 9999 23:59:59 GMT',
  // RFC 9110, section 5.6.7: the two old formats must still be understood.
  'retry-date-rfc850': () => 'Sunday, 06-Nov-94 08:49:37 GMT',
  'retry-date-asctime': () => 'Sun Nov  6 08:49:37 1994',
  'retry-huge': () => '1000000000',
  'retry-overflow': () => '9'.repeat(40),
  'retry-exponent': () => '1e9',
  'retry-negative': () => '-1',
  'retry-fraction': () => '0.5',
  'retry-text': () => 'soon',
  'retry-empty': () => '',
});

export const redirects = [300, 301, 302, 303, 307, 308];

let bomb = Buffer.alloc(0);

/** Makes what takes time to make, in another thread: no answer should wait for it. */
export const prepare = async () => {
  if (bomb.length === 0) {
    bomb = await promisify(gzip)(Buffer.alloc(50_000_000)); // zeros, 50 KB when compressed
  }
};

const latin1 = Buffer.from('{"status":"sent","text":"gesendet f\u00fcr Caf\u00e9"}', 'latin1');

/** Complete answers with status 200, correct as HTTP, odd as content. @type {Record<string, () => Omit<Answer, 'status' | 'accepted'>>} */
const oddBodies = {
  ok: () => ({ headers: jsonType, body: sent }),
  'ok-empty': () => ({}),
  'ok-html': () => ({ headers: { 'Content-Type': 'text/html' }, body: '<!doctype html><title>Fine</title>' }),
  'ok-no-type': () => ({ body: sent }),
  'ok-brotli': () => ({ headers: { ...jsonType, 'Content-Encoding': 'br' }, body: brotliCompressSync(sent) }),
  'ok-large': () => ({ headers: jsonType, body: JSON.stringify({ status: 'sent', pad: 'x'.repeat(1_000_000) }) }),
  'ok-deep-json': () => ({ headers: jsonType, body: `${'['.repeat(30_000)}${']'.repeat(30_000)}` }),
  'gzip-truncated': () => ({
    headers: { ...jsonType, 'Content-Encoding': 'gzip' },
    // The cut is inside the compressed data: nothing useful can be inflated. Content-Length is right.
    body: gzipSync(sent).subarray(0, 20),
  }),
  'gzip-garbage': () => ({ headers: { ...jsonType, 'Content-Encoding': 'gzip' }, body: sent }),
  'gzip-bomb': () => ({ headers: { ...jsonType, 'Content-Encoding': 'gzip' }, body: bomb }),
  'encoding-unknown': () => ({ headers: { ...jsonType, 'Content-Encoding': 'rot13' }, body: sent }),
  'charset-latin1': () => ({ headers: { 'Content-Type': 'application/json; charset=utf-8' }, body: latin1 }),
  'charset-utf16': () => ({
    headers: { 'Content-Type': 'application/json; charset=utf-16le' },
    body: Buffer.from(sent, 'utf16le'),
  }),
  'charset-unknown': () => ({ headers: { 'Content-Type': 'application/json; charset=x-unknown' }, body: sent }),
  bom: () => ({ headers: jsonType, body: `\ufeff${sent}` }),
  'invalid-utf8': () => ({
    headers: jsonType,
    body: Buffer.concat([Buffer.from('{"status":"sent","text":"'), Buffer.from([0xff, 0xc3, 0x28, 0xed, 0xa0, 0x80]), Buffer.from('"}')]),
  }),
  'nul-bytes': () => ({ headers: jsonType, body: Buffer.from('{"status":"sent","text":"a\0b"}') }),
  'nul-only': () => ({ headers: { 'Content-Type': 'text/plain' }, body: Buffer.alloc(1000) }),
};

/** @param {number} status @returns {boolean} whether a provider answering so has taken the message */
const takes = (status) => status >= 200 && status < 300;

/**
 * The answer of a fault, or nothing when the name is not one of this file: an odd body, or a status with an optional
 * suffix (`503`, `503-retry-1`, `503-once`).
 *
 * @param {Situation} situation
 * @returns {Answer | undefined}
 */
export const httpAnswer = ({ fault, nth, targetUrl }) => {
  const odd = oddBodies[fault];
  if (odd) {
    return { status: 200, accepted: true, ...odd() };
  }
  const [, digits = '', suffix] = /^(\d{3})(?:-(.+))?$/.exec(fault) ?? [];
  const status = Number(digits);
  if (!status || (suffix && suffix !== 'once' && !retryAfter[suffix])) {
    return;
  }
  if (suffix === 'once' && nth > 1) {
    return { status: 200, headers: jsonType, body: sent, accepted: true };
  }
  /** @type {Record<string, string>} */
  const headers = {};
  const form = retryAfter[suffix === 'once' ? 'retry-0' : (suffix ?? '')];
  if (form) {
    headers['Retry-After'] = form();
  }
  if (redirects.includes(status)) {
    headers.Location = targetUrl;
  }
  if (status === 401) {
    headers['WWW-Authenticate'] = 'Basic realm="provider"'; // what makes a browser ask for a password
  }
  if ([204, 205, 304].includes(status)) {
    return { status, headers, accepted: takes(status) };
  }
  const body = takes(status) ? sent : JSON.stringify({ message: `the provider refuses with ${status}` });
  return { status, headers: { ...jsonType, ...headers }, body, accepted: takes(status) };
};

export const httpFaults = Object.freeze(Object.keys(oddBodies));
