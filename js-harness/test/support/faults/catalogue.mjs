/**
 * What must come out of a send for every fault under the default policy `unsent`, with `timeout` 1500 and `maxRetries` 2
 * where a row says nothing else.
 *
 * @typedef {import('./expectations.mjs').Expectation} Expectation
 * @typedef {import('./expectations.mjs').Row} Row
 */
import {
  failure, general, inBudget, lostAfterSending, quick, refused, refuses, repeated, row, success, timedOut, unreadable, untried,
} from './expectations.mjs';
import { redirects } from '../../../servers/faults/http-faults.mjs';

export { policies } from './policies.mjs';

/** A configuration whose rule needs the body. */
const rule = { response: { success: { path: 'status', equals: 'sent' } } };

/**
 * A 2xx answer whose body cannot be read. The status line says that the message is handed over, so without a rule it is a
 * success: a failure would make the visitor ask again, and the phone get two messages. A rule that needs the body cannot
 * be judged then, which is `invalid_response`; the message is not repeated either way.
 */
const brokenBodies = /** @type {Record<string, string>} */ ({
  'reset-after-headers': 'reset after the headers of a 200',
  'reset-in-body': 'reset in the body of a 200',
  'length-too-long': 'Content-Length larger than the body',
  'chunk-size-garbage': 'a chunk size that is no number',
  'chunk-size-huge': 'a chunk size beyond 64 bits',
  'chunk-never-ends': 'no last chunk',
  'gzip-truncated': 'gzip cut off',
  'gzip-garbage': 'says gzip, is not',
  'gzip-bomb': '50 MB of zeros in 50 KB of gzip',
  'length-too-short': 'Content-Length smaller than the body',
  'charset-utf16': 'JSON in UTF-16',
  'nul-bytes': 'a NUL inside a JSON string',
  'nul-only': 'nothing but NULs',
  'ok-empty': '200 without a body',
  'ok-html': 'HTML where JSON was expected',
  'ok-large': 'JSON of 1 MB',
  'ok-deep-json': 'JSON 30 000 levels deep',
  'endless-json': 'JSON without an end',
  'endless-chunks': 'chunks without an end',
  'endless-body': 'text without an end',
});

/** A 200 whose body is odd but readable: success, with and without a rule. */
const oddBodies = /** @type {Record<string, string>} */ ({
  ok: 'a well-behaved provider',
  'ok-no-type': 'JSON without a Content-Type',
  'ok-brotli': 'compressed with brotli',
  'encoding-unknown': 'a Content-Encoding that nobody knows',
  'charset-latin1': 'Latin-1 declared as UTF-8',
  'charset-unknown': 'an unknown charset',
  bom: 'a byte order mark before the JSON',
  'invalid-utf8': 'invalid UTF-8 in a field that no rule reads',
  'no-length': 'a body that ends with the connection',
  'length-smuggles': 'a second answer after the body',
  'drip-headers-once': 'headers in small pieces, in time',
  'drip-body-once': 'body in small pieces, in time',
  'interim-102': '102 before the 200',
  'interim-103': '103 before the 200',
  'headers-many': '100 headers',
  'header-latin1': 'Latin-1 in a header',
  'no-reason-phrase': 'no reason phrase',
  'http-1.0': 'HTTP/1.0',
});

const maxSent = 16 * 1024 * 1024; // 64 KiB are read; the rest is what socket buffers on both sides take
/** @param {string} fault */
const bounded = (fault) => (fault.startsWith('endless-') ? { maxSent } : {});

/** What no HTTP client can read as an answer. The request was sent, so it may have been accepted: never repeated. */
const noAnswers = /** @type {Record<string, string>} */ ({
  'reset-before-answer': 'reset after the request was read',
  'close-before-answer': 'closed without an answer',
  'reset-in-headers': 'reset inside the headers',
  'http-0.9': 'a body without a head',
  'http-3.7': 'an HTTP version that does not exist',
  'not-http': 'an SSH server',
  'not-http-echo': 'the request handed back instead of an answer',
  'random-bytes': 'random bytes',
  'status-099': 'status 99',
  'status-20': 'a status of two digits',
  'headers-flood': '5000 headers',
  'header-huge': 'a header of 1 MB',
  'header-bad-name': 'a control character in a header name',
  'length-negative': 'Content-Length: -1',
  'length-twice': 'two Content-Length headers that differ',
  'length-and-chunked': 'Content-Length and chunked together',
});

const quiet = /** @type {Record<string, string>} */ ({
  'hang-before-headers': 'silence after the request',
  'hang-in-headers': 'silence inside the headers',
  // The budget covers reading. A status of 200 does not help a visitor whose request is still pending.
  'hang-after-headers': 'silence after the headers of a 200',
  'hang-in-body': 'silence inside the body of a 200',
  'drip-headers': 'headers byte by byte, too slow',
  'drip-body': 'body byte by byte, too slow',
  'interim-only': '102 and then nothing',
});

const once = { attempts: 1, requestsSeen: 1, withinMs: quick };
const thrice = { attempts: 3, requestsSeen: 3, withinMs: inBudget };

/** What `Retry-After` makes of a 429 or a 503 under `unsent`. @type {[kind: string, what: string, expect: Partial<Expectation>][]} */
const waits = [
  ['retry-0', '0 s', thrice],
  ['retry-1', '1 s: fits once', { attempts: 2, requestsSeen: 2, withinMs: inBudget, minMs: 990 }],
  ['retry-date', 'a date that fits', { attempts: [2, 3], requestsSeen: [2, 3], withinMs: inBudget }],
  ['retry-date-past', 'a date in the past: now', thrice],
  ['retry-date-rfc850', 'a past date, RFC 850', thrice],
  ['retry-date-asctime', 'a past date, asctime', thrice],
  ['retry-120', '120 s: beyond the budget', once],
  ['retry-date-far', 'the year 9999', once],
  ['retry-huge', '1000000000 s', once],
  ['retry-overflow', '40 digits', once],
  ['retry-exponent', '1e9, which is no number of seconds', once],
  ['retry-negative', '-1', once],
  ['retry-fraction', '0.5, which is no number of seconds', once],
  ['retry-text', 'soon', once],
  ['retry-empty', 'empty', once],
];
const known = /** @type {Record<string, Partial<Expectation>>} */ ({ 'retry-1': { retryAfter: 1 }, 'retry-120': { retryAfter: 120 } });

/** A status that carries `Retry-After: 0` but does not prove that the message was not accepted. */
const waitsInVain = [400, 408, 413, 500, 502, 504];
const plainRefusals = [400, 401, 403, 404, 405, 408, 409, 410, 413, 415, 422, 425, 451, 500, 501, 502, 503, 504, 511];

/** More than a socket takes at once, as a value of the caller: a configuration may not be that large. @type {Partial<Row>} */
const largeRequest = {
  config: { bodyParams: '{{pad}}', headers: { 'Content-Type': 'text/plain' } },
  payload: { pad: 'x'.repeat(200_000) },
};
/** @type {Partial<Row>} */
const asGet = { config: { method: 'GET', bodyParams: undefined, queryParams: { to: '{{to}}', text: '{{message}}' } } };

/** @type {readonly Row[]} */
export const catalogue = Object.freeze([
  row('refused', 'connection refused', refused),
  row('dns-failure', 'a name that does not resolve', refused),
  row('connect-timeout', 'connect time-out', { ...timedOut, ...untried }),
  row('connect-timeout', "connect time-out, the client's own", general(['network', 'timeout'], { attempts: 3, ...untried, withinMs: 6000 }), {
    id: 'connect-timeout+own', connectTimeout: 300, config: { timeout: 5750 },
  }),
  row('reset-on-connect', 'reset on connection', { ...lostAfterSending, ...untried }),
  row('tls-untrusted', 'TLS with a certificate that nobody signed', { ...lostAfterSending, ...untried }),
  row('tls-hang', 'silence instead of a TLS handshake', { ...timedOut, ...untried }),
  row('tls-to-plain', 'https to a server without TLS', { ...lostAfterSending, ...untried }),
  row('plain-to-tls', 'http to a server with TLS', { ...lostAfterSending, ...untried }),

  ...Object.entries(oddBodies).flatMap(([fault, what]) => [
    row(fault, what, success()),
    row(fault, `${what}, with a rule`, success(), { id: `${fault}+rule`, config: rule }),
  ]),
  ...Object.entries(brokenBodies).flatMap(([fault, what]) => [
    row(fault, what, success(bounded(fault))),
    row(fault, `${what}, with a rule`, { ...unreadable, ...bounded(fault) }, { id: `${fault}+rule`, config: rule }),
  ]),
  row('ok', 'the id of the message', success({ messageId: 'message-1' }), { id: 'ok+id', config: { response: { messageId: 'id' } } }),
  row('ok', 'a rule that does not hold', general('rejected', { status: 200 }), {
    id: 'ok+rejected', config: { response: { success: { path: 'status', equals: 'queued' } } },
  }),
  ...Object.entries(noAnswers).map(([fault, what]) => row(fault, what, lostAfterSending)),
  ...Object.entries(quiet).map(([fault, what]) => row(fault, what, timedOut)),
  row('endless-headers', 'headers without an end', { ...lostAfterSending, maxSent }),
  // undici refuses a 100 that nobody asked for; it and a 101 are treated differently by its versions.
  row('interim-100', '100 before the 200', { ...success(), outcome: 'either' }),
  row('interim-101', '101 before the 200', { ...success(), outcome: 'either' }),

  ...[200, 201, 202, 203, 204, 205, 206].map((status) => row(String(status), `${status}`, success({ status }))),
  row('204', '204 where a rule needs a body', { ...unreadable, status: 204 }, { id: '204+rule', config: rule }),
  row('body-on-204', '204 with a body', success({ status: 204 })),
  ...[...redirects, 304].map((status) => row(String(status), `${status}`, general('redirect', { status, accepted: 0 }))),
  ...plainRefusals.map((status) => row(String(status), `${status}`, refuses(status))),
  row('402', '402', failure('usage_limit_exceeded', { status: 402, accepted: 0 })),
  row('429', '429', failure('rate_limit_exceeded', { status: 429, accepted: 0 })),
  // Not by the connector: section 15.5.20 of RFC 9110 lets a client repeat on another connection, and fetch does.
  row('421', '421', refuses(421, { requestsSeen: [1, 2] })),
  // Fetch turns a proxy's status that no proxy sent into a network error.
  row('407', '407', general(['network', 'http_status'], { accepted: 0 })),
  row('status-600', 'status 600', general('http_status', { status: 600 })),
  row('status-999', 'status 999', general('http_status', { status: 999 })),
  ...waits.flatMap(([kind, what, expect]) => [
    row(`429-${kind}`, `429, Retry-After ${what}`, failure('rate_limit_exceeded', { status: 429, accepted: 0, ...expect, ...known[kind] })),
    row(`503-${kind}`, `503, Retry-After ${what}`, refuses(503, expect)),
  ]),
  ...waitsInVain.map((status) => row(`${status}-retry-0`, `${status}, Retry-After 0: may have been sent`, refuses(status))),
  row('302-retry-0', '302, Retry-After 0', general('redirect', { status: 302, accepted: 0 })),
  row('200-retry-0', '200, Retry-After 0', success()),
  row('503-once', '503 with Retry-After 0, then 200', repeated(2, success())),
  row('429-once', '429 with Retry-After 0, then 200', repeated(2, success())),
  row('500-once', '500, then 200: not repeated', refuses(500)),
  row('reset-once', 'reset, then 200: not repeated', lostAfterSending),

  row('reset-in-body-500', 'reset in the body of a 500', general('http_status', { status: 500 })),
  row('hang-in-body-500', 'silence inside the body of a 500', general(['http_status', 'timeout'], { withinMs: inBudget })),
  row('endless-body-500', 'a 500 without an end', general('http_status', { status: 500, maxSent })),

  row('early-200', '200 before the body is read', success({ accepted: 0 }), largeRequest),
  row('early-413', '413 before the body is read', refuses(413), largeRequest),
  row('early-reset', 'reset before the body is read', { ...lostAfterSending, accepted: 0 }, largeRequest),

  row('keep-alive-closed', 'kept connection closed under the request', lostAfterSending, { warmUp: true }),
  row('keep-alive-reset', 'kept connection reset under the request', lostAfterSending, { warmUp: true }),
  row('keep-alive-idle', 'kept connection closed before the request', success(), { warmUp: true }),
  // Clients may repeat an idempotent request by themselves; a GET that sends an SMS is none.
  row('keep-alive-closed', 'the same for a GET', lostAfterSending, {
    id: 'keep-alive-closed+get', warmUp: true, ...asGet,
  }),
]);
