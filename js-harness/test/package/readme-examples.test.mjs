// The examples of the package's README are what they say they are: each is put into a configuration, under the key that its
// section is about, and validated.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { connectorDirectory } from '../../logto/layout.mjs';

/** @type {typeof import('../../../pkg-template/lib/core.js')} */
const core = await import(pathToFileURL(join(connectorDirectory, 'lib', 'core.js')).href);
const readme = await readFile(join(connectorDirectory, 'README.md'), 'utf8');

/** What an example needs around it: a request with number and text, and the names that the examples use. */
const base = {
  endpoint: 'https://sms.test/send',
  bodyParams: { to: '{{to}}', text: '{{message}}', from: '{{sender}}', sign: '{{sign}}', template: '{{templateId}}' },
  variables: { sender: 'X', sign: 'X', templateId: 'X' },
};

/** @param {string} heading @param {string} key @param {object} [others] */
function* examples(heading, key, others = {}) {
  const [, section = ''] = new RegExp(`^## ${heading}$(.*?)^## `, 'ms').exec(readme) ?? [];
  for (const [, json] of section.matchAll(/^```\n([{["].*?)^```$/gms)) {
    // Some show a key of the section with its value, as it stands in an object.
    const value = JSON.parse(json.startsWith('"') ? `{${json}}` : json);
    yield { json, config: { ...base, ...others, [key]: value } };
  }
}

const client = { apiKey: 'client-1', apiSecret: 'secret-1' };
for (const { heading, key, others, count } of [
  { heading: 'Templates and languages', key: 'templates', others: {}, count: 2 },
  { heading: 'Reading the answer', key: 'response', others: {}, count: 8 },
  { heading: 'Log in first', key: 'token', others: client, count: 2 },
  { heading: 'Signed requests', key: 'signature', others: { ...client, headers: { 'Content-Type': 'application/json' } }, count: 3 },
  { heading: 'Routes', key: 'routes', others: {}, count: 2 },
  { heading: 'Fallback', key: 'fallback', others: {}, count: 1 },
]) {
  test(`${heading}: every example is a valid \`${key}\``, () => {
    const found = [...examples(heading, key, others)];
    // A body in the same section is none of them.
    const own = found.filter(({ json }) => !json.includes('"template": "otp-1"'));
    assert.ok(own.length >= count, `${own.length} examples`);
    for (const { json, config } of own) {
      const mistakes = core.validateConfig(config).issues.filter(({ severity, code }) => severity === 'error' && code !== 'leftover');
      assert.deepEqual(mistakes, [], json);
    }
  });
}

test('the example of variables renders as it says', () => {
  const [, json = ''] = /^### Variables$.*?^```\n(.*?)^```$/ms.exec(readme) ?? [];
  const config = { ...base, ...client, variables: JSON.parse(json), bodyParams: { to: '{{to}}', from: '{{sender}}', hash: '{{sign | md5}}', code: '{{code}}' } };
  const data = { to: '14155550123', type: 'SignIn', payload: { code: '123456' } };
  assert.deepEqual(core.validateConfig(config), { valid: true, issues: [] });
  const body = JSON.parse(core.previewRequest(config, data, { reveal: true }).body ?? '');
  assert.equal(body.from, 'MyBrand');
  assert.match(body.hash, /^[0-9a-f]{32}$/);
});
