// `bodyType`: how a body is written, with which Content-Type, by which method; read back by parsers of another origin.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { parseStrictJson } from '../../servers/simulators/json.mjs';
import { anyText, core, deliver, FORM, parseXml, refused, RUNS, SEED, server, texts, traps } from '../support/encodings.mjs';

/**
 * The types: the Content-Type that they bring, a text by hand, how it is read, and a tree where they have one.
 * @type {Record<string, { type: string, byHand: string, read: (text: string) => unknown, tree?: Record<string, unknown> }>}
 */
const bodyTypes = {
  json: { type: 'application/json', byHand: '{ "to": "{{to}}", "t": "{{message}}" }', read: (text) => parseStrictJson(text).t, tree: { to: '{{to}}', t: '{{message}}' } },
  form: { type: FORM, byHand: 'to={{to}}&t={{message}}', read: (text) => new URLSearchParams(text).get('t'), tree: { to: '{{to}}', t: '{{message}}' } },
  xml: { type: 'application/xml', byHand: '<sms to="{{to}}"><t>{{message}}</t></sms>', read: (text) => parseXml(text).getElementsByTagName('t')[0]?.textContent },
  text: { type: 'text/plain; charset=utf-8', byHand: '{{to}}:{{message}}', read: (text) => text.slice('+14155550123:'.length) },
};

for (const [bodyType, { type, byHand, read, tree }] of Object.entries(bodyTypes)) {
  describe(bodyType, () => {
    for (const method of ['POST', 'PUT']) {
      test(`arrives by ${method}, with its Content-Type, by hand and from a tree`, async () => {
        for (const bodyParams of tree ? [byHand, tree] : [byHand]) {
          for (const message of Object.values({ ...texts, ...traps })) {
            const request = await deliver({ method, bodyType, bodyParams }, { message });
            assert.equal(request.method, method);
            assert.equal(request.headers['content-type'], type);
            assert.equal(read(request.text), message);
          }
        }
      });
    }

    test('random texts arrive as they are', async () => {
      const property = fc.asyncProperty(anyText, fc.constantFrom(byHand, ...(tree ? [tree] : [])), async (message, bodyParams) => {
        assert.equal(read((await deliver({ bodyType, bodyParams }, { message })).text), message);
      });
      await fc.assert(property, { seed: SEED, numRuns: RUNS });
    });

    test('a Content-Type of its own is sent as it is written', async () => {
      for (const own of [type, `${type}; v=1`, `application/vnd.sms+${bodyType}`, 'text/plain'].filter((own) => bodyType !== 'form' || !own.includes('+'))) {
        const request = await deliver({ bodyType, headers: { 'content-TYPE': own }, bodyParams: byHand }, { message: 'a&b' });
        assert.equal(request.headers['content-type'], own);
        assert.equal(request.rawHeaders.filter((name) => name.toLowerCase() === 'content-type').length, 1);
        assert.equal(read(request.text), 'a&b');
      }
    });

    test('a Content-Type of another kind is a conflict', async () => {
      for (const [other, { type: otherType }] of Object.entries(bodyTypes)) {
        if ([other, 'text'].includes(bodyType) || other === 'text') continue;
        const { code, data } = await refused({ bodyType, headers: { 'Content-Type': otherType }, bodyParams: byHand }, {});
        assert.equal(code, 'invalid_config');
        assert.deepEqual(data.issues?.map(({ path, code }) => [path, code]), [['headers.Content-Type', 'conflict']]);
      }
    });

    test('goes with no GET', async () => {
      const request = await deliver({ method: 'GET', bodyType, bodyParams: byHand, queryParams: { to: '{{to}}' } }, { message: 'x' });
      assert.deepEqual([request.method, request.text, request.headers['content-type']], ['GET', '', undefined]);
      const { issues } = core.validateConfig({ endpoint: server.url, method: 'GET', bodyType, bodyParams: byHand, queryParams: { to: '{{to}}', t: '{{code}}' } });
      assert.deepEqual(issues.map(({ path, severity }) => [path, severity]), [['bodyParams', 'warning']]);
    });

    if (!tree) {
      test('is no tree', async () => {
        const { data } = await refused({ bodyType, bodyParams: { t: '{{message}}' } }, { message: 'x' });
        assert.deepEqual(data.issues?.map(({ path, code }) => [path, code]), [['bodyParams', 'invalid_type']]);
      });
    }
  });
}

describe('none', () => {
  for (const method of ['GET', 'POST', 'PUT']) {
    test(`is a ${method} without a body`, async () => {
      const request = await deliver({ method, bodyType: 'none', endpoint: '/{{to}}/{{code}}', bodyParams: { kept: 'by the console' } }, { payload: { code: '012345' } });
      assert.deepEqual([request.method, request.url, request.text], [method, '/%2B14155550123/012345', '']);
      assert.equal(request.headers['content-type'], undefined);
      assert.ok(['0', undefined].includes(request.headers['content-length']));
    });
  }
});

describe('the body of the official connector', () => {
  const payload = { code: '012345' };
  const official = '{"to":"14155550123","type":"SignIn","payload":{"code":"012345"}}';

  test('is sent by a POST of JSON that says nothing else', async () => {
    for (const config of [{}, { bodyType: 'json' }, { bodyType: 'JSON', bodyParams: {} }, { endpoint: '/send?a=b' }]) {
      assert.equal((await deliver(config, { payload })).text, official);
    }
  });

  test('is sent by nothing else', async () => {
    for (const config of [{ method: 'PUT' }, { method: 'PUT', bodyType: 'json' }, { method: 'GET' }, { bodyType: 'none' }, { bodyType: 'json', queryParams: { a: 'b' } }, { endpoint: '/{{to}}' }]) {
      const request = await deliver(config, { payload });
      assert.deepEqual([request.text, request.headers['content-type']], ['', undefined]);
    }
    for (const bodyType of ['form', 'xml', 'text']) {
      const { data } = await refused({ bodyType }, { payload });
      assert.deepEqual(data.issues?.map(({ path, code }) => [path, code]), [['bodyParams', 'required']]);
    }
  });
});
