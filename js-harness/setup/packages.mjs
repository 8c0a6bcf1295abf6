// npm packages: those of js-harness, the Node that runs everything else among them, and those of its parts.
import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Stop } from '../ui/stop.mjs';
import { attempt, failure } from './command.mjs';
import { atLeast, versionOf } from './find.mjs';
import { harness, packagesBin, shown } from './paths.mjs';

/** What Logto's own packages ask for. */
const LEAST_NODE = '22.14';

/** @type {import('./setup.mjs').Piece} */
export const nodeAndPackages = npmPackages('npm packages', harness, async () => `Node ${await versionOf(await projectNode())}`);

/**
 * The npm packages that a folder's lock file names.
 * @param {string} title @param {string} folder
 * @param {() => Promise<string>} describe What is there once they are installed, in a few words.
 * @returns {import('./setup.mjs').Piece}
 */
export function npmPackages(title, folder, describe) {
  // Inside node_modules, so that whoever deletes or replaces that folder takes the stamp along.
  const stamp = join(folder, 'node_modules', '.installed-from');
  const wanted = async () => {
    const lock = await readFile(join(folder, 'package-lock.json'));
    return createHash('sha256').update(`${process.platform} ${process.arch} `).update(lock).digest('hex');
  };
  return {
    title,
    lane: 'npm',
    async present() {
      const installed = await readFile(stamp, 'utf8').catch(() => undefined);
      return installed === (await wanted()) ? describe() : undefined;
    },
    async install(signal) {
      // `ci` and not `install`: exactly what the lock file says, and the lock file stays as it is.
      const { code, output } = await attempt('npm', ['ci', '--loglevel=error', '--no-progress'], { cwd: folder, signal });
      if (code === 127) throw new Stop('npm is missing: install Node.js with npm, then run this again.');
      if (code !== 0) throw failure(`npm could not install the packages of ${shown(folder)}: see above.`, output);
      await writeFile(stamp, await wanted());
    },
  };
}

/** The Node that came with the packages; where there is none for this platform, the one that is running, if it will do. */
export async function projectNode() {
  for (const node of [join(packagesBin, 'node'), process.execPath]) {
    const version = await versionOf(node);
    if (version && atLeast(version, LEAST_NODE)) return node;
  }
  throw new Stop(`There is no Node package for this platform: install Node.js ${LEAST_NODE} or newer, then run this again.`);
}
