// What makes one file, or a few, of a program and its packages: how each builds a program that uses the engine, and how the
// result is run where neither program nor package is.
import { join } from 'node:path';
import { attempt } from '../setup/command.mjs';
import { programOf } from '../setup/runtimes.mjs';

/**
 * `source` is the program, an ES module in a project that has the packed package, `out` an empty folder somewhere else.
 * @typedef {{ source: string, project: string, out: string }} Job
 *
 * @typedef {object} Bundler
 * @property {string} title As in the README's table.
 * @property {true | RegExp | undefined} core Whether `core` works through it too, or what is said where its wasm stays behind;
 *   `undefined` where nobody has tried.
 * @property {(job: Job) => Promise<Run>} build Throws what the bundler finds wrong.
 *
 * How to run what was built: a command, or a page's script, by its path below `out`.
 * @typedef {{ command: string, args: string[] } | { script: string, module: boolean }} Run
 */

const MINUTE = 60_000;

/** Thrown where what a bundler needs is not on this machine, and nothing that the package could do about it. */
export class Missing extends Error {}

const NO_FILE = /ENOENT: no such file or directory, open '.*engine_bg\.wasm'/;

/** @type {Bundler[]} */
export const bundlers = [
  esbuild('esbuild, for Node, ESM', NO_FILE, { platform: 'node', format: 'esm' }, 'bundle.mjs'),
  // Nothing there says where the program is.
  esbuild('esbuild, for Node, CommonJS', /ERR_INVALID_URL/, { platform: 'node', format: 'cjs' }, 'bundle.cjs'),
  esbuild('esbuild, for browsers, ESM', /404 Not Found fetching '.*engine_bg\.wasm'/, { platform: 'browser', format: 'esm' }, 'bundle.js'),
  esbuild('esbuild, for browsers, IIFE', /Top-level await is currently not supported/, { platform: 'browser', format: 'iife' }, 'bundle.js'),
  { title: 'Vite, for browsers', core: true, build: vite },
  { title: 'Vite, SSR with `noExternal`', core: NO_FILE, build: viteSsr },
  { title: 'webpack 5, for browsers', core: true, build: (job) => webpack(job, 'web') },
  { title: 'webpack 5, for Node', core: true, build: (job) => webpack(job, 'node') },
  { title: '`bun build`', core: NO_FILE, build: (job) => bun(job, []) },
  { title: '`bun build --compile`', core: NO_FILE, build: (job) => bun(job, ['--compile']) },
  { title: '`deno run` without `--allow-read`', core: /Requires read access/, build: denoRun },
  { title: '`deno compile`', core: undefined, build: denoCompile },
];

/** @param {string} path @returns {Run} */
const inNode = (path) => ({ command: process.execPath, args: [path] });

/** @param {string} title @param {RegExp} core @param {import('esbuild').BuildOptions} options @param {string} name @returns {Bundler} */
function esbuild(title, core, options, name) {
  return {
    title,
    core,
    async build({ source, out }) {
      const { build } = await import('esbuild');
      await build({ entryPoints: [source], bundle: true, outfile: join(out, name), logLevel: 'silent', ...options });
      return options.platform === 'node' ? inNode(name) : { script: name, module: options.format === 'esm' };
    },
  };
}

/** @param {Job} job @returns {Promise<Run>} */
async function vite({ source, project, out }) {
  const { build } = await import('vite');
  const rollupOptions = { input: source, output: { entryFileNames: 'bundle.js' } };
  await build({ configFile: false, root: project, base: './', logLevel: 'silent', build: { outDir: out, rollupOptions } });
  return { script: 'bundle.js', module: true };
}

/** @param {Job} job @returns {Promise<Run>} */
async function viteSsr({ source, project, out }) {
  const { build } = await import('vite');
  const rollupOptions = { output: { entryFileNames: 'bundle.mjs' } };
  await build({ configFile: false, root: project, logLevel: 'silent', ssr: { noExternal: true }, build: { ssr: source, outDir: out, rollupOptions } });
  return inNode('bundle.mjs');
}

/** @param {Job} job @param {'web' | 'node'} target @returns {Promise<Run>} */
async function webpack({ source, out }, target) {
  const { default: pack } = await import('webpack');
  const name = target === 'web' ? 'bundle.js' : 'bundle.cjs';
  await new Promise((resolve, reject) => {
    pack({ mode: 'production', entry: source, target, performance: false, output: { path: out, filename: name } }, (error, stats) => {
      if (error || stats?.hasErrors()) reject(error ?? new Error(stats?.toString('errors-only')));
      else resolve(undefined);
    });
  });
  return target === 'node' ? inNode(name) : { script: name, module: false };
}

/** @param {Job} job @param {string[]} flags @returns {Promise<Run>} */
async function bun({ source, project, out }, flags) {
  const program = await programOf(/^@oven\/bun-/, 'bin/bun');
  if (!program) throw new Missing('npm brought no Bun for this platform');
  const name = join(out, flags.length > 0 ? 'bundle' : 'bundle.js');
  await run(program, ['build', source, '--target=bun', ...flags, `--outfile=${name}`], project, {});
  return flags.length > 0 ? { command: name, args: [] } : { command: program, args: ['run', '--no-install', name] };
}

async function deno() {
  const program = await programOf(/^@deno\//, 'deno');
  if (!program) throw new Missing('npm brought no Deno for this platform');
  return program;
}

/** No bundler, and yet a place where no file may be read. @param {Job} job @returns {Promise<Run>} */
async function denoRun({ source }) {
  return { command: await deno(), args: ['run', '--quiet', '--no-prompt', '--cached-only', '--allow-net=127.0.0.1', source] };
}

/** @param {Job} job @returns {Promise<Run>} */
async function denoCompile({ source, project, out }) {
  const program = await deno();
  const name = join(out, 'bundle');
  const args = ['compile', '--quiet', '--no-prompt', '--cached-only', '--allow-net=127.0.0.1', `--output=${name}`, source];
  await run(program, args, project, { DENO_DIR: join(out, 'cache'), DENO_NO_UPDATE_CHECK: '1' }).catch((error) => {
    // Not in the package that npm brings: Deno downloads what it puts the program into.
    throw /denort|base binary/.test(error.message) ? new Missing('Deno could not download the runtime that it compiles into (denort)') : error;
  });
  return { command: name, args: [] };
}

/** @param {string} program @param {string[]} args @param {string} cwd @param {Record<string, string>} env */
async function run(program, args, cwd, env) {
  const { code, output } = await attempt(program, args, { cwd, env, signal: AbortSignal.timeout(MINUTE) });
  if (code !== 0) throw new Error(output);
}

/** Where a name leads under these conditions, as esbuild finds it. @param {string} name @param {string} project @param {string[]} conditions */
export async function resolvedBy(name, project, conditions) {
  const { build } = await import('esbuild');
  const stdin = { contents: `import '${name}';`, resolveDir: project };
  const { metafile } = await build({ stdin, bundle: true, format: 'esm', write: false, metafile: true, conditions, loader: { '.wasm': 'copy' }, outdir: project, absWorkingDir: project });
  return Object.keys(metafile.inputs).find((path) => /lib\/core[^/]*\.js$/.test(path)) ?? '';
}
