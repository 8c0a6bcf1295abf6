// Routes: which settings a message goes by, where nothing goes at all, and what never follows a message to another host.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { findLeaks } from '../support/faults/leaks.mjs';
import { failureOf } from '../support/outcome.mjs';
import { reply } from '../support/server.mjs';
import { core, data, markers, provider, tokens } from '../support/delivery.mjs';

/** @typedef {import('../support/delivery.mjs').Server} Server */

/** @param {unknown} config @param {Record<string, unknown>} [message] */
const sendTo = (config, message) => core.sendMessage(/** @type {any} */ (config), { ...data, ...message });
/** @param {Server} server @param {unknown} routes @param {Record<string, unknown>} [more] */
const routed = (server, routes, more) => ({ endpoint: `${server.url}/base`, bodyParams: { to: '{{to}}', text: '{{message}}' }, retry: 'never', routes, ...more });

describe('which route a message takes', () => {
  const routes = [
    { to: ['+4930', '+41'], endpoint: '/berlin' },
    { to: ['+49'], endpoint: '/germany' },
    { to: ['+86'], types: ['MfaVerification', 'BindMfa'], endpoint: '/both' },
    { types: ['MfaVerification'], endpoint: '/mfa' },
    { to: ['+'], types: ['ForgotPassword'], endpoint: '/forgot' },
    { to: ['+12345678901234'], endpoint: '/long' },
  ];
  /** @type {[to: string, type: string, path: string, via: string][]} */
  const messages = [
    ['+493012345678', 'SignIn', '/berlin', 'routes.0'],
    ['41791234567', 'SignIn', '/berlin', 'routes.0'],
    ['+49 (15) 1234 5678', 'SignIn', '/germany', 'routes.1'],
    ['004915112345678', 'SignIn', '/germany', 'routes.1'],
    ['+8613800138000', 'MfaVerification', '/both', 'routes.2'],
    ['+8613800138000', 'BindMfa', '/both', 'routes.2'],
    ['+8613800138000', 'SignIn', '/base', 'base'],
    ['+14155550123', 'MfaVerification', '/mfa', 'routes.3'],
    ['+4930123456', 'MfaVerification', '/berlin', 'routes.0'],
    ['+14155550123', 'ForgotPassword', '/forgot', 'routes.4'],
    ['+14155550123', 'SignIn', '/base', 'base'],
    ['+14155550123', 'mfaverification', '/base', 'base'],
    ['+123456789012345', 'SignIn', '/long', 'routes.5'],
  ];
  for (const [to, type, path, via] of messages) {
    test(`${to}, ${type}: ${via}`, async () => {
      const sms = await provider();
      const config = routed(sms, routes.map((route) => ({ ...route, endpoint: sms.url + route.endpoint })));
      assert.deepEqual(core.validateConfig(config).issues.filter(({ severity }) => severity === 'error'), []);
      assert.deepEqual(await sendTo(config, { to, type }), { status: 200, attempts: 1, via });
      assert.deepEqual(sms.requests.map((request) => request.path), [path]);
      assert.equal(core.previewRequest(/** @type {any} */ (config), { ...data, to, type }).via, via);
    });
  }

  test('where there is none, nothing says `via`', async () => {
    const sms = await provider();
    for (const none of [undefined, null, []]) assert.deepEqual(await sendTo(routed(sms, none)), { status: 200, attempts: 1 });
    sms.answer = reply(500, '');
    const { data: told } = await failureOf(() => sendTo(routed(sms, undefined)), 'general', 'http_status');
    assert.equal('via' in told, false);
  });

  test('a failure says which it was', async () => {
    const sms = await provider(reply(500, ''));
    const config = routed(sms, [{ to: ['+1'], bodyParams: { text: '{{message}}', number: '{{to}}' } }]);
    assert.equal((await failureOf(() => sendTo(config), 'general', 'http_status')).data.via, 'routes.0');
    assert.equal((await failureOf(() => sendTo(config, { to: '+4915112345678' }), 'general', 'http_status')).data.via, 'base');
  });
});

describe('a route that blocks', () => {
  /** @param {unknown} config @param {Record<string, unknown>} message @param {string} via */
  async function blocked(config, message, via) {
    /** @type {unknown[]} */
    const attempts = [];
    const sending = () => core.sendMessage(/** @type {any} */ (config), { ...data, ...message }, { onAttempt: (attempt) => attempts.push(attempt) });
    const { error, data: told, ms } = await failureOf(sending, 'invalid_request_parameters', 'blocked');
    assert.equal(told.errorDescription, 'Nothing was sent: a route of the configuration blocks messages to this number or of this type.');
    assert.deepEqual([told.attempts, told.via, told.status, attempts.length], [0, via, undefined, 0]);
    assert.deepEqual(findLeaks(error, markers), []);
    assert.ok(ms < 500);
  }

  test('sends nothing, and fetches no token for it', async () => {
    const [sms, auth] = [await provider(), await provider(tokens())];
    const config = routed(sms, [{ to: ['+1900', '+882'], block: true }, { types: ['Generic'], block: true }], {
      apiKey: 'key-1', apiSecret: 'secret-1', token: { endpoint: `${auth.url}/token` },
      fallback: [{ endpoint: `${sms.url}/fallback` }],
    });
    await blocked(config, { to: '+19005550123' }, 'routes.0');
    await blocked(config, { to: '88213300123' }, 'routes.0');
    await blocked(config, { type: 'Generic' }, 'routes.1');
    assert.deepEqual([sms.requests.length, auth.requests.length], [0, 0]);
    assert.throws(() => core.previewRequest(/** @type {any} */ (config), { ...data, type: 'Generic' }), { code: 'invalid_request_parameters' });
    assert.equal((await sendTo(config)).via, 'base');
  });

  test('can allow one country', async () => {
    const sms = await provider();
    const config = routed(sms, [{ to: ['+49'], variables: { from: 'DE' } }, { to: ['+'], block: true }], { bodyParams: { to: '{{to}}', text: '{{message}}', from: '{{from}}' }, variables: { from: 'X' } });
    assert.equal((await sendTo(config, { to: '+4915112345678' })).via, 'routes.0');
    for (const to of ['+14155550123', '+41791234567', '+4815112345678']) await blocked(config, { to }, 'routes.1');
    assert.equal(sms.requests.length, 1);
  });
});

describe('what a route has of the rest', () => {
  const base = {
    authorization: `Bearer ${markers.token}`,
    headers: { 'X-Api-Key': markers.header, 'X-Second': '{{apiKey}}' },
    queryParams: { key: markers.query },
    bodyParams: { to: '{{to}}', text: '{{message}}', secret: '{{apiSecret}}', own: markers.body },
    apiKey: markers.apiKey,
    apiSecret: markers.apiSecret,
    signingSecret: markers.signingSecret,
    variables: { from: 'Base', brand: 'Acme' },
    templates: [{ usageType: 'Generic', content: '{{brand}}: {{code}}' }],
  };
  /** Secrets of the base: all that may not reach another host. */
  const secrets = ['token', 'header', 'query', 'body', 'apiKey', 'apiSecret'];
  const ofBase = Object.fromEntries(secrets.map((name) => [name, markers[/** @type {keyof typeof markers} */ (name)]]));
  /** All that came over the wire. @param {Server} server */
  const wire = ({ requests }) => requests.map(({ method, url, rawHeaders, body }) => ({ method, url, rawHeaders, body }));

  test('another origin gets templates and variables, and no header, credential, parameter or body', async () => {
    const [sms, other] = [await provider(), await provider()];
    const config = routed(sms, [{ to: ['+1'], endpoint: `${other.url}/send`, bodyParams: { number: '{{to}}', words: '{{message}}', from: '{{from}}' } }], base);
    assert.equal((await sendTo(config)).via, 'routes.0');
    assert.equal(sms.requests.length, 0);
    const [{ body, headers, rawQuery }] = other.requests;
    assert.deepEqual(JSON.parse(body), { number: `+${markers.to}`, words: `Acme: ${markers.code}`, from: 'Base' });
    assert.deepEqual([rawQuery, headers.authorization], ['', undefined]);
    assert.deepEqual(Object.keys(headers).filter((name) => /^x-|webhook|signature/.test(name)), []);
    assert.deepEqual(findLeaks(wire(other), ofBase), []);
    // The search finds them where they are.
    await sendTo(config, { to: '+4915112345678' });
    assert.deepEqual([...new Set(findLeaks(wire(sms), ofBase).map(({ marker }) => marker))].sort(), [...secrets].sort());
  });

  test('another port is another origin; another path is not', async () => {
    const [sms, other] = [await provider(), await provider()];
    const config = routed(sms, [{ to: ['+49'], endpoint: `${sms.url}/other/path` }, { to: ['+1'], endpoint: `${other.url}/send`, bodyType: 'none' }], base);
    await sendTo(config, { to: '+4915112345678' });
    assert.equal(sms.requests[0].headers.authorization, base.authorization);
    assert.equal(sms.requests[0].path, '/other/path');
    assert.deepEqual(JSON.parse(sms.requests[0].body).secret, markers.apiSecret);
    await sendTo(config);
    assert.deepEqual([other.requests[0].body, other.requests[0].headers.authorization], ['', undefined]);
  });

  test('another origin that names nothing to send is refused before anything is sent', async () => {
    const [sms, other] = [await provider(), await provider()];
    const config = routed(sms, [{ to: ['+1'], endpoint: `${other.url}/send` }], base);
    const { valid, issues } = core.validateConfig(config);
    assert.deepEqual([valid, issues.filter(({ severity }) => severity === 'error').map(({ path }) => path)], [false, ['routes.0']]);
    await failureOf(() => sendTo(config), 'invalid_config');
    assert.deepEqual([sms.requests.length, other.requests.length], [0, 0]);
  });

  test('a credential of the base is unknown there: it is a mistake, and not sent', async () => {
    const [sms, other] = [await provider(), await provider()];
    const entry = { to: ['+1'], endpoint: `${other.url}/send`, bodyParams: { to: '{{to}}', text: '{{message}}', key: '{{apiKey}}', token: '{{token}}' } };
    const config = routed(sms, [entry], { ...base, token: { endpoint: `${sms.url}/token` } });
    assert.equal(core.validateConfig(config).valid, false);
    await sendTo(config).catch(() => {});
    assert.deepEqual(findLeaks(wire(other), ofBase), []);
    assert.equal(sms.requests.length, 0, 'no token is fetched for it');
  });

  test('variables merge by name, every other key is replaced whole', async () => {
    const sms = await provider();
    const bodyParams = { to: '{{to}}', text: '{{message}}', from: '{{from}}', tag: '{{tag}}' };
    const config = routed(sms, [
      { to: ['+1'], variables: { from: 'Route' } },
      { to: ['+49'], headers: { 'X-Route': 'yes' }, variables: { tag: 'de' } },
      { to: ['+41'], bodyParams: { number: '{{to}}', words: '{{message}}' } },
      { to: ['+33'], queryParameters: { via: 'alias' }, method: 'PUT' },
    ], { bodyParams, variables: { from: 'Base', tag: 'none' }, headers: { 'X-Base': 'yes' }, queryParams: { via: 'base' } });
    for (const to of ['14155550123', '4915112345678', '41791234567', '33612345678']) await sendTo(config, { to });
    const [us, de, ch, fr] = sms.requests;
    const text = markers.code;
    assert.deepEqual(JSON.parse(us.body), { to: '+14155550123', text, from: 'Route', tag: 'none' });
    assert.deepEqual([us.headers['x-base'], us.rawQuery], ['yes', 'via=base']);
    assert.deepEqual(JSON.parse(de.body), { to: '+4915112345678', text, from: 'Base', tag: 'de' });
    assert.deepEqual([de.headers['x-base'], de.headers['x-route']], [undefined, 'yes']);
    assert.deepEqual(JSON.parse(ch.body), { number: '+41791234567', words: text });
    assert.deepEqual([fr.method, fr.rawQuery], ['PUT', 'via=alias']);
  });

  test('a route may have templates, rules, a time limit and a token of its own', async () => {
    const [sms, auth] = [await provider(), await provider(tokens())];
    const config = routed(sms, [
      { to: ['+1'], templates: [{ usageType: 'Generic', content: 'Route: {{code}}' }], response: { messageId: 'id' } },
      { to: ['+49'], response: { success: { path: 'id', equals: 'other' } } },
      { to: ['+41'], timeout: 150 },
      { to: ['+33'], apiKey: 'key-fr', apiSecret: 'secret-fr', token: { endpoint: `${auth.url}/token` } },
    ], { templates: [{ usageType: 'Generic', content: 'Base: {{code}}' }] });
    assert.deepEqual(await sendTo(config), { status: 200, messageId: 'm-1', attempts: 1, via: 'routes.0' });
    assert.equal((await failureOf(() => sendTo(config, { to: '4915112345678' }), 'general', 'rejected')).data.via, 'routes.1');
    await sendTo(config, { to: '33612345678' });
    await sendTo(config, { to: '34612345678' });
    const texts = sms.requests.map(({ body }) => JSON.parse(body).text.split(':')[0]);
    assert.deepEqual(texts, ['Route', 'Base', 'Base', 'Base']);
    assert.deepEqual(sms.requests.map(({ headers }) => Boolean(headers.authorization)), [false, false, true, false]);
    sms.answer = () => {};
    const { ms } = await failureOf(() => sendTo(config, { to: '41791234567' }), 'general', 'timeout');
    assert.ok(ms < 500, `took ${Math.round(ms)} ms of 150`);
  });
});
