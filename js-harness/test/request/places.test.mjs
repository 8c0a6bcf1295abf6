// Whatever a text holds, it arrives as it was written, in every place that a placeholder can stand in. What arrives is
// read back by independent parsers: JSON.parse, URLSearchParams, an XML parser, the simulators' strict decoders.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { decodeForm } from '../../servers/simulators/decode.mjs';
import { parseStrictJson } from '../../servers/simulators/json.mjs';
import { anyText, deliver, FORM, parseXml, pathOf, queryOf, refused, RUNS, SEED, server, texts, traps } from '../support/encodings.mjs';

/** @typedef {import('../support/encodings.mjs').Received} Received */

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
  'a form tree by its type, with PUT': {
    config: (placeholder) => ({ method: 'PUT', bodyType: 'form', bodyParams: { to: '{{to}}', text: placeholder } }),
    read: ({ text }) => both(decodeForm(text, 'body').text, new URLSearchParams(text).get('text')),
  },
  'XML by its type': {
    config: (placeholder) => ({ bodyType: 'xml', bodyParams: `<sms><text>${placeholder}</text></sms>` }),
    read: ({ text }) => parseXml(text).getElementsByTagName('text')[0]?.textContent,
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

for (const [where, { config, read }] of Object.entries(places)) {
  describe(`in ${where}`, () => {
    for (const [what, text] of Object.entries({ ...texts, ...traps })) {
      test(`${what} arrive as they are`, async () => {
        assert.equal(read(await deliver(config('{{message}}'), { message: text })), text);
        // Through variables, and where it may be left out.
        const variables = { of: '{{of_all}}', of_all: '{{message | optional}}' };
        assert.equal(read(await deliver({ ...config('{{of | optional}}'), variables }, { message: text })), text);
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
