// Makes the npm package: the engine by wasm-pack, the rest from pkg-template/, and the tarball of both.
import { createHash } from 'node:crypto';
import { cp, mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { withRecipes } from '../recipes/table.mjs';
import { attempt, excerpt, succeed } from '../setup/command.mjs';
import { readManifest } from '../setup/manifest.mjs';
import { harness, packages, pkg, pkgTemplate, root, shown, target } from '../setup/paths.mjs';
import { ready, step } from '../ui/steps.mjs';
import { Stop } from '../ui/stop.mjs';
import { bundle } from './bundles.mjs';

const stamp = join(target, 'pkg.json');
const wasmPackOut = join(target, 'wasm-pack');
const ENGINE_INPUTS = ['src', 'Cargo.toml', 'Cargo.lock', 'js-harness/build/package.mjs'];
const INPUTS = [...ENGINE_INPUTS, 'pkg-template', 'CHANGELOG.md', 'LICENSE', 'js-harness/build/bundles.mjs', 'js-harness/recipes/table.mjs'];

/**
 * Builds what is not up to date.
 * @returns {Promise<{ tarball: string, version: string, sizes: Sizes }>}
 * @typedef {{ wasm: number, gzip: number, brotli: number, glue: number, tarball: number }} Sizes In bytes; gzip and brotli of the wasm.
 */
export async function build() {
  const [inputs, engine] = [await hashOf(INPUTS), await hashOf(ENGINE_INPUTS)];
  const last = JSON.parse(await readFile(stamp, 'utf8').catch(() => '{}'));
  if (last.inputs === inputs && (await isFile(last.tarball)) && (await isFile(join(pkg, 'package.json')))) {
    ready('package up to date', describe(last.sizes));
    return last;
  }
  // Most changes are of what stands around it.
  if (last.engine !== engine || !(await isFile(join(wasmPackOut, 'engine_bg.wasm')))) await compileEngine();
  return step('package', async (note) => {
    const { version } = await readManifest();
    await assemble(version);
    const tarball = await pack();
    const result = { inputs, engine, tarball, version, sizes: await measure(tarball) };
    await writeFile(stamp, JSON.stringify(result, null, 2));
    note(describe(result.sizes));
    return result;
  });
}

const compileEngine = () =>
  step('engine', async (note) => {
    const args = ['build', '--target', 'web', '--release', '--mode', 'no-install', '--out-name', 'engine', '--out-dir', shown(wasmPackOut)];
    // --locked: what Cargo.lock says, not what the registry has today.
    const { code, output } = await attempt('wasm-pack', [...args, '--', '--locked'], { env: await withoutMachinePaths() });
    if (code !== 0) throw new Stop('The engine could not be compiled: see above.', excerpt(output));
    // wasm-pack only remarks on a missing wasm-opt, and the package would be half as large again.
    if (!output.includes('Optimizing wasm binaries with `wasm-opt`')) {
      throw new Stop('wasm-pack did not optimise the engine: see above for what it says about wasm-opt.', excerpt(output));
    }
    note('wasm-pack, wasm-opt');
  });

/** Panic messages name source files; the package shall not say where on this machine they lay. */
async function withoutMachinePaths() {
  const sources = join(process.env.CARGO_HOME ?? join(homedir(), '.cargo'), 'registry', 'src');
  // One folder for each registry that crates came from.
  const registries = await readdir(sources).catch(() => []);
  const moved = [[root, '.'], ...registries.map((name) => [join(sources, name), 'crates']), await standardLibrary()];
  // The encoded form: a path may hold spaces.
  return { CARGO_ENCODED_RUSTFLAGS: moved.map(([from, to]) => `--remap-path-prefix=${from}=${to}`).join('\x1f') };
}

/** Where the component rust-src is installed, Rust names the standard library's files by their place on this machine. */
async function standardLibrary() {
  const [{ stdout: sysroot }, { stdout: version }] = [await attempt('rustc', ['--print', 'sysroot']), await attempt('rustc', ['-vV'])];
  // The name that they have without it.
  return [join(sysroot.trim(), 'lib', 'rustlib', 'src', 'rust'), `/rustc/${/^commit-hash: (\w+)/m.exec(version)?.[1]}`];
}

/** @param {string} version */
async function assemble(version) {
  await rm(pkg, { recursive: true, force: true });
  await cp(pkgTemplate, pkg, { recursive: true });
  const engine = join(pkg, 'lib', 'engine');
  await mkdir(engine, { recursive: true });
  // Not the package.json, README and .gitignore that wasm-pack writes beside them: npm would heed that .gitignore.
  for (const file of ['engine.js', 'engine_bg.wasm']) await cp(join(wasmPackOut, file), join(engine, file));
  await writeFile(join(engine, 'engine_bg.inline.js'), inlined(await readFile(join(engine, 'engine_bg.wasm'))));
  for (const file of ['CHANGELOG.md', 'LICENSE']) await cp(join(root, file), join(pkg, file));
  await bundle(pkg);
  const readme = join(pkg, 'README.md');
  await writeFile(readme, withRecipes(await readFile(readme, 'utf8')));
  const path = join(pkg, 'package.json');
  const manifest = JSON.parse(await readFile(path, 'utf8'));
  await writeFile(path, `${JSON.stringify({ ...manifest, version }, null, 2)}\n`);
}

/**
 * The wasm as a module. Base64, though a string of all 256 characters would be shorter when compressed: bundlers write
 * four characters for each of those, and a page of another charset reads others.
 *
 * @param {Buffer} wasm
 */
const inlined = (wasm) => `export default '${wasm.toString('base64')}';\n`;

/** @returns {Promise<string>} */
async function pack() {
  for (const name of await readdir(target)) {
    if (/^connector-.*\.tgz$/.test(name)) await rm(join(target, name));
  }
  const { stdout } = await succeed('npm', ['pack', `./${shown(pkg)}`, '--json', '--pack-destination', shown(target)], {
    advice: 'npm could not pack the package: see above.',
  });
  return join(target, JSON.parse(stdout)[0].filename);
}

/** The sizes of the package that was assembled last, and of its tarball. @param {string} tarball @returns {Promise<Sizes>} */
export async function measure(tarball) {
  const engine = join(pkg, 'lib', 'engine');
  const wasm = await readFile(join(engine, 'engine_bg.wasm'));
  return {
    wasm: wasm.length,
    gzip: gzipSync(wasm, { level: 9 }).length,
    brotli: brotliCompressSync(wasm, { params: { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY } }).length,
    glue: (await stat(join(engine, 'engine.js'))).size,
    tarball: (await stat(tarball)).size,
  };
}

/** @param {Sizes} sizes */
const describe = ({ wasm, gzip, tarball }) => `wasm ${kib(wasm, 0)}, gzip ${kib(gzip, 0)}, tarball ${kib(tarball, 0)} KiB`;

/** @param {number} bytes @param {number} [digits] */
export const kib = (bytes, digits = 1) => (bytes / 1024).toFixed(digits);

/** @param {string[]} inputs */
async function hashOf(inputs) {
  const hash = createHash('sha256');
  for (const input of inputs) {
    for (const path of await filesOf(join(root, input))) hash.update(`${shown(path)}\n`).update(await readFile(path));
  }
  // The tools decide the bytes too; the version of wasm-bindgen stands in Cargo.toml.
  hash.update(await readFile(join(harness, 'package-lock.json')));
  hash.update(await readFile(join(packages, 'binaryen', 'package.json')));
  hash.update((await attempt('rustc', ['--version'])).stdout);
  return hash.digest('hex');
}

/** @param {string} path @returns {Promise<string[]>} */
async function filesOf(path) {
  const found = await stat(path).catch(() => undefined);
  if (!found) throw new Stop(`${shown(path)} is missing; the package is made of it.`);
  if (found.isFile()) return [path];
  const names = (await readdir(path)).sort();
  return (await Promise.all(names.map((name) => filesOf(join(path, name))))).flat();
}

/** @param {string | undefined} path */
const isFile = async (path) => Boolean(path && (await stat(path).catch(() => undefined))?.isFile());
