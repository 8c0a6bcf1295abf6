// What came of a send, and the shape that every error has.
import assert from 'node:assert/strict';
import { ConnectorErrorCodes } from '@logto/connector-kit';

/** What may stand in `data`; anything else would be something that nobody looked at for secrets. */
const DATA_KEYS = new Set(['errorDescription', 'reason', 'attempts', 'reference', 'rule', 'status', 'providerMessage', 'retryAfter', 'issues', 'via']);
const GENERAL_REASONS = ['http_status', 'rejected', 'redirect', 'timeout', 'network', 'aborted', 'token', 'internal'];
const CODES = /** @type {string[]} */ (Object.values(ConnectorErrorCodes));

/**
 * Settles a send without ever throwing. A send that throws synchronously fails the test.
 * @template T
 * @param {() => Promise<T>} send
 * @returns {Promise<{ result: T | undefined, error: any, ms: number }>}
 */
export async function outcomeOf(send) {
  const started = performance.now();
  let promise;
  try {
    promise = send();
  } catch {
    assert.fail('the send threw synchronously');
  }
  assert.ok(promise instanceof Promise, 'a send returns a promise');
  const settled = await promise.then(
    (result) => ({ result, error: undefined }),
    (error) => ({ result: undefined, error })
  );
  return { ...settled, ms: performance.now() - started };
}

/**
 * The error of a send that has to fail.
 * @param {() => Promise<unknown>} send
 * @param {string} code
 * @param {string} [reason]
 */
export async function failureOf(send, code, reason) {
  const { error, ms } = await outcomeOf(send);
  assert.notEqual(error, undefined, 'the send has to fail');
  assertSendError(error, code, reason);
  return { error, data: error.data, ms };
}

/**
 * @param {any} error
 * @param {string} [code]
 * @param {string} [reason]
 */
export function assertSendError(error, code, reason) {
  assert.ok(error instanceof Error, 'an error is an Error');
  const { code: actual, data } = /** @type {any} */ (error);
  assert.ok(CODES.includes(actual), `the code ${String(actual)} is one of Logto's`);
  if (code !== undefined) assert.equal(actual, code);
  assert.deepEqual(JSON.parse(JSON.stringify(data)), data, 'data is plain JSON');
  for (const key of Object.keys(data)) assert.ok(DATA_KEYS.has(key), `data has the unknown key ${key}`);
  assert.equal(typeof data.errorDescription, 'string');
  assert.match(data.errorDescription, /^[A-Z].{10,}/s, 'errorDescription is a sentence');
  assert.match(data.reference, /^[0-9a-f]{8}$/, 'a reference by which an operator finds what a visitor saw');
  assert.equal(typeof data.reason, 'string');
  if (actual === 'general') assert.ok(GENERAL_REASONS.includes(data.reason), `the reason ${data.reason} is a known one`);
  if (reason !== undefined) assert.equal(data.reason, reason);
  assert.ok(Number.isInteger(data.attempts) && data.attempts >= 0, 'attempts is a count');
  if ('providerMessage' in data) assert.ok([...data.providerMessage].length <= 200, 'providerMessage has at most 200 characters');
  if ('issues' in data) assert.ok(data.issues.length > 0, 'a list of issues is not empty');
  for (const issue of data.issues ?? []) assertIssue(issue);
}

/** @param {any} issue */
export function assertIssue(issue) {
  assert.deepEqual(Object.keys(issue).sort(), ['code', 'message', 'path', 'severity']);
  assert.equal(typeof issue.path, 'string');
  assert.match(issue.code, /^[a-z]+(_[a-z]+)*$/);
  assert.ok(issue.message.length > 5, 'an issue has a message');
  assert.ok(['error', 'warning'].includes(issue.severity));
}

/** @param {{ path: string, severity: string }[]} issues */
export const errorPaths = (issues) => issues.filter(({ severity }) => severity === 'error').map(({ path }) => path).sort();
