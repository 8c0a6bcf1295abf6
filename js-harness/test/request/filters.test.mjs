// Every filter against an expectation of another origin, such as JavaScript's own encoders.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
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

test('filters work wherever placeholders do', () => {
  const templates = [{ usageType: 'Generic', content: 'Hi {{user.name | upper}}' }];
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
  assert.equal(url, `${endpoint}/14155550123?n=4155550123&c=1&m=hi%20ana`);
  assert.equal(
    headers.Authorization,
    `Basic ${Buffer.from(`DEMO-KEY:${Buffer.from('demo-secret').toString('base64')}`).toString('base64')}`,
  );
  assert.equal(headers['X-Type'], 'signin');
  assert.equal(body, `{"a":[{"b":"${Buffer.from('Hi ANA').toString('base64')}","n":14155550123}]}`);
});
