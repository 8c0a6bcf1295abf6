// The connector, called as Logto's core calls it: its sends and its errors.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { ConnectorError } from '@logto/connector-kit';
import { loadConnector } from '../../logto/instance.mjs';
import { load, server, withEndpoint } from '../support/logto.mjs';
import { verification } from '../support/messages.mjs';
import { assertSendError } from '../support/outcome.mjs';
import { failedSend } from '../support/sends.mjs';
import { ok, reply } from '../support/server.mjs';

describe('sendMessage', () => {
  test('uses the configuration that it is given, and asks for no other', async () => {
    const { connector } = await load();
    const config = withEndpoint({ authorization: 'Bearer t0ken' });
    const { seen } = await server.during(() => connector.sendMessage(/** @type {any} */ (verification), config));
    const [{ body, headers, method, url }] = seen;
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
      await connector.sendMessage(/** @type {any} */ (verification), missing);
      assert.deepEqual(asked, ['generic-http-sms']);
    });
  }

  test('asks anew for every message: a changed configuration works at once', async () => {
    let path = '/one';
    const { connector } = await loadConnector({ getConfig: async () => ({ endpoint: server.url + path }) });
    const urlOf = async () => (await server.during(() => connector.sendMessage(/** @type {any} */ (verification)))).seen[0].url;
    assert.equal(await urlOf(), '/one');
    path = '/two';
    assert.equal(await urlOf(), '/two');
  });

  test('a configuration that is not set is an error of the connector', async () => {
    const { error } = await failedSend(undefined, verification);
    assertSendError(error, 'invalid_config');
    assert.ok(error instanceof ConnectorError);
  });

  test('gives back what the provider said of a message that it took', async () => {
    const { connector } = await loadConnector({ getConfig: async () => withEndpoint({ response: { messageId: 'id' } }) });
    assert.deepEqual(await connector.sendMessage(/** @type {any} */ (verification)), { status: 200, messageId: 'm-1', attempts: 1 });
  });
});

describe('errors are of the connector-kit that Logto has, with the code of the engine', () => {
  const rules = { response: { success: { path: 'status', equals: 'ok' } }, retry: 'never' };
  /** @type {[code: string, reason: string | undefined, config: Record<string, unknown>, data: Record<string, unknown>, answer: any][]} */
  const cases = [
    ['invalid_config', undefined, { timeout: 1 }, {}, ok],
    ['invalid_request_parameters', undefined, {}, { to: 'nobody' }, ok],
    ['template_not_found', undefined, { bodyParams: { text: '{{message}}' }, templates: [{ usageType: 'SignIn', content: '{{code}}' }] }, {}, ok],
    ['rate_limit_exceeded', undefined, { retry: 'never' }, {}, reply(429, { message: 'slow down' })],
    ['usage_limit_exceeded', undefined, {}, {}, reply(402, { message: 'no credit' })],
    ['invalid_response', undefined, rules, {}, reply(200, 'not JSON')],
    ['general', 'http_status', { retry: 'never' }, {}, reply(500, { message: 'broken' })],
    ['general', 'rejected', rules, {}, reply(200, { status: 'no', message: 'number blocked' })],
    ['general', 'redirect', {}, {}, reply(302, '', { Location: '/elsewhere' })],
  ];
  for (const [code, reason, config, data, answer] of cases) {
    test(`${code}${reason ? `, ${reason}` : ''}`, async () => {
      server.answer = answer;
      const { error } = await failedSend(withEndpoint(config), { ...verification, ...data });
      assertSendError(error, code, reason);
      // Logto's core tests exactly this; with another copy of connector-kit every error would be a 500.
      assert.ok(error instanceof ConnectorError);
      assert.equal(Object.getPrototypeOf(error), ConnectorError.prototype);
    });
  }

  test('nothing to send', async () => {
    const { error } = await failedSend(withEndpoint(), undefined);
    assertSendError(error, 'invalid_request_parameters');
    assert.ok(error instanceof ConnectorError);
  });
});
