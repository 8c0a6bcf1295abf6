// Which names are those of credentials: the command line says so before the engine runs, by a list of its own. Both have to
// know the same, or one of them shows what the other hides.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { before, test } from 'node:test';
import fc from 'fast-check';
import { freshProject } from '../../build/project.mjs';
import { root } from '../../setup/paths.mjs';
import { message } from '../support/messages.mjs';
import { namesSecret } from '../../../pkg-template/bin/src/secret-names.js';

const VALUE = 'v-71-x';

/** @type {import('../../build/project.mjs').Core} */
let core;
/** @type {string[]} */
let words;
before(async () => {
  core = await (await freshProject('secret-names')).core();
  const [, list = ''] = /const WORDS: .*? = \[(.*?)\];/s.exec(await readFile(join(root, 'src', 'config', 'secrets.rs'), 'utf8')) ?? [];
  words = [...list.matchAll(/"(\w+)"/g)].map(([, word]) => word);
});

/** @param {string} name */
const isHiddenByEngine = (name) => {
  const config = { endpoint: 'https://sms.acme-telecom.com/send', bodyParams: { [name]: VALUE, to: '{{to}}', text: '{{message}}' } };
  return !core.previewRequest(config, message).body?.includes(VALUE);
};

test('the lists are the same', async () => {
  const [, list = ''] = /const WORDS = new Set\(\s*'(.*?)'/s.exec(await readFile(join(root, 'pkg-template', 'bin', 'src', 'secret-names.js'), 'utf8')) ?? [];
  assert.ok(words.length > 25);
  assert.deepEqual(list.split(' '), words);
});

test('a name is read in the same way', () => {
  for (const name of ['X-Api-Key', 'userPassword', 'api_key', 'app-sid', 'API_KEYS', 'credentials', 'passes', 'PIN', 'key2', 'oauth2token']) {
    assert.deepEqual([name, namesSecret(name)], [name, isHiddenByEngine(name)]);
  }
  const part = fc.oneof(fc.constantFrom(...words), fc.constantFrom('x', 'word', 'user', 'or', 'api', 'app', 'client', 's', 'ss', '2', 'é', 'ok'));
  const spelled = fc.tuple(part, fc.constantFrom('as it is', 'Capital', 'UPPER')).map(([text, how]) =>
    how === 'UPPER' ? text.toUpperCase() : how === 'Capital' ? text[0].toUpperCase() + text.slice(1) : text);
  const name = fc.array(fc.tuple(spelled, fc.constantFrom('', '-', '_', ' ', '.')), { minLength: 1, maxLength: 4 }).map((parts) => parts.flat().join(''));
  fc.assert(fc.property(name.filter((one) => !['to', 'text'].includes(one)), (one) => namesSecret(one) === isHiddenByEngine(one)), { numRuns: 2000 });
});
