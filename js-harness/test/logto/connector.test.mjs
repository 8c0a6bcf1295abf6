// The connector, called as Logto's core calls it: its guard, its sends, its errors.
import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { ConnectorError, ConnectorErrorCodes } from '@logto/connector-kit';
import { ZodError, ZodType } from 'zod';
import { loadConnector } from '../../logto/instance.mjs';
import { load, sendOne, server, untouchedForm, withEndpoint } from '../support/logto.mjs';
import { verification } from '../support/messages.mjs';
import { errorPaths, failureOf } from '../support/outcome.mjs';
import { ok, reply } from '../support/server.mjs';

describe('configGuard', () => {
  /** @type {any} */
  let guard;
  before(async () => {
    guard = (await load()).connector.configGuard;
  });

  test('is a type of the zod that Logto has', () => {
    assert.ok(guard instanceof ZodType);
  });

  test('reports eight mistakes at once, each under its key', () => {
    const result = guard.safeParse({
      endpoint: 'ftp://sms.test.com/send',
      method: 'DELETE',
      headers: { 'Content Type': 'text/plain' },
      queryParams: 'to={{to}}',
      templates: [{ usageType: 'Generic', content: 'Code {{code}}' }, { usageType: 'SignIn' }],
      timeout: 5,
      retry: 'sometimes',
      maxRetries: 99,
    });
    assert.ok(result.error instanceof ZodError);
    assert.deepEqual(
      result.error.issues.map(({ path }) => path).sort((one, other) => one.join().localeCompare(other.join())),
      [
        ['endpoint'],
        ['headers', 'Content Type'],
        ['maxRetries'],
        ['method'],
        ['queryParams'],
        ['retry'],
        ['templates', 1, 'content'],
        ['timeout'],
      ]
    );
    for (const { message } of result.error.issues) assert.ok(message.length > 10);
    assert.deepEqual(Object.keys(result.error.flatten().fieldErrors).length, 8, 'the console finds a message for each field');
  });

  test('takes a configuration that only deserves warnings, and gives it back as it is', () => {
    const config = withEndpoint({ bodyparams: { a: 1 }, queryParams: { to: '{{too}}', who: '{{recipient}}' }, other: [1, { a: null }] });
    const result = guard.safeParse(config);
    assert.equal(result.error, undefined);
    assert.deepEqual(result.data, config);
  });

  test('takes an untouched form', () => {
    assert.equal(guard.safeParse(untouchedForm()).error, undefined);
    assert.equal(guard.safeParse({ ...untouchedForm(), templates: [], timeout: Number.NaN, bodyParams: [] }).error, undefined);
    assert.deepEqual(guard.safeParse({ ...untouchedForm(), endpoint: '' }).error.issues.map(({ path }) => path), [['endpoint']]);
  });

  for (const config of [undefined, null, 'text', 7, [], () => {}]) {
    test(`refuses ${config === null ? 'null' : Array.isArray(config) ? 'an array' : typeof config}`, () => {
      const result = guard.safeParse(config);
      assert.ok(result.error instanceof ZodError);
      assert.ok(result.error.issues.length > 0);
    });
  }
});

describe('sendMessage', () => {
  test('uses the configuration that it is given, and asks for no other', async () => {
    const { connector } = await load();
    const { body, headers, method, url } = await sendOne(connector, verification, withEndpoint({ authorization: 'Bearer t0ken' }));
    assert.equal(method, 'POST');
    assert.equal(url, '/sms');
    assert.equal(headers.authorization, 'Bearer t0ken');
    assert.deepEqual(JSON.parse(body), verification);
  });

  for (const missing of [undefined, null]) {
    test(`asks for the stored configuration by the connector's id, once, where the input is ${missing}`, async () => {
      /** @type {string[]} */
      const asked = [];
      const { connector } = await loadConnector({
        getConfig: async (id) => {
          asked.push(id);
          return withEndpoint();
        },
      });
      await sendOne(connector, verification, missing);
      assert.deepEqual(asked, ['generic-http-sms']);
    });
  }

  test('asks anew for every message: a changed configuration works at once', async () => {
    let path = '/one';
    const { connector } = await loadConnector({ getConfig: async () => ({ endpoint: server.url + path }) });
    assert.equal((await sendOne(connector, verification)).url, '/one');
    path = '/two';
    assert.equal((await sendOne(connector, verification)).url, '/two');
  });

  test('what getConfig throws reaches Logto as it is', async () => {
    const thrown = new ConnectorError(ConnectorErrorCodes.InvalidConfig, { message: 'not found' });
    const { connector } = await loadConnector({ getConfig: () => Promise.reject(thrown) });
    await assert.rejects(() => connector.sendMessage(/** @type {any} */ (verification)), (error) => error === thrown);
  });

  test('a configuration that is not set is an error of the connector', async () => {
    const { connector } = await loadConnector({ getConfig: async () => undefined });
    const { error } = await failureOf(() => connector.sendMessage(/** @type {any} */ (verification)), 'invalid_config');
    assert.ok(error instanceof ConnectorError);
  });
});

describe('errors', () => {
  const rules = { response: { success: { path: 'status', equals: 'ok' } }, retry: 'never' };
  /** @type {[code: string, reason: string | undefined, config: Record<string, unknown>, data: Record<string, unknown>, answer: any][]} */
  const cases = [
    ['invalid_config', undefined, { timeout: 1 }, {}, ok],
    ['invalid_request_parameters', undefined, {}, { to: 'nobody' }, ok],
    ['template_not_found', undefined, { templates: [{ usageType: 'SignIn', content: '{{code}}' }] }, {}, ok],
    ['rate_limit_exceeded', undefined, { retry: 'never' }, {}, reply(429, { message: 'slow down' })],
    ['usage_limit_exceeded', undefined, {}, {}, reply(402, { message: 'no credit' })],
    ['invalid_response', undefined, rules, {}, reply(200, 'not JSON')],
    ['general', 'http_status', { retry: 'never' }, {}, reply(500, { message: 'broken' })],
    ['general', 'rejected', rules, {}, reply(200, { status: 'no', message: 'number blocked' })],
    ['general', 'redirect', {}, {}, reply(302, '', { Location: '/elsewhere' })],
  ];
  for (const [code, reason, config, data, answer] of cases) {
    test(`${code}${reason ? `, ${reason}` : ''}: a ConnectorError of the same connector-kit`, async () => {
      server.answer = answer;
      const { connector } = await load();
      const send = () => connector.sendMessage(/** @type {any} */ ({ ...verification, ...data }), withEndpoint(config));
      const { error } = await failureOf(send, code, reason);
      // Logto's core tests exactly this; with another copy of connector-kit every error would be a 500.
      assert.ok(error instanceof ConnectorError);
      assert.equal(Object.getPrototypeOf(error), ConnectorError.prototype);
    });
  }

  test('a refused message carries what Logto shows', async () => {
    server.answer = reply(429, { error: { message: 'too many messages' } }, { 'Retry-After': '7200' });
    const { connector } = await load();
    const { data } = await failureOf(() => connector.sendMessage(/** @type {any} */ (verification), withEndpoint()), 'rate_limit_exceeded');
    assert.equal(data.status, 429);
    assert.equal(data.retryAfter, 7200);
    assert.equal(data.attempts, 1, 'an hour does not fit into the time budget');
    assert.match(data.providerMessage, /too many messages/);
  });

  test('an invalid configuration lists all its issues', async () => {
    const { connector } = await load();
    const config = withEndpoint({ timeout: 1, maxRetries: 77 });
    const { data } = await failureOf(() => connector.sendMessage(/** @type {any} */ (verification), config), 'invalid_config');
    assert.deepEqual(errorPaths(data.issues), ['maxRetries', 'timeout']);
    assert.equal(data.attempts, 0);
  });
});
