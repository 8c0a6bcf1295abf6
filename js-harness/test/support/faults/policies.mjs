/**
 * The rows where the policy or the number of retries makes the difference; `timeout` is 1500, `maxRetries` 2 where nothing
 * else is said.
 *
 * @typedef {import('./expectations.mjs').Row} Row
 */
import {
  failure, general, inBudget, lostAfterSending, refused, refuses, repeated, row, success, timedOut, untried,
} from './expectations.mjs';

/** @param {Row['retry']} retry @param {Row[]} list */
const under = (retry, list) => list.map((each) => ({ ...each, id: `${each.id} (${retry})`, retry }));

/** @param {number} maxRetries @param {Row} each @param {Row['config']} [config] @returns {Row} */
const limited = (maxRetries, each, config) => ({ ...each, id: `${each.id} (${maxRetries} retries)`, config: { ...config, maxRetries } });

const onceRefused = { ...refused, attempts: 1 };
const rateLimited = failure('rate_limit_exceeded', { status: 429, accepted: 0 });

const never = under('never', [
  row('refused', 'connection refused', onceRefused),
  row('dns-failure', 'a name that does not resolve', onceRefused),
  row('connect-timeout', "connect time-out, the client's own", general(['network', 'timeout'], { ...untried, withinMs: inBudget }), {
    connectTimeout: 300,
  }),
  row('429-retry-0', '429, Retry-After 0', rateLimited),
  row('503-retry-0', '503, Retry-After 0', refuses(503)),
  row('503-once', '503 with Retry-After 0, then 200', refuses(503)),
  row('500', '500', refuses(500)),
  row('reset-once', 'reset, then 200', lostAfterSending),
  row('ok', 'a well-behaved provider', success()),
]);

/**
 * `always` is for providers that know a message again by its id, so here the server may accept it more than once. A 2xx
 * still ends it: what is handed over is not sent again.
 */
const lostThrice = { ...repeated(3, lostAfterSending), accepted: 3 };
const always = under('always', [
  row('refused', 'connection refused', refused),
  ...[408, 500, 501, 502, 503, 504].map((status) => row(String(status), `${status}`, repeated(3, refuses(status)))),
  ...[400, 401, 404, 409, 422].map((status) => row(String(status), `${status}`, refuses(status))),
  row('402', '402', failure('usage_limit_exceeded', { status: 402, accepted: 0 })),
  row('302', '302', general('redirect', { status: 302, accepted: 0 })),
  // Not among what `always` adds: a limit without a time to wait is only hit harder.
  row('429', '429', rateLimited),
  row('429-retry-0', '429, Retry-After 0', repeated(3, rateLimited)),
  row('503-retry-1', '503, Retry-After 1 s: fits once', { ...repeated(2, refuses(503)), minMs: 990 }),
  // The provider says when; asking earlier is what it asked not to do.
  row('503-retry-120', '503, Retry-After 120 s: beyond the budget', refuses(503)),
  row('reset-before-answer', 'reset after the request was read', lostThrice),
  row('reset-in-headers', 'reset inside the headers', lostThrice),
  // A close instead of a reset: which of the two a dying server sends is chance.
  row('close-before-answer', 'closed without an answer', lostThrice),
  row('reset-in-body-500', 'reset in the body of a 500', { ...repeated(3, general('http_status', { status: 500 })), accepted: 3 }),
  row('reset-in-body', 'reset in the body of a 200', success()),
  row('reset-in-body', 'the same where a rule needs the body', failure('invalid_response'), {
    id: 'reset-in-body+rule',
    config: { response: { success: { path: 'status', equals: 'sent' } } },
  }),
  row('hang-before-headers', 'silence after the request', timedOut),
  row('not-http', 'an SSH server', lostAfterSending),
  row('tls-untrusted', 'TLS with a certificate that nobody signed', { ...lostAfterSending, ...untried }),
  row('500-once', '500, then 200', repeated(2, success())),
  row('reset-once', 'reset, then 200', { ...repeated(2, success()), accepted: 2 }),
  row('keep-alive-closed', 'kept connection closed under the request', { ...repeated(2, success()), accepted: 2 }, { warmUp: true }),
  row('ok', 'a well-behaved provider', success()),
]);

const limits = under('unsent', [
  limited(0, row('refused', 'connection refused', onceRefused)),
  limited(0, row('503-once', '503 with Retry-After 0, then 200', refuses(503))),
  limited(1, row('refused', 'connection refused', { ...refused, attempts: 2 })),
  limited(1, row('429-retry-0', '429, Retry-After 0', repeated(2, rateLimited))),
  limited(3, row('429-retry-0', '429, Retry-After 0', { ...repeated(4, rateLimited), withinMs: 5250 }), { timeout: 5000 }), // backoff grows
]);

/** @type {readonly Row[]} */
export const policies = Object.freeze([...never, ...always, ...limits]);
