// Cargo.toml is the one place for the version of the package, of Rust and of wasm-bindgen.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Stop } from '../ui/stop.mjs';
import { root } from './paths.mjs';

/** @returns {Promise<{ version: string, rust: string, wasmBindgen: string }>} */
export async function readManifest() {
  const text = await readFile(join(root, 'Cargo.toml'), 'utf8');
  /** @param {string} what @param {RegExp} pattern */
  const read = (what, pattern) => {
    const found = pattern.exec(text)?.[1];
    if (!found) throw new Stop(`Cargo.toml names no ${what}.`);
    return found;
  };
  return {
    version: read('version', /^version\s*=\s*"([^"]+)"/m),
    rust: read('rust-version', /^rust-version\s*=\s*"([^"]+)"/m),
    wasmBindgen: read('exact version of wasm-bindgen', /^wasm-bindgen\s*=\s*"=([^"]+)"/m),
  };
}
