// The documents of the project: every Markdown file that is written by hand.
import { readdir, readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { root } from '../../setup/paths.mjs';

/** What is installed or built, and the dot files. */
const NOT_OURS = /^(?:node_modules|target|pkg|\..*)$/;

/** @param {string} folder @returns {Promise<string[]>} */
async function markdownBelow(folder) {
  const entries = await readdir(folder, { withFileTypes: true });
  const found = entries.filter(({ name }) => !NOT_OURS.test(name)).map((entry) => {
    const path = join(folder, entry.name);
    return entry.isDirectory() ? markdownBelow(path) : entry.name.endsWith('.md') ? [path] : [];
  });
  return (await Promise.all(found)).flat();
}

/** Each by its path from the root. @returns {Promise<{ path: string, text: string }[]>} */
export async function documents() {
  const paths = (await markdownBelow(root)).sort();
  return Promise.all(paths.map(async (path) => ({ path: relative(root, path).replaceAll('\\', '/'), text: await readFile(path, 'utf8') })));
}
