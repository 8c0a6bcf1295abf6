// Placeholders without filters mean what Logto's own connectors mean by them: thousands of generated templates and
// payloads, rendered by us and by connector-kit.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { replaceSendMessageHandlebars } from '@logto/connector-kit';
import fc from 'fast-check';
import { freshProject } from '../../build/project.mjs';
import { startServer } from '../support/server.mjs';

// Fixed, so that a run says the same everywhere; fast-check names it with a counterexample.
const SEED = 20_251_123;

/** @type {import('../../build/project.mjs').Core} */
let core;
before(async () => {
  core = await (await freshProject('parity-kit')).core();
});

const endpoint = 'http://127.0.0.1:9/sms';
const data = { to: '+14155550123', type: 'SignIn' };

/** The template where a body has it. @param {string} template @param {Record<string, unknown>} payload */
const inBody = (template, payload) => {
  const { body = '' } = core.previewRequest({ endpoint, bodyParams: { text: template } }, { ...data, payload });
  return JSON.parse(body).text;
};

/** The template where `templates` has it. @param {string} content @param {Record<string, unknown>} payload */
const inTemplates = (content, payload) => {
  const config = { endpoint, bodyParams: { text: '{{message}}' }, templates: [{ usageType: 'Generic', content }] };
  const { body = '' } = core.previewRequest(config, { ...data, payload });
  return JSON.parse(body).text;
};

/** The template where a query has it. @param {string} template @param {Record<string, unknown>} payload */
const inQuery = (template, payload) => {
  const { url } = core.previewRequest({ endpoint, method: 'GET', queryParams: { text: template } }, { ...data, payload });
  return new URL(url).searchParams.get('text');
};

// Names that mean something else here: ours stand for the message itself, and connector-kit has them from the payload.
const OURS = new Set(['to', 'type', 'message', 'ip', 'id', 'timestamp', 'apiKey', 'apiSecret']);
// Inherited names: the difference on purpose, with tests of its own below.
const inherited = (/** @type {string} */ name) => name in Object.prototype || name in Array.prototype;

const word = fc.stringMatching(/^[A-Za-z0-9_]{1,6}$/).filter((name) => !inherited(name));
const name = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom('code', 'link', 'locale', 'application', 'user', 'a', 'b', 'c', '0', '1', 'length', '_x') },
  word
);
const root = name.filter((key) => !OURS.has(key));

const { value } = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.oneof(
      fc.string({ unit: 'binary', maxLength: 12 }),
      fc.constantFrom('$&', '$1', '$$', "$'", '{{code}}', '{{ a.b }}', '%s', '\\', '"', '</x>', '\u0000', '+', ''),
      fc.integer(),
      fc.double({ noNaN: true, noDefaultInfinity: true }),
      fc.constantFrom(-0, 1e21, 1e-7, 123456789012345680000, 0.1, 5e-324),
      fc.boolean(),
      fc.constant(null)
    ),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(name, tie('value'), { maxKeys: 4, noNullPrototype: true })
  ),
}));
const payload = fc.dictionary(root, value, { maxKeys: 6, noNullPrototype: true });

const space = fc.string({
  unit: fc.constantFrom(' ', '\t', '\n', '\r', '\u00a0', '\ufeff', '\u2028', '\u3000', '\v', '\u0085', '\u200b', '\u180e'),
  maxLength: 2,
});
const anyPath = fc
  .tuple(root, fc.array(fc.oneof({ weight: 8, arbitrary: name }, fc.constant('')), { maxLength: 3 }))
  .map(([first, rest]) => [first, ...rest].join('.'));
/** A number chooses among the paths that the payload has. */
const placeholder = fc.record({ before: space, path: fc.oneof(anyPath, fc.nat()), behind: space });
const broken = fc.constantFrom(
  '{', '}', '{{', '}}', '{{{', '}}}', '{{}}', '{{ }}', '{{.a}}', '{{a b}}', '{{-}}', '{{a-b}}', '{{é}}', '{ {code}}', '{{code} }',
  '{{code}', '{code}}', '{{{{code}}}}', '{{{code}}}', '{{code}}}}', '{{\u0000code}}', '{{code,}}', '{{#if a}}', '{{/if}}', '{{"a"}}'
);
// A bar behind a name begins a filter, which connector-kit has not.
const text = fc.string({ unit: 'binary', maxLength: 8 }).map((part) => part.replaceAll('|', '/'));
const part = fc.oneof({ weight: 4, arbitrary: placeholder }, { weight: 2, arbitrary: broken }, text);

/** Every path to a value, inner ones included. @param {unknown} node @param {string} prefix @returns {string[]} */
const pathsOf = (node, prefix = '') =>
  node !== null && typeof node === 'object'
    ? Object.entries(node).flatMap(([key, inner]) => [prefix + key, ...pathsOf(inner, `${prefix}${key}.`)])
    : [];

const templateAndPayload = fc.tuple(fc.array(part, { maxLength: 8 }), payload).map(([parts, values]) => {
  const paths = pathsOf(values);
  const written = parts.map((piece) => {
    if (typeof piece === 'string') return piece;
    const { before, path, behind } = piece;
    return `{{${before}${typeof path === 'string' ? path : (paths[path % paths.length] ?? 'code')}${behind}}}`;
  });
  return /** @type {const} */ ([written.join(''), values]);
});

/** @param {(template: string, payload: Record<string, unknown>) => unknown} render @param {number} numRuns */
const assertAgreement = (render, numRuns) =>
  fc.assert(
    fc.property(templateAndPayload, ([source, values]) => {
      assert.equal(render(source, values), replaceSendMessageHandlebars(source, values));
    }),
    { seed: SEED, numRuns }
  );

describe('the same text as connector-kit', () => {
  test('in a body', () => assertAgreement(inBody, 5000));
  test('in a query', () => assertAgreement(inQuery, 2000));
  // A template that is blank is a mistake of its own.
  test('in templates', () => assertAgreement((source, values) => inTemplates(`>${source}`, values).slice(1), 5000));

  test('the generator does reach values, missing leaves and unknown roots', () => {
    const reached = { value: 0, missing: 0, unknown: 0 };
    fc.assert(
      fc.property(templateAndPayload, ([source, values]) => {
        for (const [one] of source.matchAll(/{{\s*[\w.]+\s*}}/g)) {
          const rendered = replaceSendMessageHandlebars(one, values);
          reached[rendered === one ? 'unknown' : rendered === '' ? 'missing' : 'value'] += 1;
        }
      }),
      { seed: SEED, numRuns: 1000 }
    );
    for (const [what, count] of Object.entries(reached)) assert.ok(count > 100, `only ${count} of ${what}`);
  });

  for (const [what, source, values] of /** @type {[string, string, Record<string, unknown>][]} */ ([
    ['a key whose value is undefined', '<{{a}}>', { a: undefined }],
    ['a leaf whose value is undefined', '<{{a.b}}>', { a: { b: undefined } }],
    ['null', '<{{a}}>', { a: null }],
    ['an object', '<{{a}}>', { a: { b: 1 } }],
    ['a list in a list', '<{{a}}>', { a: [1, [2, [3, null]], { b: 1 }, 'x'] }],
    ['the length of a list', '<{{a.length}}>', { a: [1, 2] }],
    ['the length of a text', '<{{a.length}}>', { a: 'text' }],
    ['an index of a list', '<{{a.1}}{{a.01}}{{a.9}}>', { a: ['x', 'y'] }],
    ['an index of a text', '<{{a.0}}>', { a: 'text' }],
    ['an empty key', '<{{a.}}>', { a: { '': 5 } }],
    ['dots inside a key', '<{{a.b}}>', { 'a.b': 1, a: {} }],
    ['the same placeholder often', '{{a}}{{a}}{{ a }}'.repeat(50), { a: '$&' }],
    ['half of a surrogate pair', '<{{a}}>', { a: 'x\ud83d' }],
  ])) {
    test(what, () => {
      // What cannot be encoded arrives as U+FFFD wherever it is sent from.
      const expected = replaceSendMessageHandlebars(source, values).toWellFormed();
      assert.equal(inBody(source, values), expected);
      assert.equal(inTemplates(source, values), expected);
      assert.equal(inQuery(source, values), expected);
    });
  }
});

describe('different on purpose: only own properties count', () => {
  const names = [...new Set(['constructor', '__proto__', 'toString', 'valueOf', ...Object.getOwnPropertyNames(Object.prototype)])];

  test('an inherited root is unknown and stays as it is', () => {
    for (const key of names) {
      const source = `<{{${key}}}> <{{ ${key}.name }}>`;
      assert.equal(inBody(source, { code: '1' }), source);
      assert.equal(inTemplates(source, { code: '1' }), source);
      assert.notEqual(replaceSendMessageHandlebars(source, { code: '1' }), source, 'connector-kit shows what it inherited');
    }
  });

  test('an inherited leaf is missing', () => {
    const values = { a: { b: 1 }, list: [1, 2] };
    for (const key of names) assert.equal(inBody(`<{{a.${key}}}>`, values), '<>');
    for (const key of ['map', 'join', 'constructor', 'at']) assert.equal(inBody(`<{{list.${key}}}>`, values), '<>');
    assert.notEqual(replaceSendMessageHandlebars('<{{a.constructor}}>', values), '<>');
  });

  test('an own property of such a name counts as any other, for both', () => {
    const values = JSON.parse('{"constructor": "c", "toString": 1, "a": {"valueOf": "v", "__proto__": "p"}, "__proto__": "q"}');
    const source = '{{constructor}} {{toString}} {{a.valueOf}} {{a.__proto__}} {{__proto__}}';
    assert.equal(inBody(source, values), 'c 1 v p q');
    assert.equal(replaceSendMessageHandlebars(source, values), 'c 1 v p q');
  });

  test('what the payload inherits does not count either', () => {
    class Payload {
      code = '1';
      get secret() {
        return 'inherited';
      }
    }
    const values = /** @type {any} */ (new Payload());
    assert.equal(inBody('{{code}} {{secret}}', values), '1 {{secret}}');
    assert.equal(replaceSendMessageHandlebars('{{code}} {{secret}}', values), '1 inherited');
  });
});

test('what a preview shows is what is sent', async () => {
  const server = await startServer();
  after(() => server.stop());
  await fc.assert(
    fc.asyncProperty(templateAndPayload, async ([source, values]) => {
      const config = { endpoint: `${server.url}/sms`, bodyParams: { text: source }, queryParams: { q: source } };
      const message = { ...data, payload: values };
      const { method, url, headers, body } = core.previewRequest(config, message, { reveal: true });
      const { seen } = await server.during(() => core.sendMessage(config, message));
      assert.equal(seen.length, 1);
      assert.equal(seen[0].method, method);
      assert.equal(server.url + seen[0].url, new URL(url).href);
      assert.equal(seen[0].body, body);
      for (const [key, header] of Object.entries(headers)) assert.equal(seen[0].headers[key.toLowerCase()], header);
    }),
    { seed: SEED, numRuns: 300 }
  );
});
