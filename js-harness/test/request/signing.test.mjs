// Signed requests, checked by the reference implementation of Standard Webhooks as the receiver, over HTTP.
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { after, before, beforeEach, describe, test } from 'node:test';
import { Webhook } from 'standardwebhooks';
import { freshProject } from '../../build/project.mjs';
import { failureOf } from '../support/outcome.mjs';
import { ok, reply, startServer } from '../support/server.mjs';

/** @typedef {import('../../servers/listen.mjs').Received} Seen */

/** @type {import('../../build/project.mjs').Core} */
let core;
/** @type {Awaited<ReturnType<typeof startServer>>} */
let server;
before(async () => {
  core = await (await freshProject('signing')).core();
  server = await startServer();
});
beforeEach(() => {
  server.answer = ok;
  server.requests.length = 0;
});
after(() => server.stop());

const data = { to: '14155550123', type: 'SignIn', payload: { code: '048151', user: { name: 'Zoë 𝄞 "quoted" 你好' } } };
/** @param {number} [bytes] */
const makeSecret = (bytes = 32) => `whsec_${randomBytes(bytes).toString('base64')}`;
const secret = makeSecret();
const other = makeSecret();
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

/** The three headers, as a receiver hands them on. @param {Seen} request */
const signed = ({ headers }) => ({
  'webhook-id': String(headers['webhook-id']),
  'webhook-timestamp': String(headers['webhook-timestamp']),
  'webhook-signature': String(headers['webhook-signature']),
});

/**
 * Throws unless the signature is good. The bytes as they arrived are what is signed.
 * @param {Seen} request @param {string} key @param {{ headers?: Record<string, string>, body?: string }} [changed]
 */
const verify = (request, key, { headers, body = request.bytes.toString('utf8') } = {}) =>
  void new Webhook(key).verify(body, { ...signed(request), ...headers }, { jsonParse: false });

/** @param {Record<string, unknown>} config */
const sendOne = async (config) => {
  const { seen } = await server.during(() => core.sendMessage({ endpoint: server.url, signingSecret: secret, ...config }, data));
  assert.equal(seen.length, 1);
  return seen[0];
};

describe('a receiver accepts', () => {
  const requests = /** @type {Record<string, { config: Record<string, unknown>, body: RegExp }>} */ ({
    'the default body': { config: {}, body: /^\{"to":.*"payload":\{/ },
    'a JSON body': { config: { bodyParams: { to: '{{to}}', text: 'Code: {{message}}' } }, body: /^\{"to":"\+14155550123"/ },
    'a JSON body with letters of every kind': { config: { bodyParams: { name: '{{user.name}}', text: 'Grüße, код, コード, 🔑' } }, body: /Zoë 𝄞 \\"quoted\\" 你好.*🔑/ },
    'a JSON body that is a text': { config: { bodyParams: '{ "text" : "{{user.name}}" }' }, body: /^\{ "text" : "Zoë/ },
    'a form': {
      config: { headers: { 'Content-Type': 'application/x-www-form-urlencoded' }, bodyParams: { to: '{{to}}', name: '{{user.name}}' } },
      body: /^to=%2B14155550123&name=Zo%C3%AB/,
    },
    'XML': { config: { headers: { 'Content-Type': 'text/xml; charset=utf-8' }, bodyParams: '<sms to="{{to}}">{{user.name}}</sms>' }, body: /^<sms to="\+14155550123">Zoë 𝄞/ },
    'raw text with line breaks': { config: { headers: { 'Content-Type': 'text/plain' }, bodyParams: 'first\r\nsecond {{user.name}}\n\n' }, body: /^first\r\nsecond Zoë.*\n\n$/s },
    'a GET, which has no body': { config: { method: 'GET', queryParams: { to: '{{to}}', text: '{{message}}' } }, body: /^$/ },
  });
  for (const [what, { config, body }] of Object.entries(requests)) {
    test(what, async () => {
      const request = await sendOne(config);
      assert.ok(body.test(request.body), 'the request has the body that it should');
      verify(request, secret);
      assert.match(signed(request)['webhook-id'], UUID);
      assert.match(signed(request)['webhook-signature'], /^v1,[A-Za-z0-9+/]{43}=$/);
      const age = Date.now() / 1000 - Number(signed(request)['webhook-timestamp']);
      assert.ok(age > -2 && age < 30, 'the timestamp is the time of sending, in seconds');
    });
  }

  for (const bytes of [24, 25, 26, 32, 63, 64]) {
    test(`a key of ${bytes} bytes`, async () => {
      const key = makeSecret(bytes);
      verify(await sendOne({ signingSecret: key }), key);
    });
  }

  test('{{id}} and {{timestamp}} of the body are those of the headers', async () => {
    const request = await sendOne({ bodyParams: { id: '{{id}}', at: '{{timestamp}}' }, headers: { 'Idempotency-Key': '{{id}}' } });
    const { 'webhook-id': id, 'webhook-timestamp': at } = signed(request);
    assert.deepEqual(JSON.parse(request.body), { id, at });
    assert.equal(request.headers['idempotency-key'], id);
    verify(request, secret);
  });

  test('100 messages at once, each with an id of its own', async () => {
    const send = () => core.sendMessage({ endpoint: server.url, signingSecret: secret, bodyParams: { text: '{{message}}' } }, data);
    const { seen } = await server.during(() => Promise.all(Array.from({ length: 100 }, send)));
    for (const request of seen) verify(request, secret);
    assert.equal(new Set(seen.map((request) => signed(request)['webhook-id'])).size, 100);
  });

  test('every attempt: same id, a fresh timestamp, a signature that fits it', async () => {
    server.answer = (response, request) =>
      void (server.requests.length === 1 ? reply(503, 'later', { 'Retry-After': '2' }) : ok)(response, request);
    const { seen, value } = await server.during(() =>
      core.sendMessage({ endpoint: server.url, signingSecret: secret, timeout: 20_000, bodyParams: { at: '{{timestamp}}' } }, data)
    );
    assert.equal(value.attempts, 2);
    assert.equal(seen.length, 2);
    for (const request of seen) {
      verify(request, secret);
      assert.equal(JSON.parse(request.body).at, signed(request)['webhook-timestamp']);
    }
    const [first, second] = seen.map(signed);
    assert.equal(second['webhook-id'], first['webhook-id']);
    assert.ok(Number(second['webhook-timestamp']) >= Number(first['webhook-timestamp']) + 1, 'the timestamp is that of the attempt');
    assert.notEqual(second['webhook-signature'], first['webhook-signature']);
  });

  test('the connector as Logto loads it', async () => {
    const { loadConnector } = await import('../../logto/instance.mjs');
    const { connector } = await loadConnector({ getConfig: async () => ({ endpoint: server.url, signingSecret: secret }) });
    const { seen } = await server.during(() => connector.sendMessage(/** @type {any} */ (data)));
    assert.equal(seen.length, 1);
    verify(seen[0], secret);
  });
});

describe('while a key is replaced by another', () => {
  for (const [what, space] of [['a space', ' '], ['a line break', '\n'], ['several spaces around', '  \t ']]) {
    test(`both are named, with ${what} between them, and a receiver with either accepts`, async () => {
      const request = await sendOne({ signingSecret: `${secret}${space}${other}` });
      assert.equal(signed(request)['webhook-signature'].split(' ').length, 2);
      verify(request, secret);
      verify(request, other);
      assert.throws(() => verify(request, makeSecret()), /No matching signature/);
    });
  }

  test('three work as well', async () => {
    const keys = [secret, other, makeSecret(64)];
    const request = await sendOne({ signingSecret: keys.join(' ') });
    for (const key of keys) verify(request, key);
  });
});

describe('a receiver refuses', () => {
  /** @type {Seen} */
  let request;
  before(async () => {
    request = await sendOne({ bodyParams: { to: '{{to}}', text: '{{message}}' } });
    verify(request, secret);
  });

  test('another key', () => assert.throws(() => verify(request, other), /No matching signature/));
  test('another body', () => {
    assert.throws(() => verify(request, secret, { body: request.body.replace('+1', '+2') }), /No matching signature/);
    assert.throws(() => verify(request, secret, { body: `${request.body} ` }), /No matching signature/);
    assert.throws(() => verify(request, secret, { body: '' }), /No matching signature/);
  });
  test('another id', () => {
    const headers = { 'webhook-id': signed(request)['webhook-id'].replace(/^./, (digit) => (digit === '0' ? '1' : '0')) };
    assert.throws(() => verify(request, secret, { headers }), /No matching signature/);
  });
  test('another time', () => {
    const at = Number(signed(request)['webhook-timestamp']);
    for (const [time, why] of /** @type {const} */ ([[at + 1, /No matching/], [at - 3600, /too old/], [at + 3600, /too new/]])) {
      assert.throws(() => verify(request, secret, { headers: { 'webhook-timestamp': String(time) } }), why);
    }
  });
  test('no signature: without a key nothing is signed', async () => {
    const plain = await sendOne({ signingSecret: undefined });
    assert.deepEqual(Object.keys(plain.headers).filter((name) => name.startsWith('webhook-')), []);
    for (const unset of ['', null]) assert.equal((await sendOne({ signingSecret: unset })).headers['webhook-signature'], undefined);
  });
});

describe('a key that is none', () => {
  const base64 = randomBytes(32).toString('base64');
  const short = randomBytes(23).toString('base64');
  const long = randomBytes(65).toString('base64');
  const invalid = /** @type {Record<string, unknown>} */ ({
    'without the prefix': base64,
    'with another prefix': `whpk_${base64}`,
    'with the prefix in capitals': `WHSEC_${base64}`,
    'the prefix alone': 'whsec_',
    'of 23 bytes': `whsec_${short}`,
    'of 65 bytes': `whsec_${long}`,
    'that is not base64': `whsec_${'*'.repeat(44)}`,
    'with a letter outside of ASCII': `whsec_${base64.slice(0, -3)}ë==`,
    'a good one and a bad one': `${secret} whsec_${short}`,
    'a list': [secret],
    'a number': 1234567890123456,
  });
  for (const [what, signingSecret] of Object.entries(invalid)) {
    test(`${what}: an error of the configuration at signingSecret, which does not show it`, async () => {
      const config = { endpoint: server.url, signingSecret };
      const { valid, issues } = core.validateConfig(config);
      assert.equal(valid, false);
      assert.deepEqual(issues.filter(({ severity }) => severity === 'error').map(({ path }) => path), ['signingSecret']);
      const { error, data: errorData } = await failureOf(() => core.sendMessage(/** @type {any} */ (config), data), 'invalid_config');
      assert.equal(errorData.issues[0].path, 'signingSecret');
      const shown = JSON.stringify([issues, error.message, error.stack, errorData]);
      for (const part of [base64, short, long, secret, secret.slice(6)]) {
        assert.ok(!shown.includes(part.slice(0, 12)), 'a key is shown');
      }
    });
  }
  test('was never used', () => assert.equal(server.requests.length, 0));

  test('a header of the signature that the configuration sets too is an error at that header', () => {
    const { issues } = core.validateConfig({ endpoint: server.url, signingSecret: secret, headers: { 'Webhook-ID': 'x', 'WEBHOOK-SIGNATURE': 'y' } });
    const errors = issues.filter(({ severity }) => severity === 'error').map(({ path }) => path);
    assert.deepEqual(errors.sort(), ['headers.WEBHOOK-SIGNATURE', 'headers.Webhook-ID']);
    assert.equal(core.validateConfig({ endpoint: server.url, headers: { 'Webhook-ID': 'x' } }).valid, true);
  });
});

test('keys never come out, whatever the provider says', async () => {
  const raw = secret.slice('whsec_'.length);
  const bytes = Buffer.from(raw, 'base64');
  const echoes = [secret, `${secret} ${other}`, raw, encodeURIComponent(raw), Buffer.from(secret).toString('base64')];
  for (const echo of echoes) {
    server.answer = reply(400, { message: `cannot verify with ${echo} today` });
    const { error, data: errorData } = await failureOf(
      () => core.sendMessage({ endpoint: server.url, signingSecret: `${secret} ${other}` }, data), 'general', 'http_status');
    const shown = JSON.stringify([error.message, error.stack, errorData]);
    assert.ok(errorData.providerMessage.includes('[redacted]'), 'a key is shown');
    for (const part of [raw, raw.slice(4, 20), other.slice(10, 26), bytes.toString('hex')]) assert.ok(!shown.includes(part), 'a key is shown');
  }
  const preview = core.previewRequest({ endpoint: server.url, signingSecret: `${secret} ${other}` }, data);
  assert.ok(!JSON.stringify(preview).includes(raw.slice(0, 12)));
});
