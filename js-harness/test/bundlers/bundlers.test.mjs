// A program that sends one message, through every bundler: built from the packed package, and run in a folder where the
// package is not. `core/inline` works through all of them; where `core` does not, that is a fact of the README's table too.
import assert from 'node:assert/strict';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { chromium } from 'playwright-core';
import { freshProject } from '../../build/project.mjs';
import { bundlers, Missing, resolvedBy } from '../../runtimes/bundlers.mjs';
import { serve } from '../../servers/listen.mjs';
import { findChromium } from '../../setup/browser.mjs';
import { attempt } from '../../setup/command.mjs';
import { root, target } from '../../setup/paths.mjs';

/** How long a built program may take. */
const PATIENCE = 20_000;
const RECEIPT = { status: 200, messageId: 'm-1', attempts: 1 };
const TYPES = { html: 'text/html', js: 'text/javascript', wasm: 'application/wasm' };

/** @type {Awaited<ReturnType<typeof freshProject>>} */
let project;
/** @type {import('playwright-core').Browser} */
let browser;
/** @type {Awaited<ReturnType<typeof serve>>} */
let provider;
/** Bodies by the program that sent them. @type {Map<string, string>} */
const sent = new Map();

before(async () => {
  project = await freshProject('bundlers');
  provider = await serve((response, { method, path, body }) => {
    for (const name of ['Origin', 'Headers', 'Methods']) response.setHeader(`Access-Control-Allow-${name}`, '*');
    if (method === 'OPTIONS') return void response.writeHead(204).end();
    sent.set(path, body);
    response.writeHead(200, { 'Content-Type': 'application/json' }).end('{"id":"m-1"}');
  });
  const executablePath = await findChromium();
  assert.ok(executablePath, 'these tests need Chromium');
  browser = await chromium.launch({ executablePath, args: process.getuid?.() === 0 ? ['--no-sandbox'] : [] });
});
after(() => Promise.all([browser?.close(), provider?.stop()]));

/** @param {string} id @param {string} entry */
const program = (id, entry) => `import { sendMessage } from 'connector-generic-http-sms/${entry}';
const config = { endpoint: '${provider.url}/${id}', bodyParams: { to: '{{to}}', code: '{{code}}' }, response: { messageId: 'id' } };
sendMessage(config, { to: '+14155550123', type: 'SignIn', payload: { code: '048151' } })
  .then((receipt) => console.log('receipt ' + JSON.stringify(receipt)), (error) => console.log('failed ' + error.message));
`;

/**
 * What a program prints.
 * @param {import('../../runtimes/bundlers.mjs').Run} run @param {string} out
 */
async function outputOf(run, out) {
  if ('command' in run) {
    return (await attempt(run.command, run.args, { cwd: out, signal: AbortSignal.timeout(PATIENCE) })).output;
  }
  await writeFile(join(out, 'index.html'), `<!doctype html><link rel="icon" href="data:,"><script ${run.module ? 'type="module" ' : ''}src="./${run.script}"></script>`);
  const pages = await serve(async (response, { path }) => {
    const file = await readFile(join(out, path)).catch(() => undefined);
    const type = TYPES[/** @type {keyof typeof TYPES} */ (path.split('.').at(-1))] ?? 'text/plain';
    response.writeHead(file ? 200 : 404, { 'Content-Type': type }).end(file ?? 'not there');
  });
  const page = await browser.newPage();
  try {
    return await new Promise((resolve) => {
      const timer = setTimeout(() => resolve('nothing'), PATIENCE);
      const done = (/** @type {string} */ text) => (clearTimeout(timer), resolve(text));
      page.on('console', (message) => /^(receipt|failed) /.test(message.text()) && done(message.text()));
      page.on('pageerror', (error) => done(error.message));
      page.goto(`${pages.url}/index.html`).catch((error) => done(error.message));
    });
  } finally {
    await page.close();
    await pages.stop();
  }
}

/** @param {import('../../runtimes/bundlers.mjs').Bundler} bundler @param {number} index @param {string} entry */
async function receiptThrough(bundler, index, entry) {
  const id = `${index}-${entry.replace('/', '-')}`;
  const out = join(target, 'bundled', id);
  await rm(out, { recursive: true, force: true });
  await mkdir(out, { recursive: true });
  const source = join(project.directory, `${id}.mjs`);
  await writeFile(source, program(id, entry));
  const output = await outputOf(await bundler.build({ source, project: project.directory, out }), out);
  const [, receipt] = /^receipt (.*)$/m.exec(output) ?? [];
  if (!receipt) throw new Error(`it printed: ${output}`);
  assert.deepEqual(JSON.parse(sent.get(`/${id}`) ?? 'null'), { to: '+14155550123', code: '048151' });
  return JSON.parse(receipt);
}

for (const [index, bundler] of bundlers.entries()) {
  describe(bundler.title, () => {
    test('`core/inline` sends', async (context) => {
      try {
        assert.deepEqual(await receiptThrough(bundler, index, 'core/inline'), RECEIPT);
      } catch (error) {
        if (error instanceof Missing) return context.skip(error.message);
        throw error;
      }
    });

    if (bundler.core === undefined) return;
    test(bundler.core === true ? '`core` sends' : '`core` does not: its wasm stays behind', async () => {
      const receipt = receiptThrough(bundler, index, 'core');
      if (bundler.core === true) assert.deepEqual(await receipt, RECEIPT);
      else await assert.rejects(receipt, { message: bundler.core });
    });
  });
}

test("the README's table says so", async () => {
  const readme = await readFile(join(root, 'README.md'), 'utf8');
  const rows = [...readme.matchAll(/^\| (.+?) \| (yes|no|–) \| yes \|$/gm)].map(([, title, core]) => [title, core]);
  const found = bundlers.map(({ title, core }) => [title, { true: 'yes', undefined: '–' }[String(core)] ?? 'no']);
  assert.deepEqual(rows, [['Node, `require`', 'yes'], ...found]);
});

test('`core/inline` is required by a CommonJS program without a bundler, and so is `core`', async () => {
  for (const entry of ['core', 'core/inline']) {
    const id = `require-${entry.replace('/', '-')}`;
    const text = program(id, entry).replace(/^import (.*) from (.*);$/m, 'const $1 = require($2);');
    await writeFile(join(project.directory, `${id}.cjs`), text);
    const output = await outputOf({ command: process.execPath, args: ['--no-warnings', `${id}.cjs`] }, project.directory);
    assert.deepEqual(output.trim(), `receipt ${JSON.stringify(RECEIPT)}`);
  }
});

test('in workerd `core/inline` is `core`: code must not compile wasm there', async () => {
  const [core, inline, elsewhere] = await Promise.all([
    resolvedBy('connector-generic-http-sms/core', project.directory, ['workerd']),
    resolvedBy('connector-generic-http-sms/core/inline', project.directory, ['workerd']),
    resolvedBy('connector-generic-http-sms/core/inline', project.directory, []),
  ]);
  assert.match(core, /lib\/core\.workerd\.js$/);
  assert.equal(inline, core);
  assert.match(elsewhere, /lib\/core\.inline\.js$/);
});
