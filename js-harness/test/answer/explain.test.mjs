// What an answer would mean, without a send: it agrees with what a send makes of the same answer.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { connectorDirectory } from '../../logto/layout.mjs';

/** @type {typeof import('../../../pkg-template/lib/core.js')} */
const core = await import(pathToFileURL(join(connectorDirectory, 'lib', 'core.js')).href);

const data = { to: '14155550123', type: 'SignIn', payload: { code: '918273' } };
/** @type {any} */
const config = {
  endpoint: 'https://sms.test/send',
  authorization: 'Bearer t0p-secret',
  bodyParams: { to: '{{to}}', text: '{{message}}' },
  response: {
    success: [{ path: 'status', equals: 'ok' }, { any: [{ path: 'id', exists: true }, { path: 'ref', exists: true }] }],
    messageId: 'id',
    error: 'error',
    rateLimited: { path: 'code', equals: 7 },
    refused: { path: 'code', equals: [8, 9] },
  },
};

/** @type {Array<[string, any, string, Array<boolean | null>]>} the answer, the verdict, and whether each rule holds */
const ANSWERS = [
  ['an acceptance', { status: 200, body: { status: 'ok', id: 'm-1' } }, 'accepted', [true, true, false, false, false]],
  ['a rule that does not hold', { status: 200, body: { status: 'ok' } }, 'unclear', [true, false, false, false, false]],
  ['a refusal by a rule', { status: 200, body: '{"code":8}' }, 'refused', [false, false, false, false, true]],
  ['a rate limit by a rule', { status: 200, body: '{"code":7}' }, 'refused', [false, false, false, true, false]],
  ['a status', { status: 500, body: '{}' }, 'unclear', [false, false, false, false, false]],
  ['bad credentials', { status: 401, body: '{"error":"token t0p-secret is bad"}' }, 'refused', [false, false, false, false, false]],
  ['a page', { status: 200, body: '<html><p>Hello</p></html>' }, 'unclear', [null, null, null, null, null]],
  ['nothing', { status: 204 }, 'unclear', [null, null, null, null, null]],
];

describe('explainAnswer', () => {
  for (const [what, answer, verdict, holds] of ANSWERS) {
    test(what, async () => {
      const explanation = core.explainAnswer(config, answer, data);
      assert.equal(explanation.verdict, verdict);
      assert.equal(explanation.sample, false);
      assert.deepEqual(explanation.rules.map((rule) => rule.path), [
        'response.success.0', 'response.success.1.any.0', 'response.success.1.any.1', 'response.rateLimited', 'response.refused',
      ]);
      assert.deepEqual(explanation.rules.map((rule) => rule.holds), holds);
      assert.doesNotMatch(JSON.stringify(explanation), /t0p-secret|918273|4155550123/);
      // A send of the same.
      const body = typeof answer.body === 'object' ? JSON.stringify(answer.body) : answer.body ?? null;
      const send = core.sendMessage({ ...config, retry: 'never' }, data, { fetch: async () => new Response(body, { status: answer.status }) });
      const outcome = await send.then((receipt) => ({ receipt, error: undefined }), (error) => ({ receipt: undefined, error }));
      assert.equal(explanation.messageId, outcome.receipt?.messageId);
      assert.equal(explanation.code, outcome.error?.code);
      assert.equal(explanation.reason, outcome.error?.data.reason);
      assert.equal(explanation.errorDescription, outcome.error?.data.errorDescription);
      assert.equal(explanation.providerMessage, outcome.error?.data.providerMessage);
    });
  }

  test('without data it judges for a message that is made up, and says so', () => {
    const explanation = core.explainAnswer(config, { status: 200, body: { status: 'ok', id: 'm-1' } });
    assert.deepEqual([explanation.verdict, explanation.sample, explanation.messageId], ['accepted', true, 'm-1']);
  });

  test('whether it would be repeated, or another provider tried', () => {
    const limited = { status: 429, headers: { 'Retry-After': '1' }, body: '' };
    assert.equal(core.explainAnswer(config, limited, data).repeat, true);
    assert.equal(core.explainAnswer({ ...config, retry: 'never' }, limited, data).repeat, false);
    const later = { ...limited, headers: { 'Retry-After': '30' } };
    assert.equal(core.explainAnswer(config, later, data).repeat, false, 'that is beyond the time of the whole send');
    assert.equal(core.explainAnswer({ ...config, timeout: 60_000 }, later, data).repeat, true);
    assert.equal(core.explainAnswer(config, { status: 401 }, data).fallback, false);
    const other = { ...config, fallback: [{ endpoint: 'https://other.test', bodyParams: { to: '{{to}}', text: '{{message}}' } }] };
    const [refused, unclear] = [core.explainAnswer(other, { status: 401 }, data), core.explainAnswer(other, { status: 503 }, data)];
    assert.deepEqual([refused.fallback, refused.via, unclear.fallback], [true, 'base', false]);
  });

  test('an answer that is none is a SendError that says what is expected', () => {
    for (const [answer, path] of /** @type {any[][]} */ ([[{}, 'answer.status'], [{ status: '200' }, 'answer.status'], [{ status: 99 }, 'answer.status'], ['OK', 'answer']])) {
      assert.throws(() => core.explainAnswer(config, answer, data), (error) => core.isSendError(error) && error.data.issues?.[0].path === path);
    }
  });
});

describe('SendError', () => {
  test('has a name, and is told from others', async () => {
    const error = await core.sendMessage(/** @type {any} */ ({}), data).catch((thrown) => thrown);
    assert.equal(error.name, 'SendError');
    assert.equal(core.isSendError(error), true);
    for (const other of [new Error('x'), Object.assign(new Error('x'), { code: 'general' }), 'x', undefined, { name: 'SendError', code: 'general', data: {} }]) {
      assert.equal(core.isSendError(other), false);
    }
  });

  test('its stack begins where the caller is', async () => {
    async function callerOfSend() {
      await core.sendMessage(/** @type {any} */ ({}), data);
    }
    async function callerOfSlowSend() {
      await core.sendMessage(config, data, { fetch: async () => new Response('', { status: 500 }) });
    }
    const callerOfPreview = () => core.previewRequest(/** @type {any} */ ({}), data);
    for (const call of [callerOfSend, callerOfSlowSend, async () => callerOfPreview()]) {
      const { stack } = await call().catch((error) => error);
      const [, first] = stack.split('\n    at ');
      assert.match(first, /callerOf/, stack);
      assert.doesNotMatch(stack, /wasm/);
    }
  });
});
