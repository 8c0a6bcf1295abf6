// check: issues as a compiler shows them, and no credential among them.
import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { before, describe, test } from 'node:test';
import { SECRETS, configuration, file, folder, install, json, run } from '../support/command-line.mjs';

const good = configuration('https://sms.acme-telecom.com');
before(install);

test('a good configuration', async () => {
  await file('sms.json', good);
  assert.deepEqual(await run(['check', 'sms.json']), { code: 0, stdout: '✓ sms.json: no issues; Logto saves this configuration\n', stderr: '' });
  assert.deepEqual(await json(['check', 'sms.json']), { code: 0, data: { valid: true, issues: [] } });
});

test('an issue stands at its key, with the line and a caret', async () => {
  await file('sms.json', { ...good, bodyParams: { to: '{{phone}}', text: '{{message}}' } });
  const { code, stdout } = await run(['check', 'sms.json']);
  assert.equal(code, 1);
  const lines = stdout.split('\n');
  const at = lines.indexOf('sms.json:10:5 error bodyParams.to');
  assert.ok(at >= 0, stdout);
  assert.deepEqual(lines.slice(at + 1, at + 3), [' 10 |     "to": "{{phone}}",', '    |     ^']);
  assert.match(lines[at + 3], /^ {2}.*\{\{to\}\}/);
  assert.match(stdout, /^✗ sms\.json: \d errors?\n$/m);
});

test('for machines: path, code, message, severity, line and column', async () => {
  await file('sms.json', { ...good, bodyParams: { to: '{{to}}', text: '{{message}}', who: '{{user.name}}' } });
  const { code, data } = await json(['check', 'sms.json']);
  assert.equal(code, 1);
  assert.equal(data.valid, false);
  const [issue] = data.issues.filter((/** @type {any} */ one) => one.code === 'not_in_logto');
  assert.deepEqual([issue.path, issue.severity, issue.line, issue.column], ['bodyParams.who', 'error', 12, 5]);
});

test('what is missing is shown where it would stand', async () => {
  await file('sms.json', { method: 'POST', bodyParams: { to: '{{to}}', text: '{{message}}' } });
  const { data } = await json(['check', 'sms.json']);
  const [issue] = data.issues.filter(({ path }) => path === 'endpoint');
  assert.deepEqual([issue.line, issue.column], [1, 1]);
});

test('a key with dots in it is found', async () => {
  await file('sms.json', { ...good, headers: { 'x.trace.id': '{{phone}}' } });
  const { data } = await json(['check', 'sms.json']);
  assert.deepEqual(data.issues.map((/** @type {any} */ { path, line }) => [path, line])[0], ['headers.x.trace.id', 5]);
});

test('of a long line, the part around the issue is shown', async () => {
  await file('sms.json', JSON.stringify({ ...good, bodyParams: { ...good.bodyParams, to: '{{phone}}' } }));
  const { stdout } = await run(['check', 'sms.json']);
  const [, line, caret] = / error bodyParams\.to\n(.*)\n(.*)\n/.exec(stdout) ?? [];
  assert.ok(line.length < 110);
  assert.ok(line.slice(caret.indexOf('^')).startsWith('"to":"{{phone}}"'), stdout);
});

describe('no credential is shown', () => {
  const secret = SECRETS.apiKey;
  /** Each with an issue at the line of the credential. @type {Record<string, any>} */
  const configurations = {
    'twice a scheme': { ...good, authorization: `Bearer Bearer ${secret}` },
    'a quoted key': { ...good, apiKey: `"${secret}"` },
    'a key in the endpoint': { ...good, endpoint: `https://user:${secret}@sms.acme-telecom.com/{{phone}}` },
    'a key in a query': { ...good, endpoint: `https://sms.acme-telecom.com/send?token=${secret}&to={{phone}}` },
    'a password of letters': { ...good, bodyParams: { ...good.bodyParams, password: `{{phone}}-marker` } },
    'one line': JSON.stringify({ ...good, bodyParams: { to: '{{phone}}', text: '{{message}}' } }),
  };
  for (const [name, config] of Object.entries(configurations)) {
    test(name, async () => {
      await file('sms.json', config);
      // `run` looks for it.
      const { code, stdout } = await run(['check', 'sms.json']);
      assert.equal(code, 1, stdout);
      assert.match(stdout, /\^/);
    });
  }
});

describe('a file that is no JSON', () => {
  /** @type {Record<string, [text: string, place: string, message: RegExp]>} */
  const files = {
    'a missing comma': [`{\n  "apiKey": "${SECRETS.apiKey}"\n  "method": "POST"\n}`, '3:3', /expected a comma before this/],
    'a comma too many': ['{\n  "method": "POST",\n}', '3:1', /after the last one there is no comma/],
    'a comment': ['{\n  // the key\n  "method": "POST"\n}', '2:3', /JSON has no comments/],
    'an open text': [`{ "apiKey": "${SECRETS.apiKey}\n}`, '1:13', /a double quote is missing/],
    'a text without quotes': [`{ "apiKey": ${SECRETS.apiKey} }`, '1:13', /expected a value/],
    'keys without quotes': [`{ apiKey: '${SECRETS.apiKey}' }`, '1:3', /expected a key in double quotes|expected a value/],
    'nothing': ['', '1:1', /found nothing/],
  };
  for (const [name, [text, place, message]] of Object.entries(files)) {
    test(name, async () => {
      await file('sms.json', text);
      for (const words of [['check', 'sms.json'], ['preview', 'sms.json', '--to', '+4915112345678', '--code', '123456']]) {
        const { code, stdout } = await run(words);
        assert.equal(code, 1);
        assert.ok(stdout.startsWith(`sms.json:${place} error\n`), stdout);
        assert.match(stdout, message);
      }
      const { data } = await json(['check', 'sms.json']);
      assert.equal(data.issues[0].code, 'not_json');
    });
  }

  test('keys and placeholders of its line stay readable', async () => {
    await file('sms.json', '{\n  "to": "{{to}}" "text": "abc"\n}');
    const { stdout } = await run(['check', 'sms.json']);
    assert.ok(stdout.includes(' 2 |   "to": "{{••}}" "text": "•••"\n   |                  ^'), stdout);
  });
});

test("npm's own question, which a shell has written into the file", async () => {
  await file('sms.json', `\nNeed to install the following packages:\nconnector-generic-http-sms@0.1.0\nOk to proceed? (y) ${JSON.stringify(good)}`);
  const { code, stderr } = await run(['check', 'sms.json']);
  assert.equal(code, 2);
  assert.match(stderr, /npm wrote its question into sms\.json: make the file again, with npx --yes/);
});

test('standard input, and the encodings that editors write', async () => {
  const text = JSON.stringify(good);
  assert.equal((await run(['check', '-'], { stdin: text })).code, 0);
  await writeFile(join(folder, 'sms.json'), Buffer.from(`\ufeff${text}`, 'utf8'));
  assert.equal((await run(['check', 'sms.json'])).code, 0);
  await writeFile(join(folder, 'sms.json'), Buffer.from(`\ufeff${text}`, 'utf16le'));
  assert.equal((await run(['check', 'sms.json'])).code, 0);
});

test('credentials of the environment take the place of those of the file', async () => {
  await file('sms.json', { ...good, apiKey: '<api-key>' });
  assert.equal((await run(['check', 'sms.json'])).code, 1);
  assert.equal((await run(['check', 'sms.json'], { env: { SMS_API_KEY: SECRETS.apiKey } })).code, 0);
});
