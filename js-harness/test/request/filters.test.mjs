// Every filter against an expectation of another origin: the tables of GSM 03.38 and of the numbering plans, JavaScript's
// own encoders. And every mistake in a filter, with the place that its caret points at.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { getCountries, getExampleNumber, parsePhoneNumber } from 'libphonenumber-js/max';
import examples from 'libphonenumber-js/mobile/examples';
import metadata from 'libphonenumber-js/max/metadata';
import { freshProject } from '../../build/project.mjs';

const { core: load } = await freshProject('filters');
const core = await load();

// Fixed, so that a failure is the same failure tomorrow; fast-check prints it with the counterexample.
const options = { seed: 20_261_123, numRuns: 300 };

const endpoint = 'https://api.example.com/send';
const plain = { 'Content-Type': 'text/plain' };
const payload = {
  code: '012345',
  locale: 'pt-BR',
  user: { name: 'Ana', nick: null, empty: '', age: 7, big: 1e21, admin: false, tags: ['a', 'B'] },
  application: { name: '  Demo App \t\n' },
};

/** What stands in the place of a placeholder that is the whole body. @param {string} source @param {Record<string, unknown>} [more] */
const render = (source, more) =>
  core.previewRequest(
    { endpoint, headers: plain, bodyParams: source },
    /** @type {any} */ ({ to: '14155550123', type: 'SignIn', payload, ...more }),
    { reveal: true },
  ).body;

/** The value of one filter chain. @param {string} chain @param {unknown} value */
const filtered = (chain, value) => render(`{{value | ${chain}}}`, { payload: { value } });

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

describe('numbering plans', () => {
  /** @param {string} digits */
  const parts = (digits) => String(render('{{to | country_code}} {{to | national}}', { to: digits })).split(' ');

  test('an example number of every country', () => {
    const countries = getCountries();
    assert.ok(countries.length > 230);
    for (const country of countries) {
      const example = getExampleNumber(country, examples);
      assert.ok(example, country);
      assert.deepEqual(parts(example.number.slice(1)), [example.countryCallingCode, example.nationalNumber], country);
    }
  });

  test('numbers that belong to no country', () => {
    for (const number of [
      '80012345678',
      '80812345678',
      '870773111632',
      '87810123456789',
      '881612345678',
      '8823421234',
      '883510012345',
      '888123456789',
      '979123456789',
    ]) {
      const parsed = parsePhoneNumber(`+${number}`);
      assert.deepEqual(parts(number), [parsed.countryCallingCode, parsed.nationalNumber], parsed.countryCallingCode);
    }
  });

  test('every country calling code that is assigned, and nothing lost of any number', () => {
    const assigned = new Set([
      ...Object.keys(metadata.country_calling_codes),
      ...Object.keys(metadata.nonGeographic ?? {}),
    ]);
    assert.ok(assigned.size > 210);
    for (let prefix = 100; prefix <= 999; prefix += 1) {
      const digits = `${prefix}23456789`;
      const [code, national] = parts(digits);
      assert.equal(code + national, digits);
      const expected = [1, 2, 3].map((length) => digits.slice(0, length)).find((start) => assigned.has(start));
      if (expected) assert.equal(code, expected);
    }
  });

  test('a number of any spelling has the same parts', () => {
    for (const to of ['+44 20 7946 0123', '0044 (20) 7946-0123', '44.20.7946.0123', '442079460123']) {
      assert.deepEqual(parts(to), ['44', '2079460123'], 'the spelling makes no difference');
    }
  });
});

describe('gsm7', () => {
  // 3GPP TS 23.038, section 6.2.1: a row for each low nibble of the code, a column for each high one. ␛ is no character.
  const DEFAULT_TABLE = [
    '@Δ 0¡P¿p',
    '£_!1AQaq',
    '$Φ"2BRbr',
    '¥Γ#3CScs',
    'èΛ¤4DTdt',
    'éΩ%5EUeu',
    'ùΠ&6FVfv',
    "ìΨ'7GWgw",
    'òΣ(8HXhx',
    'ÇΘ)9IYiy',
    '\nΞ*:JZjz',
    'Ø␛+;KÄkä',
    'øÆ,<LÖlö',
    '\ræ-=MÑmñ',
    'Åß.>NÜnü',
    'åÉ/?O§oà',
  ];
  // Section 6.2.1.1.
  const EXTENSION_TABLE = {
    0x0a: '\f',
    0x14: '^',
    0x28: '{',
    0x29: '}',
    0x2f: '\\',
    0x3c: '[',
    0x3d: '~',
    0x3e: ']',
    0x40: '|',
    0x65: '€',
  };
  const alphabet = new Set([...DEFAULT_TABLE.join('').replace('␛', ''), ...Object.values(EXTENSION_TABLE)]);
  const gsm7 = (/** @type {string} */ text) => String(filtered('gsm7', text));

  test('the alphabet has 127 characters and 10 more', () => {
    assert.ok(DEFAULT_TABLE.every((row) => [...row].length === 8));
    assert.equal(alphabet.size, 137);
  });

  test('its characters stay as they are', () => {
    for (const character of alphabet) assert.equal(gsm7(`a${character}b`), `a${character}b`);
  });

  test('nothing else is left of any text', () => {
    const text = fc.string({
      unit: fc.oneof(
        fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
        fc.string({ unit: 'grapheme', minLength: 1, maxLength: 1 }),
      ),
      maxLength: 60,
    });
    const outside = (/** @type {string} */ value) => [...gsm7(value)].filter((character) => !alphabet.has(character));
    fc.assert(
      fc.property(text, (value) => assert.deepEqual(outside(value), [])),
      options,
    );
    for (let from = 0; from < 0x3000; from += 0x80) {
      assert.deepEqual(outside(String.fromCodePoint(...Array.from({ length: 0x80 }, (_, index) => from + index))), []);
    }
  });

  /** Letters whose canonical decomposition (Unicode) begins with a letter of ASCII, and what that is. @param {number} from @param {number} to */
  const accented = (from, to) =>
    Array.from({ length: to - from + 1 }, (_, index) => String.fromCodePoint(from + index))
      .map((letter) => ({ letter, base: letter.normalize('NFD')[0] }))
      .filter(({ letter, base }) => letter !== base && /[A-Za-z]/.test(base) && !alphabet.has(letter));

  /** @param {Array<{ letter: string, base: string }>} letters */
  const wrong = (letters) =>
    letters
      // The alphabet has a cedilla, if only on the capital.
      .filter(({ letter, base }) => gsm7(letter) !== base && !(letter === 'ç' && gsm7(letter) === 'Ç'))
      .map(({ letter }) => `${letter} is ${gsm7(letter)}`);

  test('letters with accents lose them: the languages of Europe', () =>
    assert.deepEqual(wrong(accented(0xc0, 0x17f)), []));
  test('letters with accents lose them: Romanian, Vietnamese', () =>
    assert.deepEqual(
      wrong(
        [...'ȘșȚț']
          .map((letter) => ({ letter, base: letter.normalize('NFD')[0] }))
          .concat(accented(0x1ea0, 0x1ef9), accented(0x1a0, 0x1b0)),
      ),
      [],
    ));
  test('accents that are characters of their own are lost, too', () =>
    assert.equal(gsm7('Código é'.normalize('NFD')), 'Codigo e'));

  test('the signs of typesetters become those of typewriters', () => {
    const signs = { '‘’‚': "'", '“”„«»': '"', '–—‑−': '-', '…': '...', '\u00a0\u2009\u202f\t': ' ' };
    for (const [characters, nearest] of Object.entries(signs)) {
      for (const character of characters)
        assert.equal(gsm7(`a${character}b`), `a${nearest}b`, `U+${character.codePointAt(0)?.toString(16)}`);
    }
    for (const [letters, nearest] of Object.entries({
      œ: 'oe',
      Œ: 'OE',
      ł: 'l',
      đ: 'd',
      ı: 'i',
      ẞ: 'SS',
      Α: 'A',
      Ρ: 'P',
    })) {
      assert.equal(gsm7(letters), nearest);
    }
  });

  test('what has nothing near becomes a question mark', () => {
    assert.equal(gsm7('код 012345'), '??? 012345');
    assert.equal(gsm7('验证码'), '???');
  });
});

/**
 * The column, counted from the start of the shown placeholder, that the caret of a message points at.
 * @param {string} message @param {string} placeholder
 */
function caretOf(message, placeholder) {
  const lines = message.split('\n');
  const caretLine = lines.findIndex((line) => /^ *\^ *$/.test(line));
  assert.ok(caretLine > 0, `there is a caret under a line in: ${message}`);
  const start = lines[caretLine - 1].indexOf(placeholder);
  assert.notEqual(start, -1, `the line above the caret shows the placeholder in: ${message}`);
  return lines[caretLine].indexOf('^') - start;
}

describe('mistakes', () => {
  /** The placeholder, what the caret has to stand under, and what the message has to say. @type {Array<[string, string, RegExp]>} */
  const mistakes = [
    ['{{to | digit}}', 'digit', /unknown filter `digit`.*did you mean `digits`/],
    ['{{to | DIGITS}}', 'DIGITS', /did you mean `digits`/],
    ['{{to | contry_code}}', 'contry_code', /did you mean `country_code`/],
    ['{{to | countryCode}}', 'countryCode', /did you mean `country_code`/],
    ['{{to | stripPrefix:"+"}}', 'stripPrefix', /did you mean `strip_prefix`/],
    ['{{to | urlEncode}}', 'urlEncode', /did you mean `urlencode`/],
    ['{{to | reverse}}', 'reverse', /unknown filter `reverse`.*digits.*gsm7/s],
    ['{{to | digits | nosuch | upper}}', 'nosuch', /unknown filter/],
    ['{{ code|upper|truncat:6 }}', 'truncat', /did you mean `truncate`/],
    ['{{to |}}', '}}', /name of a filter/],
    ['{{to | | digits}}', '| digits', /name of a filter/],
    ['{{to | digits upper}}', 'upper', /expected/],
    ['{{to | digits, upper}}', ', upper', /expected/],
    ['{{to | "digits"}}', '"digits"', /name of a filter/],
    ['{{to | truncate}}', 'truncate', /number.*truncate:160/],
    ['{{to | truncate:}}', '}}', /number/],
    ['{{to | truncate:"160"}}', 'truncate', /number/],
    ['{{to | truncate:-1}}', '-1', /number/],
    ['{{to | truncate:1.5}}', '.5', /expected/],
    ['{{to | truncate:99999999999999999999999}}', 'truncate', /number/],
    ['{{to | truncate(160)}}', 'truncate', /truncate:160/],
    ['{{locale | default}}', 'default', /text in quotes/],
    ['{{locale | default:en}}', 'en', /text in quotes/],
    ["{{locale | default:'en'}}", "'en'", /text in quotes/],
    ['{{locale | default:5}}', 'default', /text in quotes/],
    ['{{locale | default:"en}}', '"en', /never ends/],
    ['{{to | strip_prefix}}', 'strip_prefix', /text in quotes/],
    ['{{to | strip_prefix:+86}}', '+86', /text in quotes/],
    ['{{to | digits:3}}', 'digits', /no argument/],
    ['{{to | upper:"x"}}', 'upper', /no argument/],
    ['{{to | number:3}}', 'number', /no argument/],
  ];
  for (const [placeholder, place, says] of mistakes) {
    test(placeholder, () => {
      const source = `Text before: ${placeholder} and after`;
      const { valid, issues } = core.validateConfig({ endpoint, bodyParams: { list: [{ text: source }] } });
      assert.equal(valid, false);
      assert.deepEqual(
        issues.map(({ path, severity }) => [path, severity]),
        [['bodyParams.list.0.text', 'error']],
      );
      const [{ message }] = issues;
      assert.match(message, says);
      // What never ends is shown as far as it was read.
      const shown = placeholder.slice(0, 5);
      assert.equal(caretOf(message, shown), placeholder.lastIndexOf(place), message);
    });
  }

  test('a mistake is found in every key that takes placeholders, all of them at once', () => {
    const wrong = '{{to | digit}}';
    const config = {
      endpoint: `${endpoint}/${wrong}?a=${wrong}`,
      authorization: wrong,
      headers: { 'X-To': wrong },
      queryParams: { to: ['x', wrong] },
      bodyParams: { a: { b: [wrong] } },
      templates: [{ usageType: 'Generic', content: wrong }],
      response: {
        messageId: `a.${wrong}`,
        success: [
          { path: 'a', exists: true },
          { path: wrong, equals: '0' },
        ],
        error: wrong,
        rateLimited: { path: wrong, equals: '1' },
      },
    };
    const { issues } = core.validateConfig(config);
    const paths = [
      'authorization',
      'bodyParams.a.b.0',
      'endpoint',
      'endpoint',
      'headers.X-To',
      'queryParams.to.1',
      'response.error',
      'response.messageId',
      'response.rateLimited.path',
      'response.success.1.path',
      'templates.0.content',
    ];
    assert.deepEqual(issues.map(({ path }) => path).sort(), paths);
    for (const { message, severity } of issues) {
      assert.equal(severity, 'error');
      assert.equal(caretOf(message, wrong), wrong.indexOf('digit'));
    }
  });

  const wholeNumber = '{{to | digits | number}}';
  const form = { 'Content-Type': 'application/x-www-form-urlencoded' };
  const xml = { 'Content-Type': 'application/xml' };
  /** @type {Record<string, [Record<string, unknown>, string, string?]>} */
  const misplaced = {
    'beside text': [{ bodyParams: { to: `+${wholeNumber}` } }, 'bodyParams.to'],
    'beside a space': [{ bodyParams: { to: `${wholeNumber} ` } }, 'bodyParams.to'],
    'twice in a string': [{ bodyParams: { to: `${wholeNumber}{{code}}` } }, 'bodyParams.to'],
    'before another filter': [
      { bodyParams: { to: '{{to | number | digits}}' } },
      'bodyParams.to',
      '{{to | number | digits}}',
    ],
    'in a form': [{ headers: form, bodyParams: { to: wholeNumber } }, 'bodyParams.to'],
    'in a raw form': [{ headers: form, bodyParams: `to=${wholeNumber}` }, 'bodyParams'],
    'in XML': [{ headers: xml, bodyParams: `<to>${wholeNumber}</to>` }, 'bodyParams'],
    'in plain text': [{ headers: plain, bodyParams: wholeNumber }, 'bodyParams'],
    'in a string of a raw JSON body': [{ bodyParams: `{"to":"${wholeNumber}"}` }, 'bodyParams'],
    'in a query': [{ queryParams: { to: wholeNumber } }, 'queryParams.to'],
    'in the endpoint': [{ endpoint: `${endpoint}/${wholeNumber}` }, 'endpoint'],
    'in a header': [{ headers: { 'X-To': wholeNumber } }, 'headers.X-To'],
    'in authorization': [{ authorization: wholeNumber }, 'authorization'],
    'in a template': [{ templates: [{ usageType: 'Generic', content: wholeNumber }] }, 'templates.0.content'],
    'in a path of response': [{ response: { messageId: `sms.${wholeNumber}` } }, 'response.messageId'],
  };
  for (const [where, [config, path, shown = wholeNumber]] of Object.entries(misplaced)) {
    test(`number ${where}`, () => {
      const { valid, issues } = core.validateConfig({ endpoint, ...config });
      assert.equal(valid, false);
      assert.deepEqual(
        issues.map((issue) => [issue.path, issue.severity]),
        [[path, 'error']],
      );
      assert.match(issues[0].message, /`number`.*JSON/s);
      assert.equal(caretOf(issues[0].message, shown), shown.indexOf('number'));
    });
  }
});
