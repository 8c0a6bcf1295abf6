// The tools that cargo brings: ready-made by `cargo binstall` where somebody has that, compiled otherwise.
import { dirname, join } from 'node:path';
import { attempt, succeed } from './command.mjs';
import { executable, find, versionOf } from './find.mjs';
import { readManifest } from './manifest.mjs';
import { shown, tools } from './paths.mjs';

const WASM_PACK = '0.15.1';

// The tools run for seconds and are compiled for a minute: without optimisation in half the time.
const QUICK_PROFILE = {
  CARGO_PROFILE_RELEASE_OPT_LEVEL: '0',
  CARGO_PROFILE_RELEASE_LTO: 'off',
  CARGO_PROFILE_RELEASE_CODEGEN_UNITS: '16',
  CARGO_PROFILE_RELEASE_DEBUG: '0',
};

/** @typedef {import('./setup.mjs').Piece & { crate: string, seconds: number }} Tool `seconds` on two cores. */

/** @returns {Promise<Tool[]>} */
export async function wasmTools() {
  const { wasmBindgen } = await readManifest();
  return [
    // wasm-pack takes the test runner from beside wasm-bindgen, so both have to be in one folder.
    tool('wasm-bindgen-cli', wasmBindgen, ['wasm-bindgen', 'wasm-bindgen-test-runner'], 45),
    tool('wasm-pack', WASM_PACK, ['wasm-pack'], 35),
  ];
}

/**
 * @param {string} crate @param {string} version @param {string[]} programs @param {number} seconds
 * @returns {Tool}
 */
export function tool(crate, version, [program, ...others], seconds) {
  /** @type {Tool} */
  const piece = {
    crate: `${crate} ${version}`,
    seconds,
    title: `${crate} ${version}`,
    lane: 'cargo',
    async present() {
      const path = await find(program);
      if (!path || (await versionOf(path)) !== version) return undefined;
      const beside = await Promise.all(others.map((other) => executable(join(dirname(path), other))));
      return beside.every(Boolean) ? `${program} ${version}` : undefined;
    },
    async install(signal) {
      if (await hasBinstall()) {
        const args = ['binstall', `${crate}@${version}`, '--root', shown(tools), '--no-confirm', '--disable-strategies', 'compile'];
        const { code } = await attempt('cargo', args, { signal, env: { BINSTALL_DISABLE_TELEMETRY: 'true' } });
        if (code === 0 && (await piece.present())) return;
      }
      // Without --locked: a registry that lags behind the crate's lock file would refuse it.
      // The common target directory compiles what the tools share once. --force: what lies there is not what is needed.
      const args = ['install', crate, '--version', `=${version}`, '--force', '--root', shown(tools), '--target-dir', shown(join(tools, 'build'))];
      await succeed('cargo', args, { signal, env: QUICK_PROFILE, advice: `${crate} ${version} could not be compiled: see above.` });
    },
  };
  return piece;
}

const hasBinstall = () => find('cargo-binstall');

/** What is about to be compiled and how long that takes, before anybody waits for it. @param {import('./setup.mjs').Piece[]} missing */
export async function announce(missing) {
  const compiled = /** @type {Tool[]} */ (missing.filter((piece) => 'crate' in piece));
  if (compiled.length === 0) return undefined;
  const names = compiled.map(({ crate }) => crate).join(' and ');
  if (await hasBinstall()) return `${names}: by "cargo binstall", and compiled where that has none.`;
  const seconds = compiled.reduce((sum, piece) => sum + piece.seconds, 0);
  const meanwhile = missing.some(({ lane }) => lane === 'npm') ? ' Meanwhile npm installs its packages.' : '';
  return `Compiling ${names}, this once: about ${seconds} seconds on two cores.${meanwhile}`;
}
