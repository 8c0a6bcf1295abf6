// init: configurations from recipes and from a few answers, without anybody to ask, and with somebody at a terminal.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { before, describe, test } from 'node:test';
import { execa } from 'execa';
import { join } from 'node:path';
import { nodeEnvironment } from '../../setup/command.mjs';
import { SECRETS, file, folder, install, json, run } from '../support/command-line.mjs';

before(install);

test('a recipe with its values: ready for Logto, the notes left out', async () => {
  const { code, stdout, stderr } = await run(['init', 'seven', '--set', `api-key=${SECRETS.apiKey}`, '--set', 'SENDER=My "Brand"'], { reveals: true });
  assert.equal(code, 0);
  const config = JSON.parse(stdout);
  assert.deepEqual([config.apiKey, config.bodyParams.from, config.$recipe, config.$schema], [SECRETS.apiKey, 'My "Brand"', undefined, undefined]);
  assert.match(stderr, /check sms\.json/);
  await file('sms.json', stdout);
  assert.equal((await run(['check', 'sms.json'])).code, 0);
});

test('every recipe can be filled in', async () => {
  const { data: recipes } = await json(['recipes']);
  assert.ok(recipes.length > 50);
  const left = recipes.map((/** @type {any} */ { id }) => id);
  const worker = async () => {
    for (let id = left.pop(); id !== undefined; id = left.pop()) {
      const recipe = JSON.parse(await readFile(join(folder, 'node_modules', 'connector-generic-http-sms', 'recipes', `${id}.json`), 'utf8'));
      const set = recipe.$recipe.fillIn.flatMap((/** @type {any} */ { placeholder, example }) => ['--set', `${placeholder.slice(1, -1)}=${example ?? 'value-1'}`]);
      const { code, data } = await json(['init', id, ...set]);
      assert.equal(code, 0, `${id}: ${JSON.stringify(data.issues)}`);
      assert.doesNotMatch(JSON.stringify(data.configuration), /"[^"]*<[a-z0-9][a-z0-9 -]*>/, id);
    }
  };
  // Each is a process.
  await Promise.all([worker(), worker(), worker(), worker()]);
});

describe('where nobody can be asked', () => {
  test('what is missing is listed, and the exit code is 2', async () => {
    const { code, stdout, stderr } = await run(['init', 'twilio', '--set', 'account-sid=AC01']);
    assert.deepEqual([code, stdout], [2, '']);
    assert.match(stderr, /still to be set:\n  --set auth-token=…  Auth token of the account\n  --set your-twilio-number=…/);
    const { data } = await json(['init', 'twilio']);
    assert.deepEqual(data.error.missing.map((/** @type {any} */ { name }) => name), ['account-sid', 'auth-token', 'your-twilio-number']);
  });

  for (const [words, expected] of /** @type {[string[], RegExp][]} */ ([
    [[], /name a recipe, or other/],
    [['twillio'], /there is no recipe "twillio"/],
    [['twilio', '--set', 'colour=red'], /there is no value called colour to set; the values are account-sid/],
    [['twilio', '--set', 'account-sid'], /--set takes a name and a value/],
    [['other', '--set', 'credential=cookie'], /--set credential takes bearer, basic/],
    [['other', '--set', 'endpoint=sms.acme.com'], /the value of endpoint does not look right/],
  ])) {
    test(words.join(' ') || 'no recipe', async () => {
      const { code, stderr } = await run(['init', ...words]);
      assert.equal(code, 2);
      assert.match(stderr, expected);
    });
  }
});

describe('another provider', () => {
  const base = { endpoint: 'https://sms.acme-telecom.com/send', 'number-field': 'recipient', 'text-field': 'text' };
  /** @type {[name: string, set: Record<string, string>, expected: any][]} */
  const providers = [
    ['a bearer token', { credential: 'bearer', secret: SECRETS.apiKey }, { authorization: `Bearer ${SECRETS.apiKey}`, bodyType: 'json', bodyParams: { recipient: '{{to}}', text: '{{message}}' } }],
    ['user and password, a form', { credential: 'basic', user: 'me', secret: SECRETS.apiKey, 'body-type': 'form' }, { authorization: `Basic me:${SECRETS.apiKey}`, bodyType: 'form' }],
    ['a header', { credential: 'header', 'credential-name': 'X-Key', secret: SECRETS.apiKey }, { apiKey: SECRETS.apiKey, headers: { 'X-Key': '{{apiKey}}' } }],
    ['a GET with a parameter', { method: 'GET', credential: 'query', 'credential-name': 'key', secret: SECRETS.apiKey }, { queryParams: { key: '{{apiKey}}', recipient: '{{to}}', text: '{{message}}' }, bodyParams: undefined }],
    ['a field', { credential: 'body', 'credential-name': 'key', secret: SECRETS.apiKey }, { bodyParams: { key: '{{apiKey}}', recipient: '{{to}}', text: '{{message}}' } }],
    ['a nested body, digits alone', { credential: 'body', 'credential-name': 'auth.key', secret: SECRETS.apiKey, 'number-field': 'messages.0.to', 'text-field': 'messages.0.text', 'number-form': 'digits' }, { bodyParams: { auth: { key: '{{apiKey}}' }, messages: [{ to: '{{to | digits}}', text: '{{message}}' }] } }],
    ['a form, whose names may hold dots', { credential: 'none', 'body-type': 'form', 'number-field': 'sms.to' }, { bodyParams: { 'sms.to': '{{to}}', text: '{{message}}' } }],
    ['none', { credential: 'none' }, { authorization: undefined, apiKey: undefined }],
  ];
  for (const [name, set, expected] of providers) {
    test(name, async () => {
      const words = Object.entries({ ...base, ...set }).flatMap(([key, value]) => ['--set', `${key}=${value}`]);
      const { code, stdout } = await run(['init', 'other', ...words], { reveals: true });
      assert.equal(code, 0, stdout);
      const config = JSON.parse(stdout);
      for (const [key, value] of Object.entries(expected)) assert.deepEqual(config[key], value, key);
    });
  }
});

test('a field inside one that has a value is a wrong use', async () => {
  const set = { endpoint: 'https://sms.acme-telecom.com/send', credential: 'none', 'number-field': 'to', 'text-field': 'to.text' };
  const { code, stderr } = await run(['init', 'other', ...Object.entries(set).flatMap(([key, value]) => ['--set', `${key}=${value}`])]);
  assert.equal(code, 2);
  assert.match(stderr, /to\.text cannot be inside to/);
});

test('at a terminal it asks, on standard error, and hides what is typed for a secret', { skip: process.platform !== 'linux' && 'needs script of util-linux' }, async () => {
  const command = `${join('node_modules', '.bin', 'connector-generic-http-sms')} init seven > asked.json`;
  const child = execa('script', ['-qefc', command, '/dev/null'], { cwd: folder, env: { ...nodeEnvironment(), TERM: 'xterm' }, extendEnv: false, reject: false, timeout: 20_000, stdin: 'pipe', all: true });
  let screen = '';
  /** Each question is answered when it is asked. @type {[RegExp, string][]} */
  const answers = [[/API key/, `${SECRETS.apiKey}\r`], [/sender.*MyBrand/i, 'Acme\r']];
  child.all.on('data', (/** @type {Buffer} */ bytes) => {
    screen += bytes;
    if (answers.length > 0 && answers[0][0].test(screen)) child.stdin.write(/** @type {any} */ (answers.shift())[1]);
  });
  const { exitCode } = await child;
  assert.equal(exitCode, 0, screen);
  assert.equal(answers.length, 0, screen);
  const asked = JSON.parse(await readFile(join(folder, 'asked.json'), 'utf8'));
  assert.deepEqual([asked.apiKey, asked.bodyParams.from], [SECRETS.apiKey, 'Acme']);
  assert.ok(!screen.includes(SECRETS.apiKey), 'what was typed was not shown');
});
