// `options.onAttempt`: what it is told of each attempt, and that nothing it does can delay or break a send.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { closedPort } from '../../servers/listen.mjs';
import { findLeaks } from '../support/faults/leaks.mjs';
import { failureOf } from '../support/outcome.mjs';
import { ok, reply } from '../support/server.mjs';
import { asked, byToken, core, data, GRACE, markers, provider, send, tokens, withToken } from '../support/delivery.mjs';

/** @typedef {import('../../../pkg-template/lib/core.js').Attempt} Attempt */

/** Answers one after the other, the last again and again. @param {import('../support/server.mjs').Answer[]} answers */
const inTurn = (...answers) => {
  let nth = 0;
  return /** @type {import('../support/server.mjs').Answer} */ ((response, request) => answers[Math.min(nth++, answers.length - 1)](response, request));
};

/** What a send told, and how it ended. @param {unknown} config @param {{ signal?: AbortSignal }} [options] */
async function told(config, options) {
  /** @type {Attempt[]} */
  const attempts = [];
  const outcome = await send(config, { ...options, onAttempt: (attempt) => void attempts.push(attempt) }).then(
    (result) => ({ result, error: undefined }),
    (error) => ({ result: undefined, error }),
  );
  return { attempts, ...outcome };
}

/** @param {Attempt[]} attempts */
const withoutTimes = (attempts) =>
  attempts.map(({ durationMs, retryInMs, ...rest }) => {
    assert.ok(Number.isInteger(durationMs) && durationMs >= 0, `durationMs ${durationMs}`);
    if (retryInMs !== undefined) assert.ok(Number.isInteger(retryInMs) && retryInMs >= 0, `retryInMs ${retryInMs}`);
    return { ...rest, ...(retryInMs !== undefined && { retries: true }) };
  });

describe('what is told', () => {
  test('of a success', async () => {
    const sms = await provider((response, request) => void setTimeout(() => ok(response, request), 100));
    const { attempts } = await told({ endpoint: sms.url });
    assert.deepEqual(withoutTimes(attempts), [{ attempt: 1, status: 200 }]);
    assert.ok(attempts[0].durationMs >= 95 && attempts[0].durationMs < 100 + GRACE, `${attempts[0].durationMs} ms`);
  });

  test('of retries: the status, the reason, and when it goes on', async () => {
    const sms = await provider(inTurn(reply(503, '', { 'Retry-After': '0' }), reply(503, '', { 'Retry-After': '1' }), ok));
    const { attempts, result } = await told({ endpoint: sms.url });
    assert.deepEqual(withoutTimes(attempts), [
      { attempt: 1, status: 503, reason: 'http_status', retries: true },
      { attempt: 2, status: 503, reason: 'http_status', retries: true },
      { attempt: 3, status: 200 },
    ]);
    assert.deepEqual(attempts.map(({ retryInMs }) => retryInMs), [0, 1000, undefined]);
    assert.equal(result?.attempts, 3);
  });

  test('of the last failure, which has no retry', async () => {
    const endpoint = `http://127.0.0.1:${await closedPort()}/`;
    const { attempts, error } = await told({ endpoint, maxRetries: 1 });
    assert.deepEqual(withoutTimes(attempts), [{ attempt: 1, reason: 'network', retries: true }, { attempt: 2, reason: 'network' }]);
    assert.equal(error.data.attempts, 2);
  });

  test('of every kind of failure, its reason, once', async () => {
    /** @type {[answer: import('../support/server.mjs').Answer, expected: Partial<Attempt>, config?: Record<string, unknown>][]} */
    const kinds = [
      [reply(429, ''), { status: 429, reason: 'http_status' }],
      [reply(302, '', { Location: 'http://127.0.0.1:9/' }), { status: 302, reason: 'redirect' }],
      [reply(200, { a: 1 }), { status: 200, reason: 'rejected' }, { response: { success: { path: 'a', equals: 2 } } }],
      [reply(200, '<'), { status: 200, reason: 'invalid_response' }, { response: { success: { path: 'a', equals: 2 } } }],
      [() => {}, { reason: 'timeout' }, { timeout: 150 }],
      [(response) => void response.destroy(), { reason: 'network' }],
    ];
    for (const [answer, expected, config] of kinds) {
      const { attempts, error } = await told({ endpoint: (await provider(answer)).url, retry: 'never', ...config });
      assert.deepEqual(withoutTimes(attempts), [{ attempt: 1, ...expected }]);
      assert.equal(error.data.reason, expected.reason);
    }
  });

  test('of an abort: the attempt that it ended, but none where it ended a wait or came before', async () => {
    const sms = await provider(() => {});
    const controller = new AbortController();
    const during = told({ endpoint: sms.url }, { signal: controller.signal });
    await asked(sms, 1);
    controller.abort();
    assert.deepEqual(withoutTimes((await during).attempts), [{ attempt: 1, reason: 'aborted' }]);

    sms.answer = reply(503, '', { 'Retry-After': '5' });
    const later = new AbortController();
    const waiting = told({ endpoint: sms.url }, { signal: later.signal });
    await asked(sms, 2);
    setTimeout(() => later.abort(), 50);
    assert.deepEqual(withoutTimes((await waiting).attempts), [{ attempt: 1, status: 503, reason: 'http_status', retries: true }]);

    const { attempts, error } = await told({ endpoint: sms.url }, { signal: AbortSignal.abort() });
    assert.deepEqual([attempts, error.data.reason], [[], 'aborted']);
  });

  test('of a token: a failure of its own, and a renewal', async () => {
    const [sms, auth] = [await provider(byToken({ 1: reply(401, '') })), await provider(reply(400, ''))];
    const failed = await told(withToken(sms, auth));
    assert.deepEqual(withoutTimes(failed.attempts), [{ attempt: 0, status: 400, reason: 'token' }]);
    auth.answer = tokens();
    const { attempts } = await told(withToken(sms, auth));
    assert.deepEqual(withoutTimes(attempts), [{ attempt: 1, status: 401, reason: 'http_status', retries: true }, { attempt: 2, status: 200 }]);
    assert.equal(attempts[0].retryInMs, 0);
  });

  test('of a fallback: who was asked', async () => {
    const [first, second, third] = [await provider(reply(401, '')), await provider(reply(404, '')), await provider()];
    const bodyParams = { to: '{{to}}', text: '{{message}}' };
    const { attempts, result } = await told({ endpoint: first.url, bodyParams, fallback: [second, third].map(({ url }) => ({ endpoint: url, bodyParams })) });
    assert.deepEqual(withoutTimes(attempts), [
      { attempt: 1, status: 401, reason: 'http_status', via: 'base' },
      { attempt: 2, status: 404, reason: 'http_status', via: 'fallback.0' },
      { attempt: 3, status: 200, via: 'fallback.1' },
    ]);
    assert.equal(result?.via, 'fallback.1');
    const routed = await told({ endpoint: third.url, bodyParams, routes: [{ to: ['+1'], bodyParams: { number: '{{to}}', text: '{{message}}' } }] });
    assert.deepEqual(withoutTimes(routed.attempts), [{ attempt: 1, status: 200, via: 'routes.0' }]);
  });

  test('nothing before there is an attempt', async () => {
    const sms = await provider();
    assert.deepEqual((await told({ endpoint: 'nonsense' })).attempts, []);
    assert.deepEqual((await told({ endpoint: sms.url, routes: [{ to: ['+'], block: true }] })).attempts, []);
  });

  test('plain data without a secret, before the send settles, by no `this` and with no other argument', async () => {
    const sms = await provider(reply(400, { message: `${markers.token} ${markers.code}` }));
    /** @type {unknown[]} */
    const calls = [];
    let settled = false;
    const onAttempt = /** @type {any} */ (function (/** @type {unknown[]} */ ...args) {
      // @ts-expect-error What it is called on is what is asked.
      calls.push({ args, self: this, settled });
    });
    await send({ endpoint: sms.url, authorization: `Bearer ${markers.token}` }, { onAttempt }).catch(() => (settled = true));
    assert.equal(settled, true);
    const [{ args: [attempt, ...others], self, settled: late }] = /** @type {any[]} */ (calls);
    assert.deepEqual([calls.length, others, self, late], [1, [], undefined, false]);
    assert.deepEqual(JSON.parse(JSON.stringify(attempt)), attempt);
    assert.equal(Object.getPrototypeOf(attempt), Object.prototype);
    assert.deepEqual(findLeaks(attempt, markers), []);
  });
});

describe('whatever it does, the send is as without it', () => {
  /** @type {Record<string, (attempt: any) => unknown>} */
  const listeners = {
    'throws an Error': () => {
      throw new Error('mine');
    },
    'throws nothing': () => {
      throw undefined;
    },
    'throws something that throws': () => {
      throw new Proxy({}, { get: () => { throw new Error('again'); } });
    },
    'returns a rejected promise': () => Promise.reject(new Error('mine')),
    'is async and throws': async () => {
      throw new Error('mine');
    },
    'returns a promise that never settles': () => new Promise(() => {}),
    'returns what only looks like a promise': () => ({ then: (/** @type {unknown} */ _, /** @type {(reason: unknown) => void} */ reject) => reject(new Error('mine')) }),
    'returns a promise whose `then` throws': () => Object.defineProperty({}, 'then', { get: () => { throw new Error('mine'); } }),
    'changes what it gets': (attempt) => {
      for (const key of Object.keys(attempt)) attempt[key] = 99;
    },
    'sends a message itself': () => core.sendMessage({ endpoint: 'nonsense' }, data),
  };
  for (const [what, onAttempt] of Object.entries(listeners)) {
    test(`one that ${what}`, async () => {
      const sms = await provider(inTurn(reply(503, '', { 'Retry-After': '0' }), ok));
      let calls = 0;
      const counted = (/** @type {any} */ attempt) => {
        calls += 1;
        return onAttempt(attempt);
      };
      const started = performance.now();
      assert.deepEqual(await send({ endpoint: sms.url }, { onAttempt: /** @type {any} */ (counted) }), { status: 200, attempts: 2 });
      assert.ok(performance.now() - started < 1000, 'it is not waited for');
      assert.deepEqual([calls, sms.requests.length], [2, 2]);

      sms.answer = reply(400, { message: 'bad' });
      const { data: failed } = await failureOf(() => send({ endpoint: sms.url }, { onAttempt: /** @type {any} */ (counted) }), 'general', 'http_status');
      assert.deepEqual([failed.attempts, failed.status, calls], [1, 400, 3]);
    });
  }

  test('one that aborts ends the retries', async () => {
    const sms = await provider(reply(503, '', { 'Retry-After': '0' }));
    const controller = new AbortController();
    const sending = () => send({ endpoint: sms.url }, { signal: controller.signal, onAttempt: () => controller.abort() });
    const { data: failed } = await failureOf(sending, 'general', 'aborted');
    assert.deepEqual([failed.attempts, sms.requests.length], [1, 1]);
  });

  test('one that is no function is none', async () => {
    const sms = await provider();
    for (const onAttempt of [5, 'log', {}, true, [], null, undefined]) {
      assert.deepEqual(await send({ endpoint: sms.url }, /** @type {any} */ ({ onAttempt })), { status: 200, attempts: 1 });
    }
    const options = Object.defineProperty({}, 'onAttempt', { get: () => { throw new Error('mine'); } });
    assert.equal((await send({ endpoint: sms.url }, options)).attempts, 1);
  });
});
