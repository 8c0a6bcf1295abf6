// The package stays small: no size grows unnoticed. Goals that are not reached are named. After a growth that is meant, or to keep
// what was won: `npm --prefix js-harness run sizes -- --update`.
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

  test('takes what is the same, and growth of 2 %', () => {
    assert.deepEqual(compareSizes(small, small), { problems: [], notes: [] });
    assert.deepEqual(compareSizes(small, { ...small, glue: 20_400 }), { problems: [], notes: [] });
  });

  test('refuses more, for each size, with the command to take it', () => {
    for (const [key, size] of Object.entries(small)) {
      const { problems } = compareSizes(small, { ...small, [key]: Math.ceil(size * 1.021) });
      assert.equal(problems.length, 1, key);
      assert.match(problems[0], /\+2\.1 %.*run sizes -- --update$/);
    }
  });

  test('remarks on what is smaller, and does not refuse it', () => {
    const { problems, notes } = compareSizes(small, { ...small, wasm: 90_000 });
    assert.deepEqual(problems, []);
    assert.match(notes.join(), /^wasm: 90000 bytes, checked in are 100000 \(−10\.0 %\)/);
  });

  test('names what is over its goal', () => {
    const large = { ...small, wasm: 110 * 1024 + 1, gzip: 50 * 1024 + 1, tarball: 90 * 1024 + 1 };
    assert.equal(compareSizes(large, large).notes.length, 3);
    const full = { ...small, wasm: 110 * 1024, gzip: 50 * 1024, tarball: 90 * 1024 };
    assert.deepEqual(compareSizes(full, full).notes, []);
  });

  test('refuses a size that is missing on either side', () => {
    const { brotli, ...others } = small;
    assert.match(compareSizes(/** @type {any} */ (others), small).problems.join(), /sizes\.json has no size/);
    assert.match(compareSizes(small, /** @type {any} */ (others)).problems.join(), /not measured/);
  });
});
