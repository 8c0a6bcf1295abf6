// Every command of every document is run: here as it is typed, or by the test that the table names. A command that the table
// does not know fails, until somebody has decided.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { access, chmod, copyFile, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, delimiter, join } from 'node:path';
import { after, before, beforeEach, describe, test } from 'node:test';
import { execa } from 'execa';
import { readArguments } from '../../commands/arguments.mjs';
import { tarballPath } from '../../build/project.mjs';
import { serve } from '../../servers/listen.mjs';
import { providers } from '../../servers/simulators/providers/index.mjs';
import { startSimulator } from '../../servers/simulators/server.mjs';
import { environment } from '../../setup/command.mjs';
import { harness, packages } from '../../setup/paths.mjs';
import { file, folder, install, shell } from '../support/command-line.mjs';
import { commandsOf, documentCommands } from '../support/document-commands.mjs';
import { app, startManagementApi } from '../support/management-api.mjs';
import { ok, reply, startServer } from '../support/server.mjs';

const { commands, dockerfiles, fences } = await documentCommands();

const PAGE = /^npx connector-generic-http-sms playground/;

/** What runs a command, by how it begins: the suites below, a test file, or why nothing does. @type {[begins: RegExp, how: string][]} */
const ACCOUNTS = [
  [/^(?:UPDATE_SNAPSHOTS=1 )?npm --prefix js-harness /, 'suite: tasks of js-harness'],
  [PAGE, 'test: cli/playground.test.mjs'],
  [/^npx (?:--yes +--package \S+ +)?connector-generic-http-sms(?! playground)(?: |$)/, 'suite: the command line'],
  [/^npm install --no-save /, 'suite: the command line'],
  [/^npx @logto\/cli connector add /, 'suite: installing'],
  [/^docker (?:cp|exec|restart|logs) /, 'suite: installing'],
  [/^(?:LOGTO|APP_ID|APP_SECRET|TOKEN|ID)=|^curl /, 'suite: the Management API'],
  [/^(?:bun build|deno (?:run|compile))/, 'test: bundlers/bundlers.test.mjs'],
  [/^cargo binstall$/, 'test: harness/setup.test.mjs'],
  [/^docker build /, 'not run: there is no Docker where tests run; the lines of the Dockerfile are run'],
  [/^kubectl exec$/, 'not run: a sentence says what not to do'],
  [/^\.ci\/run$/, 'not run: it runs these tests'],
];

/** What runs a task in full, beyond the reading of its arguments. @type {Record<string, string>} */
const TASKS = {
  start: 'suite: tasks of js-harness',
  build: 'suite: tasks of js-harness',
  sizes: 'suite: tasks of js-harness',
  test: 'not run: it runs these tests',
  bench: 'test: harness/bench.test.mjs',
  soak: 'test: harness/soak.test.mjs',
  fuzz: 'not run: it takes minutes; the seeds of its targets are run by every test',
};
const IN_FULL = /^npm --prefix js-harness (?:start.*|run (?:build|sizes))$/;

const windows = { skip: process.platform === 'win32' && 'the documents are for a POSIX shell' };

/** @type {string} */
let scratch;
/** @type {string} */
let tarball;
before(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'commands-'));
  tarball = await tarballPath();
});
after(() => rm(scratch, { recursive: true, force: true }));

/** A script as it is typed into bash. @param {string} script @param {string} cwd @param {Record<string, string>} [env] */
const bash = async (script, cwd, env) => {
  const { exitCode, stdout, all } = await execa('bash', ['-c', script], { cwd, env: environment(env), extendEnv: false, reject: false, all: true, timeout: 120_000 });
  return { code: exitCode, stdout, output: all };
};
/** A registry of npm on this machine, with nothing but these packages. @param {string} empty Their folder. */
async function startRegistry(empty) {
  /** @type {string[]} */
  const asked = [];
  /** @param {string} name */
  const packed = async (name) => {
    const { version } = JSON.parse(await readFile(join(empty, name, 'package.json'), 'utf8'));
    const { stdout } = await execa('npm', ['pack', '--silent', join(empty, name), '--pack-destination', scratch], { env: environment(), extendEnv: false });
    return { version, bytes: await readFile(join(scratch, stdout.trim())) };
  };
  const { url, stop } = await serve(async (response, { path }) => {
    const name = decodeURIComponent(path.slice(1)).replace(/\.tgz$/, '');
    asked.push(name);
    const found = await packed(name).catch(() => undefined);
    if (!found) return void response.writeHead(404).end('{}');
    if (path.endsWith('.tgz')) return void response.end(found.bytes);
    const { version, bytes } = found;
    const dist = { tarball: `${url}/${name}.tgz`, integrity: `sha512-${createHash('sha512').update(bytes).digest('base64')}` };
    response.writeHead(200, { 'Content-Type': 'application/json' }).end(JSON.stringify({ name, 'dist-tags': { latest: version }, versions: { [version]: { name, version, dist } } }));
  });
  return { url, stop, asked };
}

/** Those that are different ones. @param {RegExp} begins @param {(path: string) => boolean} [where] */
const distinct = (begins, where = () => true) => [...new Set(commands.filter(({ path, command }) => where(path) && begins.test(command)).map(({ command }) => command))];

describe('the table', () => {
  const known = (/** @type {string} */ command) => ACCOUNTS.filter(([begins]) => begins.test(command));

  test('has every command, once', () => {
    assert.ok(commands.length > 60, `${commands.length} commands`);
    assert.deepEqual(commands.filter(({ command }) => known(command).length !== 1), [], 'decide how this is run, in ACCOUNTS');
  });

  test('has nothing that no document has', () => {
    assert.deepEqual(ACCOUNTS.filter(([begins]) => !commands.some(({ command }) => begins.test(command))), []);
  });

  test('names tests that are there', async () => {
    for (const how of [...ACCOUNTS.map(([, account]) => account), ...Object.values(TASKS)]) {
      const [, name] = /^test: (.*)$/.exec(how) ?? [];
      if (name) await access(join(harness, 'test', name));
      else assert.match(how, /^(?:suite|not run): ./);
    }
  });

  test('and a command that goes on for lines is found as one', () => {
    const script = "a 'x\ny' # no comment inside\nb \\\n  c   # comment\n\n# nothing\nd <<END\n{ 'e }\nEND\nf";
    assert.deepEqual(commandsOf(script), ["a 'x\ny'", 'b  c', "d <<END\n{ 'e }\nEND", 'f']);
    assert.throws(() => commandsOf("a 'b"), /has no end/);
  });
});

// Most of their time is npm's own start.
describe('tasks of js-harness', { ...windows, concurrency: 4 }, () => {
  /** Any recipe and any runtime will do. @param {string} command */
  const filledIn = (command) => command.replace(/\bID\b/, 'twilio').replace(/ NAME\b/, ' bun');
  const tasks = distinct(ACCOUNTS[0][0]).filter((command) => !command.includes('…')).map(filledIn);

  before(async () => {
    await symlink(harness, join(scratch, 'js-harness'), 'junction');
    await writeFile(join(scratch, 'my-sms.json'), JSON.stringify({ endpoint: 'https://sms.test.com/send', bodyParams: { to: '{{to}}', text: '{{message}}' } }));
    await copyFile(tarball, join(scratch, 'other.tgz'));
  });

  test('every task has an account', () => {
    const named = tasks.map((command) => /js-harness (?:run )?(\w+)/.exec(command)?.[1]);
    assert.deepEqual([...new Set(named)].sort(), Object.keys(TASKS).sort());
  });

  for (const command of tasks) {
    test(`${command}: its arguments are read`, async () => {
      const [, task, args = ''] = /js-harness (?:run )?(\w+)(?: -- (.*))?$/.exec(command) ?? [];
      // `typedPath` asks npm's environment where the paths are typed.
      process.env.INIT_CWD = scratch;
      readArguments(task, args.split(' ').filter(Boolean));
      const { code, output } = await bash(`${command}${args === '' ? ' --' : ''} --help`, scratch);
      assert.equal(code, 0, output);
      assert.match(output, new RegExp(`^Usage: .*js-harness (?:run )?${task}`, 'm'));
    });
  }

  for (const command of tasks.filter((one) => IN_FULL.test(one))) {
    test(`${command}: runs`, async () => {
      const { code, output } = await bash(command, scratch);
      assert.equal(code, 0, output);
    });
  }
});

describe('the command line', windows, () => {
  /** @type {Awaited<ReturnType<typeof startSimulator>>} */
  let simulator;
  const provider = /** @type {import('../../servers/simulators/types.mjs').Provider} */ (providers.get('twilio'));
  before(async () => {
    await install();
    simulator = await startSimulator();
    await file('answer.json', { sid: 'SM1' });
    await file('curl.txt', "curl -d 'to=+14155550100' -d 'text=Your code is 1234' https://sms.acme-telecom.com/send");
  });
  after(() => simulator.stop());

  // Nobody is there to be asked.
  const answers = ` --set account-sid=${provider.demo.ACCOUNT_SID} --set auth-token=${provider.demo.AUTH_TOKEN} --set your-twilio-number=+15005550006`;

  for (const { path, text } of fences.filter((fence) => /^npx connector-generic-http-sms init/m.test(fence.text))) {
    test(`${path}: from a recipe to a message that the provider's simulator takes`, async () => {
      simulator.reset();
      // A page is there until somebody ends it. Installing is a test of its own.
      for (const command of commandsOf(text).filter((one) => one.startsWith('npx ') && !PAGE.test(one))) {
        const { code, stderr, stdout } = await shell(command.replace(/init twilio/, `$&${answers}`));
        assert.equal(code, 0, `${command}\n${stdout}${stderr}`);
        if (!command.includes(' init ')) continue;
        const config = await readFile(join(folder, 'sms.json'), 'utf8');
        await file('sms.json', config.replace('https://api.twilio.com', `${simulator.url}/twilio`));
      }
      assert.deepEqual(simulator.requests.map(({ accepted, to, text: received }) => [accepted, to, received]), [[true, '+4915112345678', 'Your verification code is 000000.']]);
    });
  }

  const forms = distinct(/^npx connector-generic-http-sms .*(?:FILE|\[|<)/);
  test('there are forms of commands', () => assert.ok(forms.length > 5, forms.join('\n')));

  for (const form of forms) {
    test(form, async () => {
      await file('sms.json', { endpoint: `${simulator.url}/twilio`, bodyParams: { to: '{{to}}', text: '{{message}}' } });
      const [, name] = /sms (\S+)/.exec(form) ?? [];
      const { stdout } = await shell(`npx connector-generic-http-sms ${name} --help`);
      assert.ok(stdout.includes(form.split(' --')[0].replace(' > sms.json', '')), `the help has the form ${form}`);
      if (/ --| < /.test(form)) assert.equal((await shell(form.replace('FILE', 'sms.json'))).code, 0);
    });
  }

  for (const command of distinct(/^npx --yes +--package |^npm install --no-save /)) {
    test(command, async () => {
      await mkdir(join(folder, 'target'), { recursive: true });
      for (const place of ['.', 'target']) await copyFile(tarball, join(folder, place, basename(tarball)));
      await file('sms.json', { endpoint: 'https://sms.test.com/send', bodyParams: { to: '{{to}}', text: '{{message}}' } });
      const installs = command.startsWith('npm ');
      const installed = join(folder, 'node_modules', 'connector-generic-http-sms');
      if (installs) await rm(installed, { recursive: true });
      const registry = await startRegistry(join(folder, 'empty'));
      try {
        const { code, stdout, stderr } = await shell(command, { env: { npm_config_registry: registry.url, npm_config_cache: join(scratch, 'npm-cache') } });
        assert.equal(code, 0, stderr);
        if (installs) return await access(installed);
        assert.match(stdout, /no issues/);
        assert.ok(registry.asked.length > 0, 'npm fetched the dependencies, as the README says');
      } finally {
        await registry.stop();
      }
    });
  }

  test('npx connector-generic-http-sms', async () => {
    const { stderr, stdout } = await shell('npx connector-generic-http-sms');
    assert.match(stdout + stderr, /^Usage$/m);
  });
});

describe('installing', windows, () => {
  /** As much of an instance, or of Logto's image, as `logto connector add` asks for. @param {string} name */
  async function instanceOf(name) {
    const instance = join(scratch, name, 'etc', 'logto');
    const core = join(instance, 'packages', 'core');
    await mkdir(core, { recursive: true });
    await writeFile(join(core, 'package.json'), JSON.stringify({ name: '@logto/core' }));
    // As that of Logto has it.
    await writeFile(join(instance, 'package.json'), JSON.stringify({ private: true, scripts: { cli: 'logto' } }));
    await symlink(packages, join(instance, 'node_modules'), 'junction');
    return { root: join(scratch, name), instance, added: () => access(join(core, 'connectors', 'connector-generic-http-sms', 'lib', 'index.js')) };
  }

  for (const [index, command] of distinct(/^npx @logto/).entries()) {
    test(command, async () => {
      const { instance, root, added } = await instanceOf(`instance-${index}`);
      await symlink(packages, join(root, 'node_modules'), 'junction');
      await mkdir(join(root, 'target'));
      await copyFile(tarball, join(root, command.includes('/target/') ? 'target' : '.', basename(tarball)));
      const { output } = await bash(command.replace('/path/to/logto', instance), root, { CI: '1' });
      assert.match(output, /Added connector-generic-http-sms/);
      await added();
    });
  }

  /** A stand-in for docker whose container is a folder: what it runs there is real. */
  const DOCKER = `#!/bin/bash
case $1 in
  cp) cp "$2" "$CONTAINER/\${3#logto:}" ;;
  exec) shift 2; cd "$CONTAINER/etc/logto" && "\${@//\\/tmp\\//$CONTAINER/tmp/}" ;;
  restart) echo "$2" >> "$CONTAINER/restarted" ;;
  logs) cat "$CONTAINER/log" >&2 ;;
  *) exit 64 ;;
esac
`;

  /** @param {string} name */
  async function containerOf(name) {
    const { root, added } = await instanceOf(name);
    for (const sub of ['tmp', 'bin', 'host']) await mkdir(join(root, sub));
    await writeFile(join(root, 'bin', 'docker'), DOCKER);
    await chmod(join(root, 'bin', 'docker'), 0o755);
    await writeFile(join(root, 'log'), 'started\n{"reference":"1a2b3c4d"}\n');
    const host = join(root, 'host');
    await copyFile(tarball, join(host, basename(tarball)));
    const run = (/** @type {string} */ script) => bash(`export PATH="${join(root, 'bin')}${delimiter}$PATH"\n${script}`, host, { CI: '1', CONTAINER: root });
    return { root, added, run };
  }

  for (const path of ['pkg-template/README.md', 'pkg-template/docs/docker.md']) {
    test(`${path}: by docker`, async () => {
      const { root, added, run } = await containerOf(path.replaceAll('/', '-'));
      for (const command of distinct(/^docker (?:cp|exec|restart)/, (one) => one === path)) {
        const { code, output } = await run(command);
        assert.equal(code, 0, output);
        if (command.includes('--version')) assert.match(output, /^v\d+\./);
      }
      await added();
      assert.equal(await readFile(join(root, 'restarted'), 'utf8'), 'logto\n');
      for (const command of distinct(/^docker logs/, (one) => one === path)) assert.equal((await run(command)).stdout, '{"reference":"1a2b3c4d"}');
    });
  }

  for (const { path, text } of dockerfiles) {
    test(`${path}: the lines of its Dockerfile`, async () => {
      const { added, run } = await containerOf(`dockerfile-${path.replaceAll('/', '-')}`);
      const lines = text.replaceAll(/\\\n\s*/g, '').trim().split('\n');
      assert.deepEqual(lines.map((line) => line.split(' ')[0]), ['FROM', 'COPY', 'RUN']);
      for (const line of lines.slice(1)) {
        const { code, output } = await run(line.replace(/^COPY (\S+) +(\S+)$/, 'docker cp $1 logto:$2').replace(/^RUN (.*)$/, "docker exec logto sh -c '$1'"));
        assert.equal(code, 0, output);
      }
      await added();
    });
  }
});

describe('the Management API', windows, () => {
  /** @type {Awaited<ReturnType<typeof startManagementApi>>} */
  let logto;
  /** @type {Awaited<ReturnType<typeof startServer>>} */
  let server;
  /** @type {Record<string, any>} */
  let config;
  before(async () => {
    [logto, server] = await Promise.all([startManagementApi(), startServer()]);
    config = { endpoint: `${server.url}/send`, bodyParams: { to: '{{to}}', text: '{{message}}' } };
  });
  beforeEach(() => {
    logto.requests.length = 0;
    server.answer = ok;
  });
  after(() => Promise.all([logto.stop(), server.stop()]));

  const page = fences.filter(({ path }) => path.endsWith('management-api.md')).map(({ text }) => text);
  const [token, installed, tested, created, , , changed] = page;

  /**
   * Fences of the page, in one shell: what each of them printed.
   * @param {string[]} scripts @param {unknown} stored @param {unknown} [later] What the file of the configuration holds when it is changed.
   */
  async function typed(scripts, stored, later = stored) {
    const cwd = await mkdtemp(join(scratch, 'api-'));
    await writeFile(join(cwd, 'sms.json'), JSON.stringify(stored, null, 2));
    await writeFile(join(cwd, 'later.json'), JSON.stringify(later, null, 2));
    const values = { 'https://logto.example.com': logto.url, 'your-app-id': app.name, 'your-app-secret': app.pass };
    const script = scripts.map((text) => (text === changed ? `cp later.json sms.json\n${text}` : text)).join('\nprintf "\\n@@@\\n"\n');
    const { output, code } = await bash(`set -e\n${Object.entries(values).reduce((text, [example, value]) => text.replace(example, value), script)}`, cwd);
    return { code, printed: String(output).split('\n@@@').map((text) => text.trim()) };
  }

  test('an access token, a test, and the life of a connector', async () => {
    const { value, seen } = await server.during(() => typed(page, config, { ...config, timeout: 5000 }));
    const { code, printed } = value;
    assert.equal(code, 0, printed.join('\n'));
    assert.deepEqual(seen.map(({ body }) => JSON.parse(body)), [{ to: '+14155550123', text: '000000' }]);
    const [, description, status, creation, list, reading, change, removal] = printed;
    assert.equal(JSON.parse(description).id, 'generic-http-sms');
    assert.equal(status, '204');
    const { id, connectorId, config: stored } = JSON.parse(creation);
    assert.deepEqual([connectorId, stored], ['generic-http-sms', config]);
    assert.deepEqual(JSON.parse(list), [JSON.parse(creation)]);
    assert.deepEqual(JSON.parse(reading), JSON.parse(creation));
    assert.deepEqual(JSON.parse(change), { ...JSON.parse(creation), config: { ...config, timeout: 5000 } });
    assert.deepEqual([removal, logto.stored], ['', []]);
    assert.deepEqual(logto.requests, [
      'POST /oidc/token', 'GET /api/connector-factories/generic-http-sms', 'POST /api/connectors/generic-http-sms/test', 'POST /api/connectors',
      'GET /api/connectors', 'GET /api/connectors', `GET /api/connectors/${id}`, `PATCH /api/connectors/${id}`, `DELETE /api/connectors/${id}`,
    ]);
  });

  test('a refused test says what the page says', async () => {
    server.answer = reply(401, { message: 'Authenticate' });
    const { printed } = await typed([token, tested], config);
    const [, body, status] = /^(\{.*\})(\d{3})$/s.exec(printed[1]) ?? [];
    const { code, data } = JSON.parse(body);
    assert.deepEqual([status, code, data.code, data.reason], ['400', 'connector.general', 'general', 'http_status']);
    assert.match(data.errorDescription, /check the credentials.*Authenticate/);
  });

  test('a mistake is neither tested nor stored, and named', async () => {
    const mistaken = { ...config, bodyParams: { to: '{{phone}}', text: '{{message}}' } };
    const { printed } = await typed([token, tested, created], mistaken);
    for (const text of [printed[1].replace(/400$/, ''), printed[2]]) {
      const { code, data } = JSON.parse(text);
      assert.deepEqual([code, data.issues.map((/** @type {any} */ { path }) => path.join('.')).includes('bodyParams.to')], ['connector.invalid_config', true]);
    }
    assert.deepEqual(logto.stored, []);
  });

  test('without a token there is no answer', async () => {
    const { code, printed } = await typed(['LOGTO=https://logto.example.com TOKEN=none', installed], config);
    assert.notEqual(code, 0);
    assert.match(printed[1], /401/);
  });
});
