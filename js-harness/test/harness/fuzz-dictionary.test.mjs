// The words that the fuzzer puts together: a key or a filter that is missing among them is one that it hardly ever reaches.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { root } from '../../setup/paths.mjs';

const source = (/** @type {string[]} */ ...path) => readFile(join(root, ...path), 'utf8');

/** Every key of every object. @param {any} schema @returns {string[]} */
const keysOf = (schema) =>
  typeof schema !== 'object' || schema === null ? [] : [...Object.keys(schema.properties ?? {}), ...Object.values(schema).flatMap(keysOf)];

test('every key, filter and placeholder is a word of the dictionary', async () => {
  const words = [...(await source('tests', 'fuzz', 'dictionary.txt')).matchAll(/^"(.*)"$/gm)].map(([, word]) => word.replaceAll('\\x22', '"'));
  const keys = new Set(keysOf(JSON.parse(await source('pkg-template', 'schema.json'))));
  const filters = [...(await source('src', 'template', 'filter', 'registry.rs')).matchAll(/\b(?:plain|with)\(\s*"(\w+)"/g)].map(([, name]) => name);
  const [, roots = ''] = /pub const ROOTS: .*? = \[(.*?)\];/s.exec(await source('src', 'template', 'placeholder.rs')) ?? [];
  const placeholders = [...roots.matchAll(/"(\w+)"/g)].map(([, name]) => name);
  assert.ok(keys.size > 40 && filters.length > 25 && placeholders.length > 15);
  const without = (/** @type {Iterable<string>} */ names, /** @type {(name: string) => RegExp} */ spelled) => [...names].filter((name) => !words.some((word) => spelled(name).test(word)));
  assert.deepEqual(without(keys, (key) => new RegExp(`"${key.replace('$', '\\$')}":`)), []);
  assert.deepEqual(without(filters, (name) => new RegExp(`(^|[| ])${name}\\b`)), []);
  assert.deepEqual(without(placeholders, (name) => new RegExp(`\\{\\{${name}\\b`)), []);
});
