// A clone in which nothing is installed, and a machine whose tools are stand-ins: what run.mjs does before there is
// anything can be seen without the minutes and the network that it takes.
import { spawn } from 'node:child_process';
import { chmod, cp, mkdir, mkdtemp, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readManifest } from '../../setup/manifest.mjs';
import { root } from '../../setup/paths.mjs';

/** What is needed before the set-up; that nothing else is needed is part of what is tested. */
const FILES = [
  'Cargo.toml', 'pkg-template/recipes', 'tests/fuzz/targets', 'js-harness/package.json', 'js-harness/package-lock.json', 'js-harness/run.mjs',
  'js-harness/commands', 'js-harness/setup', 'js-harness/ui', 'js-harness/recipes', 'js-harness/servers/simulators/providers',
];

/** Far above what anything here takes: it is there so that a hang ends. */
const LIMIT = 60_000;

/** @typedef {{ code: number | null, output: string }} Ended */

/** Words alone: where lines break is no matter. @param {string} output */
export const unwrapped = (output) => output.replaceAll(/\s+/g, ' ').trim();

export async function emptyClone() {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'clone-')));
  const clone = join(folder, 'clone');
  for (const file of FILES) await cp(join(root, file), join(clone, file), { recursive: true });
  const home = join(folder, 'home');
  await mkdir(home);
  return {
    folder,
    clone,
    remove: () => rm(folder, { recursive: true, force: true, maxRetries: 5 }),
    /**
     * @param {string} command @param {string[]} args
     * @param {{ path?: string, env?: Record<string, string> }} [options]
     * @returns {Promise<Ended>}
     */
    run(command, args, { path = process.env.PATH ?? '', env = {} } = {}) {
      return new Promise((resolve, reject) => {
        const child = spawn(command, args, {
          cwd: folder,
          // Nothing of the npm that runs the tests.
          env: { PATH: path, HOME: home, CARGO_HOME: join(home, '.cargo'), npm_config_update_notifier: 'false', ...env },
          timeout: LIMIT,
          killSignal: 'SIGKILL',
        });
        let output = '';
        for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text) => (output += text));
        child.on('error', reject);
        child.on('close', (code) => resolve({ code, output }));
      });
    },
    /** @param {string[]} args */
    harness(...args) {
      return this.run(process.execPath, [join(clone, 'js-harness', 'run.mjs'), ...args]);
    },
  };
}

/**
 * A folder of stand-ins for cargo, rustc, rustup, npm and cargo-binstall. They do what the real ones do for the set-up,
 * and write down what they were asked.
 * @param {string} folder
 * @param {Record<string, { code?: number, output?: string, after?: string, forever?: boolean }>} behaviour By the beginning of what is
 *   asked, e.g. `npm ci`: what it prints and how it ends, what it waits for being asked of another, or that it never ends.
 * @param {string[]} [missing]
 */
export async function standIns(folder, behaviour = {}, missing = ['cargo-binstall']) {
  const path = await mkdtemp(join(folder, 'tools-'));
  const log = join(path, 'asked.jsonl');
  const { wasmBindgen } = await readManifest();
  const programs = { 'wasm-bindgen-cli': ['wasm-bindgen', 'wasm-bindgen-test-runner'], 'wasm-pack': ['wasm-pack'] };
  await writeFile(log, '');
  await mkdir(join(path, 'sysroot', 'lib', 'rustlib', 'wasm32-unknown-unknown', 'lib'), { recursive: true });
  const script = `#!${process.execPath}
const { appendFileSync, chmodSync, mkdirSync, readFileSync, writeFileSync } = require('node:fs');
const { basename, join } = require('node:path');
const name = basename(process.argv[1]);
const args = process.argv.slice(2);
const asked = [name, ...args].join(' ');
if (args[0] === '--version') { console.log(name + ' 99.0.0'); process.exit(); }
if (args.includes('sysroot')) { console.log(${JSON.stringify(join(path, 'sysroot'))}); process.exit(); }
const log = ${JSON.stringify(log)};
appendFileSync(log, JSON.stringify({ asked, profile: process.env.CARGO_PROFILE_RELEASE_OPT_LEVEL }) + '\\n');
const [, { code = 0, output = '', after, forever } = {}] = Object.entries(${JSON.stringify(behaviour)}).find(([begin]) => asked.startsWith(begin)) ?? [];
const end = () => {
  if (output) console.error(output);
  if (code === 0 && name === 'npm') mkdirSync('node_modules');
  if (code === 0 && name === 'cargo') {
    const bin = join(args[args.indexOf('--root') + 1], 'bin');
    mkdirSync(bin, { recursive: true });
    const [crate] = args[1].split('@');
    const version = crate === 'wasm-bindgen-cli' ? '${wasmBindgen}' : args.join(' ').match(/[=@](\\d+\\.\\d+\\.\\d+)/)[1];
    for (const program of ${JSON.stringify(programs)}[crate]) {
      writeFileSync(join(bin, program), '#!${process.execPath}\\nconsole.log("' + program + ' ' + version + '")\\n');
      chmodSync(join(bin, program), 0o755);
    }
  }
  process.exit(code);
};
const started = Date.now();
const wait = () => {
  if (forever) return Date.now() - started < ${LIMIT} && setTimeout(wait, 50);
  if (!after || readFileSync(log, 'utf8').includes(after)) return end();
  if (Date.now() - started > 20_000) { console.error('nobody asked for ' + after); process.exit(1); }
  setTimeout(wait, 20);
};
wait();
`;
  for (const name of ['cargo', 'rustc', 'rustup', 'npm', 'cargo-binstall'].filter((one) => !missing.includes(one))) {
    await writeFile(join(path, name), script);
    await chmod(join(path, name), 0o755);
  }
  return {
    path,
    /** @returns {Promise<Array<{ asked: string, profile?: string }>>} */
    asked: async () => (await readFile(log, 'utf8')).trim().split('\n').filter(Boolean).map((line) => JSON.parse(line)),
  };
}

