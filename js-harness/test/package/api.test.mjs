// The engine as a program uses it: `connector-generic-http-sms/core`, imported by its name from a project of its own.
import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { freshProject } from '../../build/project.mjs';
import { runScript } from '../../runtimes/process.mjs';
import { message as data } from '../support/messages.mjs';
import { assertIssue, assertSendError, failureOf } from '../support/outcome.mjs';
import { ok, reply, startServer } from '../support/server.mjs';

/** @type {Awaited<ReturnType<typeof freshProject>>} */
let project;
/** @type {import('../../build/project.mjs').Core} */
let core;
/** @type {Awaited<ReturnType<typeof startServer>>} */
let server;
/** @type {unknown[]} */
const unhandled = [];
const onUnhandled = (/** @type {unknown} */ reason) => void unhandled.push(reason);

before(async () => {
  process.on('unhandledRejection', onUnhandled);
  project = await freshProject('api');
  core = await project.core();
  server = await startServer();
});
beforeEach(() => {
  server.answer = ok;
  server.requests.length = 0;
});
after(async () => {
  server.stop();
  await pause(50);
  process.off('unhandledRejection', onUnhandled);
  assert.equal(unhandled.length, 0, 'no rejection is left unhandled');
});

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

describe('validateConfig', () => {
  test('a good configuration has no issues', () => {
    assert.deepEqual(core.validateConfig({ endpoint: 'https://sms.example.com/send' }), { valid: true, issues: [] });
  });

  test('issues have path, code, message and severity', () => {
    const { valid, issues } = core.validateConfig({ headers: { 'X-A': {} }, other: 1, templates: [{}] });
    assert.equal(valid, false);
    issues.forEach(assertIssue);
    const paths = issues.map(({ path, severity }) => `${severity} ${path}`).sort();
    assert.deepEqual(paths, ['error endpoint', 'error headers.X-A', 'error templates.0.content', 'error templates.0.usageType', 'warning other']);
  });

  test('warnings leave it valid', () => {
    const { valid, issues } = core.validateConfig({ endpoint: 'https://sms.example.com', bodyParams: { a: '{{recipient}}' }, colour: 1 });
    assert.equal(valid, true);
    assert.deepEqual(issues.map(({ path, severity }) => [path, severity]).sort(), [['bodyParams.a', 'warning'], ['colour', 'warning']]);
  });

  test('what stands for "not set"', () => {
    const endpoint = 'https://sms.example.com/send';
    for (const unset of ['', null, undefined, Number.NaN, {}, []]) {
      const structured = { headers: unset, queryParams: unset, bodyParams: unset, templates: unset, response: unset };
      const scalars = ['', null, undefined, Number.NaN].includes(/** @type {any} */ (unset))
        ? { method: unset, authorization: unset, apiKey: unset, apiSecret: unset, timeout: unset, retry: unset, maxRetries: unset, signingSecret: unset }
        : {};
      assert.deepEqual(core.validateConfig({ endpoint, ...structured, ...scalars }), { valid: true, issues: [] });
    }
  });

  test('the aliases of the parameters are the same keys', () => {
    const config = { endpoint: 'https://sms.example.com/send', queryParameters: { a: '{{to}}' }, bodyParameters: { b: '{{to}}' } };
    assert.deepEqual(core.validateConfig(config), { valid: true, issues: [] });
    const { url, body } = core.previewRequest(config, data);
    assert.equal(url, 'https://sms.example.com/send?a=%2B14155550123');
    assert.equal(body, '{"b":"+14155550123"}');
  });
});

describe('previewRequest', () => {
  test('POST', () => {
    const preview = core.previewRequest({ endpoint: 'https://sms.example.com/send', headers: { 'X-Id': 7 } }, data);
    assert.deepEqual(preview, {
      method: 'POST',
      url: 'https://sms.example.com/send',
      headers: { 'X-Id': '7', 'Content-Type': 'application/json' },
      body: JSON.stringify(data),
    });
  });

  test('GET has no body', () => {
    const config = { endpoint: 'https://sms.example.com/send', method: 'get', queryParams: { n: [1, true, 'a b'], gone: null, to: '{{to}}' } };
    assert.deepEqual(core.previewRequest(config, data), {
      method: 'GET',
      url: 'https://sms.example.com/send?n=1&n=true&n=a%20b&to=%2B14155550123',
      headers: {},
    });
  });

  test('credentials show only where they are asked for', () => {
    const config = { endpoint: 'https://sms.example.com', authorization: 'Basic user:pa55word-0' };
    assert.doesNotMatch(JSON.stringify(core.previewRequest(config, data)), /pa55word|dXNlcjp/);
    const { headers } = core.previewRequest(config, data, { reveal: true });
    assert.deepEqual(headers, { Authorization: `Basic ${btoa('user:pa55word-0')}`, 'Content-Type': 'application/json' });
  });

  test('throws what sendMessage would reject with', async () => {
    for (const [config, message] of /** @type {any[][]} */ ([
      [{}, data],
      [{ endpoint: server.url }, {}],
      [{ endpoint: server.url, templates: [{ usageType: 'Register', content: 'x' }] }, data],
      [{ endpoint: server.url, bodyParams: { a: '{{message}}' } }, { ...data, payload: {} }],
      [{ endpoint: server.url, headers: { 'X-A': '{{code}}' } }, { ...data, payload: { code: 'a\nb' } }],
      [{ endpoint: `${server.url}/{{code}}` }, { ...data, payload: { code: 'x'.repeat(9000) } }],
      [{ endpoint: server.url }, { ...data, payload: { code: 'x'.repeat(250 * 1024), more: 'y'.repeat(10 * 1024) } }],
    ])) {
      const rejected = await core.sendMessage(config, message).catch((error) => error);
      assertSendError(rejected);
      assert.throws(() => core.previewRequest(config, message), (error) => {
        assertSendError(error, rejected.code, rejected.data.reason);
        assert.equal(/** @type {any} */ (error).data.errorDescription, rejected.data.errorDescription);
        return true;
      });
    }
    assert.equal(server.requests.length, 0);
  });

  test('sends nothing', () => {
    core.previewRequest({ endpoint: server.url }, data);
    assert.equal(server.requests.length, 0);
  });
});

describe('limits are named by their errors', () => {
  const text = (/** @type {number} */ length) => 'x'.repeat(length);
  for (const [what, config, message, code, named] of /** @type {[string, any, any, string, RegExp][]} */ ([
    ['a configuration over 64 KiB', { bodyParams: { a: text(64 * 1024) } }, {}, 'invalid_config', /64 KiB/],
    ['a configuration over 16 levels', { bodyParams: JSON.parse('['.repeat(16) + ']'.repeat(16)) }, {}, 'invalid_config', /16/],
    ['message data over 256 KiB', {}, { payload: { code: '1', more: text(256 * 1024) } }, 'invalid_request_parameters', /message data of at most 256 KiB/],
    ['message data over 127 levels', {}, { payload: { code: '1', more: JSON.parse('['.repeat(126) + ']'.repeat(126)) } }, 'invalid_request_parameters', /127/],
    ['a URL over 8 KiB', { queryParams: { a: '{{code}}' } }, { payload: { code: text(8 * 1024) } }, 'invalid_request_parameters', /8 KiB/],
    ['a request over 256 KiB', { bodyParams: { a: '{{code}}{{code}}' } }, { payload: { code: text(130 * 1024) } }, 'invalid_request_parameters', /256 KiB/],
  ])) {
    test(what, async () => {
      const { data: errorData } = await failureOf(() => core.sendMessage({ endpoint: server.url, ...config }, { ...data, ...message }), code);
      assert.match(errorData.errorDescription, named);
    });
  }

  test('just below them everything works', async () => {
    const bodyParams = JSON.parse(`${'['.repeat(15)}1${']'.repeat(15)}`);
    await core.sendMessage({ endpoint: server.url, bodyParams }, data);
    await core.sendMessage({ endpoint: server.url, bodyParams: { a: text(63 * 1024) } }, data);
    await core.sendMessage({ endpoint: server.url, queryParams: { a: text(8 * 1024 - 100) } }, data);
    await core.sendMessage({ endpoint: server.url, bodyParams: { a: '{{code}}' } }, { ...data, payload: { code: text(250 * 1024) } });
    const more = JSON.parse(`${'['.repeat(125)}1${']'.repeat(125)}`);
    await core.sendMessage({ endpoint: server.url, bodyParams: { a: '{{code}}' } }, { ...data, payload: { code: '1', more } });
    assert.equal(server.requests.length, 5);
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

describe('in a process of its own', () => {
  /** @param {string} body @param {string} url */
  const program = (body, url) => `
    import { sendMessage } from 'connector-generic-http-sms/core';
    const endpoint = ${JSON.stringify(url)};
    const data = ${JSON.stringify(data)};
    ${body}`;

  for (const [what, body, printed] of [
    ['after a send', 'console.log((await sendMessage({ endpoint, timeout: 60000 }, data)).status);', '200'],
    ['after a failure', 'await sendMessage({ endpoint: endpoint + "/500", timeout: 60000, retry: "never" }, data).catch(({ code }) => console.log(code));', 'general'],
    ['after an abort', 'await sendMessage({ endpoint, timeout: 60000 }, data, { signal: AbortSignal.abort() }).catch(({ data }) => console.log(data.reason));', 'aborted'],
    ['after an abort during a backoff', `
      const controller = new AbortController();
      setTimeout(() => controller.abort(), 100);
      await sendMessage({ endpoint: endpoint + "/429", timeout: 60000 }, data, { signal: controller.signal }).catch(({ data }) => console.log(data.reason));`, 'aborted'],
    ['after a mistake', 'await sendMessage({}, data).catch(({ code }) => console.log(code));', 'invalid_config'],
    ['after the import alone', 'console.log("loaded");', 'loaded'],
  ]) {
    test(`it ends by itself ${what}`, async () => {
      server.answer = (response, request) =>
        ({ '/500': reply(500, 'broken'), '/429': reply(429, 'later', { 'Retry-After': '30' }) }[request.url] ?? ok)(response, request);
      const { code, signal, stdout, stderr } = await runScript(project.directory, program(body, server.url), { limit: 15_000 });
      assert.deepEqual({ code, signal, stderr, stdout: stdout.trim() }, { code: 0, signal: null, stderr: '', stdout: printed });
    });
  }

  test('a rejection that the program handles late is the only one, and no listener warnings appear', async () => {
    server.answer = reply(500, 'broken');
    const { code, stdout, stderr } = await runScript(
      project.directory,
      program(
        `const seen = [];
        process.on('unhandledRejection', () => seen.push('rejection')).on('warning', ({ name }) => seen.push(name));
        const controller = new AbortController();
        const config = { endpoint, retry: 'never' };
        await Promise.allSettled(Array.from({ length: 50 }, (_, n) =>
          sendMessage(n % 3 ? config : {}, data, n % 2 ? { signal: controller.signal } : undefined)));
        await Promise.allSettled([
          sendMessage({ endpoint: 'http://127.0.0.1:1/', retry: 'never' }, data),
          sendMessage({ ...config, timeout: 100 }, data, { fetch: () => new Promise(() => {}) }),
          sendMessage({ ...config, timeout: 100 }, data, { fetch: (url, { signal }) => new Promise((_, reject) => signal.addEventListener('abort', () => setTimeout(reject, 50))) }),
          sendMessage(config, data, { fetch: async () => ({ status: 200, headers: new Headers(), body: { getReader: () => ({
            read: async () => ({ done: false, value: new Uint8Array(70000) }), cancel: () => Promise.reject(new Error('x')) }) } }) }),
        ]);
        controller.abort();
        await new Promise((resolve) => setTimeout(resolve, 200));
        console.log(JSON.stringify(seen));`,
        server.url
      )
    );
    assert.deepEqual([code, stderr, stdout.trim()], [0, '', '[]']);
  });
});

test('version is that of the package', () => {
  assert.match(core.version(), /^\d+\.\d+\.\d+$/);
});
