// Every filter against an expectation of another origin, such as JavaScript's own encoders.
import assert from 'node:assert/strict';
import { createHash, createHmac } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { SegmentedMessage } from 'sms-segments-calculator';
import { root } from '../../setup/paths.mjs';
import { core, endpoint, filtered, options, payload, render } from '../support/filters.mjs';

describe('results', () => {
  const cases = {
    '{{to | digits}}': '14155550123',
    '{{to|digits}}': '14155550123',
    '{{ to  |  digits  }}': '14155550123',
    '{{\n\tto\n|\ndigits\n}}': '14155550123',
    '{{to | national}}': '4155550123',
    '{{to | country_code}}': '1',
    '{{type | upper}}': 'SIGNIN',
    '{{type | lower}}': 'signin',
    '{{application.name | trim}}': 'Demo App',
    '{{to | strip_prefix:"+1"}}': '4155550123',
    '{{to | strip_prefix:"+86"}}': '+14155550123',
    '{{to | strip_prefix:""}}': '+14155550123',
    '{{code | strip_prefix:"0"}}': '12345',
    '{{code | truncate:3}}': '012',
    '{{code | truncate:0}}': '',
    '{{code | truncate:6}}': '012345',
    '{{code | truncate:160}}': '012345',
    '{{code | truncate : 2}}': '01',
    '{{to | urlencode}}': '%2B14155550123',
    '{{code | base64}}': 'MDEyMzQ1',
    '{{code | json}}': '"012345"',
    '{{user.age | json}}': '7',
    '{{user.admin | json}}': 'false',
    '{{user.tags | json}}': '["a","B"]',
    '{{user | json}}': JSON.stringify(payload.user),
    '{{user.tags.1 | lower}}': 'b',
    '{{type | gsm7}}': 'SignIn',
    '{{to | replace:"+":"00"}}': '0014155550123',
    '{{to | replace:"5":""}}': '+1410123',
    '{{code | map:"012345=yes":"*=no"}}': 'yes',
    '{{user.admin | map:"true=1":"false=0"}}': '0',
    '{{type | map:"Register=1":"SignIn=a=b"}}': 'a=b',
    '{{type | map:"Register=1"}}': '',
    '{{type | map:"*=rest":"Register=1"}}': 'rest',
    '{{nobody | map:"=none":"*=some"}}': 'none',
    '{{user.nick | map:"=none":"*=some"}}': 'none',
    '<{{nobody | optional}}>': '<>',
    '<{{user.nick | optional}}>': '<>',
    '{{code | optional}}': '012345',
    '{{type | encoding | map:"gsm7=0":"ucs2=8"}}': '0',
    '{{user.empty | segments}}': '1',
  };
  for (const [source, expected] of Object.entries(cases)) {
    test(JSON.stringify(source), () => assert.equal(render(source), expected));
  }

  test('default: for what is not there, null or empty, and for nothing else', () => {
    for (const name of [
      'user.missing',
      'user.nick',
      'user.empty',
      'nobody',
      'nobody.at.all',
      'user.name.first',
      'constructor',
      '__proto__',
      'user.constructor',
    ]) {
      assert.equal(render(`{{${name} | default:"there"}}`), 'there', name);
    }
    for (const [name, expected] of Object.entries({
      'user.name': 'Ana',
      'user.age': '7',
      'user.admin': 'false',
      code: '012345',
    })) {
      assert.equal(render(`{{${name} | default:"there"}}`), expected, name);
    }
    assert.equal(render('{{count | default:"x"}}', { payload: { count: 0 } }), '0');
    assert.equal(render('{{ip | default:"unknown"}}'), 'unknown');
    assert.equal(render('{{ip | default:"unknown"}}', { ip: '127.0.0.1' }), '127.0.0.1');
  });

  test('an argument is a text of any characters, and no template', () => {
    const argument = (/** @type {string} */ written) => render(`{{nobody | default:"${written}"}}`);
    assert.equal(argument(''), '');
    assert.equal(argument('a \\"b\\" c\\\\d'), 'a "b" c\\d');
    assert.equal(argument('a | upper, b:c, d}} e'), 'a | upper, b:c, d}} e');
    assert.equal(argument('{{to}} $& %s'), '{{to}} $& %s');
    assert.equal(argument('é 验证码 👍'), 'é 验证码 👍');
  });

  test('whole characters are kept or cut', () => {
    assert.equal(filtered('truncate:2', '👍👍👍'), '👍👍');
    assert.equal(filtered('truncate:3', '验证码：'), '验证码');
  });

  test('an unknown name stays as it is, filters and all; a missing leaf is nothing', () => {
    assert.equal(render('{{nobody | upper}}'), '{{nobody | upper}}');
    assert.equal(render('<{{user.missing | upper | truncate:3}}>'), '<>');
  });

  test('a chain works from left to right', () => {
    assert.equal(render('{{to | digits | strip_prefix:"1" | truncate:3}}'), '415');
    assert.equal(
      render('{{code|strip_prefix:"01"|base64|lower|urlencode}}'),
      encodeURIComponent(Buffer.from('2345').toString('base64').toLowerCase()),
    );
    assert.equal(render('{{type | upper | base64}}'), Buffer.from('SIGNIN').toString('base64'));
    assert.equal(render('{{type | base64 | upper}}'), Buffer.from('SignIn').toString('base64').toUpperCase());
    assert.equal(render('{{user.nick | upper | default:"there"}}'), 'there');
    assert.equal(render('{{user.nick | default:"there" | upper}}'), 'THERE');
    assert.equal(render('{{application.name | trim | json | json}}'), JSON.stringify(JSON.stringify('Demo App')));
  });
});

describe('for random texts', () => {
  const text = fc.string({ unit: 'binary', maxLength: 40 });
  /** @param {string} name @param {(value: string) => void} check */
  const holds = (name, check) => test(name, () => fc.assert(fc.property(text, check), options));

  holds('base64 is that of the UTF-8 bytes', (value) =>
    assert.equal(filtered('base64', value), Buffer.from(value).toString('base64')),
  );
  holds('json parses back', (value) => assert.equal(JSON.parse(String(filtered('json', value))), value));
  holds('urlencode decodes back, from unreserved characters alone', (value) => {
    const encoded = String(filtered('urlencode', value));
    assert.match(encoded, /^(?:[\w.~-]|%[0-9A-F]{2})*$/);
    assert.equal(decodeURIComponent(encoded), value);
  });
  holds('digits are the digits', (value) => assert.equal(filtered('digits', value), value.replaceAll(/[^0-9]/g, '')));
  holds('trim takes white space from both ends', (value) =>
    assert.equal(filtered('trim', ` \t\r\n${value.trim()}\n `), value.trim()),
  );
  holds('upper and lower change the letters of ASCII', (value) => {
    const ascii = value.replaceAll(/[^\0-\x7f]/g, '');
    assert.equal(filtered('upper', ascii), ascii.toUpperCase());
    assert.equal(filtered('lower', ascii), ascii.toLowerCase());
  });
  holds('base64url is that of Node', (value) =>
    assert.equal(filtered('base64url', value), Buffer.from(value).toString('base64url')),
  );
  holds('hex is that of the UTF-8 bytes', (value) =>
    assert.equal(filtered('hex', value), Buffer.from(value).toString('hex')),
  );
  holds('ucs2 is UTF-16 with the high byte first', (value) =>
    assert.equal(filtered('ucs2', value), Buffer.from(value, 'utf16le').swap16().toString('hex')),
  );
  test('truncate takes the first characters', () =>
    fc.assert(
      fc.property(text, fc.nat(45), (value, count) =>
        assert.equal(filtered(`truncate:${count}`, value), [...value].slice(0, count).join('')),
      ),
      options,
    ));
  test('strip_prefix takes a beginning, once', () =>
    fc.assert(
      fc.property(fc.stringMatching(/^[ab+]{0,3}$/), fc.stringMatching(/^[ab+]{0,6}$/), (prefix, value) => {
        const expected = value.startsWith(prefix) ? value.slice(prefix.length) : value;
        assert.equal(filtered(`strip_prefix:"${prefix}"`, value), expected);
      }),
      options,
    ));
});

describe('hashes are those of node:crypto', () => {
  const text = fc.string({ unit: 'binary', maxLength: 300 });
  // Keys longer than a block are hashed first; a credential has no space around it.
  const key = fc.string({ unit: 'binary', minLength: 1, maxLength: 150 }).map((characters) => `k${characters}k`);
  /** What each last argument makes of a digest. @type {Record<string, (digest: Buffer) => string>} */
  const forms = {
    '': (digest) => digest.toString('hex'),
    ':"HEX"': (digest) => digest.toString('hex').toUpperCase(),
    ':"base64"': (digest) => digest.toString('base64'),
    ':"base64url"': (digest) => digest.toString('base64url'),
  };
  const form = fc.constantFrom(...Object.keys(forms));

  for (const name of ['md5', 'sha1', 'sha256', 'sha512']) {
    test(name, () =>
      fc.assert(
        fc.property(text, form, (value, written) => {
          const digest = createHash(name).update(value).digest();
          assert.equal(filtered(`${name}${written}`, value), forms[written](digest));
        }),
        options,
      ));
  }
  for (const name of ['sha1', 'sha256', 'sha512']) {
    test(`hmac_${name}`, () =>
      fc.assert(
        fc.property(text, key, fc.constantFrom('apiKey', 'apiSecret'), form, (value, secret, keyName, written) => {
          const digest = createHmac(name, secret).update(value).digest();
          const settings = { apiKey: 'another', apiSecret: 'another', [keyName]: secret };
          assert.equal(filtered(`hmac_${name}:${keyName}${written}`, value, settings), forms[written](digest));
        }),
        options,
      ));
  }
});

describe('dates are those of JavaScript', () => {
  const minutes = fc.integer({ min: -(23 * 60 + 59), max: 23 * 60 + 59 });
  const twoDigits = (/** @type {number} */ number) => String(number).padStart(2, '0');
  const offsetText = (/** @type {number} */ offset) =>
    `${offset < 0 ? '-' : '+'}${twoDigits(Math.trunc(Math.abs(offset) / 60))}:${twoDigits(Math.abs(offset) % 60)}`;
  // The years 1 to 9999, which JavaScript writes with four digits, without a day at both ends for the offset.
  const [first, last] = ['0001-01-02', '9999-12-30'].map((day) => Date.parse(day));
  const milliseconds = fc.oneof(fc.integer({ min: 1e11, max: last }), fc.integer({ min: first, max: -1e11 }));
  const seconds = fc.integer({ min: Math.trunc(first / 1000), max: 1e11 - 1 });

  /** @param {fc.Arbitrary<number>} times @param {number} inMilliseconds */
  const agree = (times, inMilliseconds) =>
    fc.assert(
      fc.property(times, minutes, fc.boolean(), (time, offset, asText) => {
        const local = new Date(time * inMilliseconds + offset * 60_000);
        const value = asText ? String(time) : time;
        assert.equal(
          filtered(`date:"%Y-%m-%dT%H:%M:%S.%3f%:z":"${offsetText(offset)}"`, value),
          local.toISOString().replace('Z', offsetText(offset)),
        );
        const words = new Intl.DateTimeFormat('en-US', { weekday: 'long', month: 'long', day: 'numeric', timeZone: 'UTC' });
        assert.equal(filtered(`date:"%A, %B %-d":"${offsetText(offset)}"`, value), words.format(local));
      }),
      options,
    );

  test('of seconds', () => agree(seconds, 1000));
  test('of milliseconds', () => agree(milliseconds, 1));
  test('of this message, in UTC', () => {
    const [before, date, after] = [Date.now(), String(render('{{timestamp | date:"%Y%m%d%H%M%S"}}')), Date.now()];
    const iso = date.replace(/^(....)(..)(..)(..)(..)(..)$/, '$1-$2-$3T$4:$5:$6Z');
    assert.ok(Date.parse(iso) >= before - 1000 && Date.parse(iso) <= after, iso);
    assert.equal(render('{{timestamp | date:"%s":"Z"}}')?.length, 10);
  });
});

describe('segments are those of another calculator', () => {
  // It keeps characters together that are drawn as one, which networks do not: so none that join others.
  const units = {
    gsm7: [...'@£$¥èÇ Δ_ΦΓΛ!aZ09ñ'],
    extension: [...'^{}[~]|€\\'],
    ucs2: [...'ç–验код、“'],
    pairs: [...'😀📱𝒳🀄'],
  };
  const unit = (/** @type {string[]} */ ...characters) => fc.constantFrom(...characters);
  const gsm7 = fc.oneof({ weight: 5, arbitrary: unit(...units.gsm7) }, unit(...units.extension));
  const any = fc.oneof({ weight: 5, arbitrary: gsm7 }, { weight: 5, arbitrary: unit(...units.ucs2) }, unit(...units.pairs));
  const text = fc.oneof(
    fc.string({ unit: gsm7, size: 'max', maxLength: 700 }),
    fc.string({ unit: any, size: 'max', maxLength: 400 }),
    // Around the lengths at which another message begins.
    fc.string({ unit: unit(...units.gsm7, '€'), minLength: 150, maxLength: 162 }),
    fc.string({ unit: unit(...units.ucs2, '😀'), minLength: 60, maxLength: 72 }),
  );

  test('for random texts', () => {
    const reached = new Set();
    fc.assert(
      fc.property(text, (value) => {
        const { encodingName, numberOfCharacters, segmentsCount } = new SegmentedMessage(value);
        const isGsm7 = encodingName === 'GSM-7';
        assert.deepEqual(
          ['encoding', 'units', 'segments'].map((filter) => filtered(filter, value)),
          [isGsm7 ? 'gsm7' : 'ucs2', String(isGsm7 ? numberOfCharacters : value.length), String(segmentsCount)],
        );
        reached.add(`${encodingName} ${Math.min(segmentsCount, 3)}`);
      }),
      { ...options, numRuns: 1000 },
    );
    assert.equal(reached.size, 6, 'one, two and more messages in both alphabets');
  });
});

test('the examples in the README of the package are true', async () => {
  const readme = await readFile(join(root, 'pkg-template', 'README.md'), 'utf8');
  const table = readme.slice(readme.indexOf('| Filter |'), readme.indexOf('## Templates and languages'));
  // The time is another one now, and a number needs a JSON body.
  const examples = [...table.replaceAll('\\|', '|').matchAll(/`(\{\{(?!timestamp)[^`]+\}\})`: `([^`]*)` \|$/gm)];
  assert.ok(examples.length >= 15, 'the examples were found');
  for (const [, written, result] of examples) assert.equal(render(written, { payload: { code: '123456' } }), result, written);
});

test('filters work wherever placeholders do', () => {
  const templates = [{ usageType: 'Generic', content: '{{code}} for {{user.name | default:"you" | upper}}' }];
  const config = {
    endpoint: `${endpoint}/{{to | digits}}?n={{to | national}}`,
    authorization: 'Basic {{apiKey | upper}}:{{apiSecret | base64}}',
    headers: { 'X-Type': '{{type | lower}}' },
    queryParams: { c: ['{{to | country_code}}'], m: '{{message | lower}}' },
    bodyParams: { a: [{ b: '{{message | base64}}', n: '{{to | digits | number}}' }] },
    apiKey: 'demo-key',
    apiSecret: 'demo-secret',
    templates,
  };
  assert.deepEqual(core.validateConfig(config), { valid: true, issues: [] });
  const { url, headers, body } = core.previewRequest(
    config,
    { to: '14155550123', type: 'SignIn', payload },
    { reveal: true },
  );
  assert.equal(url, `${endpoint}/14155550123?n=4155550123&c=1&m=012345%20for%20ana`);
  assert.equal(
    headers.Authorization,
    `Basic ${Buffer.from(`DEMO-KEY:${Buffer.from('demo-secret').toString('base64')}`).toString('base64')}`,
  );
  assert.equal(headers['X-Type'], 'signin');
  assert.equal(body, `{"a":[{"b":"${Buffer.from('012345 for ANA').toString('base64')}","n":14155550123}]}`);
});
