// Names of the operator's own, what is left out where there is no value, and what headers know of a request: over HTTP.
import assert from 'node:assert/strict';
import { createHash, createHmac } from 'node:crypto';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { anyText, core, deliver, queryOf, refused, RUNS, SEED, server, texts, traps } from '../support/encodings.mjs';
import { reply } from '../support/server.mjs';

const sha256 = (/** @type {import('node:crypto').BinaryLike} */ data) => createHash('sha256').update(data).digest('hex');

describe('variables', () => {
  test('stand in every part of a request, in each other, and in the order in which Logto stores them', async () => {
    const config = {
      endpoint: '/{{account}}/send?a={{account}}',
      authorization: 'Key {{account}}',
      headers: { 'X-From': '{{from}}' },
      queryParams: { from: '{{from}}' },
      bodyParams: { from: '{{from}}', text: '{{message}}', list: ['{{ greeting | upper }}'] },
      templates: [{ usageType: 'Generic', content: '{{greeting}}: {{code}}' }],
      // By length, then by the alphabet: `from` is used before it is there.
      variables: { from: 'Acme', account: 'a/{{from}}', greeting: '{{account}} says' },
    };
    const { url, headers, text } = await deliver(config, { payload: { code: '012345' } });
    assert.equal(url, '/a%2FAcme/send?a=a%2FAcme&from=Acme');
    assert.equal(headers.authorization, 'Key a/Acme');
    assert.equal(headers['x-from'], 'Acme');
    assert.deepEqual(JSON.parse(text), { from: 'Acme', text: 'a/Acme says: 012345', list: ['A/ACME SAYS'] });
  });

  test('that a template has of its own are for its messages', async () => {
    const config = {
      variables: { template: '1', brand: 'Acme {{template}}' },
      bodyParams: { template: '{{template}}', brand: '{{brand}}', note: '{{note | optional}}', code: '{{code}}' },
      templates: [
        { usageType: 'Generic', variables: { note: 'n' } },
        { usageType: 'SignIn', locale: 'de', variables: { template: '2' } },
        { usageType: 'SignIn', locale: 'zh-CN', variables: { template: '3', brand: '品牌' } },
      ],
    };
    const sent = async (/** @type {string} */ type, /** @type {string} */ locale) => {
      const { text } = await deliver(config, { type, payload: { code: '012345', locale } });
      return JSON.parse(text);
    };
    assert.deepEqual(await sent('SignIn', 'de-CH'), { template: '2', brand: 'Acme 2', code: '012345' });
    assert.deepEqual(await sent('SignIn', 'zh-CN'), { template: '3', brand: '品牌', code: '012345' });
    assert.deepEqual(await sent('Register', 'de'), { template: '1', brand: 'Acme 1', note: 'n', code: '012345' });
  });

  for (const [what, text] of Object.entries(texts)) {
    test(`of the configuration arrive as they are: ${what}`, async () => {
      const variables = { v: text, outer: '{{v}}' };
      const body = await deliver({ variables, bodyParams: { t: '{{outer}}' } }, {});
      assert.equal(JSON.parse(body.text).t, text);
      const form = await deliver({ variables, bodyType: 'form', queryParams: { q: '{{v}}' }, bodyParams: { t: '{{outer}}' } }, {});
      assert.equal(new URLSearchParams(form.text).get('t'), text);
      assert.equal(queryOf(form).get('q'), text);
    });
  }

  test('are replaced once: a value that looks like a placeholder is none', async () => {
    const property = fc.asyncProperty(fc.oneof(anyText, fc.constantFrom(...Object.values(traps), '{{a}}', '{{b}}{{secret}}', '{{ code }}')), async (code) => {
      const config = { variables: { a: '<{{code}}>', b: '{{a}}{{code}}', secret: 'never-shown' }, bodyParams: { t: '{{b}}', key: 'k' } };
      const { text } = await deliver(config, { payload: { code } });
      assert.deepEqual(JSON.parse(text), { t: `<${code}>${code}`, key: 'k' });
    });
    await fc.assert(property, { seed: SEED, numRuns: RUNS });
  });

  test('in a circle are an error before anything is sent, and its issue stands where it is', async () => {
    const { code, data } = await refused({ variables: { a: '{{b}}', b: '{{a}}' }, bodyParams: ['{{a}}'] }, {});
    assert.equal(code, 'invalid_config');
    assert.deepEqual(data.issues?.map(({ path, code }) => [path, code]), [['variables.a', 'invalid_placeholder']]);
  });
});

describe('what headers know of a request', () => {
  const headers = {
    'X-Method': '{{request.method}}', 'X-Url': '{{request.url}}', 'X-Path': '{{request.path}}', 'X-Query': 'q{{request.query}}',
    'X-Sum': '{{request.body | sha256}}', 'X-Mac': '{{ signed | hmac_sha256:apiSecret:"base64" }}',
  };
  const signing = { apiSecret: 'a secret of mine', variables: { signed: '{{request.method}}\n{{request.path}}\n{{request.query}}\n{{request.body}}' }, headers };
  /** Compares with what came. @param {Record<string, unknown>} config @param {Record<string, unknown>} message */
  const assertKnown = async (config, message) => {
    const { headers: sent, method, url, path, rawQuery, bytes } = await deliver({ ...signing, ...config }, message);
    assert.equal(sent['x-method'], method);
    assert.equal(sent['x-url'], server.url + url);
    assert.equal(sent['x-path'], path);
    assert.equal(sent['x-query'], `q${rawQuery}`);
    assert.equal(sent['x-sum'], bytes.length > 0 ? sha256(bytes) : sent['x-sum']);
    const signed = Buffer.concat([Buffer.from(`${method}\n${path}\n${rawQuery}\n`), bytes]);
    assert.equal(sent['x-mac'], createHmac('sha256', signing.apiSecret).update(signed).digest('base64'));
  };

  for (const endpoint of [
    '', '/', '?a=b', '/a/?', '/send?own=1&', '/a b/Zoë/%7e?x=y z&é=ü', '/a//b/', '/~user/(x)/:1;@,&=+$!*', "/it's?it's", '/a?b?c=/d', '/a|b?c|d', '/a[0]?b[]=1', '/a^b?c^d', '/a`b?c`d',
    '/a{b}?c{d}', '/a\\b', '/%2e%2E/a', '/a/../b/./c', '/a?b=../c', '/a%', '/ü?ü', '/\u{1f511}',
  ]) {
    test(`at ${JSON.stringify(endpoint)} is what the server sees`, async () => {
      for (const config of [{ bodyParams: { to: '{{to}}' } }, { method: 'GET' }, { method: 'PUT', queryParams: { 'a b': '{{message}}' }, bodyType: 'text', bodyParams: '{{message}}' }]) {
        await assertKnown({ endpoint, ...config }, { message: 'x "y" + ü' });
      }
    });
  }

  test('is what the server sees, whatever a message says', async () => {
    const places = fc.constantFrom(
      { bodyParams: { t: '{{message}}' } },
      { bodyType: 'form', bodyParams: { t: '{{message}}' } },
      { bodyType: 'text', bodyParams: '{{message}}' },
      { endpoint: '/-{{message}}-/x?t={{message}}', method: 'GET', queryParams: { '*': '{{message}}' } },
      {},
    );
    await fc.assert(fc.asyncProperty(anyText, places, (message, place) => assertKnown(place, { message, payload: { code: message } })), { seed: SEED, numRuns: RUNS });
  });
});

describe('each attempt', () => {
  test('has its own nonce and time, and the id of the message', async () => {
    const seen = server.requests.length;
    const fail = reply(503, { busy: true }, { 'Retry-After': '0' });
    server.answer = (response, request) => (server.requests.length - seen < 3 ? fail : reply(200, {}))(response, request);
    const bodyParams = { id: '{{id}}', nonce: '{{nonce}}', again: '{{copy}}', seconds: '{{timestamp}}', ms: '{{timestampMs | number}}' };
    const config = { endpoint: server.url, retry: 'unsent', variables: { copy: '{{nonce}}' }, headers: { 'X-Nonce': '{{nonce}}' }, bodyParams };
    const before = Date.now();
    await core.sendMessage(/** @type {any} */ (config), { to: '14155550123', type: 'SignIn' });
    const sent = server.requests.slice(seen).map(({ body, headers }) => ({ ...JSON.parse(body), header: headers['x-nonce'] }));
    assert.equal(sent.length, 3);
    assert.equal(new Set(sent.map(({ id }) => id)).size, 1);
    assert.equal(new Set(sent.map(({ nonce }) => nonce)).size, 3);
    for (const { nonce, again, header, seconds, ms } of sent) {
      assert.match(nonce, /^[0-9a-f]{32}$/);
      assert.deepEqual([again, header], [nonce, nonce]);
      assert.ok(ms >= before && ms <= Date.now());
      assert.equal(seconds, String(Math.floor(ms / 1000)));
    }
  });
});

describe('optional', () => {
  const payloads = fc.record({ a: fc.oneof(fc.constant(''), anyText), b: fc.oneof(fc.constant(''), anyText), c: fc.oneof(fc.constant(''), anyText) });
  const names = /** @type {const} */ (['a', 'b', 'c']);
  const params = Object.fromEntries(names.map((name) => [name, `{{${name} | optional}}`]));
  const kept = (/** @type {Record<string, string>} */ payload) => Object.fromEntries(Object.entries(payload).filter(([, text]) => text !== ''));

  test('leaves out of JSON, of a form and of a query exactly what has no value', async () => {
    const property = fc.asyncProperty(payloads, async (payload) => {
      const json = await deliver({ bodyParams: { ...params, in: [params.a, { b: params.b }, params.c] } }, { payload });
      const { a, b, c } = payload;
      assert.deepEqual(JSON.parse(json.text), { ...kept(payload), in: [...(a ? [a] : []), b ? { b } : {}, ...(c ? [c] : [])] });
      const form = await deliver({ bodyType: 'form', queryParams: params, bodyParams: params }, { payload });
      assert.deepEqual(Object.fromEntries(new URLSearchParams(form.text)), kept(payload));
      assert.deepEqual(Object.fromEntries(new URLSearchParams(form.rawQuery)), kept(payload));
      const pairs = Object.keys(kept(payload)).length;
      for (const text of [form.text, form.rawQuery]) assert.equal(text.split('&').filter(Boolean).length, pairs);
      assert.equal(form.url.includes('?'), pairs > 0);
    });
    await fc.assert(property, { seed: SEED, numRuns: RUNS });
  });

  test('leaves out headers, and Authorization', async () => {
    const config = { authorization: 'Bearer {{key | optional}}', headers: { 'X-A': 'a-{{a | optional}}' }, bodyParams: { a: 1 } };
    const none = await deliver(config, { payload: { a: '' } });
    assert.ok(!('authorization' in none.headers) && !('x-a' in none.headers));
    const both = await deliver(config, { payload: { a: '1', key: 'k' } });
    assert.deepEqual([both.headers.authorization, both.headers['x-a']], ['Bearer k', 'a-1']);
  });

  test('is nothing in what is written by hand, and all around it stays', async () => {
    for (const [bodyType, bodyParams, expected] of [
      ['json', '{"a":"{{a | optional}}","t":"{{message}}"}', '{"a":"","t":"hello"}'],
      ['form', 'a={{a | optional}}&t={{message}}', 'a=&t=hello'],
      ['xml', '<s a="{{a | optional}}">{{message}}</s>', '<s a="">hello</s>'],
      ['text', '[{{a | optional}}]{{message}}', '[]hello'],
    ]) {
      const { text } = await deliver({ bodyType, bodyParams }, { message: 'hello' });
      assert.equal(text, expected);
    }
    const templates = [{ usageType: 'Generic', content: 'Hi {{name | optional}}, your code is {{code}}.' }];
    const { text, url } = await deliver({ endpoint: '/x{{a | optional}}/{{to}}', templates, bodyType: 'text', bodyParams: '{{message}}' }, { payload: { code: '012345' } });
    assert.deepEqual([text, url], ['Hi , your code is 012345.', '/x/%2B14155550123']);
  });
});
