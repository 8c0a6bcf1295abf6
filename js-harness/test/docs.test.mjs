// What the documents say about the code is true.
import assert from 'node:assert/strict';
import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { attempt } from '../setup/command.mjs';
import { root } from '../paths.mjs';

/** @param {string[]} path */
const read = (...path) => readFile(join(root, ...path), 'utf8');

test('the table of recipes in the package README is up to date', async () => {
  const { code } = await attempt(process.execPath, [join('js-harness', 'recipes-table.mjs'), '--check']);
  assert.equal(code, 0);
});

test('the README names every module of the engine, and no other', async () => {
  const readme = await read('README.md');
  const layout = readme.slice(readme.indexOf('## Layout'), readme.indexOf('## Speed and size'));
  const named = new Set(layout.match(/[a-z_0-9]+\.rs/g));
  const modules = (await readdir(join(root, 'src'))).filter((name) => name.endsWith('.rs') && name !== 'lib.rs');
  assert.deepEqual([...named].sort(), modules.sort());
});

test('both READMEs and the types describe every key of a configuration', async () => {
  const source = await read('src', 'config.rs');
  const [, list] = /const KEYS[^=]*= \[([^\]]+)\]/.exec(source) ?? [];
  const keys = [...String(list).matchAll(/"([A-Za-z]+)"/g)].map(([, key]) => key);
  assert.ok(keys.length >= 16, 'the list of keys was found');
  for (const document of [await read('README.md'), await read('pkg-template', 'README.md')]) {
    assert.deepEqual(keys.filter((key) => !document.includes(`\`${key}\``)), []);
  }
  const types = await read('pkg-template', 'lib', 'core.d.ts');
  assert.deepEqual(keys.filter((key) => !types.includes(`${key}?:`) && !types.includes(`${key}:`)), []);
});

test('both READMEs describe every filter', async () => {
  const source = await read('src', 'filter.rs');
  const [, list] = /const NAMES[^=]*= \[([^\]]+)\]/.exec(source) ?? [];
  const filters = [...String(list).matchAll(/"([a-z_0-9]+)"/g)].map(([, name]) => name);
  assert.equal(filters.length, 14);
  for (const document of [await read('README.md'), await read('pkg-template', 'README.md')]) {
    assert.deepEqual(filters.filter((name) => !document.includes(`\`${name}`)), []);
  }
});
