// The set-up in a clone where nothing is installed, with stand-ins for the tools: what it does in which order, and what
// it says when it cannot.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { emptyClone, standIns, unwrapped } from '../support/clone.mjs';

/** @type {Awaited<ReturnType<typeof emptyClone>>} */
let clone;
beforeEach(async () => void (clone = await emptyClone()));
afterEach(() => clone.remove());

/** @param {Awaited<ReturnType<typeof standIns>>} tools */
const setUp = (tools) => clone.run(process.execPath, [join(clone.clone, 'js-harness', 'run.mjs'), 'setup'], { path: tools.path });

test('npm installs while cargo compiles, and what is compiled is said beforehand', async () => {
  // Each waits until the other has been asked: one after the other, neither would end.
  const tools = await standIns(clone.folder, { 'npm ci': { after: 'cargo install' }, 'cargo install': { after: 'npm ci' } });
  const { code, output } = await setUp(tools);
  assert.equal(code, 0, output);
  assert.match(unwrapped(output), /^Compiling wasm-bindgen-cli [\d.]+ and wasm-pack [\d.]+, this once: about \d+ seconds.*✓ npm packages/);
  assert.match(output, /^✓ wasm-pack/m);
  for (const line of output.split('\n')) assert.ok(line.length <= 80, line);
});

test('both tools are compiled cheaply and into one folder; a second run finds all of it', async () => {
  const tools = await standIns(clone.folder);
  assert.equal((await setUp(tools)).code, 0);
  const compiled = (await tools.asked()).filter(({ asked }) => asked.startsWith('cargo install'));
  assert.deepEqual(compiled.map(({ profile }) => profile), ['0', '0']);
  const folders = compiled.map(({ asked }) => /--target-dir (\S+)/.exec(asked)?.[1]);
  assert.ok(folders[0]);
  assert.equal(folders[0], folders[1]);

  const before = (await tools.asked()).length;
  const { code, output } = await setUp(tools);
  assert.equal(code, 0);
  assert.match(output, /^✓ ready {2}Rust 99\.0\.0, Node /);
  assert.equal((await tools.asked()).length, before);
});

describe('Rust is looked for before npm is asked', () => {
  for (const missing of ['rustc', 'cargo']) {
    test(`without ${missing}`, async () => {
      const tools = await standIns(clone.folder, {}, [missing, 'cargo-binstall']);
      const { code, output } = await setUp(tools);
      assert.equal(code, 1);
      assert.match(output, /Rust is missing: install it/);
      assert.match(output, /https:\/\/sh\.rustup\.rs|https:\/\/rustup\.rs/);
      assert.deepEqual(await tools.asked(), []);
    });
  }
});

describe('cargo binstall', () => {
  test('brings the tools where it is', async () => {
    const tools = await standIns(clone.folder, {}, []);
    const { code, output } = await setUp(tools);
    assert.equal(code, 0, output);
    assert.match(unwrapped(output), /by "cargo binstall", and compiled where that has none/);
    const asked = (await tools.asked()).map((one) => one.asked);
    assert.equal(asked.filter((one) => /^cargo binstall \S+@\d.*--disable-strategies compile/.test(one)).length, 2);
    assert.deepEqual(asked.filter((one) => one.startsWith('cargo install')), []);
  });

  test('where it has none, they are compiled', async () => {
    const tools = await standIns(clone.folder, { 'cargo binstall': { code: 94 } }, []);
    const { code, output } = await setUp(tools);
    assert.equal(code, 0, output);
    assert.equal((await tools.asked()).filter(({ asked }) => asked.startsWith('cargo install')).length, 2);
  });
});

describe('what cannot be brought', () => {
  /** @type {Record<string, [string, string, RegExp]>} */
  const causes = {
    'npm, offline': ['npm ci', 'npm error code EAI_AGAIN\nnpm error request failed', /npm could not install the packages of js-harness.*cannot be reached: check the connection/],
    'cargo, offline': ['cargo install', 'error: failed to download\n  [6] Could not resolve hostname', /wasm-bindgen-cli [\d.]+ could not be compiled.*cannot be reached/],
    'npm, read-only': ['npm ci', 'npm error code EROFS\nnpm error rofs read-only file system', /A folder cannot be written to: move the clone/],
    'cargo, read-only': ['cargo install', 'error: failed to create directory\n  Permission denied (os error 13)', /A folder cannot be written to: move the clone/],
    'no linker': ['cargo install', 'error: linker `cc` not found\n  No such file or directory (os error 2)', /There is no C compiler/],
    'no C compiler': ['cargo install', 'error occurred in cc-rs: failed to find tool "cc"', /There is no C compiler/],
    'no room': ['cargo install', 'error: No space left on device (os error 28)', /The disk is full/],
    'anything else': ['cargo install', 'error: something that nobody has seen', /something that nobody has seen wasm-bindgen-cli [\d.]+ could not be compiled: see above\.$/],
  };
  for (const [name, [asked, output, advice]] of Object.entries(causes)) {
    test(name, async () => {
      // The other one would go on for ever: it is ended, and nobody waits for it.
      const other = asked === 'npm ci' ? 'cargo install' : 'npm ci';
      const tools = await standIns(clone.folder, { [asked]: { code: 1, output, after: other }, [other]: { forever: true } });
      const ended = await setUp(tools);
      assert.equal(ended.code, 1, ended.output);
      assert.match(unwrapped(ended.output), advice);
      assert.match(ended.output, /^✗ .* stopped$/m);
      assert.doesNotMatch(ended.output, /^ +at /m, 'no stack');
    });
  }
});
