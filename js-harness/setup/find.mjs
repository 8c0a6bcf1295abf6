import { access, constants } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { attempt, environment } from './command.mjs';

/**
 * The first of these programs on PATH.
 * @param {...string} names
 * @returns {Promise<string | undefined>}
 */
export async function find(...names) {
  const folders = (environment().PATH ?? '').split(delimiter);
  const endings = process.platform === 'win32' ? ['.exe', '.cmd'] : [''];
  for (const name of names) {
    for (const folder of folders) {
      for (const ending of endings) {
        const path = join(folder, name + ending);
        if (await executable(path)) return path;
      }
    }
  }
  return undefined;
}

/** @param {string} path */
export const executable = (path) =>
  access(path, constants.X_OK).then(
    () => true,
    () => false,
  );

/**
 * The version that a program tells of itself, `undefined` when it does not run.
 * @param {string} program @param {RegExp} [pattern] What its version looks like.
 */
export async function versionOf(program, pattern = /\d+\.\d+\.\d+/) {
  const { code, stdout } = await attempt(program, ['--version']);
  return code === 0 ? pattern.exec(stdout)?.[0] : undefined;
}

/** @param {string} version @param {string} least Both as `1.2` or `1.2.3`. */
export function atLeast(version, least) {
  const [have, want] = [version, least].map((text) => text.split('.').map(Number));
  for (const [index, part] of want.entries()) {
    if ((have[index] ?? 0) !== part) return (have[index] ?? 0) > part;
  }
  return true;
}
