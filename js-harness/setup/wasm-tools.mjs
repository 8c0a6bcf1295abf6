import { dirname, join } from 'node:path';
import { succeed } from './command.mjs';
import { executable, find, versionOf } from './find.mjs';
import { readManifest } from './manifest.mjs';
import { shown, tools } from './paths.mjs';

const WASM_PACK = '0.15.1';

// The tools run for seconds, compiling them takes minutes: with the default profiles about three times as long.
const QUICK_PROFILE = {
  CARGO_PROFILE_RELEASE_OPT_LEVEL: '1',
  CARGO_PROFILE_RELEASE_LTO: 'off',
  CARGO_PROFILE_RELEASE_CODEGEN_UNITS: '16',
  CARGO_PROFILE_RELEASE_DEBUG: '0',
};

/** @returns {Promise<import('./setup.mjs').Piece[]>} */
export async function wasmTools() {
  const { wasmBindgen } = await readManifest();
  return [
    // wasm-pack takes the test runner from beside wasm-bindgen, so both have to be in one folder.
    tool('wasm-bindgen-cli', wasmBindgen, ['wasm-bindgen', 'wasm-bindgen-test-runner']),
    tool('wasm-pack', WASM_PACK, ['wasm-pack']),
  ];
}

/**
 * @param {string} crate @param {string} version @param {string[]} programs
 * @returns {import('./setup.mjs').Piece}
 */
export function tool(crate, version, [program, ...others]) {
  return {
    title: `compile ${crate} ${version}`,
    async present() {
      const path = await find(program);
      if (!path || (await versionOf(path)) !== version) return undefined;
      const beside = await Promise.all(others.map((other) => executable(join(dirname(path), other))));
      return beside.every(Boolean) ? `${program} ${version}` : undefined;
    },
    async install() {
      // Without --locked: a registry that lags behind the crate's lock file would refuse it.
      // The common target directory compiles what both tools use once.
      const args = ['install', crate, '--version', `=${version}`, '--root', shown(tools), '--target-dir', shown(join(tools, 'build'))];
      await succeed('cargo', args, {
        env: QUICK_PROFILE,
        advice: `${crate} ${version} could not be installed: see above; without a C compiler, install one first. Then run this again.`,
      });
    },
  };
}
