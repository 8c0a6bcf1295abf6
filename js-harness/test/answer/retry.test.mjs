// Repeating a send: how often, with what, for how long, and what ends it. Which outcomes are repeated at all is the table of
// the fault matrix.
import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, test } from 'node:test';
import { freshProject } from '../../build/project.mjs';
import { runScript } from '../../runtimes/process.mjs';
import { closedPort } from '../../servers/listen.mjs';
import { message as data } from '../support/messages.mjs';
import { assertSendError, failureOf } from '../support/outcome.mjs';
import { ok, reply, startServer } from '../support/server.mjs';

/** @type {Awaited<ReturnType<typeof freshProject>>} */
let project;
/** @type {import('../../build/project.mjs').Core} */
let core;
/** @type {Awaited<ReturnType<typeof startServer>>} */
let server;
before(async () => {
  project = await freshProject('retry');
  core = await project.core();
  server = await startServer();
  await core.sendMessage({ endpoint: server.url }, data);
});
beforeEach(() => {
  server.answer = ok;
  server.requests.length = 0;
});
after(() => server.stop());

/** What a busy machine may add to a budget, in milliseconds. */
const GRACE = 250;
/** @param {string | number} [after] */
const later = (after = 0) => reply(503, 'later', { 'Retry-After': String(after) });

describe('maxRetries', () => {
  for (const maxRetries of [0, 1, 2, 3, 4, 5]) {
    test(`${maxRetries}: that many more requests, and no more`, async () => {
      server.answer = later();
      const { data: errorData } = await failureOf(() => core.sendMessage({ endpoint: server.url, maxRetries }, data), 'general', 'http_status');
      assert.equal(errorData.attempts, maxRetries + 1);
      assert.equal(server.requests.length, maxRetries + 1);
    });

    test(`${maxRetries}: the last one may be the good one`, async () => {
      server.answer = (response, request) => (server.requests.length <= maxRetries ? later() : ok)(response, request);
      const result = await core.sendMessage({ endpoint: server.url, maxRetries }, data);
      assert.deepEqual(result, { status: 200, attempts: maxRetries + 1 });
    });
  }

  test('is 2 where nothing is said, and means nothing with `never`', async () => {
    server.answer = later();
    const tries = async (/** @type {Record<string, unknown>} */ config) =>
      (await failureOf(() => core.sendMessage({ endpoint: server.url, ...config }, data), 'general')).data.attempts;
    assert.equal(await tries({}), 3);
    assert.equal(await tries({ maxRetries: null }), 3);
    assert.equal(await tries({ retry: 'never', maxRetries: 5 }), 1);
    assert.equal(await tries({ retry: 'always' }), 3);
  });

  for (const maxRetries of [6, -1, 1.5, '2', true]) {
    test(`${JSON.stringify(maxRetries)} is an error of the configuration`, () => {
      const { valid, issues } = core.validateConfig({ endpoint: server.url, maxRetries });
      assert.equal(valid, false);
      assert.deepEqual(issues.map(({ path }) => path), ['maxRetries']);
    });
  }
});

describe('every attempt', () => {
  for (const method of ['POST', 'GET']) {
    test(`${method}: is the same request, with the same id`, async () => {
      server.answer = later();
      const fields = { ref: '{{id}}', to: '{{to}}', text: '{{message}}' };
      const config = {
        endpoint: `${server.url}/{{id}}`, method, maxRetries: 5, authorization: 'Bearer token-of-the-test', headers: { 'Idempotency-Key': '{{id}}' },
        ...(method === 'POST' ? { bodyParams: fields } : { queryParams: fields }),
      };
      await failureOf(() => core.sendMessage(config, data), 'general');
      const [first, ...others] = server.requests;
      assert.equal(others.length, 5);
      const id = String(first.headers['idempotency-key']);
      assert.match(id, /^[0-9a-f-]{36}$/);
      assert.ok(first.path.endsWith(id) && `${first.body}${first.rawQuery}`.includes(id));
      for (const other of others) {
        assert.ok(other.url === first.url && other.body === first.body && other.method === method, 'another request');
        assert.deepEqual(other.headers, first.headers);
      }
    });
  }

  test('another message has another id', async () => {
    server.answer = later();
    const config = { endpoint: server.url, headers: { 'Idempotency-Key': '{{id}}' } };
    await Promise.all(Array.from({ length: 20 }, () => failureOf(() => core.sendMessage(config, data), 'general')));
    const ids = server.requests.map(({ headers }) => headers['idempotency-key']);
    assert.equal(ids.length, 60);
    assert.equal(new Set(ids).size, 20);
  });

  test('a retry of another answer is judged by that answer alone', async () => {
    server.answer = (response, request) => (server.requests.length === 1 ? later() : reply(402, { message: 'no money' }))(response, request);
    const { data: errorData } = await failureOf(() => core.sendMessage({ endpoint: server.url }, data), 'usage_limit_exceeded');
    assert.deepEqual([errorData.attempts, errorData.status, errorData.providerMessage], [2, 402, 'no money']);
  });
});

describe('Retry-After', () => {
  test('in seconds is waited for, and not less', async () => {
    server.answer = (response, request) => (server.requests.length === 1 ? later(1) : ok)(response, request);
    const started = performance.now();
    assert.equal((await core.sendMessage({ endpoint: server.url }, data)).attempts, 2);
    assert.ok(performance.now() - started > 950, 'the provider was asked again too early');
  });

  test('as a date is waited for', async () => {
    const until = Math.ceil(Date.now() / 1000) * 1000 + 1000;
    server.answer = (response, request) => (server.requests.length === 1 ? later(new Date(until).toUTCString()) : ok)(response, request);
    assert.equal((await core.sendMessage({ endpoint: server.url }, data)).attempts, 2);
    assert.ok(Date.now() >= until - 50, 'the provider was asked again too early');
  });

  test('that does not fit is not waited for at all', async () => {
    for (const [after, config] of /** @type {const} */ ([[2, { timeout: 1500 }], [120, {}], [11, {}]])) {
      server.answer = later(after);
      const { data: errorData, ms } = await failureOf(() => core.sendMessage({ endpoint: server.url, ...config }, data), 'general');
      assert.equal(errorData.attempts, 1);
      assert.ok(ms < 1000, `took ${Math.round(ms)} ms`);
    }
  });

  test('is told with a rate limit, in whole seconds', async () => {
    const told = async (/** @type {string} */ after) => {
      server.answer = reply(429, { message: 'slow down' }, { 'Retry-After': after });
      return (await failureOf(() => core.sendMessage({ endpoint: server.url, retry: 'never' }, data), 'rate_limit_exceeded')).data.retryAfter;
    };
    assert.equal(await told('120'), 120);
    assert.equal(await told('0'), 0);
    const dated = await told(new Date(Date.now() + 60_000).toUTCString());
    assert.ok(Number.isInteger(dated) && dated > 50 && dated <= 61, `${dated}`);
    assert.equal(await told(new Date(Date.now() - 60_000).toUTCString()), 0);
    for (const none of ['soon', '-1', '1.5', '1e3', '']) assert.equal(await told(none), undefined, none);
  });

  test('is told also where retries were tried in vain, and where a rule recognised the limit', async () => {
    server.answer = reply(429, '', { 'Retry-After': '0' });
    const { data: tried } = await failureOf(() => core.sendMessage({ endpoint: server.url }, data), 'rate_limit_exceeded');
    assert.deepEqual([tried.attempts, tried.retryAfter], [3, 0]);
    server.answer = reply(200, { status: 'throttled' }, { 'Retry-After': '7' });
    const response = { success: { path: 'status', equals: 'ok' }, rateLimited: { path: 'status', equals: 'throttled' } };
    const { data: ruled } = await failureOf(() => core.sendMessage({ endpoint: server.url, response }, data), 'rate_limit_exceeded');
    assert.deepEqual([ruled.attempts, ruled.retryAfter, ruled.status], [1, 7, 200]);
  });

  test('is told with every failure that carries it', async () => {
    server.answer = later(30);
    const { data: errorData } = await failureOf(() => core.sendMessage({ endpoint: server.url }, data), 'general', 'http_status');
    assert.deepEqual([errorData.attempts, errorData.retryAfter], [1, 30]);
  });
});

describe('backoff', () => {
  test('is jittered: many senders do not come back together', async () => {
    const endpoint = `http://127.0.0.1:${await closedPort()}/`;
    const times = await Promise.all(
      Array.from({ length: 40 }, async () => (await failureOf(() => core.sendMessage({ endpoint, maxRetries: 1 }, data), 'general', 'network')).ms)
    );
    // One backoff of 0 to 200 ms, and what the machine adds.
    assert.ok(Math.max(...times) - Math.min(...times) > 60, 'all came back together');
    assert.ok(times.filter((ms) => ms > 200 + GRACE + 500).length === 0, 'a backoff was too long');
  });
});

describe('the budget is never exceeded', () => {
  const budgets = [100, 300, 700];
  test('by waiting for a refused connection', async () => {
    const endpoint = `http://127.0.0.1:${await closedPort()}/`;
    for (const timeout of budgets) {
      for (const retry of ['unsent', 'always']) {
        const { ms, data: errorData } = await failureOf(() => core.sendMessage({ endpoint, timeout, retry, maxRetries: 5 }, data), 'general');
        assert.ok(ms <= timeout + GRACE, `took ${Math.round(ms)} ms of ${timeout}`);
        assert.ok(['network', 'timeout'].includes(errorData.reason), errorData.reason);
      }
    }
  });

  test('by a server that is busy for ever', async () => {
    server.answer = reply(500, 'busy');
    for (const timeout of budgets) {
      const { ms } = await failureOf(() => core.sendMessage({ endpoint: server.url, timeout, retry: 'always', maxRetries: 5 }, data), 'general');
      assert.ok(ms <= timeout + GRACE, `took ${Math.round(ms)} ms of ${timeout}`);
    }
  });

  test('by a second attempt that hangs: the first one has used up a part of it', async () => {
    server.answer = (response, request) => {
      if (server.requests.length % 2 === 1) setTimeout(() => later()(response, request), 200);
    };
    for (const timeout of [400, 700]) {
      const { ms, data: errorData } = await failureOf(() => core.sendMessage({ endpoint: server.url, timeout }, data), 'general', 'timeout');
      assert.equal(errorData.attempts, 2);
      assert.ok(ms >= timeout - 30 && ms <= timeout + GRACE, `took ${Math.round(ms)} ms of ${timeout}`);
    }
  });

  test('by slow answers, each within it', async () => {
    server.answer = (response, request) => void setTimeout(() => later()(response, request), 150);
    const { ms, data: errorData } = await failureOf(
      () => core.sendMessage({ endpoint: server.url, timeout: 500, maxRetries: 5 }, data), 'general');
    assert.ok(ms <= 500 + GRACE, `took ${Math.round(ms)} ms`);
    assert.ok(errorData.attempts >= 2 && errorData.attempts <= 4, `${errorData.attempts} attempts`);
  });
});

describe('what is begun after the end of the budget is cancelled, and its rejection handled: one that is not ends a Node process', () => {
  const blocked = (/** @type {number} */ ms) => {
    for (const until = performance.now() + ms; performance.now() < until; );
  };
  /** Whatever blocks the thread keeps the timer of the budget from firing. @type {Record<string, typeof fetch>} */
  const blocking = {
    'a request': (url, init) => {
      blocked(130);
      return fetch(url, init);
    },
    'the body of an answer': async (url, init) => {
      const response = await fetch(url, init);
      const text = () => {
        blocked(130);
        return new Promise((_, reject) => init?.signal?.addEventListener('abort', () => reject(new Error('aborted'))));
      };
      return /** @type {any} */ ({ status: response.status, headers: response.headers, body: null, text });
    },
  };
  for (const [what, fetch] of Object.entries(blocking)) {
    test(what, async () => {
      /** @type {unknown[]} */
      const unhandled = [];
      const count = (/** @type {unknown} */ reason) => void unhandled.push(reason);
      process.on('unhandledRejection', count);
      const config = { endpoint: server.url, timeout: 100, response: { success: { exists: true } } };
      await failureOf(() => core.sendMessage(config, data, { fetch }), 'general', 'timeout');
      await new Promise((resolve) => setTimeout(resolve, 50));
      process.off('unhandledRejection', count);
      assert.deepEqual(unhandled, []);
    });
  }
});

describe('options.signal', () => {
  test('ends a backoff at once, wherever in it', async () => {
    server.answer = later(8);
    for (const delay of [0, 30, 120]) {
      const controller = new AbortController();
      server.requests.length = 0;
      const failing = failureOf(() => core.sendMessage({ endpoint: server.url }, data, { signal: controller.signal }), 'general', 'aborted');
      while (server.requests.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
      await new Promise((resolve) => setTimeout(resolve, 20 + delay));
      const started = performance.now();
      controller.abort();
      const { error, data: errorData } = await failing;
      assert.ok(performance.now() - started < GRACE, 'waited on after the abort');
      assertSendError(error);
      assert.equal(errorData.attempts, 1);
      assert.equal(server.requests.length, 1);
    }
  });

  test('of many sends that wait: all end, and none asks again', async () => {
    server.answer = later(2);
    const controllers = Array.from({ length: 50 }, () => new AbortController());
    const sends = controllers.map(({ signal }) => failureOf(() => core.sendMessage({ endpoint: server.url }, data, { signal }), 'general', 'aborted'));
    while (server.requests.length < 50) await new Promise((resolve) => setTimeout(resolve, 5));
    await new Promise((resolve) => setTimeout(resolve, 50));
    for (const controller of controllers) controller.abort();
    await Promise.all(sends);
    await new Promise((resolve) => setTimeout(resolve, 2300));
    assert.equal(server.requests.length, 50);
  });

  // A timer that is left keeps a process alive: only a process of its own can show that there is none.
  for (const [what, config, options] of /** @type {const} */ ([
    ['an abort while it waits', { timeout: 60_000 }, '{ signal: controller.signal }'],
    ['a success at the second attempt', { timeout: 60_000, maxRetries: 5, headers: { 'X-Then': 'good' } }, '{}'],
    ['giving up', { timeout: 60_000, maxRetries: 1 }, '{}'],
    ['a budget that ends', { timeout: 300, headers: { 'X-Then': 'silent' } }, '{}'],
  ])) {
    test(`after ${what} no timer and no socket is left: the process ends by itself`, async () => {
      let seen = 0;
      server.answer = (response, request) => {
        seen += 1;
        if (request.headers['x-then'] === 'good' && seen > 1) ok(response, request);
        else if (request.headers['x-then'] !== 'silent' || seen === 1) later(options === '{}' ? 0 : 30)(response, request);
      };
      const script = `
        import { sendMessage } from 'connector-generic-http-sms/core';
        const controller = new AbortController();
        const sending = sendMessage(${JSON.stringify({ endpoint: server.url, ...config })}, ${JSON.stringify(data)}, ${options});
        if (${options !== '{}'}) setTimeout(() => controller.abort(), 300);
        const outcome = await sending.then(({ attempts }) => ({ attempts }), ({ data }) => ({ reason: data.reason, attempts: data.attempts }));
        const timers = process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
        console.log(JSON.stringify({ ...outcome, timers }));`;
      const { code, signal, stdout, stderr } = await runScript(project.directory, script, { limit: 20_000 });
      assert.deepEqual([code, signal, stderr], [0, null, '']);
      const { timers, reason, attempts } = JSON.parse(stdout);
      const expected = { 'an abort while it waits': ['aborted', 1], 'giving up': ['http_status', 2], 'a budget that ends': ['timeout', 2] };
      assert.deepEqual([reason, attempts], expected[/** @type {keyof typeof expected} */ (what)] ?? [undefined, 2]);
      // Those of undici, which let a process end.
      assert.ok(timers <= 2, `${timers} timers are left`);
    });
  }
});
