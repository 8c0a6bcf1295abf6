// Random trees and texts with random data: what arrives parses back with every value in its place.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { anyText, data, deliver, FORM, parseXml, queryOf, RUNS, SEED, texts } from '../support/encodings.mjs';

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
