// What Logto hands to a visitor who is not signed in, shows on the sign-up screen and writes to the audit log when a real
// send fails: our own calm words and a reference, whatever the provider, the network or the configuration says.
import assert from 'node:assert/strict';
import { inspect } from 'node:util';
import { describe, test } from 'node:test';
import { ConnectorError, ConnectorErrorCodes } from '@logto/connector-kit';
import { loadConnector } from '../../logto/instance.mjs';
import { closedPort } from '../../servers/listen.mjs';
import { failedSend } from '../support/sends.mjs';
import { verification } from '../support/messages.mjs';
import { assertSendError } from '../support/outcome.mjs';
import { server } from '../support/logto.mjs';
import { ok, reply } from '../support/server.mjs';

const WORDS = 'Authenticate: account Acme-Corp has a balance of 0.37 EUR, sender ACME barred; see https://provider.example/errors/20003';
const TOKEN = 'tok-Zq81-secret';
const ALLOWED = ['attempts', 'errorDescription', 'reason', 'reference', 'retryAfter', 'status'];
const GENERAL = /^The message could not be sent\. Please try again later\. Reference [0-9a-f]{8}\.$/;
const LIMITED = /^Too many messages are being sent at the moment\. Please try again later\. Reference [0-9a-f]{8}\.$/;
const LATE = /^Sending the message took too long\. It may still arrive: please wait a moment before you try again\. Reference [0-9a-f]{8}\.$/;
const BLOCKED = /^The message could not be sent\. Please use another number or another way to sign in\. Reference [0-9a-f]{8}\.$/;
const NUMBER = /^The message could not be sent\. Please check the number, then try again\. Reference [0-9a-f]{8}\.$/;

/** @param {Record<string, unknown>} [config] */
const stored = (config) => ({
  endpoint: `${server.url}/acme-path-4410/sms?account=acme-9034`,
  authorization: `Bearer ${TOKEN}`,
  bodyParams: { recipient: '{{to}}', text_content: 'Acme says {{message}}' },
  retry: 'never',
  ...config,
});

/** Everything of an error that Logto or a log could print. @param {any} error */
const everything = (error) =>
  [error.message, error.stack, String(error), JSON.stringify(error), JSON.stringify(error.data), inspect(error, { depth: 10, showHidden: true })].join('\n');

/** @param {any} error */
const assertCalm = (error) => {
  assert.ok(error instanceof ConnectorError);
  assert.deepEqual(Object.keys(error.data).filter((key) => !ALLOWED.includes(key)), []);
  assert.match(error.data.reference, /^[0-9a-f]{8}$/);
  assert.ok(error.data.errorDescription.includes(error.data.reference), 'the sentence has the reference');
  // The stack names files of this machine, and no more than that; "acme" stands for all that is the configuration's.
  const shown = everything(error).replaceAll(/^\s+at .*$/gm, '');
  for (const [what, pattern] of /** @type {const} */ ([
    ['the provider', /authenticate|balance|EUR|barred|provider|20003|broken|slow down|no credit/i],
    ['the configuration', /acme|recipient|text_content|bodyParams|sucess/i],
    ['a URL', new RegExp(`https?:|127\\.0\\.0\\.1|localhost|${server.port}`)],
    ['a credential', /tok-Zq81|Bearer/i],
    ['the code', /120952/],
    ['the number', /14155550201|4155550201/],
  ])) {
    assert.doesNotMatch(shown, pattern, `an error for visitors says nothing of ${what}`);
  }
};

describe('not one word of the provider', () => {
  const rules = { response: { success: { path: 'status', equals: 'ok' }, error: 'message' } };
  /** @type {Record<string, { answer: any, config?: Record<string, unknown>, code: string, reason: string, sentence: RegExp, also?: Record<string, unknown> }>} */
  const cases = {
    'a 401 with words': { answer: reply(401, { message: WORDS }), code: 'general', reason: 'http_status', sentence: GENERAL, also: { status: 401 } },
    'a 403 in plain text': { answer: reply(403, WORDS), code: 'general', reason: 'http_status', sentence: GENERAL, also: { status: 403 } },
    'a balance in a 402': { answer: reply(402, { error: WORDS }), code: 'usage_limit_exceeded', reason: 'http_status', sentence: GENERAL, also: { status: 402 } },
    'a balance in a 200': { answer: reply(200, { status: 'no', message: WORDS }), config: rules, code: 'general', reason: 'rejected', sentence: GENERAL, also: { status: 200 } },
    'a rate limit': {
      answer: reply(429, { message: WORDS }, { 'Retry-After': '7200' }), code: 'rate_limit_exceeded', reason: 'http_status', sentence: LIMITED,
      also: { status: 429, retryAfter: 7200 },
    },
    'a broken provider': { answer: reply(500, `<html>${WORDS}</html>`), code: 'general', reason: 'http_status', sentence: GENERAL, also: { status: 500 } },
    'an answer that rules cannot read': { answer: reply(200, WORDS), config: rules, code: 'invalid_response', reason: 'invalid_response', sentence: GENERAL },
    'a redirect': { answer: reply(302, WORDS, { Location: 'https://provider.example/acme' }), code: 'general', reason: 'redirect', sentence: GENERAL },
    'a provider that does not answer': { answer: () => {}, config: { timeout: 150 }, code: 'general', reason: 'timeout', sentence: LATE },
    'an answer that does not end': {
      answer: (/** @type {import('node:http').ServerResponse} */ response) => void response.writeHead(401, { 'Content-Type': 'text/plain' }).write(WORDS),
      config: { timeout: 150 }, code: 'general', reason: 'http_status', sentence: GENERAL,
    },
    'a connection that breaks': { answer: (/** @type {any} */ response) => response.destroy(), code: 'general', reason: 'network', sentence: GENERAL },
  };
  for (const [what, { answer, config, code, reason, sentence, also }] of Object.entries(cases)) {
    test(what, async () => {
      server.answer = answer;
      const { error } = await failedSend(stored(config), verification);
      assertSendError(error, code, reason);
      assert.match(error.data.errorDescription, sentence);
      assertCalm(error);
      assert.equal(error.data.attempts, 1);
      for (const [key, value] of Object.entries(also ?? {})) assert.equal(error.data[key], value, key);
    });
  }

  test('nobody listens', async () => {
    const { error } = await failedSend(stored({ endpoint: `http://127.0.0.1:${await closedPort()}/acme` }), verification);
    assertSendError(error, 'general', 'network');
    assert.match(error.data.errorDescription, GENERAL);
    assertCalm(error);
  });
});

describe('not one word of the configuration', () => {
  test('one that cannot be used', async () => {
    for (const config of [undefined, {}, { endpoint: 'acme://nowhere' }, stored({ timeout: 1, response: { sucess: 1 } })]) {
      const { error } = await failedSend(config, verification);
      assertSendError(error, 'invalid_config', 'invalid_config');
      assert.match(error.data.errorDescription, GENERAL);
      assertCalm(error);
      assert.equal(error.data.attempts, 0);
    }
  });

  test('a missing template', async () => {
    const { error } = await failedSend(stored({ templates: [{ usageType: 'SignIn', content: 'Acme: {{code}}' }] }), verification);
    assertSendError(error, 'template_not_found');
    assertCalm(error);
  });

  test('a route that blocks: that it does, and not why or which', async () => {
    for (const routes of [[{ to: ['+1415'], block: true }], [{ to: ['+4'], block: true }, { types: ['Register'], block: true }]]) {
      const { value: { error }, seen } = await server.during(() => failedSend(stored({ routes }), verification));
      assertSendError(error, 'invalid_request_parameters', 'blocked');
      assert.match(error.data.errorDescription, BLOCKED);
      assertCalm(error);
      assert.doesNotMatch(error.data.errorDescription, /block|route|check the number|again/i, 'nothing that would not help');
      assert.deepEqual([error.data.attempts, seen.length], [0, 0]);
    }
  });

  test('which provider it was, of a route or a fallback', async () => {
    server.answer = reply(401, { message: WORDS });
    const entry = { endpoint: `${server.url}/acme-other`, bodyParams: { to: '{{to}}', text: '{{message}}' } };
    for (const config of [{ fallback: [entry] }, { routes: [{ to: ['+1'], ...entry }] }]) {
      const { error } = await failedSend(stored(config), verification);
      assertSendError(error, 'general', 'http_status');
      assert.match(error.data.errorDescription, GENERAL);
      assertCalm(error);
      assert.doesNotMatch(everything(error).replaceAll(/^\s+at .*$/gm, ''), /fallback|routes|via/);
    }
  });

  test('a token that cannot be had', async () => {
    server.answer = reply(401, { error: `invalid_client acme-key-1 ${WORDS}` });
    const config = stored({ apiKey: 'acme-key-1', apiSecret: 'acme-secret-1', authorization: undefined, token: { endpoint: `${server.url}/acme-token` } });
    const { value: { error }, seen } = await server.during(() => failedSend(config, verification));
    assertSendError(error, 'general', 'token');
    assert.match(error.data.errorDescription, GENERAL);
    assertCalm(error);
    assert.doesNotMatch(everything(error).replaceAll(/^\s+at .*$/gm, ''), /invalid_client|access.token|endpoint/i);
    assert.deepEqual([error.data.attempts, error.data.status, seen.length], [0, 401, 1]);
  });

  test('a number that is none', async () => {
    const { error } = await failedSend(stored(), { ...verification, to: 'nobody' });
    assertSendError(error, 'invalid_request_parameters');
    assert.match(error.data.errorDescription, NUMBER);
    assertCalm(error);
  });
});

test('every failure has a reference of its own', async () => {
  server.answer = reply(401, { message: WORDS });
  const references = [];
  for (let count = 0; count < 5; count += 1) references.push((await failedSend(stored(), verification)).error.data.reference);
  assert.equal(new Set(references).size, references.length);
});

test("the reference is the beginning of the id that the provider has, so that both logs can be compared", async () => {
  let id = '';
  server.answer = (response, { body }) => {
    ({ id } = JSON.parse(body));
    reply(500, 'broken')(response, /** @type {any} */ ({}));
  };
  const { error } = await failedSend(stored({ bodyParams: { to: '{{to}}', text: '{{message}}', id: '{{id}}' } }), verification);
  assert.equal(id.slice(0, 8), error.data.reference);
});

test('a likely mistake in a stored configuration stops no message', async () => {
  const config = stored({ bodyParams: { to: '{{to}}', text: '{{message}}', brand: '{{application.name}}' }, authorization: 'Bearer <your-token>' });
  const { connector } = await loadConnector({ getConfig: async () => config });
  assert.notEqual(connector.configGuard.safeParse(config).error, undefined, 'Save refuses it');
  const { seen } = await server.during(() => connector.sendMessage(/** @type {any} */ (verification)));
  assert.equal(seen.length, 1);
});

test('what getConfig throws reaches Logto as it is, and is not logged by us', async () => {
  const thrown = new ConnectorError(ConnectorErrorCodes.InvalidConfig, { message: 'not found' });
  const { connector } = await loadConnector({ getConfig: () => Promise.reject(thrown) });
  const { error } = console;
  const lines = [];
  console.error = (...args) => void lines.push(args);
  try {
    await assert.rejects(() => connector.sendMessage(/** @type {any} */ (verification)), (error) => error === thrown);
  } finally {
    console.error = error;
  }
  assert.deepEqual(lines, []);
});
