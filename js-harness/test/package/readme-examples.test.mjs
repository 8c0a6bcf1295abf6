// The examples of the package's README are what they say they are: each is put into a configuration, under the key that its
// section is about, and validated.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { connectorDirectory } from '../../logto/layout.mjs';
import { base, client, examples, sections, variables } from '../support/readme-examples.mjs';

/** @type {typeof import('../../../pkg-template/lib/core.js')} */
const core = await import(pathToFileURL(join(connectorDirectory, 'lib', 'core.js')).href);

for (const section of sections) {
  test(`${section.heading}: every example is a valid \`${section.key}\``, () => {
    const own = examples(section);
    assert.ok(own.length >= section.count, `${own.length} examples`);
    for (const { json, config } of own) {
      const mistakes = core.validateConfig(config).issues.filter(({ severity, code }) => severity === 'error' && code !== 'leftover');
      assert.deepEqual(mistakes, [], json);
    }
  });
}

test('the example of variables renders as it says', () => {
  const config = { ...base, ...client, variables: variables(), bodyParams: { to: '{{to}}', from: '{{sender}}', hash: '{{sign | md5}}', code: '{{code}}' } };
  const data = { to: '14155550123', type: 'SignIn', payload: { code: '123456' } };
  assert.deepEqual(core.validateConfig(config), { valid: true, issues: [] });
  const body = JSON.parse(core.previewRequest(config, data, { reveal: true }).body ?? '');
  assert.equal(body.from, 'MyBrand');
  assert.match(body.hash, /^[0-9a-f]{32}$/);
});
