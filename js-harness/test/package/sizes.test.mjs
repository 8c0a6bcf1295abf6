// No size grows unnoticed. After a growth that is meant, or to keep what was won:
// `npm --prefix js-harness run sizes -- --update`.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { measure } from '../../build/package.mjs';
import { tarballPath } from '../../build/project.mjs';
import { compareSizes, readSizes } from '../../build/sizes.mjs';

const known = await readSizes();

test('the package has its checked-in sizes', async () => {
  const { problems, notes } = compareSizes(known, await measure(await tarballPath()));
  for (const note of notes) console.log(note);
  assert.equal(problems.join('\n'), '');
});

describe('the comparison', () => {
  const small = { wasm: 100_000, gzip: 40_000, brotli: 30_000, glue: 20_000, tarball: 60_000 };

  test('takes what is the same, and growth of 10 %', () => {
    assert.deepEqual(compareSizes(small, small), { problems: [], notes: [] });
    assert.deepEqual(compareSizes(small, { ...small, glue: 22_000 }), { problems: [], notes: [] });
  });

  test('refuses more, for each size, with the command to take it', () => {
    for (const [key, size] of Object.entries(small)) {
      const { problems } = compareSizes(small, { ...small, [key]: Math.ceil(size * 1.101) });
      assert.equal(problems.length, 1, key);
      assert.match(problems[0], /\+10\.1 %.*run sizes -- --update$/);
    }
  });

  test('remarks on what is smaller, and does not refuse it', () => {
    const { problems, notes } = compareSizes(small, { ...small, wasm: 80_000 });
    assert.deepEqual(problems, []);
    assert.match(notes.join(), /^wasm: 80000 bytes, checked in are 100000 \(−20\.0 %\)/);
  });

  test('refuses a size that is missing on either side', () => {
    const { brotli, ...others } = small;
    assert.match(compareSizes(/** @type {any} */ (others), small).problems.join(), /sizes\.json has no size/);
    assert.match(compareSizes(small, /** @type {any} */ (others)).problems.join(), /not measured/);
  });
});
