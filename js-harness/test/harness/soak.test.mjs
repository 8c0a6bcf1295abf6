// A short soak: everything that a process sends in a long life, in some seconds. The long one is `npm run soak`.
import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { freshProject } from '../../build/project.mjs';
import { problemsOf, runSoak, summary } from '../../soak/run.mjs';

describe('soak', () => {
  const options = { sends: 20_000, inFlight: 10_000 };
  /** @type {import('../../soak/run.mjs').Report} */
  let report;
  before(async () => {
    const { packageDirectory } = await freshProject('soak-test');
    report = await runSoak(packageDirectory, { ...options, limit: 240_000 });
    console.log(`\n${summary(report, options)}\n`);
  });

  test('memory, handles and listeners are as before, and every send came out as it had to', () => {
    assert.deepEqual(problemsOf(report, options), []);
  });

  test('every kind of send took part', () => {
    for (const [what, count] of Object.entries(report.counts)) assert.ok(count > 100, what);
  });
});
