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
      [{ status: '0' }, { status: 0 }, '{"status":0.0}', '{"status":-0}', '{"status":0e5}'],
      [
        { status: '00' },
        { status: '0.0' },
        { status: '-0' },
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
      [{ status: '0' }, { status: 0 }, { status: '0.0' }, '{"status":0.0}'],
      [{ status: '' }, { status: -1 }, { status: false }, { status: '00' }, { status: '0x0' }, { status: ' 0' }],
    ],
    [
      'equals a number, by value',
      { path: 'code', equals: 1000 },
      [{ code: 1000 }, { code: '1000' }, '{"code":1000.0}', '{"code":1e3}', '{"code":"1e3"}', '{"code":"1000.00"}'],
      [{ code: '1,000' }, { code: 1000.5 }, { code: '01000' }, { code: '1_000' }, { code: [1000] }, { code: true }],
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
      [{ id: 'x' }, { id: ' ' }, { id: 0 }, { id: false }, { id: [] }, { id: {} }],
      [{ id: '' }, { id: null }, {}, [], { ID: 1 }],
    ],
    [
      'does not exist',
      { path: 'error', exists: false },
      [{ ok: 1 }, {}, { error: null }, { error: '' }, []],
      [{ error: 'x' }, { error: ' ' }, { error: 0 }, { error: false }, { error: {} }],
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
    [
      'is not a text',
      { path: 'status', notEquals: '0' },
      [{ status: '00' }, { status: '0.0' }, { status: 1 }, { status: null }, { status: '' }, { status: ['0'] }, {}, []],
      [{ status: '0' }, { status: 0 }, '{"status":0.0}'],
    ],
    [
      'is none of a list',
      { path: 'status', notEquals: ['failed', 7, true] },
      [{ status: 'Failed' }, { status: 'failed,7' }, { status: 70 }, {}, { status: { failed: 7 } }],
      [{ status: 'failed' }, { status: '7' }, { status: 7 }, { status: true }, { status: 'true' }],
    ],
    [
      'is empty',
      { path: 'errors', empty: true },
      [{}, { errors: null }, { errors: '' }, { errors: [] }, { errors: {} }, []],
      [{ errors: [null] }, { errors: [''] }, { errors: ' ' }, { errors: 0 }, { errors: false }, { errors: { a: null } }],
    ],
    [
      'is not empty',
      { path: 'ids', empty: false },
      [{ ids: ['x'] }, { ids: 0 }, { ids: false }, { ids: { a: 1 } }],
      [{ ids: [] }, { ids: {} }, { ids: '' }, { ids: null }, {}],
    ],
    [
      'matches a pattern somewhere',
      { path: 'status', matches: 'queue(d|ing)' },
      [{ status: 'queued' }, { status: 'is queueing' }],
      [{ status: 'queue' }, { status: 'Queued' }, {}, { status: ['queued'] }, { status: '' }],
    ],
    [
      'matches a pattern as a whole, in any letter case',
      { path: 'status', matches: '(?i)^(ok|2\\d\\d)$' },
      [{ status: 'OK' }, { status: 'ok' }, { status: 204 }, { status: '204' }],
      [{ status: 'ok ' }, { status: 2045 }, { status: 'not ok' }, { status: 20.4 }],
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
    ['equals', { equals: '0' }, ['0', ' 0\r\n', '\n0'], ['00', '0 0', '', '51', '{"0":0}', '0.0', '-0']],
    ['equals a number', { equals: 0 }, ['0', '-0', '0.0', '0e1'], ['00', '', '1', 'zero', '0 0']],
    ['equals one of a list', { equals: ['OK', 'ACCEPTED'] }, ['OK', 'ACCEPTED\n'], ['ok', 'OK ACCEPTED']],
    ['starts with', { startsWith: 'OK' }, ['OK', 'OK: 1\nmore', '\r\n OK'], ['ok', 'NOT OK', '']],
    [
      'contains',
      { contains: '<status>0</status>' },
      ['<?xml version="1.0"?>\n<r><status>0</status></r>'],
      ['<r><status>1</status></r>', ''],
    ],
    ['contains what is not ASCII', { contains: 'принято' }, ['Сообщение принято.'], ['Сообщение отклонено.']],
    ['is not', { notEquals: 'ERROR' }, ['OK', 'ERROR 5', ''], ['ERROR', ' ERROR\r\n']],
    ['is empty', { empty: true }, ['', ' \r\n'], ['x', '{}', '[]']],
    ['matches', { matches: '^OK\\b' }, ['OK', '\n OK: 1'], ['OKAY', 'NOT OK', '']],
    ['matches in a line', { matches: '(?m)^status=0$' }, ['id=1\nstatus=0\nx=1'], ['status=00', 'my status=0']],
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

  test('of the rules of `any` one has to hold, alone or in a list', async () => {
    const any = [{ path: 'status', equals: 'ok' }, { path: 'status', equals: 'queued' }, { path: 'code', equals: 0 }];
    for (const body of [{ status: 'ok' }, { status: 'queued', code: 1 }, { code: '0' }]) {
      assert.equal(await verdict({ success: { any } }, { body }), 'sent');
      assert.equal(await verdict({ success: [{ any }, { path: 'error', empty: true }] }, { body }), 'sent');
      const withError = { ...body, error: 'e' };
      assert.equal(await verdict({ success: [{ any }, { path: 'error', empty: true }] }, { body: withError }), 'rejected');
    }
    for (const body of [{ status: 'failed' }, {}, { code: 1 }]) {
      assert.equal(await verdict({ success: { any } }, { body }), 'rejected');
      assert.equal(await verdict({ success: [{ path: 'code', notEquals: 9 }, { any }] }, { body }), 'rejected');
    }
    // An answer in another form is judged by the rule that is for it; where none is, it cannot be read.
    const forms = [...any, { startsWith: 'OK' }];
    assert.equal(await verdict({ success: { any: forms } }, { body: 'OK 7' }), 'sent');
    assert.equal(await verdict({ success: { any: forms } }, { body: 'ERROR 7' }), 'rejected');
    assert.equal(await verdict({ success: { any } }, { body: 'OK 7' }), 'invalid_response');
  });

  test('where none of them holds, the error says what stands at their places, in short and redacted', async () => {
    const any = [
      { path: 'status', equals: 'ok' },
      { path: 'status', equals: 'queued' },
      { path: 'list.0', exists: true },
      { path: 'text', startsWith: 'OK' },
    ];
    const body = { status: 'failed', text: `no 012345 for ${'x'.repeat(100)}` };
    const { data: told } = await judge({ success: [{ path: 'status', exists: true }, { any }] }, { body });
    assert.deepEqual([told.reason, told.rule], ['rejected', 'success 2 of 2']);
    assert.match(
      told.errorDescription,
      /the rule `success 2 of 2` does not hold, none of its 4 rules does: at `status` the answer has "failed", at `list\.0` the answer has nothing, at `text` the answer has "no \[redacted\] for x+…"\./,
    );
    assert.ok(told.errorDescription.length < 400);
  });

  test('a pattern looks at the beginning of a long text, and not for long', async () => {
    const long = 'a'.repeat(1024 * 1024);
    // The worst that compiles: it tries 50 ways at every character.
    const success = { matches: `${'a?'.repeat(50)}b` };
    const { data: told } = await judge({ success }, { body: `${long.slice(1)}b` });
    assert.equal(told.reason, 'invalid_response', 'what it looks for may stand behind what was read');
    assert.equal(await verdict({ success }, { body: `b${long.slice(1)}` }), 'sent');
  });

  test('a rule never makes a success of another status', async () => {
    const success = { path: 'status', equals: 'ok' };
    assert.equal(await verdict({ success }, { status: 400, body: { status: 'ok' } }), 'http_status');
    assert.equal(await verdict({ success }, { status: 500, body: { status: 'ok' } }), 'http_status');
    assert.equal(await verdict({ success }, { status: 302, body: { status: 'ok' } }), 'redirect');
  });

  test('what should be JSON or XML and is neither cannot be read', async () => {
    for (const success of [
      { path: 'status', equals: 'ok' },
      { path: 'error', exists: false },
      [{ contains: 'status' }, { path: 'status', equals: 'ok' }],
    ]) {
      for (const body of [
        '',
        ' ',
        'OK',
        '<status>ok',
        '<status>ok</state>',
        '<!DOCTYPE html><html><body>status ok<br></body></html>',
        '{"status":"ok"',
        "{'status':'ok'}",
        '{"status":"ok"}}',
        'callback({"status":"ok"})',
      ]) {
        // Of several rules the first that cannot hold decides.
        const expected = Array.isArray(success) && !body.includes('status') ? 'rejected' : 'invalid_response';
        assert.equal(await verdict({ success }, { body }), expected, body);
      }
      // Another status has been refused already, however it is explained.
      assert.equal(await verdict({ success }, { status: 502, body: '<html>Bad gateway</html>' }), 'http_status');
    }
    const {
      data: { errorDescription },
    } = await judge({ success: { path: 'a', equals: 1 } }, { body: 'OK' });
    assert.match(errorDescription, /it is neither JSON nor XML;.*`response`/);
    const empty = await judge({ success: { path: 'a', equals: 1 } }, { body: '' });
    assert.match(empty.data.errorDescription, /it is empty;.*`response`/);
  });

  test('of a rule that does not hold the error says which it is, where it looked, and what stands there', async () => {
    const success = [{ path: 'status', equals: 'ok' }, { path: 'list.0.code', equals: 0 }];
    /** @type {[unknown, string, RegExp][]} */
    const told = [
      [{ status: 'failed', list: [{ code: 0 }] }, 'success 1 of 2', /the rule `success 1 of 2` does not hold, at `status` the answer has "failed"/],
      [{ status: 'ok', list: [{ code: 31 }] }, 'success 2 of 2', /`success 2 of 2` does not hold, at `list\.0\.code` the answer has "31"/],
      [{ status: 'ok', list: [{ code: { n: 1 } }] }, 'success 2 of 2', /at `list\.0\.code` the answer has "\{"n":1\}"/],
      [{ status: 'ok', list: [] }, 'success 2 of 2', /at `list\.0\.code` the answer has nothing/],
    ];
    for (const [body, rule, says] of told) {
      const { data: errorData } = await judge({ success }, { body });
      assert.equal(errorData.reason, 'rejected');
      assert.equal(errorData.rule, rule);
      assert.match(errorData.errorDescription, says);
    }
    const { data: whole } = await judge({ success: { startsWith: 'OK' } }, { body: 'ERROR 12' });
    assert.equal(whole.rule, 'success 1 of 1');
    assert.match(whole.errorDescription, /the rule `success 1 of 1` does not hold, the answer is "ERROR 12"/);
    const { data: refused } = await judge({ success }, { status: 400, body: { status: 'failed' } });
    assert.ok(!('rule' in refused), 'no rule was asked');
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
