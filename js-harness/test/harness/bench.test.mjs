// The benchmarks from end to end, in seconds: every measure is there, with each of its peers, and table and JSON are
// complete. What the figures are is no matter here: a test machine has other things to do.
import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { spread } from '../../bench/statistics.mjs';
import { tarballPath } from '../../build/project.mjs';
import { runNode } from '../../runtimes/process.mjs';
import { harness, root } from '../../setup/paths.mjs';

/** Of each measure, beside another build of the package. @type {Record<string, string[]>} */
const PEERS = {
  'cpu-1': ['other', 'fetch', 'javascript', 'official'],
  'cpu-32': ['other', 'fetch', 'javascript', 'official'],
  build: ['other', 'javascript'],
  load: ['other', 'official'],
};
const AIMS = {
  'cpu-1': { fetch: 1.15, javascript: 1, official: 1 },
  'cpu-32': { fetch: 1.15, javascript: 1, official: 1 },
  build: { javascript: 1 },
  load: { ours: 10 },
};

/** @param {string[]} args */
async function bench(args) {
  const { code, stdout, stderr } = await runNode([join(harness, 'commands', 'bench.mjs'), ...args]);
  return { code, output: stdout + stderr };
}

describe('a quick run, beside another build', () => {
  /** @type {string} */
  let out;
  /** @type {string} */
  let output;
  /** @type {any} */
  let results;
  before(async () => {
    out = await mkdtemp(join(tmpdir(), 'bench-'));
    const ended = await bench(['--quick', '--package', await tarballPath(), '--out', out]);
    assert.equal(ended.code, 0, ended.output);
    output = ended.output;
    results = JSON.parse(await readFile(join(out, 'results.json'), 'utf8'));
  });
  after(() => rm(out, { recursive: true, force: true }));

  /** @type {(spread: any) => void} */
  const assertSpread = ({ median, low, high }) => {
    assert.ok(low > 0 && low <= median && median <= high && Number.isFinite(high), JSON.stringify({ median, low, high }));
  };

  test('measures everything that has an aim, and all its peers', () => {
    assert.deepEqual(results.measures.map((/** @type {any} */ { id }) => id), Object.keys(PEERS));
    for (const { id, ours, peers, aims } of results.measures) {
      assertSpread(ours);
      assert.deepEqual(Object.keys(peers), PEERS[id], id);
      assert.deepEqual(aims, /** @type {Record<string, unknown>} */ (AIMS)[id], id);
      for (const peer of Object.values(peers)) {
        assertSpread(peer);
        // Each was rounded to four digits.
        assert.ok(Math.abs(peer.ratio / (ours.median / peer.median) - 1) < 0.005, `${id}: ${peer.ratio}`);
      }
    }
  });

  test('the table has a column for each peer, and for each measure its figures and ratios', () => {
    const lines = output.split('\n');
    assert.ok(lines.some((line) => /^ +unit +ours +other build +bare fetch +JavaScript +official$/.test(line)), output);
    for (const { title, unit, ours, peers } of results.measures) {
      const index = lines.findIndex((line) => line.startsWith(title));
      assert.ok(index >= 0, title);
      const [what, measuredIn, ...figures] = lines[index].split(/ {2,}/);
      const medians = [ours, ...Object.values(peers)].map(({ median }) => median);
      assert.deepEqual([what, measuredIn, figures.length], [title, unit, medians.length]);
      // Both were rounded, to three digits and to four.
      for (const [column, median] of medians.entries()) assert.ok(Math.abs(Number(figures[column]) / median - 1) < 0.01, lines[index]);
      const ratios = [...lines[index + 1].matchAll(/(?<!≤ )\b\d+\.\d\d\b/g)].map(([ratio]) => Number(ratio));
      assert.equal(ratios.length, medians.length - 1, lines[index + 1]);
      for (const [column, { ratio }] of Object.values(peers).entries()) assert.ok(Math.abs(ratios[column] - ratio) < 0.006, `${title}: ${ratio}`);
    }
  });

  test('the results say what they were measured with, and nothing of the machine', () => {
    const { version, date, node, undici, cpus } = results;
    assert.match(version, /^\d+\.\d+\.\d+$/);
    assert.match(date, /^\d{4}-\d\d-\d\d$/);
    assert.deepEqual([node, undici], [process.versions.node, process.versions.undici]);
    assert.ok(cpus >= 1);
    for (const place of [root, homedir(), tmpdir()]) assert.ok(!JSON.stringify(results).includes(`${place}/`));
  });

  test('leaves the checked-in figures alone', async () => {
    assert.deepEqual(await readdir(out), ['results.json']);
    const checkedIn = JSON.parse(await readFile(join(harness, 'bench', 'results.json'), 'utf8'));
    assert.ok(checkedIn.rounds >= 7, 'the checked-in figures are those of a full run');
    assert.deepEqual(checkedIn.measures.map((/** @type {any} */ { id }) => id), results.measures.map((/** @type {any} */ { id }) => id));
    for (const { id, peers } of checkedIn.measures) assert.deepEqual(Object.keys(peers), PEERS[id].filter((name) => name !== 'other'), id);
  });
});

test('an unknown option is answered with the usage', async () => {
  const { code, output } = await bench(['--fast']);
  assert.equal(code, 2);
  assert.match(output, /Usage: npm --prefix js-harness run bench/);
});

test('a spread is the quartiles and the median', () => {
  assert.deepEqual(spread([4, 1, 3, 2, 5]), { median: 3, low: 2, high: 4 });
  assert.deepEqual(spread([1, 2]), { median: 1.5, low: 1.25, high: 1.75 });
});
