// The project is what was ordered: its packages, each really used, and its top level.
import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, test } from 'node:test';
import { attempt } from '../../setup/command.mjs';
import { root } from '../../setup/paths.mjs';
import { cardProblems } from '../support/card.mjs';

/** What the repository holds; where this is no clone, what lies here and no build has made. */
async function entries() {
  const { code, stdout } = await attempt('git', ['ls-files', '-z']);
  if (code !== 0) return (await readdir(root)).filter((name) => !['pkg', 'target'].includes(name));
  return [...new Set(stdout.split('\0').filter(Boolean).map((path) => path.split('/')[0]))];
}

test('every package is there and used, and the top level is what it has to be', async () => {
  assert.deepEqual(await cardProblems(root, await entries()), []);
});

describe('is noticed', () => {
  /** The least that has everything. @type {Record<string, string>} */
  const whole = {
    'Cargo.toml': `
[dependencies]
serde = { version = "1", features = ["derive"] }
[target.'cfg(target_arch = "wasm32")'.dependencies]
js-sys = "0.3"
serde-wasm-bindgen = "0.6"
wasm-bindgen = "0.2"
wasm-bindgen-futures = "0.4"
web-sys = { version = "0.3", features = ["RequestInit"] }
[target.'cfg(target_arch = "wasm32")'.dev-dependencies]
wasm-bindgen-test = "0.3"
`,
    'src/lib.rs': `
use web_sys::{
    Headers, RequestInit,
};
#[derive(Clone, Serialize)]
struct Issue;
#[wasm_bindgen(js_name = sendMessage)]
pub fn send() -> js_sys::Promise {
    let init = RequestInit::new();
    wasm_bindgen_futures::future_to_promise(async move { serde_wasm_bindgen::to_value(&Issue) })
}
`,
    'tests/node.rs': '#[wasm_bindgen_test]\nfn works() {}\n',
    'pkg/lib/engine/engine.js':
      'new AbortController(); init.method = a; init.headers = b; init.redirect = c; init.signal = d;\n',
  };
  const top = ['Cargo.toml', 'src', 'pkg-template', 'tests', 'js-harness', 'README.md', 'Cargo.lock', 'LICENSE', '.gitignore'];

  /** @param {Record<string, string>} files @param {string[]} names */
  async function problemsOf(files, names = top) {
    const folder = await mkdtemp(join(tmpdir(), 'card-'));
    try {
      for (const [name, text] of Object.entries(files)) {
        await mkdir(dirname(join(folder, name)), { recursive: true });
        await writeFile(join(folder, name), text);
      }
      return await cardProblems(folder, names);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }

  test('nothing, where nothing is missing', async () => assert.deepEqual(await problemsOf(whole), []));

  const packages = ['serde', 'js-sys', 'serde-wasm-bindgen', 'wasm-bindgen', 'wasm-bindgen-futures', 'web-sys'];
  for (const [names, table] of /** @type {const} */ ([[packages, 'dependencies'], [['wasm-bindgen-test'], 'dev-dependencies']])) {
    for (const name of names) {
      test(`${name} that is not depended on`, async () => {
        const manifest = whole['Cargo.toml'].replace(new RegExp(`^${name} = .*\n`, 'm'), '');
        assert.deepEqual(await problemsOf({ ...whole, 'Cargo.toml': manifest }), [`${name} is not among the ${table}`]);
      });
    }
  }

  /** What is used, where, and the text that uses it. @type {[name: string, file: string, text: string][]} */
  const uses = [
    ['serde', 'src/lib.rs', '#[derive(Clone, Serialize)]'],
    ['js-sys', 'src/lib.rs', 'js_sys::Promise'],
    ['serde-wasm-bindgen', 'src/lib.rs', 'serde_wasm_bindgen::to_value(&Issue)'],
    ['wasm-bindgen', 'src/lib.rs', '#[wasm_bindgen(js_name = sendMessage)]'],
    ['wasm-bindgen-futures', 'src/lib.rs', 'wasm_bindgen_futures::future_to_promise'],
    ['web-sys', 'src/lib.rs', 'use web_sys::{\n    Headers, RequestInit,\n};'],
    ['wasm-bindgen-test', 'tests/node.rs', '#[wasm_bindgen_test]'],
  ];
  for (const [name, file, text] of uses) {
    for (const [how, instead] of [['not used', ''], ['used in a comment only', `/* ${text} */\n// ${text.replaceAll('\n', ' ')}\n`]]) {
      test(`${name} that is ${how}`, async () => {
        assert.ok(whole[file].includes(text));
        const changed = whole[file].replace(text, instead);
        assert.deepEqual(await problemsOf({ ...whole, [file]: changed }), [`${name} is not used below ${dirname(file)}`]);
      });
    }
  }

  test('a RequestInit that is never made', async () => {
    const changed = whole['src/lib.rs'].replace('RequestInit::new()', 'Object::new()');
    assert.deepEqual(await problemsOf({ ...whole, 'src/lib.rs': changed }), ['src makes no RequestInit']);
  });

  for (const part of ['new AbortController(); ', 'init.method = a; ', 'init.headers = b; ', 'init.redirect = c; ', 'init.signal = d;']) {
    test(`a glue without ${part.trim()}`, async () => {
      const glue = whole['pkg/lib/engine/engine.js'].replace(part, '');
      const problems = await problemsOf({ ...whole, 'pkg/lib/engine/engine.js': glue });
      assert.equal(problems.length, 1);
      assert.match(problems[0], /^the built glue has no /);
    });
  }

  for (const name of ['Cargo.toml', 'src', 'pkg-template', 'tests', 'js-harness', 'README.md']) {
    test(`a top level without ${name}`, async () => {
      assert.deepEqual(await problemsOf(whole, top.filter((one) => one !== name)), [`${name} is missing`]);
    });
  }

  test('anything else at the top level', async () => {
    assert.deepEqual(await problemsOf(whole, [...top, 'scripts', '.ci']), ['scripts does not belong to the top level']);
  });
});
