// How the command line is used: help, version, exit codes, and what a wrong use is told.
import assert from 'node:assert/strict';
import { before, after, describe, test } from 'node:test';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { configuration, file, folder, install, json, run, shell } from '../support/command-line.mjs';
import { reply, startServer } from '../support/server.mjs';

const COMMANDS = ['init', 'check', 'preview', 'send', 'explain', 'from-curl', 'recipes', 'playground'];

/** @type {Awaited<ReturnType<typeof startServer>>} */
let server;
before(async () => {
  await install();
  server = await startServer(reply(200, { status: 'ok', id: 'm-1' }));
});
after(() => server.stop());

test('the help names every command, and goes to standard output', async () => {
  for (const words of [['--help'], ['-h'], ['help']]) {
    const { code, stdout, stderr } = await run(words);
    assert.deepEqual([code, stderr], [0, '']);
    for (const name of COMMANDS) assert.match(stdout, new RegExp(`^  ${name}\\b`, 'm'));
  }
  assert.deepEqual(Object.keys((await json(['--help'])).data.commands), COMMANDS);
});

test('the version is that of the package', async () => {
  const { version } = JSON.parse(await readFile(join(folder, 'node_modules', 'connector-generic-http-sms', 'package.json'), 'utf8'));
  assert.deepEqual(await run(['--version']), { code: 0, stdout: `${version}\n`, stderr: '' });
  assert.deepEqual(await json(['--version']), { code: 0, data: { version } });
});

describe('each command', () => {
  for (const name of COMMANDS) {
    test(`${name} has two examples in its help, and each of them runs`, { skip: process.platform === 'win32' && 'the examples are for a POSIX shell' }, async () => {
      const { stdout } = await run([name, '--help']);
      const [, block = ''] = /^Examples\n((?:  .*\n)+)/m.exec(stdout) ?? [];
      const examples = block.trimEnd().split('\n').map((line) => line.trim());
      assert.equal(examples.length, 2);
      await file('answer.json', { status: 'ok', id: 'm-1' });
      await file('curl.txt', "curl -d 'to=+14155550100' -d 'text=Your code is 1234' https://sms.acme-telecom.com/send");
      for (const example of examples) {
        await file('sms.json', configuration(server.url));
        // A page is there until somebody ends it.
        const patience = name === 'playground' ? 4000 : undefined;
        const { code, stdout, stderr } = await shell(example.replace('npx ', ''), { env: { KEY: 'any-key-1' }, patience });
        if (patience) assert.match(stdout, /^http:/, example);
        // A recipe whose values nobody can be asked for, and an answer that is a no, end otherwise; nothing is used wrongly.
        const expected = example.includes('init twilio') ? 2 : example.includes('echo \'{"status":"error"}\'') ? 1 : 0;
        assert.equal(code, expected, `${example}\n${stderr}`);
      }
    });
  }
});

describe('a wrong use ends with 2, and says what is right', () => {
  /** @type {[string[], RegExp][]} */
  const uses = [
    [[], /npx connector-generic-http-sms <command>/],
    [['constructor'], /there is no command "constructor"/],
    [['chekc'], /there is no command "chekc"; the commands are init, check/],
    [['check'], /check takes one argument, found 0: check FILE/],
    [['check', 'a', 'b'], /found 2/],
    [['check', 'missing.json'], /cannot read missing\.json: there is no such file/],
    [['check', 'sms.json', '--colour'], /there is no option --colour; the options are --json, --help/],
    [['preview', 'sms.json', '--to', '+4915112345678'], /preview needs --code/],
    [['preview', 'sms.json', '--to'], /--to needs a value/],
    [['check', 'sms.json', '--json=yes'], /--json takes no value/],
    [['explain', 'sms.json', '--status', 'OK', '--body', '-'], /--status takes an HTTP status/],
    [['explain', '-', '--status', '200', '--body', '-'], /cannot be both/],
    [['recipes', 'vonage'], /did you mean vonage-messages or vonage-sms\?/],
  ];
  for (const [words, expected] of uses) {
    test(words.join(' ') || 'nothing', async () => {
      await file('sms.json', configuration(server.url));
      const { code, stdout, stderr } = await run(words);
      assert.deepEqual([code, stdout], [2, '']);
      assert.match(stderr, expected);
    });
  }

  test('as JSON too', async () => {
    const { code, data } = await json(['preview', 'sms.json', '--to', '+4915112345678']);
    assert.equal(code, 2);
    assert.match(data.error.message, /needs --code/);
  });
});

test('the recipes are listed, and printed', async () => {
  const { code, stdout } = await run(['recipes']);
  assert.equal(code, 0);
  assert.match(stdout, /^  Recipe +Provider +Region +Sends\n/);
  assert.match(stdout, /^  twilio +Twilio\b.* form$/m);
  const { data } = await json(['recipes']);
  assert.deepEqual(Object.keys(data[0]), ['id', 'provider', 'region', 'sends', 'docs']);
  const one = await run(['recipes', 'twilio']);
  assert.equal(JSON.parse(one.stdout).$recipe.name.split(' ')[0], 'Twilio');
});

test('a reader that stops early is no error', { skip: process.platform === 'win32' && 'needs head' }, async () => {
  const { stdout, stderr } = await shell('connector-generic-http-sms recipes | head -1');
  assert.deepEqual([stdout.trim().split(/\s+/)[0], stderr], ['Recipe', '']);
});

test('colours on a terminal, but where NO_COLOR is set', { skip: process.platform !== 'linux' && 'needs script of util-linux' }, async () => {
  /** @param {Record<string, string>} env */
  const atTerminal = async (env) => {
    const command = `${join('node_modules', '.bin', 'connector-generic-http-sms')} recipes`;
    const { stdout } = await execa('script', ['-qefc', command, '/dev/null'], { cwd: folder, env: { PATH: String(process.env.PATH), TERM: 'xterm', ...env }, extendEnv: false, stdin: 'ignore' });
    return stdout;
  };
  assert.match(await atTerminal({}), /\u001b\[1mRecipe/);
  assert.doesNotMatch(await atTerminal({ NO_COLOR: '1' }), /\u001b/);
});
