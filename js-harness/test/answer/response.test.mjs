// How an answer is read: every kind of rule and every form of path, over HTTP, through the packed package.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { after, before, beforeEach, describe, test } from 'node:test';
import { freshProject } from '../../build/project.mjs';
import { assertSendError, outcomeOf } from '../support/outcome.mjs';
import { reply, startServer } from '../support/server.mjs';

const { core: load } = await freshProject('response');
const core = await load();

const data = { to: '14155550123', type: 'SignIn', payload: { code: '012345', reference: 'a.b', list: ['x'] } };
const LIMIT = 64 * 1024;

/** @type {Awaited<ReturnType<typeof startServer>>} */
let server;
before(async () => {
  server = await startServer();
});
beforeEach(() => void (server.answer = reply(200, '')));
after(() => server.stop());

/** @typedef {import('../../../pkg-template/lib/core.js').SendMessageResult} Result */

/**
 * One message, answered so: what the caller gets.
 * @param {unknown} response @param {{ status?: number, body?: unknown, headers?: Record<string, string> }} answer
 * @param {Record<string, unknown>} [config]
 */
async function judge(response, { status = 200, body = '', headers }, config) {
  server.answer = reply(status, body, headers);
  const seen = server.requests.length;
  const sent = {
    endpoint: `${server.url}/send`,
    bodyParams: { text: '{{message}}', id: '{{id}}' },
    retry: 'never',
    response,
    ...config,
  };
  const { result, error } = await outcomeOf(() => core.sendMessage(/** @type {any} */ (sent), data));
  assert.equal(server.requests.length, seen + 1, 'one message is one request');
  if (error) {
    assertSendError(error);
    assert.equal(error.data.attempts, 1);
    assert.equal(error.data.status, status);
  } else {
    const { attempts, status: taken } = /** @type {Result} */ (result);
    assert.deepEqual([attempts, taken], [1, status]);
  }
  return { result: /** @type {Result | undefined} */ (result), code: error?.code, data: error?.data };
}

/** The verdict in one word. @param {unknown} response @param {Parameters<typeof judge>[1]} answer @param {Record<string, unknown>} [config] */
async function verdict(response, answer, config) {
  const { result, code, data: { reason = undefined } = {} } = await judge(response, answer, config);
  if (result) return 'sent';
  return code === 'general' ? reason : code;
}

/** The message id. @param {string} path @param {unknown} body */
async function idAt(path, body) {
  const { result } = await judge({ messageId: path }, { body });
  assert.ok(result, 'a missing id is no failure');
  return result.messageId;
}

describe('without rules the status decides', () => {
  const verdicts = {
    sent: [200, 201, 202, 204, 206, 226, 299],
    http_status: [400, 401, 403, 404, 405, 408, 409, 415, 418, 422, 451, 499, 500, 501, 502, 503, 504, 599],
    redirect: [300, 301, 302, 303, 307, 308],
    rate_limit_exceeded: [429],
    usage_limit_exceeded: [402],
  };
  for (const [expected, statuses] of Object.entries(verdicts)) {
    for (const status of statuses) {
      test(`${status} is ${expected}`, async () => {
        for (const response of [undefined, null, {}, { messageId: 'id' }]) {
          assert.equal(await verdict(response, { status, headers: { Location: '/elsewhere' } }), expected);
        }
      });
    }
  }

  test('the body does not matter then', async () => {
    for (const body of ['', 'OK', '{"status":"failed"}', '{broken', '<html>', 'null'])
      assert.equal(await verdict(undefined, { body }), 'sent');
  });
});

describe('success rules', () => {
  /** What the rule is, the answers for which it holds, and those for which it does not. @type {Array<[string, unknown, unknown[], unknown[]]>} */
  const rules = [
    [
      'equals a text',
      { path: 'status', equals: '0' },
      [{ status: '0' }, { status: 0 }],
      [
        { status: '00' },
        { status: '0 ' },
        { status: 1 },
        { status: null },
        { status: ['0'] },
        { status: { 0: 0 } },
        { status: false },
        {},
        [],
        '0',
        'null',
        0,
      ],
    ],
    [
      'equals a number',
      { path: 'status', equals: 0 },
      [{ status: '0' }, { status: 0 }],
      [{ status: '' }, { status: -1 }, { status: false }],
    ],
    [
      'equals true',
      { path: 'ok', equals: true },
      [{ ok: true }, { ok: 'true' }],
      [{ ok: 'True' }, { ok: 1 }, { ok: false }, {}],
    ],
    [
      'equals false',
      { path: 'error', equals: false },
      [{ error: false }, { error: 'false' }],
      [{ error: true }, { error: null }, { error: 0 }, {}],
    ],
    [
      'equals nothing but a text',
      { path: 'error', equals: '' },
      [{ error: '' }],
      [{ error: ' ' }, { error: null }, {}],
    ],
    [
      'equals one of a list',
      { path: 'status', equals: ['queued', 'sent', 7, true] },
      [{ status: 'queued' }, { status: 'sent' }, { status: '7' }, { status: 7 }, { status: true }],
      [{ status: 'Queued' }, { status: 'queued,sent' }, { status: ['queued'] }, {}],
    ],
    [
      'equals a number of 20 digits',
      { path: 'id', equals: '12345678901234567890' },
      ['{"id":12345678901234567890}', '{"id":"12345678901234567890"}'],
      ['{"id":12345678901234567891}', '{"id":12345678901234567000}'],
    ],
    [
      'exists',
      { path: 'id', exists: true },
      [{ id: 'x' }, { id: '' }, { id: 0 }, { id: false }, { id: [] }, { id: {} }],
      [{ id: null }, {}, [], { ID: 1 }],
    ],
    [
      'does not exist',
      { path: 'error', exists: false },
      [{ ok: 1 }, {}, { error: null }, []],
      [{ error: 'x' }, { error: '' }, { error: 0 }, { error: {} }],
    ],
    [
      'starts with a text',
      { path: 'status', startsWith: 'OK' },
      [{ status: 'OK' }, { status: 'OK: 1' }],
      [{ status: ' OK' }, { status: 'ok' }, { status: 'O' }, {}, { status: ['OK'] }],
    ],
    [
      'starts with a number',
      { path: 'status', startsWith: 20 },
      [{ status: 200 }, { status: '201' }],
      [{ status: 120 }],
    ],
    [
      'contains a text',
      { path: 'status', contains: 'queued' },
      [{ status: 'queued' }, { status: 'is queued now' }],
      [{ status: 'Queued' }, { status: '' }, {}, { status: ['queued'] }],
    ],
    ['contains a number', { path: 'status', contains: 0 }, [{ status: 100 }, { status: '0' }], [{ status: 1 }]],
  ];
  for (const [what, rule, holds, fails] of rules) {
    test(`the value ${what}`, async () => {
      for (const body of holds)
        assert.equal(await verdict({ success: rule }, { body: asJson(body) }), 'sent', asJson(body));
      for (const body of fails)
        assert.equal(await verdict({ success: rule }, { body: asJson(body) }), 'rejected', asJson(body));
    });
  }

  /** @type {typeof rules} */
  const texts = [
    ['equals', { equals: '0' }, ['0', ' 0\r\n', '\n0'], ['00', '0 0', '', '51', '{"0":0}']],
    ['equals a number', { equals: 0 }, ['0'], ['-0', '0.0']],
    ['equals one of a list', { equals: ['OK', 'ACCEPTED'] }, ['OK', 'ACCEPTED\n'], ['ok', 'OK ACCEPTED']],
    ['starts with', { startsWith: 'OK' }, ['OK', 'OK: 1\nmore', '\r\n OK'], ['ok', 'NOT OK', '']],
    [
      'contains',
      { contains: '<status>0</status>' },
      ['<?xml version="1.0"?>\n<r><status>0</status></r>'],
      ['<r><status>1</status></r>', ''],
    ],
    ['contains what is not ASCII', { contains: 'принято' }, ['Сообщение принято.'], ['Сообщение отклонено.']],
    ['exists', { exists: true }, ['x', '{}'], ['', ' \n']],
    ['does not exist', { exists: false }, ['', ' \r\n '], ['x']],
    ['of a JSON answer starts with', { startsWith: '{"ok":true' }, ['{"ok":true,"id":1}'], ['{"ok":false}']],
  ];
  for (const [what, rule, holds, fails] of texts) {
    test(`the whole text ${what}`, async () => {
      for (const body of holds) assert.equal(await verdict({ success: rule }, { body }), 'sent', String(body));
      for (const body of fails) assert.equal(await verdict({ success: rule }, { body }), 'rejected', String(body));
    });
  }

  test('of several rules all have to hold', async () => {
    const success = [{ path: 'code', equals: 0 }, { path: 'id', exists: true }, { contains: '"queued"' }];
    assert.equal(await verdict({ success }, { body: { code: 0, id: 1, state: 'queued' } }), 'sent');
    for (const body of [
      { code: 1, id: 1, state: 'queued' },
      { code: 0, state: 'queued' },
      { code: 0, id: 1 },
    ]) {
      assert.equal(await verdict({ success }, { body }), 'rejected');
    }
    assert.equal(await verdict({ success: [success[0]] }, { body: { code: 0 } }), 'sent');
    assert.equal(await verdict({ success: [] }, { body: { code: 1 } }), 'sent');
  });

  test('a rule never makes a success of another status', async () => {
    const success = { path: 'status', equals: 'ok' };
    assert.equal(await verdict({ success }, { status: 400, body: { status: 'ok' } }), 'http_status');
    assert.equal(await verdict({ success }, { status: 500, body: { status: 'ok' } }), 'http_status');
    assert.equal(await verdict({ success }, { status: 302, body: { status: 'ok' } }), 'redirect');
  });

  test('what should be JSON and is not cannot be read', async () => {
    for (const success of [
      { path: 'status', equals: 'ok' },
      { path: 'error', exists: false },
      [{ contains: 'status' }, { path: 'status', equals: 'ok' }],
    ]) {
      for (const body of [
        '',
        ' ',
        'OK',
        '<status>ok</status>',
        '{"status":"ok"',
        "{'status':'ok'}",
        '{"status":"ok"}}',
        'callback({"status":"ok"})',
      ]) {
        assert.equal(await verdict({ success }, { body }), 'invalid_response', body);
      }
      // Another status has been refused already, however it is explained.
      assert.equal(await verdict({ success }, { status: 502, body: '<html>Bad gateway</html>' }), 'http_status');
    }
    const {
      data: { errorDescription },
    } = await judge({ success: { path: 'a', equals: 1 } }, { body: 'OK' });
    assert.match(errorDescription, /not JSON.*`response`/);
  });

  test('white space and a mark of byte order around JSON do no harm', async () => {
    for (const body of ['\n {"status":"ok"} \r\n', '\ufeff{"status":"ok"}']) {
      assert.equal(await verdict({ success: { path: 'status', equals: 'ok' } }, { body }), 'sent');
    }
  });

  test('the content type of the answer does not matter', async () => {
    for (const type of ['text/html', 'text/plain', 'application/octet-stream', '']) {
      const answer = { body: { status: 'ok' }, headers: { 'Content-Type': type } };
      assert.equal(await verdict({ success: { path: 'status', equals: 'ok' } }, answer), 'sent');
    }
  });
});

describe('paths', () => {
  const answer = {
    messages: [{ status: '0', 'message-id': 'm-1', 'error text': 'e' }, { status: '1' }],
    'a.b': { c: 'escaped', 'd.e.f': 'twice' },
    a: { b: { c: 'nested' } },
    0: { id: 'a key, no index' },
    sms: { 14155550123: { status_code: 100 }, '+14155550123': 'with a plus' },
    refs: { 'a.b': 'one key', a: { b: 'two keys' } },
    ключ: { 验证: 'other letters' },
    'back\\slash': 'a backslash',
    $: { '@id': 'signs' },
    deep: [[[{ x: 'indexes' }]]],
  };
  const found = {
    'messages.0.message-id': 'm-1',
    'messages.0.error text': 'e',
    'messages.1.status': '1',
    'a.b.c': 'nested',
    'a\\.b.c': 'escaped',
    'a\\.b.d\\.e\\.f': 'twice',
    '0.id': 'a key, no index',
    'sms.{{to | digits}}.status_code': '100',
    'sms.{{ to }}': 'with a plus',
    '{{type | lower | default:"x"}}': undefined,
    'refs.{{reference}}': 'one key',
    'refs.a.b': 'two keys',
    'ключ.验证': 'other letters',
    'back\\slash': 'a backslash',
    '$.@id': 'signs',
    'deep.0.0.0.x': 'indexes',
    ' a.b.c ': 'nested',
  };
  for (const [path, expected] of Object.entries(found)) {
    test(path, async () => {
      assert.equal(await idAt(path, answer), expected);
      // The same path serves rules.
      const rule = expected === undefined ? { path, exists: false } : { path, equals: expected };
      assert.equal(await verdict({ success: rule }, { body: answer }), 'sent');
    });
  }

  test('an answer that is an array begins with an index', async () => {
    assert.equal(await idAt('0.id', [{ id: 'first' }]), 'first');
    assert.equal(await idAt('1', ['x', 'second']), 'second');
    assert.equal(
      await verdict({ success: { path: '0.status', equals: 'sent' } }, { body: [{ status: 'sent' }] }),
      'sent',
    );
  });

  test('what is not there is not found, least of all in JavaScript', async () => {
    for (const path of [
      'missing',
      'messages.2.status',
      'messages.-1.status',
      'messages.00.status',
      'messages.0.status.0',
      'messages.0.status.length',
      'a.b.c.d',
      'constructor',
      'constructor.name',
      '__proto__',
      'toString',
      'messages.constructor',
      'messages.map',
      'Messages.0.status',
    ]) {
      assert.equal(await idAt(path, answer), undefined, path);
      assert.equal(await verdict({ success: { path, exists: true } }, { body: answer }), 'rejected', path);
    }
  });

  test('an id in a path is the one that was sent', async () => {
    server.answer = (response, { body }) =>
      void response.end(JSON.stringify({ results: { [JSON.parse(body).id]: { state: 'queued', ref: 7 } } }));
    const response = { success: { path: 'results.{{id}}.state', equals: 'queued' }, messageId: 'results.{{id}}.ref' };
    const config = { endpoint: `${server.url}/send`, bodyParams: { id: '{{id}}' }, response };
    assert.deepEqual(await core.sendMessage(config, data), { status: 200, messageId: '7', attempts: 1 });
  });
});

describe('messageId', () => {
  test('is text, of a text or a number', async () => {
    assert.equal(await idAt('id', { id: 'SM-1/2 ü' }), 'SM-1/2 ü');
    assert.equal(await idAt('id', { id: 1234567890 }), '1234567890');
    assert.equal(await idAt('id', '{"id":12345678901234567890}'), '12345678901234567890');
    assert.equal(await idAt('ids.0', { ids: [42] }), '42');
  });

  test('is not there where the answer has none', async () => {
    for (const body of [{}, { id: null }, { id: '' }, { id: {} }, { id: ['x'] }, [], 'OK', '', '{broken'])
      assert.equal(await idAt('id', asJson(body)), undefined);
    const { result } = await judge({ messageId: 'id' }, { body: {} });
    assert.ok(result && !('messageId' in result), 'there is no key without a value');
  });

  test('comes from a created, accepted or empty answer', async () => {
    for (const status of [201, 202])
      assert.equal((await judge({ messageId: 'id' }, { status, body: { id: 'x' } })).result?.messageId, 'x');
    assert.deepEqual((await judge({ messageId: 'id' }, { status: 204 })).result, { status: 204, attempts: 1 });
  });
});

describe('rateLimited and quotaExceeded', () => {
  const response = {
    success: { path: 'status', equals: '0' },
    rateLimited: { path: 'status', equals: '1' },
    quotaExceeded: { path: 'status', equals: ['9', 10] },
    error: 'text',
  };

  test('are told from other failures inside a 2xx', async () => {
    const verdicts = {
      0: 'sent',
      1: 'rate_limit_exceeded',
      9: 'usage_limit_exceeded',
      10: 'usage_limit_exceeded',
      7: 'rejected',
    };
    for (const [status, expected] of Object.entries(verdicts)) {
      assert.equal(await verdict(response, { body: { status } }), expected);
      assert.equal(await verdict(response, { body: { status: Number(status) } }), expected);
    }
  });

  test('and with a status that says no more than that it failed', async () => {
    for (const status of [400, 403, 422, 500]) {
      assert.equal(await verdict(response, { status, body: { status: 1 } }), 'rate_limit_exceeded');
      assert.equal(await verdict(response, { status, body: { status: 9 } }), 'usage_limit_exceeded');
      assert.equal(await verdict(response, { status, body: { status: 7 } }), 'http_status');
    }
  });

  test('are recognised without success rules, and by text', async () => {
    const byText = { rateLimited: { startsWith: 'SLOW' }, quotaExceeded: { equals: '41' } };
    assert.equal(await verdict(byText, { body: 'SLOW DOWN' }), 'rate_limit_exceeded');
    assert.equal(await verdict(byText, { body: '41\n' }), 'usage_limit_exceeded');
    assert.equal(await verdict(byText, { body: 'OK' }), 'sent');
    assert.equal(await verdict(byText, { status: 400, body: 'SLOW DOWN' }), 'rate_limit_exceeded');
  });

  test('do not match what they cannot read', async () => {
    const { success, ...failures } = response;
    assert.equal(await verdict(failures, { body: 'OK' }), 'sent');
    assert.equal(await verdict(failures, { status: 400, body: 'Bad request' }), 'http_status');
    assert.equal(await verdict(response, { body: 'OK' }), 'invalid_response');
  });

  test('carry what the provider says, and when to come back', async () => {
    const limited = await judge(response, { body: { status: 1, text: 'Throttled' }, headers: { 'Retry-After': '30' } });
    assert.equal(limited.data.providerMessage, 'Throttled');
    assert.equal(limited.data.retryAfter, 30);
    const empty = await judge(response, { body: { status: 9, text: 'Partner quota exceeded' } });
    assert.equal(empty.data.providerMessage, 'Partner quota exceeded');
    assert.equal('retryAfter' in empty.data, false);
  });

  test('429 knows both forms of Retry-After', async () => {
    assert.equal((await judge(undefined, { status: 429, headers: { 'Retry-After': '120' } })).data.retryAfter, 120);
    const date = new Date(Date.now() + 60_000).toUTCString();
    const { retryAfter } = (await judge(undefined, { status: 429, headers: { 'Retry-After': date } })).data;
    assert.ok(retryAfter > 50 && retryAfter <= 61, 'a date becomes seconds from now');
    for (const headers of [undefined, { 'Retry-After': 'soon' }, { 'Retry-After': '' }]) {
      assert.equal('retryAfter' in (await judge(undefined, { status: 429, headers })).data, false);
    }
  });
});

describe('what the provider says', () => {
  /** @param {unknown} body @param {unknown} [response] @param {number} [status] */
  const said = async (body, response, status = 400) =>
    (await judge(response, { status, body: asJson(body) })).data.providerMessage;

  test('stands where `error` says', async () => {
    const body = { message: 'not this', error: { text: 'this', code: 21211 }, list: [{ why: 'or this' }] };
    assert.equal(await said(body, { error: 'error.text' }), 'this');
    assert.equal(await said(body, { error: 'error.code' }), '21211');
    assert.equal(await said(body, { error: 'list.0.why' }), 'or this');
    assert.equal(await said({ 14155550123: 'for this number' }, { error: '{{to | digits}}' }), 'for this number');
    assert.equal(
      await said({ status: 7, text: 'Number barred.' }, { error: 'text', success: { path: 'status', equals: 0 } }, 200),
      'Number barred.',
    );
  });

  const usual = [
    { message: 'why' },
    { error: 'why' },
    { error: { message: 'why' } },
    { errors: [{ message: 'why' }] },
    { detail: 'why' },
    { title: 'why' },
    { error: 'why', error_description: 'because' },
    { error_description: 'why' },
    { code: 1, message: 'why', more_info: 'elsewhere' },
    { type: 'about:blank', title: 'why', status: 400 },
  ];
  for (const body of usual) {
    test(`or in the usual places: ${Object.keys(body).join(', ')}`, async () => {
      assert.equal(await said(body), 'why');
      assert.equal(await said(body, { success: { path: 'ok', equals: true } }, 200), 'why');
      assert.equal(await said(body, { error: 'not.there' }), 'why');
    });
  }

  test('or in the first line of a text', async () => {
    assert.equal(await said('ERR: 104, no credit\nline two'), 'ERR: 104, no credit');
    assert.equal(await said('\r\n  first  \r\nsecond'), 'first');
    assert.equal(await said('51', { success: { equals: '0' } }, 200), '51');
  });

  test('or nowhere', async () => {
    for (const body of [
      '',
      ' \n',
      {},
      [],
      { message: null },
      { message: '' },
      { message: { a: 1 } },
      { trace: 'kept inside' },
    ]) {
      const { data } = await judge(undefined, { status: 400, body: asJson(body) });
      assert.equal('providerMessage' in data, false);
      assert.ok(!JSON.stringify(data).includes('kept inside'), 'nothing else of the body is shown');
    }
  });

  test('is a part of the description, which never shows the body or the address', async () => {
    const { data } = await judge(undefined, {
      status: 400,
      body: { message: 'Number barred', echo: { token: 'kept inside' } },
    });
    assert.match(data.errorDescription, /400.*Number barred/);
    assert.ok(!JSON.stringify(data).includes('kept inside'));
    assert.ok(!JSON.stringify(data).includes(server.url));
    assert.ok(!JSON.stringify(data).includes('/send'));
  });

  test('has at most 200 characters, none of them half', async () => {
    for (const character of ['x', 'ü', '验', '👍']) {
      for (const count of [199, 200, 201, 5000]) {
        const message = await said({ message: character.repeat(count) });
        assert.equal([...message].length, Math.min(count, 200));
        assert.ok(message.isWellFormed() && new Set(message).size === 1);
      }
    }
  });

  test('is cut after it was redacted: no part of a secret is left', async () => {
    const secrets = { code: data.payload.code, number: data.to, key: 'demo-key-5150', text: 'Your code is 012345.' };
    const templates = [{ usageType: 'Generic', content: 'Your code is {{code}}.' }];
    for (const [what, secret] of Object.entries(secrets)) {
      // The secret begins at each of the places from which the cut would leave a part of it.
      for (let start = 200 - secret.length; start <= 200; start += 1) {
        const body = { message: `${'#'.repeat(start)}${secret} and more` };
        const {
          data: { providerMessage },
        } = await judge(undefined, { status: 400, body }, { templates, headers: { 'X-Api-Key': secrets.key } });
        assert.ok([...providerMessage].length <= 200);
        const [, rest] = /^#+(.*)$/s.exec(providerMessage) ?? [];
        assert.ok('[redacted] and more'.startsWith(rest), `no part of the ${what} is left`);
      }
    }
  });

  test('hides the code, the text, the number and the credentials, on one line', async () => {
    const message = `code 012345 for +1 (415) 555-0123\twith\u0000 demo-key-5150: "Your code is 012345."`;
    const templates = [{ usageType: 'Generic', content: 'Your code is {{code}}.' }];
    const config = { templates, authorization: 'Bearer demo-key-5150' };
    const {
      data: { providerMessage, errorDescription },
    } = await judge(undefined, { status: 400, body: { message } }, config);
    for (const text of [providerMessage, errorDescription]) {
      for (const secret of ['012345', '4155550123', '555-0123', 'demo-key-5150'])
        assert.ok(!text.includes(secret), 'a secret is shown');
      assert.doesNotMatch(text, /[\0-\u001f]/);
    }
    assert.match(providerMessage, /^code \[redacted\] for/);
  });
});

describe('at most 64 KiB of an answer are read', () => {
  const success = { path: 'status', equals: 'ok' };
  /** JSON of exactly so many bytes. @param {number} bytes @param {string} [filler] */
  const sized = (bytes, filler = 'x') => {
    const empty = JSON.stringify({ status: 'ok', id: 'm-1', filler: '' });
    const room = bytes - empty.length;
    return empty.replace(
      '""',
      `"${filler.repeat(room / Buffer.byteLength(filler))}${'x'.repeat(room % Buffer.byteLength(filler))}"`,
    );
  };

  test('up to there rules work, and ids', async () => {
    for (const filler of ['x', '€']) {
      const body = sized(LIMIT, filler);
      assert.equal(Buffer.byteLength(body), LIMIT);
      assert.equal((await judge({ success, messageId: 'id' }, { body })).result?.messageId, 'm-1');
    }
  });

  test('beyond it JSON cannot be read, and the error names the limit', async () => {
    for (const bytes of [LIMIT + 1, 2 * LIMIT, 4_000_000]) {
      const {
        code,
        data: { errorDescription },
      } = await judge({ success }, { body: sized(bytes) });
      assert.equal(code, 'invalid_response');
      assert.match(errorDescription, /64 KiB/);
    }
  });

  test('without a rule that needs it a large answer is a success', async () => {
    for (const filler of ['x', '€', '👍']) {
      const body = sized(3 * LIMIT, filler);
      assert.equal(await verdict(undefined, { body }), 'sent');
      assert.equal(await verdict({ messageId: 'id' }, { body }), 'sent');
      assert.equal(await verdict({ success: { startsWith: '{"status":"ok"' } }, { body }), 'sent');
    }
  });

  test('a large explanation is no reason to fail otherwise', async () => {
    assert.equal(await verdict({ success }, { status: 400, body: sized(2 * LIMIT) }), 'http_status');
    assert.equal(
      (await judge(undefined, { status: 400, body: `why\n${'x'.repeat(2 * LIMIT)}` })).data.providerMessage,
      'why',
    );
  });

  test('an answer without an end is cancelled', async () => {
    let closed;
    server.answer = (response) => {
      response.writeHead(200, { 'Content-Type': 'text/plain' });
      const timer = setInterval(() => response.write('OK '.repeat(5000)), 1);
      closed = once(response, 'close').then(() => clearInterval(timer));
    };
    const config = { endpoint: `${server.url}/send`, response: { success: { startsWith: 'OK' } } };
    const { status, attempts } = await core.sendMessage(config, data);
    assert.deepEqual([status, attempts], [200, 1]);
    await closed;
  });
});

/** @param {unknown} body */
function asJson(body) {
  return typeof body === 'string' ? body : JSON.stringify(body);
}
