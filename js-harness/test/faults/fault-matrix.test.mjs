// The fault matrix: every way for a provider to misbehave, under every retry policy, against the packed package; and every
// way to echo a request, which must show nothing of it.
import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { freshProject } from '../../build/project.mjs';
import { catalogue, policies } from '../support/faults/catalogue.mjs';
import { budget } from '../support/faults/expectations.mjs';
import { formatTable, runEchoes, runMatrix } from '../support/faults/matrix.mjs';
import { warmUp } from '../support/server.mjs';

/** @typedef {import('../support/faults/matrix.mjs').MatrixRow} MatrixRow */

/** What a send may take beyond its budget, in milliseconds. */
const GRACE = 250;
/** @type {import('../support/faults/sending.mjs').Send} */
let send;

before(async () => {
  const core = await (await freshProject('fault-matrix')).core();
  send = (config, data) => core.sendMessage(config, data);
  await warmUp(core);
});

describe('fault matrix', () => {
  /** @type {Awaited<ReturnType<typeof runMatrix>>} */
  let result;
  /** @type {string[]} */
  let repeated;
  before(async () => {
    result = await runMatrix({ send });
    repeated = await onceMore(result);
    console.log(`\n${formatTable(result.rows)}\n\n${summary(result.rows, repeated)}\n`);
  });

  test('covers the whole catalogue, and all of it but what this platform cannot do', () => {
    assert.equal(result.rows.length, catalogue.length + policies.length);
    assert.ok(result.rows.length > 150, `${result.rows.length} rows`);
    assert.ok(result.rows.filter(({ skipped }) => skipped).length <= 4, 'few rows are skipped');
  });

  test('every row comes out as expected', () => assert.deepEqual(result.problems, []));

  test('no message is accepted twice, except where the policy is `always`', () => {
    assert.equal(result.duplicates, 0);
    for (const { id, retry, accepted } of result.rows) assert.ok(retry === 'always' || accepted <= 1, id);
  });

  test('nothing secret in a result, an error or on the console', () => {
    assert.equal(result.leaks, 0);
    assert.deepEqual(result.rows.flatMap(({ leaks }) => leaks), []);
  });

  test(`no row takes longer than its budget and ${GRACE} ms`, () => {
    const slow = result.rows.filter(({ id, ms }) => ms > budgetOf(id) + GRACE).map(({ id, ms }) => `${id}: ${ms} ms of ${budgetOf(id)}`);
    assert.deepEqual(slow, []);
  });

  test('every send settles', () => assert.deepEqual(result.rows.filter(({ outcome }) => outcome === 'never'), []));
});

test('echo run: every status, every way to echo, every place of a secret, and nothing of it comes out', async () => {
  const { sends, errors, shown, leaks } = await runEchoes({ send });
  console.log(`\necho run: ${sends} sends, ${errors} errors, ${shown} with a provider's message, ${leaks.length} leaks\n`);
  assert.ok(sends > 1500, `${sends} sends`);
  assert.equal(errors, sends, 'every answer is a failure');
  // Where the echo is in a header, in HTML or in the reason phrase there is no message to show.
  assert.ok(shown > sends / 2 && shown < sends, `${shown} of ${sends} show a message, or there was nothing to search`);
  assert.deepEqual(leaks, []);
});

/** The time budget of a row's send, in milliseconds. @param {string} id */
function budgetOf(id) {
  const { config } = [...catalogue, ...policies].find((row) => row.id === id) ?? {};
  return typeof config?.timeout === 'number' ? config.timeout : budget;
}

/**
 * Rows whose only fault is the time they took are run again, one after the other: the rows run beside each other and
 * beside other tests, and one that is slow itself is slow when alone too. Their second result replaces the first.
 *
 * @param {Awaited<ReturnType<typeof runMatrix>>} result
 * @returns {Promise<string[]>} ids
 */
async function onceMore(result) {
  const late = (/** @type {string} */ problem) => /^\d+ ms, more than \d+$/.test(problem) || problem.startsWith('did not settle');
  const slow = result.rows.filter(({ id, ms, problems }) => ms > budgetOf(id) + GRACE || (problems.length > 0 && problems.every(late)));
  const ids = slow.map(({ id }) => id);
  const chosen = (/** @type {readonly import('../support/faults/catalogue.mjs').Row[]} */ rows) => rows.filter(({ id }) => ids.includes(id));
  if (ids.length === 0 || ids.length > 10) return [];
  const second = await runMatrix({ send, rows: chosen(catalogue), policies: chosen(policies), concurrency: 1 });
  result.rows = result.rows.map((row) => second.rows.find(({ id }) => id === row.id) ?? row);
  result.problems = [...result.problems.filter((problem) => !ids.some((id) => problem.startsWith(`${id}: `))), ...second.problems];
  result.duplicates += second.duplicates;
  result.leaks += second.leaks;
  return ids;
}

/** @param {MatrixRow[]} rows @param {string[]} repeated */
function summary(rows, repeated) {
  const judged = rows.filter(({ skipped }) => !skipped);
  const slowest = judged.reduce((slow, row) => (row.ms - budgetOf(row.id) > slow.ms - budgetOf(slow.id) ? row : slow));
  const sum = (/** @type {(row: MatrixRow) => number} */ count) => judged.reduce((total, row) => total + count(row), 0);
  const safe = judged.filter(({ retry }) => retry !== 'always');
  return [
    `${rows.length} rows, ${rows.length - judged.length} skipped, ${judged.filter(({ problems }) => problems.length > 0).length} not as expected`,
    `${sum(({ seen }) => seen)} requests seen, accepted twice without \`always\`: ${safe.filter(({ accepted }) => accepted > 1).length}`,
    `leaks: ${sum(({ leaks }) => leaks.length)}`,
    `closest to its limit: ${slowest.id}, ${slowest.ms} ms of ${budgetOf(slowest.id)} + ${GRACE}`,
    ...(repeated.length > 0 ? [`late at first, run again alone: ${repeated.join(', ')}`] : []),
  ].join('\n');
}
