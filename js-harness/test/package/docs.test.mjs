// What the documents say about the code is true.
import assert from 'node:assert/strict';
import { access, readFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { test } from 'node:test';
import { withRecipes } from '../../recipes/table.mjs';
import { root } from '../../setup/paths.mjs';
import { documents } from '../support/documents.mjs';

/** @param {string[]} path */
const read = (...path) => readFile(join(root, ...path), 'utf8');

test("the package's README and the types describe every key of a configuration", async () => {
  const source = await read('src', 'config', 'keys.rs');
  const [, fields = ''] = /struct ConfigKeys \{(.*?)\n\}/s.exec(source) ?? [];
  // Those with a name of their own, such as `$schema`, are not for operators.
  const names = [...fields.matchAll(/^ {4}pub\(super\) (\w+): Option/gm)].map(([, name]) => name);
  const keys = names.map((name) => name.replace(/_(\w)/g, (_, letter) => letter.toUpperCase()));
  assert.ok(keys.length >= 22, 'the keys were found');
  const document = await read('pkg-template', 'README.md');
  assert.deepEqual(keys.filter((key) => !document.includes(`\`${key}\``)), []);
  const types = await read('pkg-template', 'lib', 'core.d.ts');
  assert.deepEqual(keys.filter((key) => !types.includes(`${key}?:`) && !types.includes(`${key}:`)), []);
});

test("the package's README describes every filter", async () => {
  const source = await read('src', 'template', 'filter', 'registry.rs');
  const filters = [...source.matchAll(/^ {4}(?:plain|with)\("([a-z_0-9]+)"/gm)].map(([, name]) => name);
  assert.equal(filters.length, Number(/ENTRIES: \[Entry; (\d+)\]/.exec(source)?.[1]));
  const document = await read('pkg-template', 'README.md');
  assert.deepEqual(filters.filter((name) => !document.includes(`\`${name}`)), []);
});

/** The quoted words between two places of a source. @param {string} source @param {string} from @param {string} to */
const wordsBetween = (source, from, to) => {
  const begin = source.indexOf(from);
  const end = source.indexOf(to, begin);
  assert.ok(begin >= 0 && end > begin, `${from} was found`);
  return [...new Set([...source.slice(begin, end).matchAll(/"([A-Za-z_]+)"/g)].map(([, word]) => word))];
};

test("the package's README describes every placeholder", async () => {
  const names = wordsBetween(await read('src', 'template', 'placeholder.rs'), 'pub const ROOTS', '];');
  assert.equal(names.length, 20);
  const document = await read('pkg-template', 'README.md');
  assert.deepEqual(names.filter((name) => !new RegExp(`\\{\\{${name}[} .]`).test(document)), []);
});

test("the package's README and the types describe every error code and reason", async () => {
  const [source, faults] = [await read('src', 'error', 'mod.rs'), await read('src', 'error', 'fault.rs')];
  const codes = wordsBetween(source, 'pub const fn code', 'pub const fn reason');
  const ofFailures = wordsBetween(source, 'pub const fn reason', 'pub fn description');
  const reasons = [...new Set([...ofFailures, ...wordsBetween(faults, 'const fn reason', 'fn description')])];
  assert.deepEqual([codes.length, reasons.length], [7, 9]);
  for (const path of [['pkg-template', 'README.md'], ['pkg-template', 'lib', 'core.d.ts']]) {
    const document = await read(...path);
    assert.deepEqual([...codes, ...reasons].filter((word) => !document.includes(`\`${word}\``) && !document.includes(`'${word}'`)), [], path.join('/'));
  }
});

test('the package README names every limit of an input or an answer', async () => {
  const source = await read('src', 'limits.rs');
  const document = await read('pkg-template', 'README.md');
  const limits = [...source.matchAll(/pub const \w+_BYTES: usize = ([\d *]+) \* 1024;/g)].map(([, kib]) => (kib === '1024' ? '1 MiB' : `${kib} KiB`));
  assert.equal(limits.length, 8);
  const table = document.slice(document.indexOf('| Limit |'));
  for (const limit of limits) assert.ok(table.includes(limit), limit);
});

test('every link between the documents leads to a file that is there, and to a heading of it', async () => {
  /** As GitHub and npm name them. @param {string} text */
  const anchorsOf = (text) => [...text.matchAll(/^#+ (.+)$/gm)].map(([, title]) => title.toLowerCase().replace(/[^\w\s-]/g, '').replaceAll(' ', '-'));
  // Those of the package's README lead to recipes, too, which it gets when the package is made.
  const all = (await documents()).map(({ path, text }) => ({ path, text: path === 'pkg-template/README.md' ? withRecipes(text) : text }));
  const links = all.flatMap(({ path, text }) =>
    [...text.matchAll(/\]\((?!https?:)([^)#]*)(?:#([^)]+))?\)/g)].map(([, target, anchor]) => ({ from: path, to: join(dirname(path), target || basename(path)), anchor })));
  assert.ok(links.length > 60, `${links.length} links`);
  for (const { from, to, anchor } of links) {
    await access(join(root, to));
    if (!anchor) continue;
    const target = all.find(({ path }) => path === to);
    assert.ok(target && anchorsOf(target.text).includes(anchor), `${from}: there is no heading for #${anchor} in ${to}`);
  }
});

test('the figures of js-harness/bench/README.md are those of results.json', async () => {
  const { node, measures } = JSON.parse(await read('js-harness', 'bench', 'results.json'));
  const document = await read('js-harness', 'bench', 'README.md');
  assert.ok(document.includes(`Node ${node}`), `measured in Node ${node}`);
  const rows = document.split('\n').filter((line) => line.startsWith('| ')).map((line) => line.split('|').slice(1, -1).map((cell) => cell.trim()));
  const figuresOf = (/** @type {string} */ cell) => (cell.match(/[\d.]+/g) ?? []).map(Number);
  const peerNames = ['fetch', 'javascript', 'official', 'undici'];
  const shown = { costs: 0, paces: 0 };
  for (const [title, ...cells] of rows) {
    const measure = measures.find((/** @type {{ title: string }} */ one) => one.title === title);
    if (!measure) continue;
    const { ours, peers, paces } = measure;
    const isPace = cells[0].includes('/s');
    shown[isPace ? 'paces' : 'costs'] += 1;
    const expected = isPace
      ? ['ours', ...peerNames].map((name) => (paces[name] ? [paces[name].perSecond, paces[name].p50, paces[name].p99] : []))
      : [[ours.median], ...peerNames.map((name) => (peers[name] ? [peers[name].median, peers[name].ratio] : []))];
    const found = cells.map(figuresOf);
    assert.deepEqual(found.map((cell) => cell.length), expected.map((cell) => cell.length), title);
    // Both were rounded: to three digits, and a ratio to two places.
    for (const [column, cell] of expected.entries()) {
      for (const [place, figure] of cell.entries()) assert.ok(Math.abs(found[column][place] - figure) < Math.max(0.01 * figure, 0.0051), `${title}: ${figure}`);
    }
  }
  assert.ok(shown.costs >= 16 && shown.paces >= 4, JSON.stringify(shown));
});
