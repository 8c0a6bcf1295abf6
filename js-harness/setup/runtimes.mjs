// The runtimes that npm brings, in a project of their own: they are large, and only the tests need them.
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { executable } from './find.mjs';
import { npmPackages } from './packages.mjs';
import { harness } from './paths.mjs';

export const runtimesProject = join(harness, 'runtimes');
const modules = join(runtimesProject, 'node_modules');

export const runtimePackages = npmPackages('npm packages of the runtimes', runtimesProject, async () => 'runtimes from npm');

/**
 * A program out of the package of this platform, which is the one that npm has installed of several.
 * @param {RegExp} name Of the package, with its scope.
 * @param {...string} places Where the program may lie in it.
 * @returns {Promise<string | undefined>}
 */
export async function programOf(name, ...places) {
  for (const found of (await packageNames()).filter((candidate) => name.test(candidate))) {
    for (const place of places) {
      const path = join(modules, found, process.platform === 'win32' ? `${place}.exe` : place);
      if (await executable(path)) return path;
    }
  }
  return undefined;
}

async function packageNames() {
  const names = [];
  for (const name of await readdir(modules)) {
    if (name.startsWith('@')) names.push(...(await readdir(join(modules, name))).map((part) => `${name}/${part}`));
    else names.push(name);
  }
  return names;
}
