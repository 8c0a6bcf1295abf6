// One message, answered as a test says, over HTTP and through the packed package.
import assert from 'node:assert/strict';
import { after, beforeEach } from 'node:test';
import { basename } from 'node:path';
import { freshProject } from '../../build/project.mjs';
import { assertSendError, outcomeOf } from './outcome.mjs';
import { reply, startServer } from './server.mjs';

const { core: load } = await freshProject(basename(process.argv[1], '.test.mjs'));
export const core = await load();

export const data = { to: '14155550123', type: 'SignIn', payload: { code: '012345', reference: 'a.b', list: ['x'] } };
/** How much of an answer is read where rules need it, and where it only has to be explained. */
export const LIMIT = 1024 * 1024;
export const EXPLAINED = 64 * 1024;

export const server = await startServer();
beforeEach(() => void (server.answer = reply(200, '')));
after(() => server.stop());

/** @typedef {import('../../../pkg-template/lib/core.js').SendMessageResult} Result */

/**
 * One message, answered so: what the caller gets.
 * @param {unknown} response @param {{ status?: number, body?: unknown, headers?: Record<string, string> }} answer
 * @param {Record<string, unknown>} [config]
 */
export async function judge(response, { status = 200, body = '', headers }, config) {
  server.answer = reply(status, body, headers);
  const seen = server.requests.length;
  const sent = {
    endpoint: `${server.url}/send`,
    bodyParams: { text: '{{message}}', id: '{{id}}' },
    retry: 'never',
    response,
    ...config,
  };
  const { result, error } = await outcomeOf(() => core.sendMessage(/** @type {any} */ (sent), data));
  assert.equal(server.requests.length, seen + 1, 'one message is one request');
  if (error) {
    assertSendError(error);
    assert.equal(error.data.attempts, 1);
    assert.equal(error.data.status, status);
  } else {
    const { attempts, status: taken } = /** @type {Result} */ (result);
    assert.deepEqual([attempts, taken], [1, status]);
  }
  return { result: /** @type {Result | undefined} */ (result), code: error?.code, data: error?.data };
}

/** The verdict in one word. @param {unknown} response @param {Parameters<typeof judge>[1]} answer @param {Record<string, unknown>} [config] */
export async function verdict(response, answer, config) {
  const { result, code, data: { reason = undefined } = {} } = await judge(response, answer, config);
  if (result) return 'sent';
  return code === 'general' ? reason : code;
}

/** The message id. @param {unknown} messageId @param {unknown} body */
export async function idAt(messageId, body) {
  const { result } = await judge({ messageId }, { body });
  assert.ok(result, 'a missing id is no failure');
  return result.messageId;
}

/** @param {unknown} body */
export function asJson(body) {
  return typeof body === 'string' ? body : JSON.stringify(body);
}
