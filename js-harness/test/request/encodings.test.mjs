// Whatever a text holds, it arrives as it was written, in every place that a placeholder can stand in. What arrives is
// read back by independent parsers: JSON.parse, URLSearchParams, an XML parser, the simulators' strict decoders.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { DOMParser } from '@xmldom/xmldom';
import fc from 'fast-check';
import { freshProject } from '../../build/project.mjs';
import { fillIn, loadRecipe } from '../../recipes/recipes.mjs';
import { decodeForm } from '../../servers/simulators/decode.mjs';
import { parseStrictJson } from '../../servers/simulators/json.mjs';
import { providers } from '../../servers/simulators/providers/index.mjs';
import { startSimulator } from '../../servers/simulators/server.mjs';
import { startServer } from '../support/server.mjs';

/** @typedef {import('../../servers/listen.mjs').Received & { text: string }} Received With the body as UTF-8, which it must be. */

// Fixed, so that a failure is the same failure tomorrow; fast-check prints it with the counterexample.
const SEED = 20_261_123;
const RUNS = 100;

const FORM = 'application/x-www-form-urlencoded';
const data = { to: '14155550123', type: 'SignIn' };

const { core: load } = await freshProject('encodings');
const core = await load();

/** @type {Awaited<ReturnType<typeof startServer>>} */
let server;
/** @type {Awaited<ReturnType<typeof startSimulator>>} */
let simulator;
before(async () => {
  [server, simulator] = await Promise.all([startServer(), startSimulator()]);
});
after(async () => {
  server.stop();
  await simulator.stop();
});

/**
 * One message over HTTP: the request that arrived.
 * @param {Record<string, unknown>} config Its endpoint is the path on the server.
 * @param {Record<string, unknown>} more What is added to the number and the type.
 * @returns {Promise<Received>}
 */
async function deliver({ endpoint = '/send', ...config }, more) {
  const seen = server.requests.length;
  const { attempts } = await core.sendMessage({ ...config, endpoint: server.url + endpoint }, { ...data, ...more });
  assert.equal(attempts, 1);
  const [request, ...others] = server.requests.slice(seen);
  assert.equal(others.length, 0, 'one message is one request');
  // Not replaced but refused: a byte that is no UTF-8 must not pass as U+FFFD.
  return { ...request, text: new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(request.bytes) };
}

/**
 * A message that cannot be sent as it is: nothing arrives.
 * @param {Record<string, unknown>} config @param {Record<string, unknown>} more
 * @returns {Promise<{ code: string, data: import('../../../pkg-template/lib/core.js').SendErrorData }>}
 */
async function refused({ endpoint = '/send', ...config }, more) {
  const seen = server.requests.length;
  const error = await core.sendMessage({ ...config, endpoint: server.url + endpoint }, { ...data, ...more }).then(
    () => assert.fail('the message was sent'),
    (reason) => reason,
  );
  assert.equal(server.requests.length, seen, 'no request was made');
  return error;
}

/** @param {string} text */
function parseXml(text) {
  const parser = new DOMParser({
    // It warns of U+FFFD, which is a character like any other.
    onError: (level, message) => message.includes('replacement character') || assert.fail(`${level}: ${message}`),
    // XML 1.0, section 2.11. The parser's own also normalises what XML 1.1 added.
    normalizeLineEndings: (source) => source.replaceAll(/\r\n?/g, '\n'),
  });
  return parser.parseFromString(text, 'application/xml');
}

/** @param {Received} request */
const pathOf = ({ url }) => url.split('?')[0].split('/');
/** @param {Received} request */
const queryOf = ({ url }) => new URLSearchParams(url.slice(url.indexOf('?') + 1));

/**
 * Every place of a request that a text can be put into: the configuration for a placeholder, and how a server reads what
 * arrived there.
 * @type {Record<string, { config: (placeholder: string) => Record<string, unknown>, read: (request: Received) => unknown }>}
 */
const places = {
  'a JSON tree': {
    config: (placeholder) => ({ bodyParams: { messages: [{ content: { text: placeholder } }] } }),
    read: ({ text }) => parseStrictJson(text).messages[0].content.text,
  },
  'a JSON tree, between other text': {
    config: (placeholder) => ({ bodyParams: [`"<&${placeholder}\\n`] }),
    read: ({ text }) => unwrap(JSON.parse(text)[0], '"<&', '\\n'),
  },
  'a raw JSON string': {
    config: (placeholder) => ({ bodyParams: `{ "to": "{{to}}",\n  "text": "${placeholder}" }` }),
    read: ({ text }) => parseStrictJson(text).text,
  },
  'a form tree': {
    config: (placeholder) => ({ headers: { 'Content-Type': FORM }, bodyParams: { to: '{{to}}', text: placeholder } }),
    read: ({ text }) => both(decodeForm(text, 'body').text, new URLSearchParams(text).get('text')),
  },
  'a raw form string': {
    config: (placeholder) => ({ headers: { 'Content-Type': FORM }, bodyParams: `to={{to}}&text=${placeholder}&end=1` }),
    read: ({ text }) => both(decodeForm(text, 'body').text, new URLSearchParams(text).get('text')),
  },
  'the text of an XML element': {
    config: (placeholder) => ({
      headers: { 'Content-Type': 'application/xml' },
      bodyParams: `<?xml version="1.0" encoding="UTF-8"?>\n<sms><to>{{to}}</to><text>${placeholder}</text></sms>`,
    }),
    read: ({ text }) => parseXml(text).getElementsByTagName('text')[0]?.textContent,
  },
  'an attribute of an XML element': {
    config: (placeholder) => ({
      headers: { 'Content-Type': 'text/xml' },
      bodyParams: `<sms a='${placeholder}' b="${placeholder}"/>`,
    }),
    read: ({ text }) => both(...['a', 'b'].map((name) => parseXml(text).documentElement?.getAttribute(name))),
  },
  'plain text': {
    config: (placeholder) => ({ headers: { 'Content-Type': 'text/plain' }, bodyParams: `»${placeholder}«` }),
    read: ({ text }) => unwrap(text, '»', '«'),
  },
  'a query': {
    config: (placeholder) => ({ method: 'GET', queryParams: { to: '{{to}}', text: placeholder } }),
    read: (request) => both(queryOf(request).get('text'), decodeForm(request.url.split('?')[1], 'query').text),
  },
  'a query beside a body': {
    config: (placeholder) => ({ queryParams: { text: placeholder }, bodyParams: { a: 1 } }),
    read: (request) => both(queryOf(request).get('text'), decodeForm(request.url.split('?')[1], 'query').text),
  },
  'the query of the endpoint': {
    config: (placeholder) => ({ method: 'GET', endpoint: `/send?a=1&text=${placeholder}&z=2` }),
    read: (request) => both(queryOf(request).get('text'), decodeForm(request.url.split('?')[1], 'query').text),
  },
  'the path of the endpoint': {
    config: (placeholder) => ({ endpoint: `/send/-${placeholder}-/now?a=1`, bodyParams: { a: 1 } }),
    read: (request) => {
      const [, first, segment, last, ...others] = pathOf(request);
      assert.deepEqual([first, last, others], ['send', 'now', []], 'the path has the segments of the endpoint');
      return unwrap(decodeURIComponent(segment), '-', '-');
    },
  },
};

/** Two readers who must agree. @param {...unknown} values */
function both(...values) {
  for (const value of values) assert.equal(value, values[0]);
  return values[0];
}

/** @param {string} text @param {string} start @param {string} end */
function unwrap(text, start, end) {
  assert.ok(text.startsWith(start) && text.endsWith(end), 'the text around the placeholder is there');
  return text.slice(start.length, text.length - end.length);
}

const texts = {
  punctuation: '& = + % # < > " \' ` \\ / ? ; : @ , . $ ! * ( ) [ ] { } | ^ ~ _ -',
  'line breaks and tabs': 'one\ntwo\r\nthree\rfour\tfive\n\n',
  'white space at both ends': '  two before, one behind ',
  'emoji, joined and flagged': '👩🏽‍💻 👨‍👩‍👧‍👦 🏴󠁧󠁢󠁷󠁬󠁳󠁿 🇩🇪 ❤️ 1️⃣',
  Arabic: 'رمز التحقق الخاص بك هو ١٢٣٤٥٦، لا تشاركه.',
  'marks that combine': 'e\u0301 \u00e9 a\u0323\u0302 ก็ Z\u0351\u036b\u0343 क्षि',
  'Chinese, Korean, Hebrew': '【签名】您的验证码 인증 코드 קוד האימות',
  'separators of Unicode': 'a\u00a0b\u2003c\u2028d\u2029e\u0085f\ufeffg\u200bh\u200eי',
  'the first and the last of each plane': '\u{7f}\u{80}\u{7ff}\u{800}\u{d7ff}\u{e000}\u{fffd}\u{10000}\u{10ffff}',
};

/** Values with a meaning to some language on their way, which is none of our business. */
const traps = {
  placeholders: '{{to}} {{ code }} {{message}} {{apiKey}} {{to | digits}} {{{to}}} {{',
  "a regular expression's replacements": "$& $1 $$ $` $' $<name> \\1 \\0 \\g<1>",
  'formats of printf': '%s %d %5$s %% %n {} {0} {name} ${name} #{name} <%= name %>',
  'percent escapes': '%2B %26 %00 %zz % %%25 +%20',
  'the end of a JSON string': '"}],"to":"+1",[{"a":"',
  JSON: '{"a":[1,null,true],"b":"\\u0041\\n"}',
  'the end of an XML element': '</text></sms><sms><text a="\'>',
  XML: '<![CDATA[x]]> <!-- x --> <?pi?> <!DOCTYPE a [<!ENTITY b "c">]> &b; &amp;amp; &#65; &lt;',
  'the end of a form field': 'a&to=+1&text=b;c=d',
  'names of JavaScript': '__proto__ constructor toString',
  'a path': '../../admin/..\\..\\x//y/./z',
  'a comment of SQL and of a shell': "'; DROP TABLE x; -- $(id) `id` && id | id",
  'a word of JSON': 'null',
  'another word of JSON': 'true',
  'a number of JSON': '1e3',
};

for (const [where, { config, read }] of Object.entries(places)) {
  describe(`in ${where}`, () => {
    for (const [what, text] of Object.entries({ ...texts, ...traps })) {
      test(`${what} arrive as they are`, async () => {
        assert.equal(read(await deliver(config('{{message}}'), { message: text })), text);
        // The same from the payload, and through a template's text.
        assert.equal(read(await deliver(config('{{ user.name }}'), { payload: { user: { name: text } } })), text);
        const templates = [{ usageType: 'Generic', content: '{{code}}' }];
        assert.equal(read(await deliver({ ...config('{{message}}'), templates }, { payload: { code: text } })), text);
      });
    }

    test('a code keeps its leading zeros', async () => {
      for (const code of ['000000', '012345', '0']) {
        assert.equal(read(await deliver(config('{{code}}'), { payload: { code } })), code);
        assert.equal(read(await deliver(config('{{message}}'), { payload: { code } })), code);
      }
    });

    test('the number has its plus, or has it not, as asked', async () => {
      assert.equal(read(await deliver(config('{{to}}'), {})), '+14155550123');
      assert.equal(read(await deliver(config('{{to | digits}}'), {})), '14155550123');
    });

    test('random texts arrive as they are', async () => {
      const property = fc.asyncProperty(anyText, async (text) => {
        assert.equal(read(await deliver(config('{{message}}'), { message: text })), text);
      });
      await fc.assert(property, { seed: SEED, numRuns: RUNS });
    });
  });
}

test('a text of a template is a text too', async () => {
  const content = Object.values(texts).join(' ');
  for (const { config, read } of Object.values(places)) {
    const templates = [{ usageType: 'Generic', content: `${content}: {{code}}` }];
    const request = await deliver({ ...config('{{message}}'), templates }, { payload: { code: '012345' } });
    assert.equal(read(request), `${content}: 012345`);
  }
});

test('half an emoji arrives as the replacement character, as it does from any JavaScript', async () => {
  for (const { config, read } of Object.values(places)) {
    assert.equal(read(await deliver(config('{{message}}'), { message: 'a\ud83d!' })), 'a\ufffd!');
  }
});

describe('what cannot stand in a place is an error and no request', () => {
  test('control characters in XML', async () => {
    const config = { headers: { 'Content-Type': 'application/xml' }, bodyParams: '<a>{{message}}</a>' };
    for (const character of ['\0', '\u0001', '\u000b', '\u001f', '\ufffe', '\uffff']) {
      const error = await refused(config, { message: `a${character}b` });
      assert.equal(error.code, 'invalid_request_parameters');
      assert.match(error.data.errorDescription, /bodyParams/);
    }
  });

  test('line breaks, NUL and what is not Latin-1 in a header', async () => {
    const config = { headers: { 'X-Text': 'a {{message}} b' }, bodyParams: { a: 1 } };
    for (const message of ['a\r\nX-Other: b', 'a\nb', 'a\rb', 'a\0b', '€', '验证码', '👍']) {
      const error = await refused(config, { message });
      assert.equal(error.code, 'invalid_request_parameters');
      assert.match(error.data.errorDescription, /headers\.X-Text/);
    }
    const { headers } = await deliver(config, { message: 'Ünïcödé ÿ $& %s {{to}} "x"' });
    assert.equal(headers['x-text'], 'a Ünïcödé ÿ $& %s {{to}} "x" b');
  });

  test('a path that would lead somewhere else', async () => {
    for (const message of ['.', '..']) {
      assert.equal((await refused({ endpoint: '/a/{{message}}/b' }, { message })).code, 'invalid_request_parameters');
    }
    assert.equal((await deliver({ endpoint: '/a/{{message}}/b' }, { message: '...' })).url, '/a/.../b');
  });
});

describe('numbers', () => {
  /** @param {string} text */
  const refOf = (text) => /"ref":(.*?)[,}]/.exec(text)?.[1];

  test('a lone placeholder with `number` is a JSON number, to the last of 20 digits', async () => {
    const bodyParams = { ref: '{{reference | number}}', to: '{{to | digits | number}}', list: ['{{ code|number }}'] };
    const { text } = await deliver({ bodyParams }, { payload: { reference: '12345678901234567890', code: '7' } });
    assert.equal(text, '{"ref":12345678901234567890,"to":14155550123,"list":[7]}');
    assert.deepEqual(parseStrictJson(text), { ref: 12345678901234567890n, to: 14155550123, list: [7] });
  });

  test('any count of digits, exactly', async () => {
    const digits = fc.stringMatching(/^(0|[1-9]\d{0,39})$/);
    const property = fc.asyncProperty(digits, async (reference) => {
      const { text } = await deliver({ bodyParams: { ref: '{{reference | number}}' } }, { payload: { reference } });
      assert.equal(refOf(text), reference);
    });
    await fc.assert(property, { seed: SEED, numRuns: RUNS });
  });

  test('what is no number of JSON is an error', async () => {
    const config = { bodyParams: { code: '{{code | number}}' } };
    // A leading zero has no place in a JSON number, and without it the code would be another.
    for (const code of ['012345', '00', '12a', '-1', '1.5', '1e3', ' 1', '+1', '١٢']) {
      const error = await refused(config, { payload: { code } });
      assert.equal(error.code, 'invalid_request_parameters');
      assert.match(error.data.errorDescription, /bodyParams/);
    }
  });

  test('without `number` digits are a string', async () => {
    const { text } = await deliver(
      { bodyParams: { code: '{{code}}', to: '{{to | digits}}' } },
      { payload: { code: 123456 } },
    );
    assert.deepEqual(JSON.parse(text), { code: '123456', to: '14155550123' });
  });
});

describe('trees', () => {
  test('JSON keeps the order of keys, the types of values, and keys as they are', async () => {
    const bodyParams = JSON.parse(
      '{"z":1,"a":{"y":true,"b":null,"x":[1.5,-2,1e-7,[],{}]},"{{to}}":"{{to}}","":"","__proto__":{"q":"{{to}}"}}',
    );
    const { text } = await deliver({ bodyParams }, { message: 'x' });
    assert.equal(
      text,
      JSON.stringify(bodyParams).replace(':"{{to}}"', ':"+14155550123"').replace('"q":"{{to}}"', '"q":"+14155550123"'),
    );
  });

  test('a JSON body may be an array', async () => {
    const { text } = await deliver({ bodyParams: [{ to: '{{to}}' }] }, {});
    assert.deepEqual(JSON.parse(text), [{ to: '+14155550123' }]);
  });

  for (const [name, read] of /** @type {const} */ ([
    ['queryParams', (/** @type {Received} */ request) => request.url.split('?')[1]],
    ['bodyParams', (/** @type {Received} */ { text }) => text],
  ])) {
    const headers = { 'Content-Type': FORM };
    describe(name === 'bodyParams' ? 'a form' : 'a query', () => {
      test('arrays repeat their key, null leaves it out, scalars are text', async () => {
        const params = {
          to: ['{{to}}', 'x', null, 2],
          none: null,
          empty: [],
          flag: true,
          off: false,
          count: 0,
          rate: 1.5,
          '': 'no name',
          text: '',
        };
        const pairs = [
          ['to', '+14155550123'],
          ['to', 'x'],
          ['to', '2'],
          ['flag', 'true'],
          ['off', 'false'],
          ['count', '0'],
          ['rate', '1.5'],
          ['', 'no name'],
          ['text', ''],
        ];
        // The body has to be something, where it is not what is looked at.
        const request = await deliver({ headers, bodyParams: 'a=1', [name]: params }, {});
        assert.deepEqual([...new URLSearchParams(read(request))], pairs);
      });

      test('names are escaped like values, and are no place for placeholders', async () => {
        const params = { 'a b&c=d+e': '1', 'text[]': ['2', '3'], ключ: '4', '{{to}}': '5' };
        const pairs = [
          ['a b&c=d+e', '1'],
          ['text[]', '2'],
          ['text[]', '3'],
          ['ключ', '4'],
          ['{{to}}', '5'],
        ];
        const request = await deliver({ headers, bodyParams: 'a=1', [name]: params }, {});
        assert.deepEqual([...new URLSearchParams(read(request))], pairs);
      });

      test('a nested value is an error with its path', async () => {
        const config = { headers, bodyParams: 'a=1', [name]: { a: { b: 1 }, c: ['x', ['y']], d: [{}] } };
        const { issues } = core.validateConfig({ endpoint: server.url, ...config });
        const found = issues.map(({ path, severity }) => [path, severity]);
        assert.deepEqual(found, [
          [`${name}.a`, 'error'],
          [`${name}.c.1`, 'error'],
          [`${name}.d.0`, 'error'],
        ]);
        const error = await refused(config, { message: 'x' });
        assert.equal(error.code, 'invalid_config');
        assert.equal(error.data.issues?.length, 3);
      });
    });
  }

  test('a query goes behind the one that the endpoint has, with POST as with GET', async () => {
    for (const method of ['GET', 'POST']) {
      for (const [endpoint, expected] of [
        ['/send', '/send?to=%2B14155550123&a=x%20y'],
        ['/send?', '/send?to=%2B14155550123&a=x%20y'],
        ['/send?k=v', '/send?k=v&to=%2B14155550123&a=x%20y'],
        ['/send?k=v&', '/send?k=v&to=%2B14155550123&a=x%20y'],
      ]) {
        const { url } = await deliver({ method, endpoint, queryParams: { to: '{{to}}', a: 'x y' } }, { message: 'x' });
        // A space may travel as + or as %20.
        assert.equal(url.replace('x+y', 'x%20y'), expected);
      }
    }
  });

  test('the aliases do the same', async () => {
    const { url, text } = await deliver({ queryParameters: { a: '{{to}}' }, bodyParameters: { b: '{{to}}' } }, {});
    assert.equal(url, '/send?a=%2B14155550123');
    assert.equal(text, '{"b":"+14155550123"}');
  });

  test('without a body the one of the official connector is sent', async () => {
    const payload = { code: '012345', locale: 'pt-BR' };
    const known = await deliver({}, { payload, ip: '127.0.0.1' });
    assert.equal(
      known.text,
      '{"to":"14155550123","type":"SignIn","payload":{"code":"012345","locale":"pt-BR"},"ip":"127.0.0.1"}',
    );
    assert.equal(known.headers['content-type'], 'application/json');
    const unknown = await deliver({ bodyParams: {} }, { payload });
    assert.equal(unknown.text, '{"to":"14155550123","type":"SignIn","payload":{"code":"012345","locale":"pt-BR"}}');
  });
});

describe('the content type decides', () => {
  const text = 'a "b" & <c> + d';
  const written = {
    JSON: {
      tree: { t: '{{message}}' },
      string: '{"t":"{{message}}"}',
      treeIs: '{"t":"a \\"b\\" & <c> + d"}',
      stringIs: '{"t":"a \\"b\\" & <c> + d"}',
    },
    form: {
      tree: { t: '{{message}}' },
      string: 't={{message}}',
      treeIs: 't=a+%22b%22+%26+%3Cc%3E+%2B+d',
      stringIs: 't=a+%22b%22+%26+%3Cc%3E+%2B+d',
    },
    XML: {
      tree: undefined,
      treeIs: undefined,
      string: '<t>{{message}}</t>',
      stringIs: '<t>a &quot;b&quot; &amp; &lt;c&gt; + d</t>',
    },
    'plain text': { tree: undefined, treeIs: undefined, string: '{{message}}', stringIs: text },
  };
  const types = {
    JSON: [
      'application/json',
      'application/json; charset=utf-8',
      'Application/JSON;charset=UTF-8',
      'application/vnd.api+json',
      'application/cloudevents+json; charset=utf-8',
    ],
    form: [FORM, `${FORM}; charset=utf-8`, `${FORM.toUpperCase()} ; charset=UTF-8`],
    XML: [
      'application/xml',
      'text/xml',
      'text/xml; charset=utf-8',
      'Text/XML',
      'application/soap+xml; charset=utf-8; action="urn:send"',
    ],
    'plain text': [
      'text/plain',
      'text/plain; charset=utf-8',
      'application/octet-stream',
      'text/csv',
      'application/x-custom',
    ],
  };
  for (const [kind, { tree, string, treeIs, stringIs }] of Object.entries(written)) {
    for (const type of types[/** @type {keyof typeof types} */ (kind)]) {
      test(`${type} is ${kind}`, async () => {
        for (const name of ['Content-Type', 'content-type']) {
          const headers = { [name]: type };
          const request = await deliver({ headers, bodyParams: string }, { message: text });
          assert.equal(request.text, stringIs);
          assert.equal(request.headers['content-type'], type);
          if (tree) {
            assert.equal((await deliver({ headers, bodyParams: tree }, { message: text })).text, treeIs);
          } else {
            const { issues } = core.validateConfig({ endpoint: server.url, headers, bodyParams: { t: '{{message}}' } });
            assert.deepEqual(
              issues.map(({ path, severity }) => [path, severity]),
              [['bodyParams', 'error']],
            );
          }
        }
      });
    }
  }

  test('without one the body is JSON', async () => {
    const request = await deliver({ bodyParams: { t: '{{message}}' } }, { message: text });
    assert.equal(request.headers['content-type'], 'application/json');
    assert.equal(request.text, written.JSON.treeIs);
  });
});

/** Any text but half a surrogate pair, and what XML cannot hold. */
const anyText = fc
  .string({
    unit: fc.oneof(
      fc.string({ unit: 'grapheme', minLength: 1, maxLength: 1 }),
      fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
      fc.constantFrom(...'&=+%#<>"\'`\\{}$\n\r\t', '{{to}}'),
    ),
    minLength: 1,
    maxLength: 60,
  })
  .map((text) => text.replaceAll(/[\0-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, ' '))
  .filter((text) => text !== '');

/** Text of a configuration: without a brace, that might begin a placeholder. */
const staticText = fc.string({ unit: 'binary', maxLength: 8 }).map((text) => text.replaceAll('{', '('));
const NAMES = ['code', 'user.name', 'list.1', 'to', 'message'];
const leaf = fc.array(
  fc.oneof(
    staticText.map((text) => ({ text })),
    fc.constantFrom(...NAMES).map((name) => ({ name })),
  ),
  { maxLength: 4 },
);
const values = fc.record({ code: anyText, name: anyText, item: anyText, message: anyText });

/** @typedef {Array<{ text: string } | { name: string }>} Leaf */
/** @param {Leaf} parts */
const sourceOf = (parts) => parts.map((part) => ('name' in part ? `{{${part.name}}}` : part.text)).join('');
/** @param {Leaf} parts @param {Record<string, string>} values */
const textOf = (parts, { code, name, item, message }) => {
  /** @type {Record<string, string>} */
  const byName = { code, 'user.name': name, 'list.1': item, to: '+14155550123', message };
  return parts.map((part) => ('name' in part ? byName[part.name] : part.text)).join('');
};
/** @param {Record<string, string>} values */
const dataOf = ({ code, name, item, message }) => ({ message, payload: { code, user: { name }, list: ['', item] } });

class Text {
  /** @param {Leaf} parts */
  constructor(parts) {
    this.parts = parts;
  }
}

/** The tree with its texts written by `write`. @param {any} tree @param {(parts: Leaf) => string} write @returns {any} */
function withTexts(tree, write) {
  if (tree instanceof Text) return write(tree.parts);
  if (Array.isArray(tree)) return tree.map((item) => withTexts(item, write));
  if (typeof tree !== 'object' || tree === null) return tree;
  // Not an assignment: a key may be "__proto__".
  return Object.fromEntries(Object.entries(tree).map(([key, item]) => [key, withTexts(item, write)]));
}

const scalar = fc.oneof(
  leaf.map((parts) => new Text(parts)),
  fc.integer(),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map((number) => number + 0),
  fc.boolean(),
);
const key = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 6 }),
  fc.constantFrom('__proto__', 'constructor', '{{to}}', '0', 'text'),
);
const { tree } = fc.letrec((/** @type {(name: string) => fc.Arbitrary<unknown>} */ tie) => ({
  tree: fc.oneof(
    { maxDepth: 4 },
    { weight: 3, arbitrary: fc.oneof(scalar, fc.constant(null)) },
    fc.array(tie('tree'), { maxLength: 4 }),
    tie('object'),
  ),
  object: fc.dictionary(key, tie('tree'), { maxKeys: 5 }),
}));
const fields = fc.dictionary(
  key,
  fc.oneof(scalar, fc.constant(null), fc.array(fc.oneof(scalar, fc.constant(null)), { maxLength: 3 })),
  { minKeys: 1, maxKeys: 6 },
);

/** The pairs that a query or a form of these fields stands for. @param {Record<string, unknown>} params */
const pairsOf = (params) =>
  Object.entries(params).flatMap(([name, value]) =>
    (Array.isArray(value) ? value : [value]).filter((item) => item !== null).map((item) => [name, String(item)]),
  );

describe('for random trees and data', () => {
  const body = fc.oneof(
    fc.array(tree, { minLength: 1, maxLength: 4 }),
    fc.dictionary(key, tree, { minKeys: 1, maxKeys: 5 }),
  );

  test('a JSON tree parses back with the values in their places', async () => {
    const property = fc.asyncProperty(body, values, async (bodyTree, given) => {
      const bodyParams = withTexts(bodyTree, sourceOf);
      const { text } = await deliver({ bodyParams }, dataOf(given));
      assert.deepEqual(
        JSON.parse(text),
        JSON.parse(JSON.stringify(withTexts(bodyTree, (parts) => textOf(parts, given)))),
      );
    });
    await fc.assert(property, { seed: SEED, numRuns: RUNS });
  });

  test('a raw JSON string parses back with the values in their places', async () => {
    // Keys are no place for placeholders in a tree; in a raw text there are no keys.
    const plainKeys = body.filter((bodyTree) => !JSON.stringify(bodyTree).includes('{{to}}":'));
    const property = fc.asyncProperty(
      plainKeys,
      fc.constantFrom(undefined, 2),
      values,
      async (bodyTree, space, given) => {
        const bodyParams = JSON.stringify(withTexts(bodyTree, sourceOf), undefined, space);
        const { text } = await deliver({ bodyParams }, dataOf(given));
        assert.deepEqual(
          JSON.parse(text),
          JSON.parse(JSON.stringify(withTexts(bodyTree, (parts) => textOf(parts, given)))),
        );
      },
    );
    await fc.assert(property, { seed: SEED, numRuns: RUNS });
  });

  test('a form decodes back', async () => {
    const property = fc.asyncProperty(fields, values, async (params, given) => {
      const bodyParams = withTexts(params, sourceOf);
      const { text } = await deliver({ headers: { 'Content-Type': FORM }, bodyParams }, dataOf(given));
      assert.deepEqual([...new URLSearchParams(text)], pairsOf(withTexts(params, (parts) => textOf(parts, given))));
      assert.match(text, /^[\x21-\x7e]*$/);
    });
    await fc.assert(property, { seed: SEED, numRuns: RUNS });
  });

  test('a query decodes back', async () => {
    const property = fc.asyncProperty(fields, values, fc.constantFrom('GET', 'POST'), async (params, given, method) => {
      const queryParams = withTexts(params, sourceOf);
      const request = await deliver({ method, endpoint: '/send?k=v', queryParams }, dataOf(given));
      assert.deepEqual(
        [...queryOf(request)],
        [['k', 'v'], ...pairsOf(withTexts(params, (parts) => textOf(parts, given)))],
      );
      assert.match(request.url, /^[\x21-\x7e]*$/);
    });
    await fc.assert(property, { seed: SEED, numRuns: RUNS });
  });

  test('XML parses back', async () => {
    const names = fc.constantFrom('a', 'text', 'sms-to', 'x.y');
    const attributes = fc.dictionary(names, fc.constantFrom(...NAMES), { maxKeys: 3 });
    const children = fc.array(
      fc.record({ name: names, attributes, content: fc.array(fc.constantFrom(...NAMES), { maxLength: 3 }) }),
      { minLength: 1, maxLength: 4 },
    );
    const property = fc.asyncProperty(children, values, async (elements, given) => {
      const written = elements.map(({ name, attributes: own, content }) => {
        const list = Object.entries(own).map(([attribute, hole]) => ` ${attribute}="{{${hole}}}"`);
        return `<${name}${list.join('')}>${content.map((hole) => `{{${hole}}}`).join('')}</${name}>`;
      });
      const config = {
        headers: { 'Content-Type': 'text/xml; charset=utf-8' },
        bodyParams: `<sms>${written.join('')}</sms>`,
      };
      const root = parseXml((await deliver(config, dataOf(given))).text).documentElement;
      const read = Array.from(root?.childNodes ?? [], (/** @type {any} */ child) => ({
        name: child.nodeName,
        attributes: Object.fromEntries(Array.from(child.attributes, ({ name, value }) => [name, value])),
        content: child.textContent,
        elements: child.getElementsByTagName('*').length,
      }));
      const valueOf = (/** @type {string} */ name) => textOf([{ name }], given);
      assert.deepEqual(
        read,
        elements.map(({ name, attributes: own, content }) => ({
          name,
          attributes: Object.fromEntries(Object.entries(own).map(([attribute, hole]) => [attribute, valueOf(hole)])),
          content: content.map(valueOf).join(''),
          elements: 0,
        })),
      );
    });
    await fc.assert(property, { seed: SEED, numRuns: RUNS });
  });
});

describe('through the recipes, to the simulators', () => {
  for (const [id, provider] of providers) {
    if (provider.expects.codeOnly) continue;
    test(`${id}: every text arrives as it is`, async () => {
      const recipe = fillIn(loadRecipe(id), provider.demo, `${simulator.url}/${id}`);
      // Chinese recipes begin a template with a signature, which their simulators take off again.
      const [signature = ''] = /^【[^】]*】/.exec(/** @type {any} */ (recipe).templates[0].content) ?? [];
      const config = { ...recipe, templates: [{ usageType: 'Generic', content: `${signature}{{code}}` }] };
      for (const [what, code] of Object.entries({ ...texts, ...traps, code: '012345' })) {
        const seen = simulator.requests.length;
        await core.sendMessage(config, { to: provider.numbers.good.slice(1), type: 'SignIn', payload: { code } });
        const [request] = simulator.requests.slice(seen);
        assert.equal(request.why, undefined, what);
        assert.equal(request.text, code, what);
      }
    });
  }

  for (const [id, provider] of providers) {
    if (!provider.expects.codeOnly) continue;
    test(`${id}: a code keeps its leading zeros`, async () => {
      const config = fillIn(loadRecipe(id), provider.demo, `${simulator.url}/${id}`);
      for (const code of ['000000', '012345']) {
        const seen = simulator.requests.length;
        await core.sendMessage(config, { to: provider.numbers.good.slice(1), type: 'SignIn', payload: { code } });
        assert.equal(simulator.requests[seen].code, code);
      }
    });
  }
});
