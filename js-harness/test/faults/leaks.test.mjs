// A provider that echoes the request, in the body, in headers, decoded or encoded once more: nothing that is secret or
// private comes out of an error, and no credential out of a preview. Logto shows errors to visitors who are not signed in.
import assert from 'node:assert/strict';
import { inspect } from 'node:util';
import { after, before, describe, test } from 'node:test';
import { freshProject } from '../../build/project.mjs';
import { echo, echoModes } from '../../servers/faults/echo.mjs';
import { closedPort } from '../../servers/listen.mjs';
import { findLeaks } from '../support/faults/leaks.mjs';
import { data, leakConfig, leakConfigs, markers } from '../support/faults/markers.mjs';
import { assertSendError, outcomeOf } from '../support/outcome.mjs';
import { failedSend } from '../support/sends.mjs';
import { startServer } from '../support/server.mjs';

const CREDENTIALS = ['token', 'user', 'password', 'apiKey', 'apiSecret', 'header', 'query', 'body', 'signingSecret', 'cut', 'own', 'bare'];
/** @param {string[]} names */
const pick = (names) => Object.fromEntries(names.map((name) => [name, markers[/** @type {keyof typeof markers} */ (name)]]));
const credentials = pick(CREDENTIALS);

/** @type {import('../../build/project.mjs').Core} */
let core;
/** @type {Awaited<ReturnType<typeof startServer>>} */
let server;
before(async () => {
  core = await (await freshProject('leaks')).core();
  server = await startServer();
});
after(() => server.stop());

/**
 * Everything that somebody could print, log or serialise of an error.
 * @param {any} error
 */
const everything = (error) => [
  error,
  error.message,
  error.stack,
  String(error),
  JSON.stringify(error),
  JSON.stringify(error.data),
  inspect(error, { depth: 10, showHidden: true }),
];

/** Fails by the names of what leaked: the values do not belong into a report. @param {unknown} anything @param {Record<string, string>} [secrets] */
const assertNoLeaks = (anything, secrets = markers) => assert.deepEqual(findLeaks(anything, secrets), []);

/**
 * The error of the engine, and that of a real send through the connector, together with what it wrote to the log.
 * @param {unknown} config @param {unknown} [message]
 */
const errorsOf = async (config, message = data) => {
  const { error } = await outcomeOf(() => core.sendMessage(/** @type {any} */ (config), /** @type {any} */ (message)));
  assert.notEqual(error, undefined, 'the send has to fail');
  const { error: forVisitors, lines } = await failedSend(config, message);
  for (const each of [error, forVisitors]) assertSendError(each);
  assertNoLeaks(lines);
  return [error, forVisitors];
};

describe('a provider that echoes the request', () => {
  for (const mode of echoModes) {
    test(mode, async () => {
      for (const name of Object.keys(leakConfigs)) {
        // A refusal by its status, and one inside a 200 whose text the configuration asks for.
        for (const [status, rules] of /** @type {const} */ ([
          [400, {}],
          [500, {}],
          [200, { success: { path: 'never', exists: true }, error: 'message' }],
          [200, { success: { any: [{ path: 'message', equals: 'never' }, { equals: 'never' }] }, error: ['never', { capture: '.+' }] }],
          [200, { refused: { empty: false }, tokenExpired: { path: 'never', empty: false } }],
        ])) {
          server.answer = (response, request) => {
            const shown = echo(mode, request);
            response.writeHead(status, shown.statusText ?? '', { 'Content-Type': shown.contentType ?? 'text/plain', ...shown.headers });
            response.end(shown.body ?? 'refused');
          };
          const config = { ...leakConfig(name, `${server.url}/sms`), retry: 'never', response: rules };
          for (const error of await errorsOf(config)) {
            const leaks = findLeaks(everything(error), markers);
            assert.deepEqual(leaks, [], `configuration ${name}, status ${status}`);
          }
        }
      }
    });
  }

  test('what is not secret stays readable', async () => {
    server.answer = (response, { body }) => {
      response.writeHead(400, { 'Content-Type': 'application/json' });
      response.end(JSON.stringify({ message: `Sender "ACME" is not approved (rule 17) for ${JSON.parse(body).recipient}` }));
    };
    const [error] = await errorsOf({ endpoint: server.url, authorization: `Bearer ${markers.token}`, bodyParams: { recipient: '{{to}}' } });
    assert.equal(error.data.providerMessage, 'Sender "ACME" is not approved (rule 17) for [redacted]');
  });

  test('the raw body and the URL never enter an error', async () => {
    server.answer = (response) => void response.writeHead(500, { 'Content-Type': 'application/json' }).end('{"debug": "internal-7781"}');
    const [error] = await errorsOf({ endpoint: `${server.url}/path-4410?q=query-9034`, retry: 'never' });
    for (const text of everything(error).map(String)) assert.doesNotMatch(text, /internal-7781|path-4410|query-9034|127\.0\.0\.1/);
  });
});

describe('credentials inside the URL', () => {
  const user = 'usr-Kp4Tz7aa';
  const password = 'pwd-Rt5/Vn8@bb';
  test('are hidden in errors and previews', async () => {
    server.answer = (response, { headers }) => {
      const [, base64 = ''] = (headers.authorization ?? '').split(' ');
      response.writeHead(401, { 'Content-Type': 'application/json' });
      response.end(JSON.stringify({ message: `bad login ${Buffer.from(base64, 'base64')} / ${base64}` }));
    };
    const endpoint = server.url.replace('//', `//${user}:${encodeURIComponent(password)}@`);
    const errors = await errorsOf({ endpoint });
    assert.match(errors[0].data.providerMessage, /^bad login .*\[redacted\]/);
    for (const error of errors) assertNoLeaks(everything(error), { user, password });
    assertNoLeaks(core.previewRequest({ endpoint }, data), { user, password });
  });
});

describe('previews', () => {
  // What stands in these two is hidden where a provider echoes it; a preview hides what is known to be a credential.
  for (const name of Object.keys(leakConfigs).filter((each) => !['path', 'odd'].includes(each))) {
    test(`${name}: no credential, unless it is asked for`, () => {
      const config = leakConfig(name, 'https://sms.test.com/send');
      assertNoLeaks(core.previewRequest(config, data), credentials);
      assertNoLeaks(core.previewRequest(config, data, {}), credentials);
      assertNoLeaks(core.previewRequest(config, data, { reveal: false }), credentials);
      const revealed = findLeaks(core.previewRequest(config, data, { reveal: true }), credentials);
      assert.ok(revealed.length > 0, 'what is revealed is found, or the search would prove nothing');
    });
  }

  const says = { to: '{{to}}', text: '{{message}}' };
  /** @param {string} type @param {string} bodyParams */
  const written = (type, bodyParams) => ({ headers: { 'Content-Type': type }, bodyParams });
  /** Each calls a word by a name that says that it is a secret. @type {Record<string, Record<string, unknown>>} */
  const named = {
    "in the endpoint's own query": { endpoint: 'https://sms.test.com/send?pw=swordfish', bodyParams: says },
    'in a header': { headers: { 'Ocp-Apim-Subscription-Key': 'swordfish' }, bodyParams: says },
    'in the query': { queryParams: { user_pwd: 'swordfish', ...says } },
    'in a body, deep': { bodyParams: { login: { apiKey2: ['swordfish'] }, ...says } },
    'beside the code': { bodyParams: { token: 'swordfish{{code}}', ...says } },
    'in raw JSON': { bodyParams: '{"userPassword":"swordfish","to":"{{to}}","text":"{{message}}"}' },
    'in a raw form': written('application/x-www-form-urlencoded', 'pass=swordfish&to={{to}}&text={{code}}'),
    'in an attribute': written('text/xml', '<a><auth user="u" password="swordfish"/><to>{{to}}</to><c>{{code}}</c></a>'),
    'in an element': written('text/xml', '<a><ns:Password>swordfish</ns:Password><to>{{to}}</to><c>{{code}}</c></a>'),
    'in CDATA': written('text/xml', '<a><password><![CDATA[swordfish]]></password><to>{{to}}</to><c>{{code}}</c></a>'),
    'in a text': written('text/plain', 'password=swordfish {{to}} {{code}}'),
  };
  for (const [where, config] of Object.entries(named)) {
    test(`what is called a secret is hidden ${where}`, () => {
      const preview = JSON.stringify(core.previewRequest({ endpoint: 'https://sms.test.com/send', ...config }, data));
      assert.doesNotMatch(preview, /swordfish/);
      assert.match(preview, /\[redacted\]/);
      assert.ok(preview.includes(markers.code));
    });
  }

  test('what is not called one, and what is made of the message, is shown', () => {
    const bodyParams = {
      token: '{{code}}', pin: '{{code}}', password: '{{code}}', keys: ['{{to}}'], keyword: 'promo', author: 'Ann', design: 'blue', SignName: 'Acme',
      passenger: 'Bob7', monkey: 'brown', secretary: 'Eve', pinLength: 6,
    };
    const config = { endpoint: 'https://sms.test.com/send', headers: { 'Idempotency-Key': '{{id}}' }, bodyParams: { ...bodyParams, id: '{{id}}' } };
    const { body = '', headers } = core.previewRequest(config, data);
    const { id, ...shown } = JSON.parse(body);
    const code = markers.code;
    assert.deepEqual(shown, { ...bodyParams, token: code, pin: code, password: code, keys: [`+${markers.to}`] });
    assert.match(id, /^[0-9a-f-]{36}$/);
    assert.equal(headers['Idempotency-Key'], id);
  });

  test('message, code and number are shown: that is what a preview is for', () => {
    const config = { endpoint: 'https://sms.test.com', authorization: `Bearer ${markers.token}`, bodyParams: { to: '{{to}}', code: '{{code}}' } };
    const { body = '', headers } = core.previewRequest(config, data);
    assert.deepEqual(JSON.parse(body), { to: `+${markers.to}`, code: markers.code });
    assert.match(JSON.stringify(headers), /\[redacted\]/);
  });

  test('a credential that is hidden leaves valid JSON', () => {
    const config = { endpoint: 'https://sms.test.com', apiKey: 'k"e\\y-0123456789', bodyParams: { auth: { key: '{{apiKey}}' }, text: 'a' } };
    const { body = '' } = core.previewRequest(config, data);
    assert.deepEqual(JSON.parse(body), { auth: { key: '[redacted]' }, text: 'a' });
  });
});

describe('before anything is sent', () => {
  const secret = 'sk-live-4uG9vXw2Qz71';
  /** Mistakes around credentials that people make. @type {Record<string, Record<string, unknown>>} */
  const mistakes = {
    'as endpoint': { endpoint: secret },
    'in an endpoint without a scheme': { endpoint: `api:${secret}@sms.test.com/send` },
    'in an endpoint of another scheme': { endpoint: `ftp://api:${secret}@sms.test.com/` },
    'in an endpoint with a bad port': { endpoint: `https://api:${secret}@sms.test.com:port/` },
    'in the host': { endpoint: `https://${secret} sms.test.com/` },
    'in the argument of a filter': { endpoint: 'https://sms.test.com', authorization: `Bearer {{locale | default:"${secret}" | nothing}}` },
    'inside a credential key': { endpoint: 'https://sms.test.com', apiKey: `{{${secret}}}` },
    'with a line break': { endpoint: 'https://sms.test.com', authorization: `Bearer ${secret}\r\nX-A: b` },
    'outside Latin-1': { endpoint: 'https://sms.test.com', headers: { 'X-Api-Key': `${secret}☃` } },
    'as method': { endpoint: 'https://sms.test.com', method: secret },
    'as retry': { endpoint: 'https://sms.test.com', retry: secret },
    'as timeout': { endpoint: 'https://sms.test.com', timeout: secret },
    'as headers': { endpoint: 'https://sms.test.com', headers: `Authorization: ${secret}` },
    'as a list of headers': { endpoint: 'https://sms.test.com', headers: { Authorization: [secret] } },
    'as queryParams': { endpoint: 'https://sms.test.com', queryParams: `key=${secret}` },
    'in a nested query': { endpoint: 'https://sms.test.com', queryParams: { auth: { key: secret } } },
    'as templates': { endpoint: 'https://sms.test.com', templates: secret },
    'as signingSecret': { endpoint: 'https://sms.test.com', signingSecret: secret },
    'as a credential that is an object': { endpoint: 'https://sms.test.com', apiKey: { value: secret } },
    twice: { endpoint: 'https://sms.test.com', authorization: secret, headers: { authorization: `Bearer ${secret}` } },
    'in a body of the wrong kind': { endpoint: 'https://sms.test.com', headers: { 'Content-Type': 'text/plain' }, bodyParams: { key: secret } },
    'in a body that is no JSON': { endpoint: 'https://sms.test.com', bodyParams: `{"key": "${secret}", }` },
    'in response': { endpoint: 'https://sms.test.com', response: { success: secret } },
  };
  for (const [what, config] of Object.entries(mistakes)) {
    test(`a credential ${what} is not echoed`, async () => {
      const { valid, issues } = core.validateConfig(config);
      assert.equal(valid, false);
      assertNoLeaks(issues, { secret });
      for (const error of await errorsOf(config)) {
        assert.equal(error.code, 'invalid_config');
        assertNoLeaks(everything(error), { secret });
      }
    });
  }

  test('a credential in the brackets of the documentation is not echoed', () => {
    for (const config of [{ authorization: 'Bearer <k9x8y7w6-v5u4>' }, { apiKey: '<k9x8y7w6-v5u4>', headers: { 'X-Key': '{{apiKey}}' } }]) {
      const { valid, issues } = core.validateConfig({ endpoint: 'https://sms.test.com', ...config });
      assert.equal(valid, false);
      assertNoLeaks(issues, { secret: 'k9x8y7w6-v5u4' });
    }
  });

  test('bad message data is not echoed', async () => {
    const config = { endpoint: server.url, bodyParams: { text: '{{message}}' }, headers: { 'X-Text': '{{code}}' } };
    for (const message of [
      { ...data, to: `${markers.to}+12` },
      { ...data, to: `${markers.to}${markers.to}` },
      { ...data, type: '' },
      { ...data, message: { text: markers.message } },
      { ...data, ip: [markers.to] },
      { ...data, payload: { code: `${markers.code}\n` } },
      { ...data, payload: { code: `${markers.code}☃` } },
      { ...data, payload: { code: markers.message.repeat(5000) } },
      { ...data, payload: { code: markers.message.repeat(500_000) } },
      { ...data, payload: [markers.code] },
    ]) {
      for (const error of await errorsOf(config, message)) {
        assert.equal(error.code, 'invalid_request_parameters');
        assertNoLeaks(everything(error), pick(['code', 'message', 'to']));
      }
    }
  });
});

test('errors of the network say nothing about where to', async () => {
  const port = await closedPort();
  const config = { endpoint: `http://127.0.0.1:${port}/p-4410/{{code}}?key=${markers.apiKey}`, maxRetries: 0, authorization: markers.token };
  for (const error of await errorsOf(config)) {
    assertNoLeaks(everything(error));
    for (const text of everything(error).map(String)) assert.ok(!text.includes('p-4410') && !text.includes(`127.0.0.1:${port}`));
  }
});
