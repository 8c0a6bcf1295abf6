// playground, as far as it is a server: who gets what from it, and how it begins and ends. What it looks like is in
// test/playground, which needs browsers.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { get } from 'node:http';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { serve } from '../../servers/listen.mjs';
import { SECRETS, configuration, file, folder, install, json, run } from '../support/command-line.mjs';
import { startPlayground } from '../support/playground.mjs';
import { startServer } from '../support/server.mjs';

/** @type {Awaited<ReturnType<typeof startServer>>} */
let provider;
/** @type {Awaited<ReturnType<typeof startPlayground>>} */
let page;
/** @type {string} */
let base;
/** @type {Record<string, string>} */
let key;

before(async () => {
  await install();
  provider = await startServer();
  await file('page.json', configuration(provider.url));
  page = await startPlayground(folder, ['page.json', '--port', '0'], { SMS_API_SECRET: SECRETS.apiSecret });
  const { origin, pathname, hash } = new URL(page.address);
  base = `${origin}${pathname}`;
  key = { authorization: `Bearer ${hash.slice('#key='.length)}` };
});
after(() => Promise.all([page?.stop(), provider?.stop()]));

const message = { to: '+14155550123', type: 'SignIn', payload: { code: '048151' } };
/** @param {string} path @param {RequestInit} [init] */
async function asked(path, init) {
  const response = await fetch(new URL(path, base), { redirect: 'manual', ...init });
  return { status: response.status, headers: response.headers, text: await response.text() };
}
/** Of a path as it is: `fetch` would tidy it up. @param {string} path @returns {Promise<number | undefined>} */
const statusOf = (path) =>
  new Promise((resolve, reject) => {
    get({ host: '127.0.0.1', port: new URL(base).port, path }, (response) => resolve(void response.resume() ?? response.statusCode)).once('error', reject);
  });
/** @param {unknown} body @param {string} [method] */
const withBody = (body, method = 'POST') => ({ method, body: JSON.stringify(body), headers: key });

describe('without the key', () => {
  test('the page and the engine are there, and nothing of the file', async () => {
    assert.equal((await asked('/')).headers.get('location'), 'playground/');
    for (const path of ['', 'playground.js', 'playground.css', '../lib/core.web.js', '../lib/engine/engine_bg.wasm', '../logo.svg']) {
      const { status, text, headers } = await asked(path);
      assert.equal(status, 200, path);
      assert.ok(!text.includes(SECRETS.apiKey));
      assert.equal(headers.get('access-control-allow-origin'), null, 'no other page may read it');
      assert.match(String(headers.get('content-security-policy')), /frame-ancestors 'none'/);
    }
  });

  for (const [path, method] of [['session', 'GET'], ['send', 'POST'], ['file', 'PUT']]) {
    test(`${method} ${path} is refused`, async () => {
      for (const authorization of [undefined, 'Bearer ', 'Bearer wrong', `${key.authorization}x`, key.authorization.toLowerCase()]) {
        const { status, text } = await asked(path, { method, headers: authorization ? { authorization } : {}, ...(method !== 'GET' && { body: '{}' }) });
        assert.equal(status, 403, authorization);
        assert.doesNotMatch(text, /marker/);
      }
      assert.equal(provider.requests.length, 0);
    });
  }

  test('no other file is to be had', async () => {
    for (const path of ['/package.json', '/bin/connector-generic-http-sms.js', '/page.json', '/%2e%2e/page.json', '/../page.json', '//page.json', '/lib/../../page.json', '//[', '/playground/src/main.js']) {
      assert.equal(await statusOf(path), 404, path);
    }
  });
});

describe('with the key', () => {
  test('the session is the file, and the names of what the environment has', async () => {
    const { text, headers } = await asked('session', { headers: key });
    const session = JSON.parse(text);
    assert.deepEqual([session.name, session.environment], ['page.json', ['apiSecret']]);
    assert.equal(session.text, await readFile(join(folder, 'page.json'), 'utf8'));
    assert.doesNotMatch(text, new RegExp(SECRETS.apiSecret));
    assert.equal(headers.get('cache-control'), 'no-store');
  });

  test('a message is sent once, and the answer is told', async () => {
    const { status, text } = await asked('send', withBody({ text: JSON.stringify(configuration(provider.url)), data: message }));
    const { receipt, attempts, answer } = JSON.parse(text);
    assert.equal(status, 200);
    assert.equal(attempts.length, 1);
    assert.equal(provider.requests.length, 1);
    assert.deepEqual([receipt?.messageId ?? 'refused', answer.status, answer.body], ['refused', 200, '{"id":"m-1"}'], 'its rule does not hold');
  });

  test('what is wrong is said, and nothing is sent', async () => {
    const sent = provider.requests.length;
    for (const [body, expected] of /** @type {[unknown, RegExp][]} */ ([
      [{ text: '{', data: message }, /no JSON/],
      [{ text: JSON.stringify({ ...configuration(provider.url), metod: 'GET', headers: 7 }), data: message }, /errors/],
      [{}, /./],
    ])) {
      const { status, text } = await asked('send', withBody(body));
      assert.equal(status, 422);
      assert.match(JSON.parse(text).message, expected);
      assert.doesNotMatch(text, /marker/);
    }
    assert.equal((await asked('send', { method: 'POST', body: 'x', headers: key })).status, 422);
    assert.equal((await asked('send', { method: 'POST', body: 'x'.repeat(1024 * 1024 + 1), headers: key })).status, 422);
    assert.equal(provider.requests.length, sent);
  });

  test('the file is written as it is', async () => {
    await file('saved.json', { endpoint: 'https://sms.test.com' });
    const other = await startPlayground(folder, ['saved.json', '--port', '0']);
    const { origin, hash } = new URL(other.address);
    const headers = { authorization: `Bearer ${hash.slice('#key='.length)}` };
    const response = await fetch(`${origin}/playground/file`, { method: 'PUT', headers, body: JSON.stringify({ text: '{ "é": 1 }\n' }) });
    assert.equal(response.status, 200);
    assert.equal(await readFile(join(folder, 'saved.json'), 'utf8'), '{ "é": 1 }\n');
    assert.equal(await other.stop(), 0);
  });
});

describe('the command', () => {
  test('ends by Ctrl+C and by a termination, with 0', async () => {
    for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM'])) {
      const other = await startPlayground(folder, ['--port', '0']);
      assert.equal(await other.stop(signal), 0, signal);
    }
  });

  test('says the address to machines too, and nothing else', async () => {
    const other = await startPlayground(folder, ['--port', '0', '--json']);
    assert.match(JSON.parse(other.address).address, /^http:\/\/127\.0\.0\.1:\d+\/playground\/#key=[\w-]{32}$/);
    assert.equal(await other.stop(), 0);
    assert.equal(other.more(), '');
  });

  test('takes another port where its own is used, but not one that was asked for', async () => {
    const { port, stop } = await serve((response) => void response.end());
    try {
      const { code, stderr } = await run(['playground', '--port', String(port)]);
      assert.equal(code, 2);
      assert.match(stderr, new RegExp(`port ${port} .* something else uses it`));
    } finally {
      await stop();
    }
    const [first, second] = [await startPlayground(folder, []), await startPlayground(folder, [])];
    assert.notEqual(new URL(first.address).port, new URL(second.address).port);
    await Promise.all([first.stop(), second.stop()]);
  });

  test('says what it cannot open', async () => {
    for (const [args, expected] of /** @type {[string[], RegExp][]} */ ([
      [['missing.json'], /cannot read missing\.json: there is no such file/],
      [['-'], /a file that it can save to/],
      [['page.json', '--port', 'x'], /--port takes a number/],
    ])) {
      const { code, stderr } = await run(['playground', ...args]);
      assert.equal(code, 2);
      assert.match(stderr, expected);
    }
    assert.match((await json(['playground', '--port', '99999'])).data.error.message, /port 99999/);
  });
});
