// The packed package as its users get it: unpacked from the tarball into a project of its own, imported by its name.
import { mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { succeed } from '../setup/command.mjs';
import { shown, target } from '../setup/paths.mjs';

/** @typedef {typeof import('../../pkg-template/lib/core.js')} Core */

export const packageName = 'connector-generic-http-sms';

/** The tarball that the build made last. */
export async function tarballPath() {
  const names = (await readdir(target)).filter((name) => /^connector-generic-http-sms-.*\.tgz$/.test(name));
  if (names.length !== 1) throw new Error(`expected one tarball in ${shown(target)}, found ${names.length}`);
  return join(target, names[0]);
}

/**
 * Makes a project that has the package and nothing else. Test files run at the same time, so each has a project of its
 * own.
 * @param {string} name @param {string} [packed] A tarball; that of the last build where none is given.
 */
export async function freshProject(name, packed) {
  const directory = join(target, 'projects', name);
  await rm(directory, { recursive: true, force: true });
  const modules = join(directory, 'node_modules');
  await mkdir(modules, { recursive: true });
  const tarball = packed ?? (await tarballPath());
  await succeed('tar', ['-xzf', shown(tarball), '-C', shown(modules)], { advice: 'tar could not unpack the package: see above.' });
  const packageDirectory = join(modules, packageName);
  await rename(join(modules, 'package'), packageDirectory);
  await writeFile(join(directory, 'package.json'), JSON.stringify({ private: true, type: 'module' }));
  // Names are resolved from the file that imports them, so the importing has to happen inside the project.
  const importer = join(directory, 'importer.mjs');
  await writeFile(importer, 'export const load = (specifier, options) => import(specifier, options);\n');
  const { load } = await import(pathToFileURL(importer).href);
  return {
    directory,
    packageDirectory,
    /** @type {(specifier: string, options?: ImportCallOptions) => Promise<any>} */
    load,
    /** @returns {Promise<Core>} */
    core: () => load(`${packageName}/core`),
  };
}

/**
 * Bytes of wasm memory that an installed package uses in this process.
 * @param {string} packageDirectory
 * @returns {Promise<() => number>}
 */
export async function wasmMemory(packageDirectory) {
  const { initSync } = await import(pathToFileURL(join(packageDirectory, 'lib', 'engine', 'engine.js')).href);
  // The glue returns what is instantiated already; without it there would be a second instance with other memory.
  const { memory } = initSync();
  return () => memory.buffer.byteLength;
}
