// The search for leaks finds what is hidden in any way, and nothing where nothing is.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { retryAfter } from '../../servers/faults/http-faults.mjs';
import { markers } from '../support/faults/markers.mjs';
import { findLeaks } from '../support/faults/matrix.mjs';

describe('the search for leaks', () => {
  const secret = 'tok-"Zq7"/Lw+8 Rk=\u00fc<Xv3>&';
  const wanted = { secret };
  const text = (/** @type {string} */ value) => `before ${value} after`;
  const lower = (/** @type {string} */ value) => value.replace(/%[0-9A-F]{2}/g, (escape) => escape.toLowerCase());
  const html = (/** @type {string} */ value) => value.replace(/[<>&"]/g, (char) => `&#${char.charCodeAt(0)};`);
  /** @type {Record<string, unknown>} */
  const planted = {
    raw: secret,
    'in a sentence': text(secret),
    'other case': text(secret.toUpperCase()),
    'URL, upper': text(encodeURIComponent(secret)),
    'URL, lower': text(lower(encodeURIComponent(secret))),
    'URL, every byte': text([...Buffer.from(secret)].map((byte) => `%${byte.toString(16)}`).join('')),
    form: text(new URLSearchParams({ secret }).toString()),
    JSON: JSON.stringify({ a: text(secret) }),
    'JSON in JSON': JSON.stringify({ a: JSON.stringify({ b: secret }) }),
    'JSON, slashes and ASCII': JSON.stringify(secret).replaceAll('/', '\\/').replace('\u00fc', '\\u00fc'),
    'base64, first position': text(Buffer.from(secret).toString('base64')),
    'base64, second position': text(Buffer.from(`a${secret}b`).toString('base64')),
    'base64, third position': text(Buffer.from(`ab${secret}c`).toString('base64')),
    'base64, cut by one': Buffer.from(`abc${secret}d`).toString('base64').slice(1),
    'base64, cut by two': Buffer.from(`abc${secret}d`).toString('base64').slice(2),
    'base64, cut by three': Buffer.from(`abc${secret}d`).toString('base64').slice(3),
    base64url: text(Buffer.from(`{"x":"\u00ff\u00fe${secret}"}`).toString('base64url')),
    'base64 of JSON': Buffer.from(JSON.stringify({ pad: 'p', secret })).toString('base64'),
    'base64 in a URL': encodeURIComponent(Buffer.from(text(secret)).toString('base64')),
    HTML: text(html(secret)),
    'HTML, numbers without a semicolon': text([...secret].map((char) => `&#${char.charCodeAt(0)}`).join('')),
    'HTML, hex': text([...secret].map((char) => `&#x${char.charCodeAt(0).toString(16)};`).join('')),
    hex: text(Buffer.from(secret).toString('hex')),
    'hex, upper': text(Buffer.from(secret).toString('hex').toUpperCase()),
    'hex, with spaces': text((Buffer.from(secret).toString('hex').match(/../g) ?? []).join(' ')),
    'hex, with colons': text((Buffer.from(secret).toString('hex').match(/../g) ?? []).join(':')),
    'hex, with 0x': text([...Buffer.from(secret)].map((byte) => `0x${byte.toString(16)}`).join(', ')),
    'hex, cut by one': Buffer.from(`a${secret}`).toString('hex').slice(1),
    'hex of UTF-16': text(Buffer.from(secret, 'utf16le').toString('hex')),
    'JavaScript, \\x': text([...secret].map((char) => `\\x${char.charCodeAt(0).toString(16)}`).join('')),
    'JavaScript, escape': text([...secret].map((char) => `%u00${char.charCodeAt(0).toString(16)}`).join('')),
    'UTF-8 read as Latin-1': Buffer.from(secret).toString('latin1'),
    'error message': new Error(text(secret)),
    'error stack': Object.assign(new Error('clean'), { stack: text(secret) }),
    'cause of a cause': new Error('clean', { cause: new Error('clean', { cause: { data: secret } }) }),
    'many errors': new AggregateError([new Error(secret)], 'clean'),
    'own property': Object.assign(new Error('clean'), { data: { providerMessage: text(secret) } }),
    'hidden property': Object.defineProperty({}, 'hidden', { value: secret, enumerable: false }),
    'symbol property': { [Symbol('of somebody')]: secret },
    key: { [secret]: 1 },
    bytes: Buffer.from(text(secret)),
    map: new Map([['a', new Set([secret])]]),
    headers: new URLSearchParams({ a: secret }),
    getter: { get throwing() { throw new Error(secret); } },
  };
  for (const [how, value] of Object.entries(planted)) {
    test(`finds: ${how}`, () => assert.deepEqual(findLeaks(value, wanted).map(({ marker }) => marker).slice(0, 1), ['secret']));
  }
  test('finds a number in any form, and half of a credential', () => {
    for (const form of ['+1 (415) 555-0163', '415.555.0163', '1-415-555-0163', '4155550163', '%2B14155550163', 'KzE0MTU1NTUwMTYz']) {
      assert.equal(findLeaks(`no mobile: ${form}!`, { to: '14155550163' }).length, 1, form);
    }
    const credential = 'abcdefghijkl0123456789mnop';
    assert.equal(findLeaks(`Bearer ${credential.slice(0, 15)}`, { credential }).length, 1);
  });
  test('finds a code however it is grouped', () => {
    for (const form of ['739 184', '739-184', '7-3-9-1-8-4', '7 3 9 1 8 4', '73.91.84', '739,184', '739_184', '739\u00a0184', Buffer.from('739184').toString('hex')])
      assert.equal(findLeaks(`code ${form} is wrong`, { code: '739184' }).length, 1, form);
  });
  test('finds nothing where nothing is', () => {
    const clean = Object.assign(new Error('the provider answered 429: too many messages to [redacted]'), {
      code: 'rate_limit_exceeded',
      data: { errorDescription: 'The provider answered with status 503.', reason: 'http_status', attempts: 3, status: 503, retryAfter: 120, at: 1_795_400_000_000 },
      cause: { circle: /** @type {unknown} */ (undefined) },
    });
    clean.cause = { circle: clean };
    assert.deepEqual(findLeaks([clean, 'aGVsbG8gd29ybGQ=', '%7B%22code%22%3A739185%7D', 'code 739185, +1 415 555 0164'], markers), []);
    assert.deepEqual(findLeaks([undefined, null, 0, '', () => {}], markers), []);
  });
  test('says which and where, never the value', () => {
    const [leak] = findLeaks({ data: { detail: encodeURIComponent(secret) } }, wanted);
    assert.deepEqual([leak?.marker, leak?.where], ['secret', 'value.data.detail']);
    assert.equal(JSON.stringify(leak).includes('Zq7'), false);
  });
});
