// What `start` shows for a recipe and for a configuration of one's own.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import stringWidth from 'string-width';
import { templateRecipes } from '../../recipes/recipes.mjs';
import { nodeEnvironment } from '../../setup/command.mjs';
import { harness } from '../../setup/paths.mjs';
import { unwrapped } from '../support/clone.mjs';

/** @type {string} */
let folder;
before(async () => void (folder = await mkdtemp(join(tmpdir(), 'start-'))));
after(() => rm(folder, { recursive: true, force: true }));

/** @param {string[]} args @returns {Promise<{ code: number | null, output: string }>} */
const node = (args) =>
  new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, { cwd: folder, env: { ...nodeEnvironment(), INIT_CWD: folder } });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text) => (output += text));
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, output }));
  });

/** @param {string[]} args */
async function start(...args) {
  const ended = await node([join(harness, 'commands', 'start.mjs'), ...args]);
  for (const line of ended.output.split('\n')) assert.ok(stringWidth(line) <= 80, line);
  assert.doesNotMatch(ended.output, /^ +at /m, 'no stack');
  return ended;
}

/** @param {string} name @param {unknown} config */
async function file(name, config) {
  await writeFile(join(folder, name), JSON.stringify(config));
  return name;
}

test('a simulator is called a simulator, and a form is shown decoded', async () => {
  const { code, output } = await start('--recipe', 'twilio');
  assert.equal(code, 0, output);
  assert.match(output, /^Simulator of Twilio/m);
  assert.match(output, /✓ The simulator answers HTTP 201/);
  assert.match(output, /✗ The simulator answers HTTP 400/);
  assert.match(output, /^ +Body +Your verification code is \d+\.$/m);
  assert.doesNotMatch(output, /demo-token/);
});

test('a recipe without a simulator goes to the gateway, and it says so', async () => {
  await cp(join(templateRecipes, 'twilio.json'), join(folder, 'recipes', 'my-provider.json'));
  const script = `import { playRecipe } from ${JSON.stringify(join(harness, 'recipes', 'scene.mjs'))};
const { text, summary, next, failed } = await playRecipe('my-provider', ${JSON.stringify(join(folder, 'recipes'))});
console.log([text, summary, next, failed].join('\\n'));`;
  const { code, output } = await node(['--input-type=module', '--eval', script]);
  assert.equal(code, 0, output);
  assert.match(unwrapped(output), /There is no simulator of Twilio Programmable Messaging: a plain gateway took the message and answered 200/);
  assert.match(output, /POST\s+https:\/\/api\.twilio\.com\//);
  assert.match(output, /The gateway http:\/\/127\.0\.0\.1:\d+ took the place of\s+https:\/\/api\.twilio\.com/);
  assert.match(output, /^ +Body +Your verification code is \d+\.$/m);
  assert.match(output, /✓ The message counts as accepted/);
  assert.match(output, /^One message was sent to a gateway/m);
  assert.match(output, /copy pkg-template\/recipes\/my-provider\.json and replace:/);
});

describe("a user's own configuration", () => {
  const SECRETS = ['s3cr3t-bearer-5521', 'k3y-in-the-query-77', 'h34der-k3y-9913'];
  const config = {
    endpoint: `https://sms.test.org/v1/send?key=${SECRETS[1]}`,
    authorization: `Bearer ${SECRETS[0]}`,
    headers: { 'X-Api-Key': SECRETS[2] },
    bodyParams: { recipient: '{{to}}', content: { text: 'Code {{code}}', from: '{{fron}}' } },
    response: { success: { path: 'status', equals: 'queued' }, messageId: 'id', error: 'problem' },
  };
  /** @param {string} output */
  const assertNoSecret = (output) => {
    for (const secret of SECRETS) assert.ok(!output.includes(secret), 'no credential of the file is shown');
  };

  test('is checked, sent to the gateway and shown, without its credentials', async () => {
    const { code, output } = await start('--config', await file('good.json', config), '--to', '+49 151 12345678', '--code', '664422');
    assert.equal(code, 0, output);
    assert.match(output, /^ +warning +bodyParams\.content\.from +Logto passes nothing called/m);
    assert.match(output, /POST\s+https:\/\/sms\.test\.org\/v1\/send/);
    assert.match(unwrapped(output), /The gateway http:\/\/127\.0\.0\.1:\d+ took the place of https:\/\/sms\.test\.org, and answered, as nothing was given as --answer: HTTP 200/);
    assert.match(output, /^ +"recipient": "\+4915112345678",\n +"content": \{\n +"text": "Code 664422",$/m, 'the body is pretty');
    assert.match(output, /✓ The message counts as accepted/);
    assert.match(output, /^ +messageId +[\da-f-]{36}$/m);
    assertNoSecret(output);
  });

  test('the gateway answers as told', async () => {
    const german = { ...config, bodyParams: { to: '{{to}}', text: '{{message}}' }, templates: [{ usageType: 'Generic', content: 'Code {{code}}' }, { usageType: 'Register', locale: 'de', content: 'Ihr Code {{code}}' }] };
    assert.match((await start('--config', await file('german.json', german), '--type', 'Register', '--locale', 'de')).output, /Ihr Code 123456/);
    const name = await file('good.json', config);
    const { code, output } = await start('--config', name, '--status', '503', '--answer', '{"problem":"under repair"}');
    assert.equal(code, 0, output);
    assert.match(output, /HTTP 503\n +\{\n +"problem": "under repair"\n +\}/);
    assert.match(output, /✗ The message does not count as accepted/);
    assert.match(output, /^ +reason +http_status$/m);
    assert.match(output, /^ +providerMessage +under repair$/m);
    assertNoSecret(output);

    await writeFile(join(folder, 'answer.xml'), '<answer>no</answer>');
    const other = await start('--config', name, '--answer', 'answer.xml');
    assert.match(other.output, /HTTP 200\n +<answer>no<\/answer>/);
  });

  test('nothing goes where it points, whatever it says', async () => {
    let asked = 0;
    const server = createServer((_, response) => {
      asked += 1;
      response.end('{}');
    });
    await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)));
    try {
      const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
      const { code, output } = await start('--config', await file('local.json', { ...config, endpoint: `http://127.0.0.1:${port}/send` }));
      assert.equal(code, 0, output);
      assert.match(output, /✓ The message counts as accepted/);
      assert.equal(asked, 0);
    } finally {
      server.close();
    }
  });

  test('what cannot be sent is named by its path', async () => {
    const { code, output } = await start('--config', await file('bad.json', { ...config, endpoint: 'ftp://sms.test.org', response: { sucess: true } }));
    assert.equal(code, 1, output);
    assert.match(output, /✗ Logto's console does not save this configuration/);
    assert.match(output, /^ +error +endpoint +expected a URL/m);
    assert.match(output, /^Nothing was sent\./m);
    assertNoSecret(output);
  });
});
