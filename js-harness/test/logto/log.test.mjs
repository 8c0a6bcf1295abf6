// What an operator finds on the server's standard error: one line of JSON for each message that could not be sent, under
// the reference that the visitor read. In a process of its own, as a server writes it.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { loadConnector } from '../../logto/instance.mjs';
import { realSend } from '../support/sends.mjs';
import { verification } from '../support/messages.mjs';
import { server } from '../support/logto.mjs';
import { inAServer } from '../support/server-process.mjs';
import { ok, reply } from '../support/server.mjs';

const SECRETS = { token: 'tok-Zq81-secret', key: 'key-77-Xw/q+1', header: 'hdr-5f0e-11' };

/** @param {Record<string, unknown>} [config] */
const stored = (config) => ({
  endpoint: `${server.url}/sms`,
  authorization: `Bearer ${SECRETS.token}`,
  headers: { 'X-Api-Key': '{{apiKey}}', 'X-Trace': SECRETS.header },
  apiKey: SECRETS.key,
  bodyParams: { recipient: '{{to}}', text: 'Code {{message}}' },
  retry: 'never',
  ...config,
});

/** Says what it was asked, as a provider's error that is nothing but secrets. @type {import('../support/server.mjs').Answer} */
const echo = (response, { headers, body }) =>
  reply(401, { message: `Invalid credentials ${headers.authorization} ${headers['x-api-key']} ${headers['x-trace']} in ${body}` })(response, /** @type {any} */ ({}));

/** @param {string} text */
const assertNoSecrets = (text) => {
  for (const [name, secret] of Object.entries(SECRETS)) assert.ok(!text.includes(secret), `the line holds ${name}`);
  assert.doesNotMatch(text, /120952/, 'the line holds the code');
  assert.doesNotMatch(text, /4155550201/, 'the line holds the number');
};

describe('a failure', () => {
  test('is one line of JSON, with all that the visitor does not read', async () => {
    server.answer = reply(401, { message: 'Invalid credentials for this account' });
    const before = Date.now();
    const { told, lines } = await inAServer(stored());
    assert.equal(lines.length, 1);
    const { time, message, ...line } = JSON.parse(lines[0]);
    const [{ data }] = told;
    assert.deepEqual(line, {
      connector: 'generic-http-sms',
      level: 'error',
      reference: data.reference,
      code: 'general',
      reason: 'http_status',
      status: 401,
      attempts: 1,
      providerMessage: 'Invalid credentials for this account',
    });
    assert.match(time, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
    assert.ok(Date.parse(time) >= before - 1000 && Date.parse(time) <= Date.now() + 1000);
    assert.match(message, /401/);
    assert.match(message, /credentials/, 'the sentence says what to do');
    assert.doesNotMatch(JSON.stringify(told), /Invalid credentials/, 'the visitor does not read it');
  });

  test('names the rule that did not hold', async () => {
    server.answer = reply(200, { id: 'm-1', status: 'failed' });
    const { lines } = await inAServer(stored({ response: { success: [{ path: 'id', exists: true }, { path: 'status', equals: 'ok' }] } }));
    const { reason, rule } = JSON.parse(lines[0]);
    assert.deepEqual([reason, rule], ['rejected', 'success 2 of 2']);
  });

  test('says by which part of the configuration the message went, where there are several', async () => {
    server.answer = reply(401, { message: 'no' });
    const entry = { endpoint: `${server.url}/other`, bodyParams: { to: '{{to}}', text: '{{message}}' } };
    const via = async (/** @type {Record<string, unknown>} */ config) => JSON.parse((await inAServer(stored(config))).lines[0]).via;
    assert.equal(await via({ fallback: [entry] }), 'fallback.0');
    assert.equal(await via({ routes: [{ to: ['+49'], block: true }, { types: ['Register'], ...entry }] }), 'routes.1');
    assert.equal(await via({ routes: [{ to: ['+49'], block: true }] }), 'base');
  });

  test('of a message that a route blocks names the route; of a token, what its endpoint says', async () => {
    const [blocked] = (await inAServer(stored({ routes: [{ to: ['+1415'], block: true }] }))).lines.map((line) => JSON.parse(line));
    assert.deepEqual([blocked.code, blocked.reason, blocked.via, blocked.attempts], ['invalid_request_parameters', 'blocked', 'routes.0', 0]);
    assert.match(blocked.message, /a route of the configuration blocks messages to this number or of this type/);
    server.answer = echo;
    const { lines, stderr } = await inAServer(stored({ authorization: '', apiSecret: SECRETS.token, token: { endpoint: `${server.url}/token` } }));
    const { code, reason, status, attempts, message, providerMessage } = JSON.parse(lines[0]);
    assert.deepEqual([code, reason, status, attempts], ['general', 'token', 401, 0]);
    assert.match(message, /^The access token cannot be fetched, so nothing was sent: `token\.endpoint` answered with HTTP status 401/);
    assert.match(providerMessage, /Invalid credentials .*redacted/);
    assertNoSecrets(stderr);
    assert.ok(!stderr.includes(Buffer.from(`${SECRETS.key}:`).toString('base64').slice(0, 12)), 'the line holds the credentials as Basic');
  });

  test('comes with what is wrong with the configuration, which may be why', async () => {
    server.answer = reply(400, { message: 'bad number' });
    const { lines } = await inAServer(stored({ bodyParams: { to: '{{phone}}', text: '{{message}}' } }));
    const { issues } = JSON.parse(lines[0]);
    assert.ok(issues.some(({ path }) => path === 'bodyParams.to'));
    for (const issue of issues) assert.deepEqual(Object.keys(issue).sort(), ['code', 'message', 'path', 'severity']);
  });

  test('of a configuration that cannot be used is logged, too', async () => {
    const { lines } = await inAServer({ endpoint: 'nonsense', log: 'sometimes' });
    const { code, attempts, issues } = JSON.parse(lines[0]);
    assert.deepEqual([code, attempts], ['invalid_config', 0]);
    assert.ok(issues.some(({ path }) => path === 'endpoint'));
  });

  test('holds no secret, no code and no number, whatever the provider echoes', async () => {
    server.answer = echo;
    const { lines, stderr } = await inAServer(stored(), [verification, { ...verification, to: '+1 (415) 555-0201', type: 'SignIn' }]);
    assert.equal(lines.length, 2);
    assertNoSecrets(stderr);
    assert.match(stderr, /redacted/);
  });

  test('stays one line, whatever the provider sends', async () => {
    server.answer = reply(500, { message: 'one\ntwo\r\nthree {"connector":"forged"}\u2028four\u0000\u001b[31m' });
    const { lines } = await inAServer(stored());
    assert.equal(lines.length, 1);
    assert.equal(JSON.parse(lines[0]).connector, 'generic-http-sms');
  });
});

describe('`log`', () => {
  test('"failures", the default: a success says nothing', async () => {
    for (const log of [undefined, 'failures', null, '']) assert.equal((await inAServer(stored({ log }))).stderr, '');
  });

  test('"all": a success is a line with the message id of the provider', async () => {
    const { lines } = await inAServer(stored({ log: 'all', response: { messageId: 'id' } }));
    const { time, message, ...line } = JSON.parse(lines[0]);
    assert.equal(lines.length, 1);
    assert.deepEqual(line, { connector: 'generic-http-sms', level: 'info', status: 200, attempts: 1, messageId: 'm-1' });
    assertNoSecrets(lines[0]);
    server.answer = reply(500, 'broken');
    assert.equal(JSON.parse((await inAServer(stored({ log: 'all' }))).lines[0]).level, 'error');
  });

  test('"all": a success of a fallback says so', async () => {
    server.answer = (response, { path }) => (path === '/sms' ? reply(404, 'none') : ok)(response, /** @type {any} */ ({}));
    const fallback = [{ endpoint: `${server.url}/other`, bodyParams: { to: '{{to}}', text: '{{message}}' } }];
    const [{ level, via, attempts, status }] = (await inAServer(stored({ log: 'all', fallback }))).lines.map((line) => JSON.parse(line));
    assert.deepEqual([level, via, attempts, status], ['info', 'fallback.0', 2, 200]);
  });

  test('"all": an id that is the number or the code, because its path is wrong, is left out', async () => {
    server.answer = (response, { body }) => reply(200, { ok: true, ...JSON.parse(body) })(response, /** @type {any} */ ({}));
    for (const path of ['recipient', 'text', 'id']) {
      const bodyParams = { recipient: '{{to}}', text: 'Code {{message}}', id: 'x-{{to | digits}}' };
      const { lines } = await inAServer(stored({ log: 'all', bodyParams, response: { messageId: path } }));
      assert.equal(JSON.parse(lines[0]).status, 200);
      assert.equal(JSON.parse(lines[0]).messageId, undefined);
      assertNoSecrets(lines[0]);
    }
  });

  test('"none": nothing is written, and the visitor still has a reference', async () => {
    server.answer = echo;
    const { told, stderr } = await inAServer(stored({ log: 'none' }));
    assert.equal(stderr, '');
    assert.match(told[0].data.reference, /^[0-9a-f]{8}$/);
  });
});

describe('a log that cannot be written breaks no send', () => {
  test('a console that throws', async () => {
    const { error } = console;
    console.error = () => {
      throw new Error('the log is broken');
    };
    try {
      server.answer = reply(500, 'broken');
      const { connector } = await loadConnector({ getConfig: async () => stored() });
      await assert.rejects(() => connector.sendMessage(/** @type {any} */ (verification)), { code: 'general' });
      server.answer = ok;
      const loud = (await loadConnector({ getConfig: async () => stored({ log: 'all' }) })).connector;
      assert.equal(/** @type {any} */ (await loud.sendMessage(/** @type {any} */ (verification))).status, 200);
    } finally {
      console.error = error;
    }
  });

  test('a standard error that is closed', async () => {
    server.answer = reply(500, 'broken');
    const wait = "const { setTimeout: wait } = await import('node:timers/promises'); await wait(50);";
    const { told } = await inAServer(stored(), undefined, { before: 'process.stderr.destroy();', after: wait });
    assert.equal(told[0].code, 'general');
  });

  test('a configuration that throws when it is read', async () => {
    const config = {
      endpoint: server.url,
      get log() {
        throw new Error('no');
      },
    };
    const { error } = await realSend(config, verification);
    assert.equal(error?.code, 'invalid_config');
  });
});
