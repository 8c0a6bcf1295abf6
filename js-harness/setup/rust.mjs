import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { Stop } from '../ui/stop.mjs';
import { attempt, succeed } from './command.mjs';
import { atLeast, versionOf } from './find.mjs';
import { readManifest } from './manifest.mjs';

const TARGET = 'wasm32-unknown-unknown';

/** @type {import('./setup.mjs').Piece} */
export const rustAndTarget = {
  title: `Rust target ${TARGET}`,
  async present() {
    const version = await versionOf('rustc');
    if (!version || !(await versionOf('cargo'))) {
      throw new Stop('Rust is missing: install it from https://rustup.rs, then run this again.');
    }
    const { rust } = await readManifest();
    if (!atLeast(version, rust)) throw new Stop(`Rust ${version} is too old, ${rust} is needed: run "rustup update", then this again.`);
    return (await hasTarget()) ? `Rust ${version}` : undefined;
  },
  async install() {
    if (!(await versionOf('rustup'))) {
      throw new Stop(`This Rust cannot compile for ${TARGET}: install Rust from https://rustup.rs, or that target from where this Rust came from.`);
    }
    await succeed('rustup', ['target', 'add', TARGET], {
      advice: `The target ${TARGET} could not be added: run "rustup target add ${TARGET}", then this again.`,
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
