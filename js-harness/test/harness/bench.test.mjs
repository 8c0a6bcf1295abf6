// The benchmarks from end to end, in seconds: every measure is there, and table, JSON and chart are complete. What the
// figures are is no matter here: a test machine has other things to do.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { DOMParser } from '@xmldom/xmldom';
import { ratio, spread } from '../../bench/statistics.mjs';
import { nodeEnvironment } from '../../setup/command.mjs';
import { harness, root } from '../../setup/paths.mjs';

const COMPARED = ['cpu-1', 'cpu-32', 'rate-1', 'rate-32', 'pure', 'pure-parsed', 'rss', 'peak'];
const ALONE = ['load', 'size-wasm', 'size-gzip', 'size-tarball'];
const GOALS = { 'cpu-1': 1.05, 'cpu-32': 1.05, 'rate-1': 1, 'rate-32': 1.15, pure: 2, 'pure-parsed': 2, load: 8, 'size-wasm': 110, 'size-gzip': 50, 'size-tarball': 90 };

/** @param {string[]} args @returns {Promise<{ code: number | null, output: string }>} */
const bench = (args) =>
  new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [join(harness, 'commands', 'bench.mjs'), ...args], { env: nodeEnvironment() });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text) => (output += text));
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, output }));
  });

describe('a quick run', () => {
  /** @type {string} */
  let out;
  /** @type {string} */
  let output;
  /** @type {any} */
  let results;
  /** @type {string} */
  let chart;
  before(async () => {
    out = await mkdtemp(join(tmpdir(), 'bench-'));
    const ended = await bench(['--quick', '--out', out]);
    assert.equal(ended.code, 0, ended.output);
    output = ended.output;
    results = JSON.parse(await readFile(join(out, 'results.json'), 'utf8'));
    chart = await readFile(join(out, 'chart.svg'), 'utf8');
  });
  after(() => rm(out, { recursive: true, force: true }));

  /** @type {(spread: any) => void} */
  const assertSpread = ({ median, low, high }) => {
    assert.ok(low > 0 && low <= median && median <= high && Number.isFinite(high), JSON.stringify({ median, low, high }));
  };

  test('measures everything that has a goal, and its peer', () => {
    assert.deepEqual(results.measures.map((/** @type {any} */ { id }) => id).sort(), [...COMPARED, ...ALONE].sort());
    for (const { id, ours, peer, ratio: ratios, others } of results.measures) {
      assertSpread(ours);
      for (const other of others) assertSpread(other);
      assert.equal(peer !== undefined, COMPARED.includes(id), id);
      if (peer) [peer, ratios].forEach(assertSpread);
    }
  });

  test('says of each goal whether it is met, by its figures', () => {
    for (const { id, ours, ratio: ratios, goal, met } of results.measures) {
      const wanted = goal.atMost ?? goal.atLeast;
      assert.equal(wanted, /** @type {Record<string, number>} */ (GOALS)[id], id);
      if (wanted === undefined) continue;
      const { median } = ratios ?? ours;
      assert.equal(met, goal.atMost === undefined ? median >= wanted : median <= wanted, id);
    }
  });

  test('the table has a line for each, with its verdict', () => {
    for (const { title, goal, met } of results.measures) {
      const line = output.split('\n').find((text) => text.startsWith(title));
      assert.ok(line, title);
      if (goal.atMost ?? goal.atLeast) assert.match(line, met ? /[^t] {2,}met$/ : /not met$/, title);
    }
  });

  test('the chart is well-formed, has a row for each goal, and fits a light and a dark page', () => {
    /** @type {string[]} */
    const complaints = [];
    const svg = new DOMParser({ onError: (level, text) => complaints.push(`${level}: ${text}`) }).parseFromString(chart, 'image/svg+xml').documentElement;
    assert.deepEqual(complaints, []);
    assert.equal(svg?.namespaceURI, 'http://www.w3.org/2000/svg');
    const rows = Array.from(svg?.getElementsByTagName('g') ?? []);
    assert.equal(rows.length, Object.keys(GOALS).length);
    for (const row of rows) {
      const text = Array.from(row.getElementsByTagName('text')).map(({ textContent }) => textContent).join(' ');
      assert.match(text, /[✓✗] [\d.]+ .*goal [≤≥] [\d.]+$/);
      const [, ...bars] = Array.from(row.getElementsByTagName('rect'));
      assert.equal(bars.length, 1);
      assert.ok(Number(bars[0].getAttribute('width')) > 0);
    }
    assert.doesNotMatch(chart, /NaN|undefined|Infinity/);
    assert.match(chart, /prefers-color-scheme: dark/);
  });

  test('the results say what they were measured with, and nothing of the machine', () => {
    const { version, date, node, undici, cpus } = results;
    assert.match(version, /^\d+\.\d+\.\d+$/);
    assert.match(date, /^\d{4}-\d\d-\d\d$/);
    assert.deepEqual([node, undici], [process.versions.node, process.versions.undici]);
    assert.ok(cpus >= 1);
    for (const place of [root, homedir(), tmpdir()]) {
      for (const text of [JSON.stringify(results), chart]) assert.ok(!text.includes(`${place}/`));
    }
  });

  test('leaves the checked-in figures alone', async () => {
    assert.deepEqual((await readdir(out)).sort(), ['chart.svg', 'results.json']);
    const checkedIn = JSON.parse(await readFile(join(harness, 'bench', 'results.json'), 'utf8'));
    assert.ok(checkedIn.rounds >= 7, 'the checked-in figures are those of a full run');
    assert.deepEqual(checkedIn.measures.map((/** @type {any} */ { id }) => id), results.measures.map((/** @type {any} */ { id }) => id));
  });
});

test('an unknown option is answered with the usage', async () => {
  const { code, output } = await bench(['--fast']);
  assert.equal(code, 2);
  assert.match(output, /Usage: npm --prefix js-harness run bench/);
});

test('a spread is the quartiles and the median, a ratio that of each round', () => {
  assert.deepEqual(spread([4, 1, 3, 2, 5]), { median: 3, low: 2, high: 4 });
  assert.deepEqual(spread([1, 2]), { median: 1.5, low: 1.25, high: 1.75 });
  // The third round was slow for both.
  assert.deepEqual(ratio([10, 11, 100], [10, 10, 100]), { median: 1, low: 1, high: 1.05 });
});
