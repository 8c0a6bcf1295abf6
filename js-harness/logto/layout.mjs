// A folder that Logto's CLI takes for an installed Logto, with nothing in it but what a connector sees of one.
import { mkdir, rm, symlink, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { packages, target } from '../setup/paths.mjs';

export const instance = join(target, 'logto-instance');
export const core = join(instance, 'packages', 'core');
export const connectors = join(core, 'connectors');
export const connectorDirectory = join(connectors, 'connector-generic-http-sms');

// A connector's imports resolve from packages/core/node_modules: these are what Logto's core has there and promises to
// connectors. Links and not copies: errors are told apart by `instanceof`, so the CLI's loader, the tests and the
// connector must hold the same copy of connector-kit.
const PROVIDED = ['@logto/connector-kit', '@silverhand/essentials', 'got', 'zod'];

/**
 * Links the packages that a project of ours gets without an installation.
 * @param {string} modules Its node_modules. @param {string[]} names
 */
export async function linkPackages(modules, names) {
  for (const name of names) {
    const link = join(modules, name);
    await mkdir(dirname(link), { recursive: true });
    // Relative, so that a clone may be moved or copied. (A junction is what Windows lets everybody make.)
    await symlink(relative(dirname(link), join(packages, name)), link, 'junction');
  }
}

/** Makes the instance anew, without any connector. */
export async function makeInstance() {
  await rm(instance, { recursive: true, force: true });
  await mkdir(connectors, { recursive: true });
  // The name is how the CLI recognises an instance.
  await writeFile(join(core, 'package.json'), JSON.stringify({ name: '@logto/core', private: true, type: 'module' }));
  await linkPackages(join(core, 'node_modules'), PROVIDED);
}
