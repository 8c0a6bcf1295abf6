// `sendMessage` as a program uses it: its result, its requests, its options.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { core, server } from '../support/api.mjs';
import { message as data } from '../support/messages.mjs';
import { assertSendError, failureOf } from '../support/outcome.mjs';
import { ok, reply } from '../support/server.mjs';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

describe('sendMessage', () => {
  test('resolves to status and attempts, and to the message id where there is one', async () => {
    const plain = await core.sendMessage({ endpoint: server.url }, data);
    assert.deepEqual(plain, { status: 200, attempts: 1 });
    const found = await core.sendMessage({ endpoint: server.url, response: { messageId: 'id' } }, data);
    assert.deepEqual(found, { status: 200, messageId: 'm-1', attempts: 1 });
    const missing = await core.sendMessage({ endpoint: server.url, response: { messageId: 'ids.0' } }, data);
    assert.deepEqual(missing, { status: 200, attempts: 1 });
  });

  for (const status of [200, 201, 202, 204, 206, 299]) {
    test(`${status} is success, with an empty body too`, async () => {
      server.answer = (response) => void response.writeHead(status).end();
      assert.deepEqual(await core.sendMessage({ endpoint: server.url }, data), { status, attempts: 1 });
    });
  }

  test('returns a native promise, also for nothing at all', async () => {
    for (const args of [[], [undefined], [null, null, null]]) {
      // @ts-expect-error: what a program without types may do
      const promise = core.sendMessage(...args);
      assert.ok(promise instanceof Promise);
      await assert.rejects(promise, (error) => {
        assertSendError(error, 'invalid_config');
        return true;
      });
    }
  });

  test('takes data.message, else the code, else the link; and says so where there is nothing', async () => {
    const config = { endpoint: server.url, bodyParams: { text: '{{message}}' } };
    for (const [message, payload, expected] of /** @type {const} */ ([
      ['hello', { code: '1', link: 'l' }, 'hello'],
      [undefined, { code: '1', link: 'l' }, '1'],
      ['', { code: '1', link: 'l' }, '1'],
      [undefined, { link: 'l' }, 'l'],
    ])) {
      await core.sendMessage(config, { ...data, message, payload });
      assert.deepEqual(JSON.parse(server.requests.at(-1)?.body ?? ''), { text: expected });
    }
    const { data: errorData } = await failureOf(() => core.sendMessage(config, { ...data, payload: {} }), 'invalid_request_parameters');
    assert.match(errorData.errorDescription, /message/);
    assert.equal(server.requests.length, 4);
  });

  test('{{id}} is a UUID, the same on every attempt and another for every message', async () => {
    let refused = 0;
    server.answer = (response, request) => ((refused += 1) % 2 ? reply(503, '', { 'Retry-After': '0' }) : ok)(response, request);
    const config = { endpoint: server.url, headers: { 'Idempotency-Key': '{{id}}' }, bodyParams: { ref: '{{id}}', at: '{{timestamp}}' } };
    const before = Math.floor(Date.now() / 1000);
    const results = [await core.sendMessage(config, data), await core.sendMessage(config, data)];
    assert.deepEqual(results, [{ status: 200, attempts: 2 }, { status: 200, attempts: 2 }]);
    const ids = server.requests.map(({ headers }) => headers['idempotency-key']);
    for (const id of ids) assert.match(String(id), UUID);
    assert.equal(ids[0], ids[1]);
    assert.equal(ids[2], ids[3]);
    assert.notEqual(ids[0], ids[2]);
    for (const { body, headers } of server.requests) {
      const { ref, at } = JSON.parse(body);
      assert.equal(ref, headers['idempotency-key']);
      assert.ok(Number(at) >= before && Number(at) <= Date.now() / 1000 + 1);
    }
  });

  test('does not change what it is given', async () => {
    const freeze = (/** @type {any} */ value) => {
      if (value !== null && typeof value === 'object') Object.values(Object.freeze(value)).forEach(freeze);
      return value;
    };
    const config = freeze({ endpoint: server.url, headers: { 'X-A': '{{code}}' }, bodyParams: { list: [{ to: '{{to}}' }] }, templates: [] });
    const before = JSON.stringify(config);
    await core.sendMessage(config, freeze(structuredClone(data)));
    assert.equal(JSON.stringify(config), before);
  });

  test('reads its input at once: what is changed afterwards is not sent', async () => {
    const config = { endpoint: `${server.url}/first`, bodyParams: { to: '{{to}}' } };
    const message = { ...data };
    const sending = core.sendMessage(config, message);
    config.endpoint = `${server.url}/second`;
    message.to = '+14155550199';
    await sending;
    assert.equal(server.requests[0].url, '/first');
    assert.equal(JSON.parse(server.requests[0].body).to, data.to);
  });
});

describe('options.fetch', () => {
  test('is used, with a URL and an init, and never with a Request', async () => {
    /** @type {any[][]} */
    const calls = [];
    /** @type {unknown[]} */
    const selves = [];
    /** @this {unknown} @param {any[]} args */
    const ours = function (...args) {
      selves.push(this);
      calls.push(args);
      return fetch(.../** @type {[string, RequestInit]} */ (args));
    };
    const result = await core.sendMessage({ endpoint: server.url, authorization: 'Bearer t0ken' }, data, { fetch: /** @type {any} */ (ours) });
    assert.deepEqual(result, { status: 200, attempts: 1 });
    assert.equal(calls.length, 1);
    const [url, init, ...others] = calls[0];
    assert.deepEqual(others, []);
    assert.equal(new URL(url).origin, server.url);
    assert.equal(typeof url, 'string');
    assert.equal(init.method, 'POST');
    assert.equal(init.redirect, 'manual');
    assert.ok(init.signal instanceof AbortSignal);
    assert.equal(typeof init.body, 'string');
    assert.equal(new Headers(init.headers).get('authorization'), 'Bearer t0ken');
    assert.deepEqual(selves, [undefined], 'fetch is called as a function: some hosts refuse another this');
  });

  test('is used again for a retry', async () => {
    let calls = 0;
    const ours = /** @type {typeof fetch} */ ((url, init) => {
      calls += 1;
      return calls === 1 ? Promise.reject(Object.assign(new TypeError('fetch failed'), { cause: { code: 'ECONNREFUSED' } })) : fetch(url, init);
    });
    assert.deepEqual(await core.sendMessage({ endpoint: server.url }, data, { fetch: ours }), { status: 200, attempts: 2 });
    assert.equal(calls, 2);
  });

  test('a response of another realm or library is as good', async () => {
    const ours = /** @type {any} */ (async () => ({ status: 201, headers: { get: () => null }, body: null, text: async () => '{"id":"x-9"}' }));
    const result = await core.sendMessage({ endpoint: server.url, response: { messageId: 'id' } }, data, { fetch: ours });
    assert.deepEqual(result, { status: 201, messageId: 'x-9', attempts: 1 });
  });

  test('a global fetch that is replaced is looked up with every send', async () => {
    const original = globalThis.fetch;
    let calls = 0;
    globalThis.fetch = (...args) => {
      calls += 1;
      return original(...args);
    };
    try {
      await core.sendMessage({ endpoint: server.url }, data);
    } finally {
      globalThis.fetch = original;
    }
    assert.equal(calls, 1);
  });
});

describe('options.signal', () => {
  test('that is aborted already: nothing is sent', async () => {
    const { data: errorData } = await failureOf(
      () => core.sendMessage({ endpoint: server.url }, data, { signal: AbortSignal.abort() }),
      'general',
      'aborted'
    );
    assert.equal(errorData.attempts, 0);
    assert.equal(server.requests.length, 0);
  });

  test('aborts while the provider is silent, and closes the connection', async () => {
    const controller = new AbortController();
    let closed = false;
    server.answer = (response) => {
      response.once('close', () => (closed = true));
      setTimeout(() => controller.abort(), 50);
    };
    const { ms, data: errorData } = await failureOf(
      () => core.sendMessage({ endpoint: server.url }, data, { signal: controller.signal }),
      'general',
      'aborted'
    );
    assert.ok(ms < 1000);
    assert.equal(errorData.attempts, 1);
    for (let tries = 0; tries < 100 && !closed; tries += 1) await pause(10);
    assert.ok(closed);
  });

  test('aborts while the body is read', async () => {
    const controller = new AbortController();
    server.answer = (response) => {
      response.writeHead(200).write('{');
      setTimeout(() => controller.abort(), 50);
    };
    await failureOf(() => core.sendMessage({ endpoint: server.url }, data, { signal: controller.signal }), 'general', 'aborted');
  });

  test('aborts while a retry is waited for', async () => {
    const controller = new AbortController();
    server.answer = (response, request) => {
      reply(429, 'later', { 'Retry-After': '5' })(response, request);
      setTimeout(() => controller.abort(), 100);
    };
    const { ms, data: errorData } = await failureOf(
      () => core.sendMessage({ endpoint: server.url }, data, { signal: controller.signal }),
      'general',
      'aborted'
    );
    assert.ok(ms < 1000);
    assert.equal(errorData.attempts, 1);
    assert.equal(server.requests.length, 1);
  });

  test('can be shared by many sends, and is let go of', async () => {
    const controller = new AbortController();
    let listeners = 0;
    const { signal } = controller;
    const { addEventListener, removeEventListener } = signal;
    signal.addEventListener = (/** @type {any[]} */ ...args) => { listeners += 1; return addEventListener.apply(signal, /** @type {any} */ (args)); };
    signal.removeEventListener = (/** @type {any[]} */ ...args) => { listeners -= 1; return removeEventListener.apply(signal, /** @type {any} */ (args)); };
    await Promise.all(Array.from({ length: 20 }, () => core.sendMessage({ endpoint: server.url }, data, { signal })));
    assert.equal(listeners, 0);
    controller.abort();
  });

  test('with a reason of its own still gives a plain error', async () => {
    const { data: errorData } = await failureOf(
      () => core.sendMessage({ endpoint: server.url }, data, { signal: AbortSignal.abort('because-7781') }),
      'general',
      'aborted'
    );
    assert.ok(!JSON.stringify(errorData).includes('because-7781'));
  });
});

test('500 sends at once: each message arrives once, and each gets its own answer', async () => {
  server.answer = (response, { body }) => {
    const { n } = JSON.parse(body);
    setTimeout(() => reply(n % 5 === 0 ? 400 : 200, { id: `id-${n}`, message: `no ${n}` })(response, /** @type {any} */ ({})), 20);
  };
  const sends = Array.from({ length: 500 }, (_, n) => {
    const config = { endpoint: server.url, bodyParams: { n: '{{n | number}}' }, response: { messageId: 'id' } };
    return core.sendMessage(config, { ...data, payload: { n } });
  });
  const settled = await Promise.allSettled(sends);
  for (const [n, outcome] of settled.entries()) {
    if (outcome.status === 'fulfilled') assert.deepEqual(outcome.value, { status: 200, messageId: `id-${n}`, attempts: 1 });
    else {
      assert.equal(n % 5, 0);
      assertSendError(outcome.reason, 'general', 'http_status');
      assert.equal(outcome.reason.data.providerMessage, `no ${n}`);
    }
  }
  assert.equal(settled.filter(({ status }) => status === 'rejected').length, 100);
  const arrived = server.requests.map(({ body }) => JSON.parse(body).n).sort((a, b) => a - b);
  assert.deepEqual(arrived, Array.from({ length: 500 }, (_, n) => n));
});
