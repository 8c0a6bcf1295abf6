// A user of Logto's official HTTP SMS connector can switch without touching the endpoint: for the same configuration and
// the same message both connectors, loaded for real, make the same request. What the server received is compared, not
// what either of them says.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { loadConnector } from '../../logto/instance.mjs';
import createOfficialConnector from '@logto/connector-http-sms';
import { extras, messageTypes, verification } from '../support/messages.mjs';
import { startServer } from '../support/server.mjs';

/** @type {Awaited<ReturnType<typeof startServer>>} */
let server;
/** @type {{ official: any, ours: any }} */
let connectors;

const getConfig = () => Promise.reject(new Error('getConfig was called'));

before(async () => {
  server = await startServer();
  const official = await createOfficialConnector({ getConfig });
  connectors = { official, ours: { sendMessage: sendStored } };
});
after(() => server.stop());

/** Ours as a real send: the console's test button also refuses what only looks like a mistake. @param {any} data @param {any} config */
const sendStored = async (data, config) => {
  const { connector } = await loadConnector({ getConfig: async () => config });
  return connector.sendMessage(data);
};

/** What an endpoint can tell a request by. @param {any} connector @param {unknown} data @param {unknown} config */
const requestOf = async (connector, data, config) => {
  const { seen } = await server.during(() => connector.sendMessage(data, config));
  assert.equal(seen.length, 1);
  const [{ method, url, headers, body }] = seen;
  return { method, url, authorization: headers.authorization, contentType: headers['content-type'], body };
};

/**
 * @param {Record<string, unknown>} data
 * @param {{ endpoint?: string, authorization?: string }} [config]
 */
const assertSame = async (data, config) => {
  const whole = { endpoint: `${server.url}/sms`, ...config };
  const expected = await requestOf(connectors.official, data, whole);
  assert.equal(expected.method, 'POST');
  assert.deepEqual(await requestOf(connectors.ours, data, whole), expected);
};

const { ip, ...withoutIp } = verification;
const payloads = {
  'a code': { code: '120952' },
  'a code with a leading zero and a locale': verification.payload,
  extras: { ...verification.payload, ...extras },
  'a link': { link: 'https://sms.test/join?a=1&b="2"#c' },
  nothing: {},
};

for (const type of [...messageTypes, 'SomethingOfTomorrow']) {
  describe(type, () => {
    for (const [what, payload] of Object.entries(payloads)) {
      test(`with ${what}, with and without ip`, async () => {
        await assertSame({ ...withoutIp, type, payload });
        await assertSame({ ...withoutIp, type, payload, ip });
        await assertSame({ ...withoutIp, type, payload, ip: '2001:db8::7' });
        await assertSame({ ...withoutIp, type, payload, ip: undefined });
        await assertSame({ ...withoutIp, type, payload, ip: '' });
      });
    }
  });
}

describe('authorization', () => {
  const values = [
    undefined,
    'Bearer abc.def-ghi_jkl',
    'Basic dXNlcjpwYXNzd29yZA==',
    'bare-key-0123456789',
    'AccessKey a b  c',
    'key="v", other=1',
  ];
  for (const [index, authorization] of values.entries()) {
    test(`value ${index + 1} of ${values.length}`, () => assertSame(verification, authorization === undefined ? {} : { authorization }));
  }
});

describe('endpoint', () => {
  const tails = ['', '/', '/a/b/', '/sms?tenant=7', '/sms?a=1&b=%20%2B&c', '/%7Eme/x;y=1', '/a b', '/ü?q=ü', '/x?q=a+b', '/x#fragment'];
  for (const tail of tails) {
    test(`'${tail}'`, () => assertSame(verification, { endpoint: server.url + tail }));
  }

  test('with credentials inside', async () => {
    const config = { endpoint: server.url.replace('//', '//us%20er:p%40ss%2Fword@') };
    await assertSame(verification, config);
  });
});

describe('the number as Logto may write it', () => {
  for (const to of ['14155550201', '+14155550201', '+1 415 555 0201', '0014155550201']) {
    test(`${to.length} characters`, () => assertSame({ ...verification, to }));
  }
});

describe('awkward payloads, byte by byte', () => {
  /** @type {Record<string, Record<string, unknown>>} */
  const awkward = {
    'text that needs escapes': { a: '"\\/\b\f\n\r\t\u0000\u001f\u007f\u2028\u2029', b: 'é ☕ 👩‍👩‍👧 مرحبا', c: '<&>\'' },
    'numbers at the edges': {
      a: [0, -0, 1, -1, 0.1, 1.5, 1e21, 1e-7, 1.7976931348623157e308, 5e-324, 9007199254740993, 123456789012345680000, 1e20],
    },
    'empty and missing values': { a: null, b: '', c: [], d: {}, e: undefined, f: [undefined, null], g: { h: undefined } },
    'keys in odd orders': { b: 1, a: 2, 10: 3, 9: 4, '': 5, 'a.b': 6, '{{to}}': 7, constructor: 8 },
    'what looks like a placeholder': { a: '{{to}} {{message}} {{apiKey}} {{ code | upper }}', code: '{{link}}' },
    'a date': { at: new Date(0) },
    depth: { a: { b: { c: { d: { e: { f: { g: { h: { i: { j: { k: { l: { m: { n: { o: { p: { q: 1 } } } } } } } } } } } } } } } } },
    'an own key __proto__': JSON.parse('{"__proto__": {"a": 1}, "b": 2}'),
  };
  for (const [what, payload] of Object.entries(awkward)) {
    test(what, () => assertSame({ ...verification, payload: { ...verification.payload, ...payload } }));
  }

  test('half of a surrogate pair, which is no text, arrives as U+FFFD and not as an escape of it', async () => {
    const data = { ...verification, payload: { name: 'cut \ud83d here' } };
    const config = { endpoint: `${server.url}/sms` };
    const [official, ours] = [await requestOf(connectors.official, data, config), await requestOf(connectors.ours, data, config)];
    assert.equal(JSON.parse(ours.body).payload.name, JSON.parse(official.body).payload.name.toWellFormed());
  });
});
