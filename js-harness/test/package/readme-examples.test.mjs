// The examples of the package's README are what they say they are: each is put into a configuration, under the key that its
// section is about, and validated.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { connectorDirectory } from '../../logto/layout.mjs';
import { base, byCountryAndLanguage, client, examples, sections, variables } from '../support/readme-examples.mjs';

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

describe('by country and language, every message goes where the table says', () => {
  const { config, rows } = byCountryAndLanguage();

  test('only its examples are left to replace', () => {
    const mistakes = core.validateConfig(config).issues.filter(({ severity }) => severity === 'error');
    assert.deepEqual(mistakes.map(({ path, code }) => [path, code]), [
      ['authorization', 'leftover'], ['routes.0.authorization', 'leftover'], ['fallback.0.authorization', 'leftover'],
    ]);
  });

  for (const { message, goes } of rows) {
    test(message, async () => {
      const [, country] = /^to \+(\d+)/.exec(message) ?? [];
      const [, type = 'SignIn'] = /`(ForgotPassword)`/.exec(message) ?? [];
      const [, refusing, status] = /which `(.*)` answers with (\d+)/.exec(message) ?? [];
      /** @type {{ host: string, body: string }[]} */
      const seen = [];
      const fetch = async (/** @type {any} */ url, /** @type {any} */ { body }) => {
        const { host } = new URL(url);
        seen.push({ host, body });
        return new Response('{}', { status: host === refusing ? Number(status) : 200 });
      };
      const data = { to: `${country}15155550123`.slice(0, 12), type, payload: { code: '123456', locale: message.includes('German') ? 'de' : 'en' } };
      const outcome = await core.sendMessage(config, data, { fetch }).then(({ via }) => via, ({ data: { reason } }) => reason);
      if (goes.includes('blocked')) return assert.deepEqual([outcome, seen], ['blocked', []]);
      const { host, body } = seen[seen.length - 1];
      assert.equal(seen.length, refusing ? 2 : 1);
      const [named, ...parts] = [...goes.matchAll(/`([^`]+)`|"([^"]+)"/g)].map(([, code, text]) => code ?? text);
      assert.deepEqual([host, parts.length], [named, 1]);
      assert.ok(`${body}\n${decodeURIComponent(body.replaceAll('+', ' '))}`.includes(parts[0]), `${parts[0]} is in ${body}`);
    });
  }

  test('there are rows', () => assert.equal(rows.length, 6));
});
