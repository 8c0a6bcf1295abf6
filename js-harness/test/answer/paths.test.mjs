// Where a rule or the identifier of a message looks: every form of path.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { asJson, core, data, idAt, judge, server, verdict } from '../support/answers.mjs';

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
    // Index 0 of what is no list is that itself: in XML a list of one looks like none.
    'messages.0.status.0': '0',
    'a.0.b.0.c.0.0': 'nested',
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

  test('an answer in XML is read by the names of its elements, from the root on', async () => {
    const xml = `<?xml version="1.0"?>
      <s:Reply xmlns:s="urn:sms" version="2">
        <status code="0">accepted</status>
        <sms><id>a-1</id></sms><sms><id>a-2</id></sms>
        <note/>
      </s:Reply>`;
    const places = {
      'Reply.@version': '2',
      'Reply.status': 'accepted',
      'Reply.status.@code': '0',
      'Reply.status.0': 'accepted',
      'Reply.sms.0.id': 'a-1',
      'Reply.sms.1.id.0': 'a-2',
      'Reply.note': undefined,
      'Reply.sms.id': undefined,
      'Reply.sms.2.id': undefined,
      'Reply.status.1': undefined,
      'status': undefined,
      's:Reply.status': undefined,
      'Reply.constructor': undefined,
    };
    for (const [path, expected] of Object.entries(places)) {
      assert.equal(await idAt(path, xml), expected, path);
      const rule = expected === undefined ? { path, exists: false } : { path, equals: expected };
      assert.equal(await verdict({ success: rule }, { body: xml }), 'sent', path);
    }
    assert.equal(await verdict({ success: { path: 'Reply.status', equals: 'refused' } }, { body: xml }), 'rejected');
  });

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
      'messages.0.status.1',
      'messages.0.status.00',
      'messages.2.0',
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

  test('is captured from a text, or from the value at a path', async () => {
    const capture = 'id=(\\w+)';
    assert.equal(await idAt({ capture }, 'OK id=x7 parts=2'), 'x7');
    assert.equal(await idAt({ capture: '\\d+' }, 'Sent: 4711.\r\n'), '4711');
    assert.equal(await idAt({ capture }, 'OK'), undefined);
    assert.equal(await idAt({ capture }, ''), undefined);
    assert.equal(await idAt({ capture: '"ref": ?"([^"]+)"' }, '{"ref": "broken'), undefined);
    assert.equal(await idAt({ capture: '"ref": ?"([^"]+)"' }, '{"ref": "m-1", broken'), 'm-1');
    assert.equal(await idAt({ path: 'links.0', capture: '[^/]+$' }, { links: ['/sms/v1/m-1'] }), 'm-1');
    assert.equal(await idAt({ path: 'links.1', capture: '[^/]+$' }, { links: ['/sms/v1/m-1'] }), undefined);
    assert.equal(await idAt({ path: 'r.{{to | digits}}', capture: 'm-\\d' }, { r: { 14155550123: 'is m-1' } }), 'm-1');
    assert.equal(await idAt({ path: 'reply.@ref', capture: '\\d+' }, '<reply ref="a12"/>'), '12');
  });

  test('comes from a created, accepted or empty answer', async () => {
    for (const status of [201, 202])
      assert.equal((await judge({ messageId: 'id' }, { status, body: { id: 'x' } })).result?.messageId, 'x');
    assert.deepEqual((await judge({ messageId: 'id' }, { status: 204 })).result, { status: 204, attempts: 1 });
  });
});
