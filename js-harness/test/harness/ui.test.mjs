// Tables, lists, and what names are near.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import stringWidth from 'string-width';
import { adviceFor } from '../../ui/causes.mjs';
import { list } from '../../ui/list.mjs';
import { nearest } from '../../ui/nearest.mjs';
import { drawnBody } from '../../ui/picture.mjs';
import { table } from '../../ui/table.mjs';

describe('table', () => {
  test('has a head, a rule, and columns as wide as what stands in them', () => {
    assert.equal(table([['a', '日本'], ['bbb', 'c']], { head: ['x', 'y'] }), 'x    y\n───  ────\na    日本\nbbb  c');
    assert.equal(table([['a', 'b']]), 'a  b');
  });

  test('numbers stand at the right', () => {
    assert.equal(table([['a', 5], ['b', 1234]]), 'a     5\nb  1234');
  });

  test('what is too wide wraps in its column, and nothing gets lost', () => {
    const url = `https://example.org/${'x'.repeat(150)}`;
    const lines = table([['name', 'many words '.repeat(20), url]], { head: ['', 'words', 'url'] }).split('\n');
    for (const line of lines) assert.ok(stringWidth(line) <= 80, line);
    const columns = lines.slice(2).map((line) => line.slice(line.lastIndexOf('  ') + 2).trim());
    assert.equal(lines.slice(2).join(' ').match(/many/g)?.length, 20);
    assert.equal(columns.filter((text) => /^(https|x)/.test(text)).join(''), url);
    assert.ok(table([['many words '.repeat(20)]], { columns: Infinity }).length > 200);
  });
});

test('a list wraps its last column below itself', () => {
  const lines = list([['--one', 'word '.repeat(30).trim()], ['--three', 'x']]).split('\n');
  assert.match(lines[0], /^ {2}--one {4}word/);
  assert.match(lines[1], /^ {11}word/);
  for (const line of lines) assert.ok(line.length <= 80, line);
  assert.equal(list([['alone']]), '  alone');
});

test('near are a beginning, a part, and a few slips', () => {
  const names = ['start', 'test', 'setup', 'sizes', 'vonage-sms', 'vonage-messages'];
  assert.deepEqual(nearest('strat', names), ['start']);
  assert.deepEqual(nearest('vonage', names), ['vonage-sms', 'vonage-messages']);
  assert.deepEqual(nearest('Tests', names), ['test']);
  assert.deepEqual(nearest('whatever', names), []);
  assert.deepEqual(nearest('s', names), []);
});

test('advice fits the first cause, and is silent where there is none', () => {
  assert.match(String(adviceFor('write EACCES\nNo space left on device')), /disk is full/);
  assert.equal(adviceFor('error[E0308]: mismatched types'), undefined);
});

test('a body is shown decoded by its type', () => {
  assert.equal(drawnBody('to=%2B49&text=a+%26+b', 'application/x-www-form-urlencoded'), 'to    +49\ntext  a & b');
  assert.equal(drawnBody('{"a":[1]}', 'application/json'), '{\n  "a": [\n    1\n  ]\n}');
  assert.equal(drawnBody('<a>1</a>', 'application/xml'), '<a>1</a>');
});
