// Where everything lives. Paths are absolute inside the program; a person sees them relative to the repository's root.
import { homedir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

export const harness = dirname(dirname(fileURLToPath(import.meta.url)));
export const root = dirname(harness);
export const target = join(root, 'target');
/** Root of `cargo install`. */
export const tools = join(target, 'tools');
export const toolsBin = join(tools, 'bin');
export const packages = join(harness, 'node_modules');
export const packagesBin = join(packages, '.bin');
/** The finished npm package. */
export const pkg = join(root, 'pkg');
export const pkgTemplate = join(root, 'pkg-template');

/** @param {string} path */
export const shown = (path) => relative(root, path) || '.';

/**
 * What a tool printed, with the paths of this machine made relative.
 * @param {string} text
 */
export const withoutMachinePaths = (text) =>
  text
    .replaceAll(`file://${root}/`, '')
    .replaceAll(`${root}/`, '')
    .replaceAll(root, '.')
    .replaceAll(homedir(), '~');
