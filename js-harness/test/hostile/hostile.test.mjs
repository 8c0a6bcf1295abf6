// Bad input never hangs, crashes or leaks: each gets an error with a code and a path, also the hundred-thousandth, and the
// engine works as before.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { freshProject, wasmMemory } from '../../build/project.mjs';
import { runScript } from '../../runtimes/process.mjs';
import { configs, messages, options } from '../support/hostile.mjs';
import { message as data } from '../support/messages.mjs';
import { assertIssue, assertSendError, errorPaths, failureOf, outcomeOf } from '../support/outcome.mjs';
import { startServer } from '../support/server.mjs';

/** @type {import('../../build/project.mjs').Core} */
let core;
/** @type {Awaited<ReturnType<typeof freshProject>>} */
let project;
/** @type {Awaited<ReturnType<typeof startServer>>} */
let server;
before(async () => {
  project = await freshProject('hostile');
  core = await project.core();
  server = await startServer();
});
after(() => server.stop());

/** A bad input that takes longer than this hangs whoever sends messages meanwhile. In milliseconds. */
const LONGEST = 2000;

/** @param {{ path: string }[]} issues @param {string | string[] | undefined} path */
const assertPath = (issues, path) => {
  if (path === undefined) return;
  const places = [path].flat();
  const found = issues.map((issue) => issue.path);
  assert.ok(places.some((place) => found.includes(place)), `expected an issue at ${places.join(' or ')}, found ${found.slice(0, 5).join(', ')}`);
};

describe('as configuration', () => {
  for (const { what, make, path } of configs) {
    test(what, async () => {
      const { data: errorData, ms } = await failureOf(() => core.sendMessage(make(), data), 'invalid_config');
      assert.ok(ms < LONGEST, `took ${Math.round(ms)} ms`);
      assertPath(errorData.issues, path);
      assert.equal(errorData.attempts, 0);
      assert.ok(JSON.stringify(errorData).length < 20_000, 'an error stays small');

      const { valid, issues } = core.validateConfig(make());
      assert.equal(valid, false);
      issues.forEach(assertIssue);
      assertPath(issues, path);

      assert.throws(() => core.previewRequest(make(), data), (error) => {
        assertSendError(error, 'invalid_config');
        return true;
      });
    });
  }

  // Looking at every value of every send would cost more than it saves: the same JSON is the same request.
  test('sends what its JSON says, and is still refused by validation, where a valid one with the same JSON was used before', async () => {
    const config = { endpoint: `${server.url}/same`, headers: {}, bodyParams: { at: '1970-01-01T00:00:00.000Z', list: [null] } };
    const alike = [
      { ...config, headers: new Map([['X-A', 'b']]) },
      { ...config, bodyParams: { at: new Date(0), list: [null] } },
      { ...config, bodyParams: { at: '1970-01-01T00:00:00.000Z', list: [() => {}] } },
    ];
    for (const other of [config, ...alike]) await core.sendMessage(/** @type {any} */ (other), data);
    const [first, ...rest] = server.requests.filter(({ url }) => url === '/same').map(({ headers, body }) => ({ headers, body }));
    assert.deepEqual(rest, alike.map(() => first));
    for (const other of alike) assert.equal(core.validateConfig(other).valid, false);
  });

  for (const [what, many, size] of /** @type {[string, number, number]} */ ([
    ['hundreds of others', 500, 10],
    ['ten of the largest', 10, 60 * 1024],
  ])) {
    test(`${what} in between are no reason to compile one again`, () => {
      const config = (/** @type {number} */ index, at = '1970-01-01T00:00:00.000Z') =>
        /** @type {any} */ ({ endpoint: `${server.url}/turn`, variables: { size: 'x'.repeat(size) }, bodyParams: { at, index, to: '{{to}}', code: '{{code}}' } });
      for (let index = 0; index < many; index += 1) core.previewRequest(config(index), data);
      // A Date is looked for where a configuration is compiled, and only there.
      const same = config(0, /** @type {any} */ (new Date(0)));
      assert.equal(core.previewRequest(same, data).method, 'POST');
      assert.throws(() => core.previewRequest(config(many, /** @type {any} */ (new Date(0))), data), (error) => {
        assertSendError(error, 'invalid_config');
        return true;
      });
    });
  }
});

describe('as message data', () => {
  for (const { what, make, path } of messages) {
    test(what, async () => {
      const config = { endpoint: `${server.url}/never` };
      const { data: errorData, ms } = await failureOf(() => core.sendMessage(config, make()), 'invalid_request_parameters');
      assert.ok(ms < LONGEST, `took ${Math.round(ms)} ms`);
      assertPath(errorData.issues, path);
      assert.equal(errorData.attempts, 0);
      assert.throws(() => core.previewRequest(config, make()), (error) => {
        assertSendError(error, 'invalid_request_parameters');
        return true;
      });
    });
  }

  test('none of it was sent', () => {
    assert.equal(server.requests.filter(({ url }) => url === '/never').length, 0);
  });
});

describe('as options', () => {
  for (const [index, { value, reason }] of options.entries()) {
    test(`${index + 1} of ${options.length}: ${reason ? `refused as ${reason}` : 'the message is sent without them'}`, async () => {
      const { result, error } = await outcomeOf(() => core.sendMessage({ endpoint: server.url }, data, /** @type {any} */ (value)));
      if (reason) assertSendError(error, 'general', reason);
      else assert.deepEqual([error, result?.status], [undefined, 200]);
      assert.equal(core.previewRequest({ endpoint: server.url }, data, /** @type {any} */ (value)).method, 'POST');
    });
  }

  for (const trap of /** @type {const} */ (['get', 'has', 'getPrototypeOf', 'ownKeys'])) {
    test(`a proxy that throws at ${trap}`, async () => {
      const make = () => /** @type {any} */ (new Proxy({}, { [trap]: () => { throw undefined; } }));
      const { result, error } = await outcomeOf(() => core.sendMessage({ endpoint: server.url }, data, make()));
      if (error) assertSendError(error);
      else assert.equal(result?.status, 200);
      assert.equal(core.previewRequest({ endpoint: server.url }, data, make()).method, 'POST');
    });
  }
});

describe('what a fetch of the caller does', () => {
  const odd = /** @type {Record<string, () => any>} */ ({
    'throws an Error': () => { throw new Error('x'); },
    'throws undefined': () => { throw undefined; },
    'throws a text': () => { throw 'x'; },
    'rejects with undefined': () => Promise.reject(undefined),
    'rejects with null': () => Promise.reject(null),
    'rejects with an object whose getters throw': () =>
      Promise.reject(Object.defineProperties({}, { code: { get: () => { throw 1; } }, cause: { get: () => { throw 2; } } })),
    'rejects with an endless chain of causes': () => {
      const error = new Error('x');
      error.cause = error;
      return Promise.reject(error);
    },
    'returns nothing': () => undefined,
    'returns a number': () => 200,
    'resolves to null': async () => null,
    'resolves to an empty object': async () => ({}),
    'resolves to a response with a text as status': async () => ({ status: '200', headers: new Headers(), text: async () => '' }),
    'resolves to a response whose getters throw': async () => new Proxy({}, { get: (_, key) => { if (key !== 'then') throw 3; } }),
    'returns a thenable that throws': () => ({ then: () => { throw 4; } }),
  });
  for (const [what, fetch] of Object.entries(odd)) {
    test(what, async () => {
      const config = { endpoint: `${server.url}/never`, retry: 'never', timeout: 1000 };
      const { data: errorData } = await failureOf(() => core.sendMessage(config, data, { fetch }), 'general');
      assert.ok(['network', 'internal'].includes(errorData.reason), errorData.reason);
    });
  }

  for (const [what, fetch] of /** @type {[string, any][]} */ ([
    ['never settles', () => new Promise(() => {})],
    ['never settles, and ignores the signal', (/** @type {string} */ url) => globalThis.fetch(url).then(() => new Promise(() => {}))],
    ['gives a body that never ends', async () => ({
      status: 200, headers: new Headers(), body: { getReader: () => ({ read: () => new Promise(() => {}), cancel: () => {} }) },
    })],
  ])) {
    test(`${what}: the budget ends it`, async () => {
      // Without a rule a 2xx is accepted at its headers.
      const config = { endpoint: server.url, timeout: 200, response: { success: { path: 'status', equals: 'ok' } } };
      const { ms } = await failureOf(() => core.sendMessage(config, data, { fetch }), 'general', 'timeout');
      assert.ok(ms < 200 + 250, `took ${Math.round(ms)} ms`);
    });
  }

  test('gives a header that is no text but claims to be a long one: no room is made for it', async () => {
    const memory = await wasmMemory(project.packageDirectory);
    const before = memory();
    const fetch = async () => ({ status: 500, headers: { get: () => ({ length: 2 ** 29 }) }, text: async () => '' });
    await failureOf(() => core.sendMessage({ endpoint: server.url, retry: 'never' }, data, { fetch: /** @type {any} */ (fetch) }), 'general', 'http_status');
    assert.ok(memory() - before < 2 ** 20, `${memory() - before} bytes more`);
  });
});

test('a payload that sends a message when it is asked for a key that it may have', async () => {
  /** @type {Promise<any> | undefined} */
  let inner;
  const config = { endpoint: server.url, bodyParams: { code: '{{code}}', unknown: '{{unknown}}' }, response: { messageId: 'id' } };
  const payload = new Proxy({ code: '1' }, {
    getOwnPropertyDescriptor(target, key) {
      if (key === 'unknown') inner ??= core.sendMessage(config, data);
      return Reflect.getOwnPropertyDescriptor(target, key);
    },
  });
  assert.equal((await core.sendMessage(config, { ...data, payload })).status, 200);
  assert.equal((await inner)?.status, 200);
});

describe('what comes after its send', () => {
  /** The answer of a send that is accepted is read after it. */
  const drained = () => new Promise((resolve) => setTimeout(resolve, 20));
  const config = () => ({ endpoint: `${server.url}/late`, retry: /** @type {const} */ ('never') });

  test('an answer is none of the next send', async () => {
    const answer = () => new Response('{}');
    const late = () => /** @type {Promise<Response>} */ (new Promise((resolve) => setTimeout(() => resolve(answer()), 300)));
    await failureOf(() => core.sendMessage({ ...config(), timeout: 150 }, data, { fetch: late }), 'general', 'timeout');
    const never = () => /** @type {Promise<Response>} */ (new Promise(() => {}));
    const { ms } = await failureOf(() => core.sendMessage({ ...config(), timeout: 500 }, data, { fetch: never }), 'general', 'timeout');
    assert.ok(ms > 450, `took ${Math.round(ms)} ms of 500`);
  });

  test('an abort is none of the next send, also where the signal keeps its listeners', async () => {
    /** @type {(() => void)[]} */
    const listeners = [];
    const signal = /** @type {any} */ ({ aborted: false, addEventListener: (/** @type {string} */ _event, /** @type {() => void} */ listener) => listeners.push(listener), removeEventListener() {} });
    await core.sendMessage(config(), data, { signal, fetch: async () => new Response('{}') });
    await drained();
    const slow = () => /** @type {Promise<Response>} */ (new Promise((resolve) => setTimeout(() => resolve(new Response('{}')), 100)));
    const next = core.sendMessage(config(), data, { fetch: slow });
    assert.equal(listeners.length, 1);
    for (const listener of listeners) listener();
    assert.equal((await next).status, 200);
  });

  test('a timer is none of the next send, also where the host clears none', async () => {
    const { clearTimeout } = globalThis;
    globalThis.clearTimeout = () => {};
    try {
      await core.sendMessage({ ...config(), timeout: 100 }, data, { fetch: async () => new Response('{}') });
      await drained();
      const slow = () => /** @type {Promise<Response>} */ (new Promise((resolve) => setTimeout(() => resolve(new Response('{}')), 300)));
      assert.equal((await core.sendMessage({ ...config(), timeout: 5000 }, data, { fetch: slow })).status, 200);
    } finally {
      globalThis.clearTimeout = clearTimeout;
    }
  });
});

test('a body of endless empty chunks does not stop the process', async () => {
  // Nothing but microtasks: no timer of the process runs meanwhile, so only another process can watch it.
  const script = `
    import { sendMessage } from 'connector-generic-http-sms/core';
    const fetch = async () => new Response(new ReadableStream({ pull: (stream) => stream.enqueue(new Uint8Array(0)) }));
    const data = { to: '14155550123', type: 'SignIn', payload: { code: '1' } };
    const config = { endpoint: 'http://127.0.0.1:9/', timeout: 200 };
    // Accepted at its headers, and then drained.
    console.log((await sendMessage(config, data, { fetch })).status);
    const response = { success: { path: 'status', equals: 'ok' } };
    await sendMessage({ ...config, response }, data, { fetch }).catch((error) => console.log(error.data.reason));
    console.log((await sendMessage({ ...config, response: { messageId: 'id' } }, data, { fetch })).status);`;
  const { signal, stdout } = await runScript(project.directory, script, { limit: 4000 });
  assert.equal(signal, null, 'the send never settled');
  assert.deepEqual(stdout.trim().split('\n'), ['200', 'timeout', '200']);
});

describe('many mistakes at once', () => {
  const config = {
    endpont: 'https://sms.test.com',
    endpoint: 'sms.test.com/send',
    method: 'PATCH',
    Authorisation: 'Bearer x',
    authorization: 5,
    headers: { 'X Y': 'a', 'X-List': ['a'] },
    query_params: { a: 1 },
    bodyParam: {},
    templates: [{ usageType: 'Generic', content: '' }, 'text', { content: 'x' }],
    timeout: 99,
    retry: 'often',
    maxRetries: 6,
  };

  test('all are reported, each with its path', () => {
    const { valid, issues } = core.validateConfig(config);
    assert.equal(valid, false);
    assert.deepEqual(errorPaths(issues), [
      'Authorisation', 'authorization', 'bodyParam', 'endpoint', 'endpont', 'headers.X Y', 'headers.X-List', 'maxRetries', 'method', 'query_params', 'retry',
      // Nothing uses the texts.
      'templates', 'templates.0.content', 'templates.1', 'templates.2.content', 'templates.2.usageType', 'timeout',
    ]);
  });

  test('an unknown key that is meant for another is a mistake that names it, and any other a warning', () => {
    const { issues } = core.validateConfig(config);
    const misnamed = issues.filter(({ code }) => code === 'unknown_key');
    assert.ok(misnamed.every(({ severity }) => severity === 'error'));
    assert.deepEqual(misnamed.map(({ path }) => path).sort(), ['Authorisation', 'bodyParam', 'endpont', 'query_params']);
    const meant = { endpont: 'endpoint', Authorisation: 'authorization', query_params: 'queryParams', bodyParam: 'bodyParams' };
    for (const { path, message } of misnamed) assert.ok(message.includes(`\`${meant[/** @type {keyof typeof meant} */ (path)]}\``), message);
    const { valid, issues: unrelated } = core.validateConfig({ endpoint: 'https://sms.test.com', webhook: 1 });
    assert.equal(valid, true);
    assert.deepEqual(unrelated.map(({ path, severity }) => [path, severity]), [['webhook', 'warning']]);
    assert.doesNotMatch(unrelated[0].message, /did you mean/);
  });

  test('a message says what was expected and what was found', () => {
    const plain = { endpoint: 'https://sms.test.com', timeout: 99, maxRetries: 6.5, retry: 5, headers: 'a: b', templates: {  a: 1 } };
    const { issues } = core.validateConfig(plain);
    assert.deepEqual(errorPaths(issues), ['headers', 'maxRetries', 'retry', 'templates', 'timeout']);
    for (const { path, message } of issues) {
      assert.match(message, /expected/, path);
      assert.match(message, /found/, path);
    }
  });

  test('names that every object has are not keys', () => {
    for (const key of ['constructor', '__proto__', 'toString', 'hasOwnProperty']) {
      const { valid, issues } = core.validateConfig(JSON.parse(`{"endpoint": "https://sms.test.com", "${key}": {"a": 1}}`));
      assert.equal(valid, true);
      assert.deepEqual(issues.map(({ path }) => path), [key]);
    }
  });
});

test('100 000 of them in one process leave the engine working and its memory flat', async () => {
  const script = `
    import { previewRequest, sendMessage, validateConfig } from 'connector-generic-http-sms/core';
    const { configs, messages } = await import(${JSON.stringify(new URL('../support/hostile.mjs', import.meta.url).href)});
    const { serve } = await import(${JSON.stringify(new URL('../../servers/listen.mjs', import.meta.url).href)});
    const { initSync } = await import('./node_modules/connector-generic-http-sms/lib/engine/engine.js');
    const { memory } = initSync();
    const valid = { endpoint: 'http://127.0.0.1:9/never' };
    const data = { to: '14155550123', type: 'SignIn', payload: { code: '1' } };
    const light = [...configs.map((one) => [one, true]), ...messages.map((one) => [one, false])].filter(([{ heavy }]) => !heavy);
    const heavy = [...configs.map((one) => [one, true]), ...messages.map((one) => [one, false])].filter(([one]) => one.heavy);
    let errors = 0;
    let wrong = 0;
    const one = async ([{ make }, isConfig], index) => {
      const [config, message] = isConfig ? [make(), data] : [valid, make()];
      try {
        if (index % 8 === 6 && isConfig) {
          if (!validateConfig(config).valid) errors += 1;
        } else if (index % 8 === 7) {
          previewRequest(config, message);
        } else {
          await sendMessage(config, message);
        }
      } catch (error) {
        if (error.code === (isConfig ? 'invalid_config' : 'invalid_request_parameters')) errors += 1;
        else wrong += 1;
      }
    };
    const all = async (count) => {
      for (let index = 0; index < count; index += 1) await one(light[index % light.length], Math.floor(index / light.length) + index);
    };
    const state = () => {
      for (let index = 0; index < 4; index += 1) gc();
      return { wasm: memory.buffer.byteLength, heap: process.memoryUsage().heapUsed };
    };
    for (const each of heavy) await one(each, 0);
    await all(10_000);
    const before = state();
    await all(89_900);
    for (const each of heavy) await one(each, 0);
    await all(100);
    const after = state();
    const server = await serve((response) => response.end('{}'));
    const result = await sendMessage({ endpoint: server.url }, data).catch(({ code, data }) => ({ code, reason: data.reason }));
    await server.stop();
    console.log(JSON.stringify({ errors, wrong, before, after, result, heavy: heavy.length }));`;
  const { code, stdout, stderr, ms } = await runScript(project.directory, script, { flags: ['--expose-gc'], limit: 120_000 });
  assert.equal(stderr, '');
  assert.equal(code, 0);
  const { errors, wrong, before: early, after: late, result, heavy } = JSON.parse(stdout);
  assert.deepEqual(result, { status: 200, attempts: 1 }, 'the engine works afterwards');
  assert.equal(wrong, 0, 'every error has the code that fits');
  assert.equal(errors, 100_000 + 2 * heavy);
  assert.equal(late.wasm, early.wasm, 'wasm memory is flat');
  assert.ok(late.heap - early.heap < 2 * 2 ** 20, `the heap grew by ${late.heap - early.heap} bytes`);
  assert.ok(ms < 60_000);
});
