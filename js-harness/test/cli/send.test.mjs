// send and explain: real messages to a server on this machine, what it answered, and what that means.
import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, test } from 'node:test';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { SECRETS, configuration, file, folder, install, json, run } from '../support/command-line.mjs';
import { reply, startServer } from '../support/server.mjs';

const message = ['--to', '+4915112345678', '--code', '123456'];
const accepts = reply(200, { status: 'ok', id: 'm-7' });

/** @type {Awaited<ReturnType<typeof startServer>>} */
let server;
/** @type {any} */
let core;
before(async () => {
  await install();
  server = await startServer(accepts);
  core = await import(pathToFileURL(join(folder, 'node_modules', 'connector-generic-http-sms', 'lib', 'core.js')).href);
});
beforeEach(async () => {
  server.answer = accepts;
  server.requests.length = 0;
  await file('sms.json', configuration(server.url));
});
after(() => server.stop());

describe('send', () => {
  test('sends one message, and shows the request, the progress and the receipt', async () => {
    const { code, stdout, stderr } = await run(['send', 'sms.json', ...message]);
    assert.equal(code, 0, stdout);
    assert.deepEqual(server.requests.map(({ method, url, body }) => [method, url, JSON.parse(body)]), [
      ['POST', '/send?version=2', { to: '+4915112345678', text: 'Your code is 123456.', from: 'MyBrand' }],
    ]);
    assert.equal(server.requests[0].headers['x-api-key'], SECRETS.apiKey);
    assert.match(stdout, /^Request\n  POST http:\/\/127\.0\.0\.1:\d+\/send\n[^]*\n✓ The provider accepted the message\.\n\n[^]*  messageId +m-7$/m);
    assert.match(stderr, /^waiting for 127\.0\.0\.1:\d+\nattempt 1: HTTP 200 after \d+ ms\n$/);
  });

  test('for machines: request, attempts and receipt', async () => {
    const { code, data } = await json(['send', 'sms.json', ...message]);
    assert.deepEqual([code, data.accepted, data.receipt.messageId, data.attempts.length, data.request.method], [0, true, 'm-7', 1, 'POST']);
  });

  test('without a code it is that of the test of the console', async () => {
    await run(['send', 'sms.json', '--to', '+4915112345678']);
    assert.equal(JSON.parse(server.requests[0].body).text, 'Your code is 000000.');
  });

  test('a refusal ends with 1, the rule and the words of the provider', async () => {
    server.answer = reply(200, { status: 'error', reason: `no route for 4915112345678 with ${SECRETS.apiKey}` });
    const { code, stdout } = await run(['send', 'sms.json', ...message]);
    assert.equal(code, 1);
    assert.match(stdout, /^✗ /m);
    assert.match(stdout, /^  rule +success/m);
    assert.match(stdout, /^  providerMessage +no route for/m);
    assert.doesNotMatch(stdout.split('✗')[1], /4915112345678/);
    const { data } = await json(['send', 'sms.json', ...message]);
    assert.deepEqual([data.accepted, data.error.code, data.error.reason], [false, 'general', 'rejected']);
  });

  test('the answer is shown whole to who asks for it, since it may repeat the request', async () => {
    server.answer = reply(200, { status: 'ok', id: 'm-7', echo: { to: '4915112345678', key: SECRETS.apiKey } });
    const { stdout } = await run(['send', 'sms.json', ...message]);
    assert.match(stdout, /^Answer\n  HTTP 200, application\/json, \d+ characters; --reveal shows it$/m);
    const revealed = await run(['send', 'sms.json', ...message, '--reveal'], { reveals: true });
    assert.match(revealed.stdout, /^Answer\n  HTTP 200, application\/json, \d+ characters\n\n  \{\n    "status": "ok",[^]*"4915112345678"/m);
  });

  test('an acceptance that no rule has judged says so', async () => {
    const { response, ...config } = configuration(server.url);
    server.answer = reply(200, { success: false, error: 'no credit' });
    await file('sms.json', config);
    const words = /Every answer with a status of 2xx counts as accepted,\s+as there is no rule/;
    assert.match((await run(['send', 'sms.json', ...message])).stdout, words);
    await file('sms.json', configuration(server.url));
    server.answer = accepts;
    assert.doesNotMatch((await run(['send', 'sms.json', ...message])).stdout, words);
  });

  test('the words of a provider move no cursor', async () => {
    server.answer = reply(200, { status: 'error', reason: 'no \u001b[2J route' });
    const { stdout } = await run(['send', 'sms.json', ...message]);
    assert.match(stdout, /no .\[2J route/u);
  });

  test('a repetition is announced', async () => {
    let asked = 0;
    server.answer = (response, request) => ((asked += 1) === 1 ? reply(503, 'later', { 'Retry-After': '1' })(response, request) : accepts(response, request));
    const { code, stderr } = await run(['send', 'sms.json', ...message]);
    assert.equal(code, 0);
    assert.match(stderr, /^attempt 1: HTTP 503 after \d+ ms, again in \d+ ms\nattempt 2: HTTP 200 after \d+ ms$/m);
  });

  test('nobody there', async () => {
    const gone = await startServer();
    await gone.stop();
    await file('sms.json', { ...configuration(gone.url), retry: 'never' });
    const { code, stdout, stderr } = await run(['send', 'sms.json', ...message]);
    assert.equal(code, 1);
    assert.match(stdout, /^  reason +network$/m);
    assert.match(stderr, /^attempt 1: network after \d+ ms$/m);
  });

  test('a configuration with errors is not sent', async () => {
    await file('sms.json', { ...configuration(server.url), bodyParams: { text: '{{message}}' } });
    const { code, stdout } = await run(['send', 'sms.json', ...message]);
    assert.equal(code, 1);
    assert.match(stdout, /^✗ sms\.json: 1 error$/m);
    assert.equal(server.requests.length, 0);
  });

  test('what only Logto lacks is no error here', async () => {
    await file('sms.json', { ...configuration(server.url), bodyParams: { to: '{{to}}', text: '{{message}}', language: '{{locale}}' } });
    assert.equal((await run(['check', 'sms.json'])).code, 1);
    assert.equal((await run(['send', 'sms.json', ...message, '--locale', 'de'])).code, 0);
    assert.equal(JSON.parse(server.requests[0].body).language, 'de');
  });

  test('credentials of the environment are sent', async () => {
    const { apiKey, ...config } = configuration(server.url);
    await file('sms.json', config);
    const { code } = await run(['send', 'sms.json', ...message], { env: { SMS_API_KEY: SECRETS.apiKey, SMS_AUTHORIZATION: SECRETS.authorization } });
    assert.equal(code, 0);
    assert.deepEqual([server.requests[0].headers['x-api-key'], server.requests[0].headers.authorization], [SECRETS.apiKey, SECRETS.authorization]);
  });
});

describe('explain', () => {
  test('an answer that is accepted', async () => {
    await file('answer.json', { status: 'ok', id: 'm-1' });
    const { code, stdout } = await run(['explain', 'sms.json', '--status', '200', '--body', 'answer.json']);
    assert.equal(code, 0);
    assert.match(stdout, /^✓ The message counts as accepted\.\n\nRules\n  response\.success +holds +found ok\n[^]*  messageId +m-1$/m);
  });

  test('one that is not, from standard input, rule by rule', async () => {
    const words = ['explain', 'sms.json', '--status', '200', '--body', '-'];
    const stdin = JSON.stringify({ status: 'error', reason: `bad ${SECRETS.apiKey}` });
    const { code, stdout } = await run(words, { stdin });
    assert.equal(code, 1);
    assert.match(stdout, /^\? It is unclear whether the message was accepted; it counts as not accepted\.$/m);
    assert.match(stdout, /^  response\.success +does not hold +found error$/m);
    const { data } = await json(words, { stdin });
    assert.deepEqual([data.verdict, data.code, data.reason, data.rules[0].holds], ['unclear', 'general', 'rejected', false]);
  });

  test('headers of the answer count', async () => {
    const words = ['explain', 'sms.json', '--status', '429', '--body', '-', '--header', 'Retry-After: 1'];
    const { code, data } = await json(words, { stdin: 'slow down' });
    assert.deepEqual([code, data.verdict, data.code, data.repeat], [1, 'refused', 'rate_limit_exceeded', true]);
  });

  test('a send says the same of the answer that it got', async () => {
    server.answer = reply(200, { status: 'error', reason: 'no' });
    const { data } = await json(['send', 'sms.json', ...message]);
    assert.deepEqual([data.explanation.verdict, data.explanation.rules[0].found], ['unclear', 'error']);
  });

  test('the engine explains', () => assert.equal(typeof core.explainAnswer, 'function'));
});
