// CONTRIBUTING.md: its layout is the one that there is, and every file and command that it sends people to is there.
import assert from 'node:assert/strict';
import { access, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { readArguments } from '../../commands/arguments.mjs';
import { root } from '../../setup/paths.mjs';

const text = await readFile(join(root, 'CONTRIBUTING.md'), 'utf8');
const [, layout = ''] = /^## Layout\n+```\n(.*?)^```/ms.exec(text) ?? [];

/** The folders that stand indented below a heading of the layout. @param {string} heading */
function below(heading) {
  const lines = layout.slice(layout.indexOf(`\n${heading}/`) + 1).split('\n').slice(1);
  const inside = lines.slice(0, lines.findIndex((line) => !line.startsWith('  ')));
  return inside.flatMap((line) => [...line.slice(0, 17).matchAll(/([\w-]+)\/(?= |$)/g)].map(([, name]) => name)).sort();
}

/** @param {string} folder */
const foldersOf = async (folder) =>
  (await readdir(join(root, folder), { withFileTypes: true })).filter((entry) => entry.isDirectory() && entry.name !== 'node_modules').map(({ name }) => name).sort();

for (const folder of ['src', 'js-harness']) {
  test(`the layout names every folder of ${folder}, and no other`, async () => {
    assert.deepEqual(below(folder).length > 5 && below(folder), await foldersOf(folder));
  });
}

test('every file that it names is there', async () => {
  const files = [...text.matchAll(/`((?:src|tests|js-harness|pkg-template|\.ci)\/[\w./-]+)`/g)].map(([, path]) => path);
  assert.ok(files.length > 20);
  for (const path of files.filter((name) => !/\b(ID|NAME)\b/.test(name))) await access(join(root, path));
});

test('every command that it names is understood', () => {
  const commands = [...text.matchAll(/`(?:\w+=\d )?npm --prefix js-harness (?:run )?(\w+)(?: -- ([^`]+))?`/g)];
  assert.ok(commands.length >= 6);
  for (const [, task, args = ''] of commands) {
    // Any recipe will do for ID.
    readArguments(task, args.replace('ID', 'twilio').split(' ').filter(Boolean));
  }
});
