// The console's test button: an administrator tries a configuration that nobody has checked, and reads all that is known,
// in the two forms that the console shows.
import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, test } from 'node:test';
import { ConnectorError } from '@logto/connector-kit';
import { ZodError } from 'zod';
import { testSend } from '../support/sends.mjs';
import { assertSendError } from '../support/outcome.mjs';
import { ok, reply, startServer } from '../support/server.mjs';

/** @type {Awaited<ReturnType<typeof startServer>>} */
let server;
before(async () => {
  server = await startServer();
});
beforeEach(() => {
  server.answer = ok;
});
after(() => server.stop());

/** As Logto's test route makes it. */
const data = { to: '14155550123', type: 'Generic', payload: { code: '000000' }, ip: '127.0.0.1' };

/** @param {Record<string, unknown>} [config] */
const filledIn = (config) => ({
  endpoint: `${server.url}/sms`,
  method: 'POST',
  authorization: 'Bearer tok-Zq81-secret',
  headers: {},
  queryParams: {},
  bodyParams: { recipient: '{{to}}', text: 'Code {{message}}' },
  templates: {},
  response: {},
  showAdvanced: false,
  retry: 'never',
  log: 'all',
  ...config,
});

/** The toast of the console: what koa-connector-error-handler and RequestError of Logto's core make of the error. @param {any} error */
const toast = ({ code, data: { errorDescription }, data: shown }) => {
  const message = code === 'general' ? `Error occurred in connector: ${errorDescription}` : `errors.connector.${code}`;
  const details = shown instanceof ZodError ? shown.issues.map(({ path, message: text }) => `${path.join('.')}: ${text}`) : [];
  return [message, ...details].join('\n');
};

test('a message that is sent: nothing is logged', async () => {
  const { value, seen } = await server.during(() => testSend(filledIn(), data));
  assert.deepEqual([value.error, value.lines], [undefined, []]);
  assert.deepEqual(JSON.parse(seen[0].body), { recipient: '+14155550123', text: 'Code 000000' });
});

describe('a send that fails says everything, as "general"', () => {
  const rules = { response: { success: [{ path: 'id', exists: true }, { path: 'status', equals: 'ok' }], error: 'message' } };
  /** @type {Record<string, { answer: any, config?: Record<string, unknown>, code?: string, reason: string, words?: RegExp, also?: Record<string, unknown> }>} */
  const cases = {
    'a 401 with words': { answer: reply(401, { message: 'Invalid credentials for this account' }), reason: 'http_status', words: /401.*Invalid credentials for this account/s, also: { status: 401 } },
    'an empty account': { answer: reply(402, { message: 'Insufficient balance' }), code: 'usage_limit_exceeded', reason: 'http_status', words: /Insufficient balance/, also: { status: 402 } },
    'a rate limit': { answer: reply(429, { message: 'slow down' }, { 'Retry-After': '7200' }), code: 'rate_limit_exceeded', reason: 'http_status', words: /slow down/, also: { status: 429, retryAfter: 7200 } },
    'a rule that does not hold': {
      answer: reply(200, { id: 'm-1', status: 'failed', message: 'number blocked' }), config: rules, reason: 'rejected', words: /number blocked/, also: { status: 200, rule: 'success 2 of 2' },
    },
    'an answer that is no JSON': { answer: reply(200, 'hello'), config: rules, code: 'invalid_response', reason: 'invalid_response' },
    'no template for this type': { answer: ok, config: { bodyParams: { to: '{{to}}', text: '{{message}}' }, templates: [{ usageType: 'SignIn', content: '{{code}}' }] }, code: 'template_not_found', reason: 'template_not_found', words: /Generic/ },
    'a fallback that fails, too': {
      answer: reply(404, { message: 'no such account' }), reason: 'http_status', words: /no such account/,
      config: { fallback: [{ authorization: 'Bearer other-credential-7' }] }, also: { via: 'fallback.0', attempts: 2 },
    },
    'a route that blocks': {
      answer: ok, config: { routes: [{ to: ['+1'], block: true }] }, code: 'invalid_request_parameters', reason: 'blocked',
      words: /a route of the configuration blocks messages to this number/, also: { via: 'routes.0', attempts: 0 },
    },
    'a token that cannot be had': {
      answer: reply(400, { error: 'invalid_client' }), reason: 'token', words: /access token cannot be fetched.*invalid_client/s, also: { status: 400, attempts: 0 },
      config: { authorization: '', get token() { return { endpoint: `${server.url}/token` }; }, apiKey: 'key-1', apiSecret: 'secret-1' },
    },
    'no answer': { answer: () => {}, config: { timeout: 150 }, reason: 'timeout' },
  };
  for (const [what, { answer, config, code = 'general', reason, words, also }] of Object.entries(cases)) {
    test(what, async () => {
      server.answer = answer;
      const { error, lines } = await testSend(filledIn(config), data);
      assert.ok(error instanceof ConnectorError);
      const { code: engineCode, ...rest } = error.data;
      assert.equal(engineCode, code, 'the code of the engine is there, too');
      assertSendError(Object.assign(new Error(), { code: engineCode, data: rest }), code, reason);
      assert.equal(error.code, 'general');
      if (words) assert.match(toast(error), words, 'the console shows the words');
      for (const [key, value] of Object.entries(also ?? {})) assert.equal(error.data[key], value, key);
      assert.doesNotMatch(toast(error), /4155550123|tok-Zq81/, 'redacted all the same');
      assert.deepEqual(lines, [], 'whoever tests reads it in the console');
    });
  }
});

describe('an invalid configuration is listed key by key, and nothing is sent', () => {
  /** @param {unknown} config @returns {Promise<string[]>} */
  const listed = async (config) => {
    const { value, seen } = await server.during(() => testSend(config, data));
    assert.deepEqual(seen, [], 'nothing is sent');
    const { error } = value;
    assert.ok(error instanceof ConnectorError);
    assert.equal(error.code, 'invalid_config');
    assert.ok(error.data instanceof ZodError, 'the console shows the details of a ZodError of its own zod only');
    for (const { path, message } of error.data.issues) {
      assert.ok(message.length > 10);
      assert.ok(toast(error).includes(`${path.join('.')}: ${message}`));
    }
    return error.data.issues.map(({ path }) => path.join('.'));
  };

  test('what no send could use', async () => {
    assert.deepEqual((await listed(filledIn({ timeout: 1, maxRetries: 77 }))).sort(), ['maxRetries', 'timeout']);
    for (const unchecked of [{}, [], 'text', 5, { endpoint: 'nonsense' }, { endpoint: 5 }, filledIn({ templates: 'x' })]) {
      assert.ok((await listed(unchecked)).length > 0);
    }
  });

  /** @type {Record<string, [config: Record<string, unknown>, path: string]>} */
  const mistakes = {
    'a misspelt placeholder, which would be sent as it stands': [{ bodyParams: { to: '{{phone}}', text: '{{message}}' } }, 'bodyParams.to'],
    'an example that was never replaced': [{ authorization: 'Bearer <your-token>' }, 'authorization'],
    'a rule that Logto would lose': [{ response: { success: { path: 'error', equals: '' } } }, 'response.success.equals'],
    'a placeholder that Logto has no value for': [{ bodyParams: { to: '{{to}}', text: '{{message}}', app: '{{application.name}}' } }, 'bodyParams.app'],
  };
  for (const [what, [config, path]] of Object.entries(mistakes)) {
    test(what, async () => assert.ok((await listed(filledIn(config))).includes(path)));
  }
});
