// The rest of the engine's interface, its limits, and its manners in a process of its own.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { runScript } from '../../runtimes/process.mjs';
import { core, project, server } from '../support/api.mjs';
import { message as data } from '../support/messages.mjs';
import { assertIssue, assertSendError, failureOf } from '../support/outcome.mjs';
import { ok, reply } from '../support/server.mjs';

describe('validateConfig', () => {
  test('a good configuration has no issues', () => {
    assert.deepEqual(core.validateConfig({ endpoint: 'https://sms.test.com/send' }), { valid: true, issues: [] });
  });

  test('issues have path, code, message and severity', () => {
    const { valid, issues } = core.validateConfig({ headers: { 'X-A': {} }, other: 1, templates: [{}] });
    assert.equal(valid, false);
    issues.forEach(assertIssue);
    const paths = issues.map(({ path, severity }) => `${severity} ${path}`).sort();
    assert.deepEqual(paths, [
      'error endpoint', 'error headers.X-A',
      // Nothing uses the texts, and Logto would store none of this one.
      'error templates', 'error templates.0',
      'error templates.0.content', 'error templates.0.usageType', 'warning other',
    ]);
  });

  test('warnings leave it valid', () => {
    const { valid, issues } = core.validateConfig({ endpoint: 'https://sms.test.com', bodyParams: { to: '{{to}}', text: '{{message}}', a: '{{reference}}' }, colour: 1 });
    assert.equal(valid, true);
    assert.deepEqual(issues.map(({ path, severity }) => [path, severity]).sort(), [['bodyParams.a', 'warning'], ['colour', 'warning']]);
  });

  test('what stands for "not set"', () => {
    const endpoint = 'https://sms.test.com/send';
    for (const unset of ['', null, undefined, Number.NaN, {}, []]) {
      const structured = { headers: unset, queryParams: unset, bodyParams: unset, templates: unset, response: unset, signature: unset };
      const scalars = ['', null, undefined, Number.NaN].includes(/** @type {any} */ (unset))
        ? { method: unset, authorization: unset, apiKey: unset, apiSecret: unset, timeout: unset, retry: unset, maxRetries: unset, signingSecret: unset }
        : {};
      assert.deepEqual(core.validateConfig({ endpoint, ...structured, ...scalars }), { valid: true, issues: [] });
    }
  });

  test('the aliases of the parameters are the same keys', () => {
    const config = { endpoint: 'https://sms.test.com/send', queryParameters: { a: '{{to}}' }, bodyParameters: { b: '{{code}}' } };
    assert.deepEqual(core.validateConfig(config), { valid: true, issues: [] });
    const { url, body } = core.previewRequest(config, data);
    assert.equal(url, 'https://sms.test.com/send?a=%2B14155550123');
    assert.equal(body, `{"b":"${data.payload.code}"}`);
  });

  test('an alias beside its key is ignored, and says so', () => {
    const config = {
      endpoint: 'https://sms.test.com/send', queryParams: { a: '{{to}}' }, queryParameters: { z: 1 }, bodyParams: { b: '{{code}}' }, bodyParameters: { y: 2 },
    };
    const { valid, issues } = core.validateConfig(config);
    assert.equal(valid, true);
    assert.deepEqual(issues.map(({ path, code, severity }) => [path, code, severity]).sort(), [
      ['bodyParameters', 'no_effect', 'warning'],
      ['queryParameters', 'no_effect', 'warning'],
    ]);
    const { url, body } = core.previewRequest(config, data);
    assert.equal(url, 'https://sms.test.com/send?a=%2B14155550123');
    assert.equal(body, `{"b":"${data.payload.code}"}`);
  });

  test('what is very likely a mistake is an error, and does not stop a send that worked before', async () => {
    const config = { endpoint: server.url, bodyParams: { to: '{{phone}}', text: 'Your code is {code}' } };
    const { valid, issues } = core.validateConfig(config);
    assert.equal(valid, false);
    assert.deepEqual([...new Set(issues.map(({ severity }) => severity))], ['error']);
    assert.deepEqual(await core.sendMessage(config, data), { status: 200, attempts: 1 });
    assert.equal(server.requests.at(-1)?.body, '{"to":"{{phone}}","text":"Your code is {code}"}');
    assert.equal(core.previewRequest(config, data).body, '{"to":"{{phone}}","text":"Your code is {code}"}');
  });
});

describe('previewRequest', () => {
  test('POST', () => {
    const preview = core.previewRequest({ endpoint: 'https://sms.test.com/send', headers: { 'X-Id': 7 } }, data);
    assert.deepEqual(preview, {
      method: 'POST',
      url: 'https://sms.test.com/send',
      headers: { 'X-Id': '7', 'Content-Type': 'application/json' },
      body: JSON.stringify(data),
      // The longest text that has the message or the code.
      message: { text: '048151', encoding: 'gsm7', units: 6, segments: 1 },
    });
  });

  test('GET has no body', () => {
    const config = { endpoint: 'https://sms.test.com/send', method: 'get', queryParams: { n: [1, true, 'a b'], gone: null, to: '{{to}}' } };
    assert.deepEqual(core.previewRequest(config, data), {
      method: 'GET',
      url: 'https://sms.test.com/send?n=1&n=true&n=a%20b&to=%2B14155550123',
      headers: {},
    });
  });

  test('credentials show only where they are asked for', () => {
    const config = { endpoint: 'https://sms.test.com', authorization: 'Basic user:pa55word-0' };
    assert.doesNotMatch(JSON.stringify(core.previewRequest(config, data)), /pa55word|dXNlcjp/);
    const { headers } = core.previewRequest(config, data, { reveal: true });
    assert.deepEqual(headers, { Authorization: `Basic ${btoa('user:pa55word-0')}`, 'Content-Type': 'application/json' });
  });

  test('throws what sendMessage would reject with', async () => {
    for (const [config, message] of /** @type {any[][]} */ ([
      [{}, data],
      [{ endpoint: server.url }, {}],
      [{ endpoint: server.url, bodyParams: { a: '{{message}}' }, templates: [{ usageType: 'Register', content: 'x' }] }, data],
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
