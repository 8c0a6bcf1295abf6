// The two configurations of the README that every user starts from, taken from the README that Logto shows, and what it
// promises about them for any text.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { loadConnector } from '../../logto/instance.mjs';
import { startServer } from '../support/server.mjs';

/** @type {Awaited<ReturnType<typeof startServer>>} */
let server;
/** @type {Record<'POST' | 'GET', any>} */
let examples;
/** @type {any} */
let connector;

before(async () => {
  server = await startServer();
  const loaded = await loadConnector({ getConfig: () => Promise.reject(new Error('getConfig was called')) });
  connector = loaded.connector;
  const [, section = ''] = /^## Two examples\n(.*?)^## /ms.exec(loaded.metadata.readme) ?? [];
  const [post, get] = [...section.matchAll(/^```\n(.*?)^```/gms)].map(([, json]) => JSON.parse(json));
  examples = { POST: post, GET: get };
});
after(() => server.stop());

/** Sends by an example, to the local server instead of the host that the README names. @param {'POST' | 'GET'} name @param {any} data */
const sendBy = async (name, data) => {
  const { endpoint, ...config } = examples[name];
  const local = { ...config, endpoint: server.url + new URL(endpoint).pathname };
  const { seen } = await server.during(() => connector.sendMessage(data, local));
  assert.equal(seen.length, 1, 'one message is one request');
  return seen[0];
};

const nasty = {
  'what separates parameters': 'a&b=c&&=d==',
  plus: '1 + 1 = 2 ++',
  percent: '100% %20 %2B %zz %',
  'hash and question mark': 'what? #1 ?x#y',
  'quotes and backslashes': '"double" \'single\' `back` \\ \\" \\n',
  'line breaks and tabs': 'one\ntwo\r\nthree\rfour\tfive\u2028six\u2029seven',
  'white space at the ends': '  two spaces  ',
  emoji: '🎉 👩‍👩‍👧 ☕️ 🇧🇷 1️⃣',
  'right to left': 'رمز التحقق: ١٢٣ \u200fשלום\u200e',
  'other scripts': '验证码 인증번호 código ñ Ελληνικά Привет',
  combining: 'e\u0301 vs \u00e9, Z\u0351\u034a\u0357',
  'control characters': 'a\u0001\u001b[31m\u007f',
  NUL: 'a\u0000b',
  markup: '<b>&amp;</b> ]]> <!-- --> {"a":[1]}',
  'what looks like a placeholder': '{{to}} {{message}} {{apiKey}} {{code | upper}} ${x} %s $& $1',
  'path and semicolons': '../../etc;x=1,y:2@z!*()~|^[]{}',
  'a plain code': '012345',
  long: 'é'.repeat(600),
};

test('the README has both, and they are the promised ones', () => {
  assert.deepEqual(examples.POST, {
    endpoint: 'https://api.your-sms-provider.com/send',
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    bodyParams: { recipient: '{{to}}', text_content: 'Hello! Your verification code for Logto is: {{message}}' },
  });
  assert.deepEqual(examples.GET, {
    endpoint: 'https://your-api.com/send-sms',
    method: 'GET',
    queryParams: { to: '{{to}}', message: '{{message}}' },
  });
  for (const config of Object.values(examples)) assert.equal(connector.configGuard.safeParse(config).error, undefined);
});

test('GET: a server reads to=+1234567890 and message=123456', async () => {
  const { method, path, rawQuery: query, body, headers } = await sendBy('GET', { to: '1234567890', type: 'SignIn', payload: { code: '123456' } });
  assert.equal(method, 'GET');
  assert.equal(path, '/send-sms');
  assert.equal(query, 'to=%2B1234567890&message=123456');
  assert.equal(body, '');
  assert.equal(headers['content-type'], undefined);
  assert.equal(headers['content-length'], undefined);
  assert.equal(headers.authorization, undefined);
});

test('POST: the body is exactly the JSON of the README', async () => {
  const { method, url, body, headers } = await sendBy('POST', { to: '1234567890', type: 'SignIn', payload: { code: '123456' } });
  assert.equal(method, 'POST');
  assert.equal(url, '/send');
  assert.equal(body, '{"recipient":"+1234567890","text_content":"Hello! Your verification code for Logto is: 123456"}');
  assert.equal(headers['content-type'], 'application/json');
  assert.equal(headers.authorization, undefined);
});

describe('any text arrives as it was', () => {
  for (const [what, text] of Object.entries(nasty)) {
    // The text as a code that Logto passes, and as a message that a program passes.
    const messages = [
      { to: '1234567890', type: 'SignIn', payload: { code: text } },
      { to: '+1234567890', type: 'SignIn', message: text, payload: { code: 'not this' } },
    ];
    test(`GET: ${what}`, async () => {
      for (const data of messages) {
        const { rawQuery: query } = await sendBy('GET', data);
        // As a form decoder reads it, and as a stricter one does that knows no plus for a space.
        const decoded = [...new URLSearchParams(query)];
        assert.deepEqual(decoded, [['to', '+1234567890'], ['message', text]]);
        const strict = query.split('&').map((pair) => pair.split('=').map(decodeURIComponent));
        assert.deepEqual(strict, decoded);
        assert.match(query, /^[\w.~!*'()=&%-]*$/, 'nothing in the URL is left to interpretation');
      }
    });
    test(`POST: ${what}`, async () => {
      for (const data of messages) {
        const { bytes } = await sendBy('POST', data);
        const parsed = JSON.parse(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes));
        assert.deepEqual(parsed, { recipient: '+1234567890', text_content: `Hello! Your verification code for Logto is: ${text}` });
      }
    });
  }
});

describe('the number is E.164 however it is written', () => {
  const spellings = [
    '1234567890', '+1234567890', '001234567890', '+1 234 567 890', '1-234-567-890', '+1 (234) 567.890', ' +1234567890 ', '(1)234567890',
  ];
  for (const [index, to] of spellings.entries()) {
    test(`spelling ${index + 1} of ${spellings.length}`, async () => {
      const data = { to, type: 'SignIn', payload: { code: '123456' } };
      assert.equal((await sendBy('GET', data)).rawQuery, 'to=%2B1234567890&message=123456');
      assert.equal(JSON.parse((await sendBy('POST', data)).body).recipient, '+1234567890');
    });
  }
});

test('GET: a query that the endpoint has already is kept', async () => {
  const config = { ...examples.GET, endpoint: `${server.url}/send-sms?account=7&flag` };
  const data = { to: '1234567890', type: 'SignIn', payload: { code: '1&2' } };
  const { seen } = await server.during(() => connector.sendMessage(data, config));
  assert.equal(seen[0].rawQuery, 'account=7&flag&to=%2B1234567890&message=1%262');
});
