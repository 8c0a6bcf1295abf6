import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { Stop } from '../ui/stop.mjs';
import { attempt, succeed } from './command.mjs';
import { atLeast, versionOf } from './find.mjs';
import { readManifest } from './manifest.mjs';

const TARGET = 'wasm32-unknown-unknown';
const HOW_TO_INSTALL =
  process.platform === 'win32'
    ? 'install it with rustup-init.exe from https://rustup.rs'
    : `install it with
  curl --proto '=https' --tlsv1.2 -sSf https://sh.rustup.rs | sh -s -- -y
(https://rustup.rs says more)`;

/** @type {import('./setup.mjs').Piece} */
export const rustAndTarget = {
  title: `Rust target ${TARGET}`,
  lane: 'cargo',
  async present() {
    const version = await versionOf('rustc');
    if (!version || !(await versionOf('cargo'))) {
      throw new Stop(`Rust is missing: ${HOW_TO_INSTALL}, then run this again.`);
    }
    const { rust } = await readManifest();
    if (!atLeast(version, rust)) throw new Stop(`Rust ${version} is too old, ${rust} is needed: run "rustup update", then this again.`);
    return (await hasTarget()) ? `Rust ${version}` : undefined;
  },
  async install(signal) {
    if (!(await versionOf('rustup'))) {
      throw new Stop(`This Rust cannot compile for ${TARGET}, and has no rustup that could add it: install that target from where this Rust came from, or ${HOW_TO_INSTALL}, then run this again.`);
    }
    await succeed('rustup', ['target', 'add', TARGET], {
      signal,
      advice: `The target ${TARGET} could not be added: see above.`,
    });
  },
};

// Asked of rustc and not of rustup, because a distribution's Rust may have the target and has no rustup.
async function hasTarget() {
  const { stdout } = await attempt('rustc', ['--print', 'sysroot']);
  return access(join(stdout.trim(), 'lib', 'rustlib', TARGET, 'lib')).then(
    () => true,
    () => false,
  );
}
