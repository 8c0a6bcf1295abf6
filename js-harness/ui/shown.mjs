// Paths as a person sees them: relative to the repository's root, and nothing of this machine.
import { homedir } from 'node:os';
import { dirname, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** @param {string} path */
export const shown = (path) => relative(root, path) || '.';

/** What a tool printed, with the paths of this machine made relative. @param {string} text */
export const withoutMachinePaths = (text) =>
  text
    .replaceAll(`file://${root}/`, '')
    .replaceAll(`${root}/`, '')
    .replaceAll(root, '.')
    .replaceAll(homedir(), '~');
