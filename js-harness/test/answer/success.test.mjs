// Which answers are a success: the status, and every kind of rule.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { asJson, data, judge, verdict } from '../support/answers.mjs';

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
