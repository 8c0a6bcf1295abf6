// Where everything lives. Paths are absolute inside the program.
import { join } from 'node:path';
import { root } from '../ui/shown.mjs';

export { root, shown } from '../ui/shown.mjs';
export const harness = join(root, 'js-harness');
export const target = join(root, 'target');
/** Root of `cargo install`. */
export const tools = join(target, 'tools');
export const toolsBin = join(tools, 'bin');
export const packages = join(harness, 'node_modules');
export const packagesBin = join(packages, '.bin');
/** The finished npm package. */
export const pkg = join(root, 'pkg');
export const pkgTemplate = join(root, 'pkg-template');
