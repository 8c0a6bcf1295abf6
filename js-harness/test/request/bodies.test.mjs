// Bodies and queries: numbers, trees, and what a content type makes of them.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { parseStrictJson } from '../../servers/simulators/json.mjs';
import { core, deliver, FORM, refused, RUNS, SEED, server } from '../support/encodings.mjs';

/** @typedef {import('../support/encodings.mjs').Received} Received */

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
