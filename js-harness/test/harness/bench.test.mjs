// The benchmarks from end to end, in seconds: every measure is there, with each of its peers, and table and JSON are
// complete. What the figures are is no matter here: a test machine has other things to do.
import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { split } from '../../bench/profile.mjs';
import { middles } from '../../bench/report.mjs';
import { spread } from '../../bench/statistics.mjs';
import { tarballPath } from '../../build/project.mjs';
import { runNode } from '../../runtimes/process.mjs';
import { harness, root } from '../../setup/paths.mjs';

const JSON_PEERS = ['other', 'fetch', 'javascript', 'official', 'undici'];
// Logto's own connector sends nothing but its JSON.
const OTHER_PEERS = ['other', 'fetch', 'javascript', 'undici'];

/** Of each measure, beside another build of the package. @type {Record<string, string[]>} */
const PEERS = {
  'send-22-json-length-1': JSON_PEERS,
  'send-22-json-length-32': JSON_PEERS,
  'send-22-json-chunked-rules-32': JSON_PEERS,
  'send-22-form-length-rules-32': OTHER_PEERS,
  'send-22-get-length-rules-32': OTHER_PEERS,
  'send-22-json-length-rules-50-32': JSON_PEERS,
  build: ['other', 'javascript'],
  load: ['other', 'official'],
};
/** @param {string} id */
const aimsOf = (id) => {
  if (!id.startsWith('send')) return id === 'build' ? { javascript: 1 } : { ours: 10 };
  return { fetch: 1.15, javascript: 1, ...(id.includes('json') && { official: 1 }) };
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
      assert.deepEqual(aims, aimsOf(id), id);
      for (const peer of Object.values(peers)) {
        assertSpread(peer);
        // Each was rounded to four digits.
        assert.ok(Math.abs(peer.ratio / (ours.median / peer.median) - 1) < 0.005, `${id}: ${peer.ratio}`);
      }
    }
  });

  test('the table has a column for each peer, and for each measure its figures and ratios', () => {
    const lines = output.split('\n');
    assert.ok(lines.some((line) => /^ +unit +ours +other build +bare fetch +JavaScript +official +undici$/.test(line)), output);
    for (const { title, unit, ours, peers, aims } of results.measures) {
      const line = lines.find((one) => one.startsWith(`${title} `)) ?? assert.fail(title);
      const [what, measuredIn, mine, ...others] = line.split(/ {2,}/);
      assert.deepEqual([what, measuredIn, others.length], [title, unit, Object.keys(peers).length]);
      // Both were rounded, to three digits and to four.
      assert.ok(Math.abs(parseFloat(mine) / ours.median - 1) < 0.01, line);
      for (const [column, [name, { median, ratio }]] of Object.entries(peers).entries()) {
        const [figure, shown] = others[column].split(' ');
        assert.ok(Math.abs(Number(figure) / median - 1) < 0.01 && Math.abs(parseFloat(shown) - ratio) < 0.006, `${title}: ${others[column]}`);
        assert.equal(shown.endsWith('!'), ratio > aims[name], `${title}: ${others[column]}`);
      }
    }
  });

  test('a send has its pace: more in a second with more in flight, and no latency below the delay of the provider', () => {
    const lines = output.split('\n').slice(output.split('\n').findIndex((line) => line.startsWith('sends/s')));
    for (const { id, title, peers, paces } of results.measures.filter((/** @type {any} */ { id }) => id.startsWith('send'))) {
      assert.deepEqual(Object.keys(paces), ['ours', ...Object.keys(peers)], id);
      assert.ok(lines.some((line) => line.startsWith(`${title} `)), title);
      for (const { perSecond, p50, p99 } of Object.values(paces)) {
        assert.ok(perSecond > 0 && p50 > 0 && p50 <= p99, id);
        if (id.includes('-50-')) assert.ok(p50 >= 49, `${id}: ${p50}`);
      }
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
    /** @type {Map<string, any>} */
    const byId = new Map(checkedIn.measures.map((/** @type {any} */ measure) => [measure.id, measure]));
    // A full run has more in flight and another Node as well.
    const full = { ...PEERS, 'send-22-json-length-256': JSON_PEERS, 'send-24-json-length-32': JSON_PEERS, 'send-24-get-length-rules-256': OTHER_PEERS };
    for (const [id, peers] of Object.entries(full)) {
      assert.deepEqual(Object.keys(byId.get(id)?.peers ?? {}), peers.filter((peer) => peer !== 'other'), id);
    }
  });
});

test('the calls out of wasm are counted, and there are few of them in a send', async () => {
  const { code, output } = await bench(['--crossings']);
  assert.equal(code, 0, output);
  const row = (/** @type {string} */ name) => output.split('\n').find((line) => line.startsWith(`${name} `))?.split(/ {2,}/).slice(1).map(Number) ?? [];
  const all = row('all');
  assert.equal(all.length, 6, output);
  // A body whose length is not known is read piece by piece.
  for (const [column, most] of [40, 40, 55, 55, 40, 40].entries()) assert.ok(all[column] > 20 && all[column] <= most, output);
  // What only looks at a value has a row like any other, and nothing asks whether one is undefined.
  assert.equal(row('number_get').length, 6, output);
  assert.deepEqual(row('is_undefined'), [], output);
});

test('what ours is to each peer in the middle of all scenes, by Node and by how many are in flight', () => {
  const of = (/** @type {string} */ id, /** @type {Record<string, number>} */ ratios) =>
    /** @type {any} */ ({ id, peers: Object.fromEntries(Object.entries(ratios).map(([name, ratio]) => [name, { ratio }])) });
  assert.deepEqual(middles([
    of('send-22-json-length-1', { fetch: 1, official: 2 }), of('send-22-form-length-rules-1', { fetch: 3 }), of('send-22-json-length-32', { fetch: 5 }),
    of('send-24-get-length-rules-50-1', { fetch: 7 }), of('build', { javascript: 9 }),
  ]), [
    { title: 'Node 22, 1 in flight', ratios: { fetch: 2, official: 2 } },
    { title: 'Node 22, 32 in flight', ratios: { fetch: 5 } },
    { title: 'Node 24, 1 in flight', ratios: { fetch: 7 } },
  ]);
});

test('a profile says of each sample whose it is', () => {
  const frame = (/** @type {number} */ id, /** @type {string} */ functionName, /** @type {string} */ url, children = /** @type {number[]} */ ([])) =>
    ({ id, children, hitCount: 0, callFrame: { functionName, url, scriptId: '0', lineNumber: 0, columnNumber: 0 } });
  const nodes = [
    frame(1, '(root)', '', [2, 3, 4, 7, 8]),
    frame(2, '(garbage collector)', ''),
    frame(3, '(idle)', ''),
    frame(4, 'wasm-function[7]', 'wasm://wasm/0123', [5]),
    frame(5, '__wbg_get_0123456789abcdef', 'file:///a/lib/engine/engine.js', [6]),
    frame(6, 'get', ''),
    frame(7, 'fetch', 'node:internal/deps/undici/undici'),
    frame(8, 'writev', ''),
  ];
  const { parts, functions } = split({ nodes, startTime: 0, endTime: 0, samples: [2, 3, 4, 5, 6, 6, 7, 8], timeDeltas: [2, 4, 6, 8, 10, 10, 12, 14] }, 2);
  assert.deepEqual(parts, { garbage: 1, wasm: 3, glue: 4, 'called by them': 10, 'JavaScript of Node': 6, native: 7 });
  assert.equal(functions['glue: __wbg_get'], 4);
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
