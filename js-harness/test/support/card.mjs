// What the project was ordered as: its packages, each really used, and its top level. A project without one of them is
// another one, whatever else its tests say.
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'smol-toml';

/** Each package of the engine, and what a use of it looks like. @type {Record<string, RegExp>} */
const USES = {
  'wasm-bindgen': /#\[wasm_bindgen\b/,
  'wasm-bindgen-futures': /\bwasm_bindgen_futures::/,
  serde: /#\[derive\([^)]*\b(De)?[Ss]erialize\b/,
  'serde-wasm-bindgen': /\bserde_wasm_bindgen::/,
  'js-sys': /\bjs_sys::/,
  // Named in full or by a `use`, which ends at its semicolon.
  'web-sys': /\bweb_sys::[^;]*\bRequestInit\b/,
};
const TEST_USES = { 'wasm-bindgen-test': /#\[wasm_bindgen_test\b/ };

/** In the glue that wasm-bindgen wrote, what web-sys asked it for: a request of fetch, and the means to end it. */
const GLUE = ['new AbortController(', '.method = ', '.headers = ', '.redirect = ', '.signal = '];

const TOP_LEVEL = ['Cargo.toml', 'src', 'pkg-template', 'tests', 'js-harness', 'README.md'];
const BESIDE = ['Cargo.lock', 'LICENSE', 'CHANGELOG.md', 'SECURITY.md', 'CONTRIBUTING.md', 'webdriver.json'];

/**
 * What is not as it was ordered.
 * @param {string} folder The project, built.
 * @param {string[]} entries Of its top level, as far as they belong to it.
 * @returns {Promise<string[]>}
 */
export async function cardProblems(folder, entries) {
  const manifest = parse(await readFile(join(folder, 'Cargo.toml'), 'utf8'));
  const source = await rustBelow(join(folder, 'src'));
  const tests = await rustBelow(join(folder, 'tests'));
  const glue = await readFile(join(folder, 'pkg', 'lib', 'engine', 'engine.js'), 'utf8');
  return [
    ...packageProblems('dependencies', USES, 'src', manifest, source),
    ...packageProblems('dev-dependencies', TEST_USES, 'tests', manifest, tests),
    ...(/\bRequestInit::new\(/.test(source) ? [] : ['src makes no RequestInit']),
    ...GLUE.filter((text) => !glue.includes(text)).map((text) => `the built glue has no ${text.trim()}`),
    ...TOP_LEVEL.filter((name) => !entries.includes(name)).map((name) => `${name} is missing`),
    ...entries
      .filter((name) => !name.startsWith('.') && ![...TOP_LEVEL, ...BESIDE].includes(name))
      .map((name) => `${name} does not belong to the top level`),
  ];
}

/**
 * @param {'dependencies' | 'dev-dependencies'} key @param {Record<string, RegExp>} uses @param {string} place
 * @param {any} manifest @param {string} code
 */
function packageProblems(key, uses, place, manifest, code) {
  const tables = [manifest, ...Object.values(manifest.target ?? {})].map((table) => table[key] ?? {});
  return Object.entries(uses).flatMap(([name, use]) => [
    ...(tables.some((table) => Object.hasOwn(table, name)) ? [] : [`${name} is not among the ${key}`]),
    ...(use.test(code) ? [] : [`${name} is not used below ${place}`]),
  ]);
}

/** All Rust below a folder, without its comments. @param {string} folder */
async function rustBelow(folder) {
  const names = (await readdir(folder, { recursive: true })).filter((name) => name.endsWith('.rs'));
  const texts = await Promise.all(names.map((name) => readFile(join(folder, name), 'utf8')));
  return texts.join('\n').replace(/\/\*[^]*?\*\/|\/\/.*/g, '');
}
