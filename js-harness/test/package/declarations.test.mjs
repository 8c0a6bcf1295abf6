// The public types are a reviewed snapshot: they are the contract with everybody who compiles against the package. To
// review a change: `UPDATE_SNAPSHOTS=1 npm --prefix js-harness test -- --only node declarations`, then read the difference.
import assert from 'node:assert/strict';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { test } from 'node:test';
import { freshProject } from '../../build/project.mjs';

const snapshots = fileURLToPath(new URL('../snapshots/declarations', import.meta.url));
const { packageDirectory } = await freshProject('declarations');

/** The declarations below a directory, by their path in it. @param {string} directory @returns {Promise<Record<string, string>>} */
const declarationsIn = async (directory) => {
  const names = (await readdir(directory, { recursive: true })).filter((name) => /\.d\.[cm]?ts$/.test(name)).sort();
  return Object.fromEntries(await Promise.all(names.map(async (name) => [name.replaceAll('\\', '/'), await readFile(join(directory, name), 'utf8')])));
};

const packed = await declarationsIn(join(packageDirectory, 'lib'));
if (process.env.UPDATE_SNAPSHOTS === '1') {
  await rm(snapshots, { recursive: true, force: true });
  await mkdir(snapshots, { recursive: true });
  for (const [name, text] of Object.entries(packed)) await writeFile(join(snapshots, name), text);
}
const reviewed = await declarationsIn(snapshots);

test('the package declares both of its entries', () => {
  assert.deepEqual(Object.keys(packed), ['core.d.ts', 'index.d.ts']);
});

test('every declaration has been reviewed, and each reviewed one is packed', () => {
  assert.deepEqual(Object.keys(packed), Object.keys(reviewed));
});

for (const [name, text] of Object.entries(reviewed)) {
  test(`${name} is as it was reviewed`, () => assert.equal(packed[name], text));
}
