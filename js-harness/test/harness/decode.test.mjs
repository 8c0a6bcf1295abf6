// The simulators' decoders: what two servers could read differently is refused.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decodeForm, decodeJson, mediaType, parseBasic } from '../../servers/simulators/decode.mjs';

const bytes = (text) => new TextEncoder().encode(text);

test('JSON is decoded strictly', () => {
  const decoded = decodeJson(bytes(' {"a":[1,-2.5e1,true,null,"\\u00e9\\n"],"__proto__":{"b":""},"n":12345678901234567890} '));
  assert.deepEqual(decoded.a, [1, -25, true, null, 'é\n']);
  assert.deepEqual(Object.keys(decoded), ['a', '__proto__', 'n']);
  assert.equal(decoded.n, 12345678901234567890n, 'no digit is lost');
  assert.deepEqual(decodeJson(bytes('[{},[]]')), [{}, []]);
  const bad = [
    '', '{', '{"a":1,"a":2}', '{"a":{"b":1,"b":1}}', '{"a":1,}', '[1,]', '[1 2]', '01', '+1', '1.', '.5', 'NaN', "{'a':1}",
    '{"a" 1}', `${'['.repeat(66)}${']'.repeat(66)}`, '"\u0001"', '"a\nb"', '"\\x"', '"\\ud83d"', '"open', '{} {}', '\ufeff{}', '[1', 'nul',
  ];
  for (const text of bad) assert.throws(() => decodeJson(bytes(text)), { kind: 'syntax' }, JSON.stringify(text));
  assert.throws(() => decodeJson(Uint8Array.of(0x22, 0xc3, 0x28, 0x22)), { kind: 'syntax' });
});

test('forms and queries are decoded strictly', () => {
  assert.deepEqual(decodeForm('to=%2B1+2&a=&b=%F0%9F%98%80&c=x%3Dy=z&&d~=%0D%0A', 'body'), {
    to: '+1 2', a: '', b: '😀', c: 'x=y=z', 'd~': '\r\n',
  });
  assert.deepEqual(decodeForm('to=+1', 'body'), { to: ' 1' }, 'an unencoded + is a space');
  assert.deepEqual(decodeForm('', 'body'), {});
  for (const bad of ['a=%', 'a=%2', 'a=%zz', 'a=%E2%82', 'a=%ff', 'a=é', 'a=b c', 'a=1&a=2', 'a=1&%61=2', 'a', '{"a":1}']) {
    assert.throws(() => decodeForm(bad, 'body'), { kind: 'syntax' }, bad);
  }
});

test('headers are decoded strictly', () => {
  assert.equal(mediaType('Application/JSON; charset=UTF-8; x=y'), 'application/json');
  assert.equal(mediaType(undefined), '');
  assert.throws(() => mediaType('application/json; charset=iso-8859-1'), { kind: 'media type' });
  assert.deepEqual(parseBasic('Basic dXNlcjpwYXNzOndvcmQ='), { user: 'user', password: 'pass:word' });
  assert.deepEqual(parseBasic('basic dXNlcjo='), { user: 'user', password: '' });
  const bad = [
    undefined, 'Basic', 'Basic user:password', 'Basic dXNlcjo', 'Basic dXNlcg==', 'Bearer dXNlcjo=', 'Basic dXNlcjo= x',
    'Basic /zo=',
  ];
  for (const header of bad) assert.equal(parseBasic(header), undefined);
});
