// The sizes of the package beside the checked-in ones.
// What grew in a change shows in that change, as a number somebody wrote down on purpose.
import { readFile, writeFile } from 'node:fs/promises';
import { table } from '../ui/table.mjs';
import { kib } from './package.mjs';

/** @typedef {import('./package.mjs').Sizes} Sizes */

const file = new URL('sizes.json', import.meta.url);
const UPDATE = 'npm --prefix js-harness run sizes -- --update';
/** A size is no goal, but one that grows by more wants a sentence in the change. */
const TOLERANCE = 0.1;

/** @type {Record<keyof Sizes, string>} */
const TITLES = { wasm: 'wasm', gzip: 'wasm, gzip', brotli: 'wasm, brotli', glue: 'glue', tarball: 'tarball' };

const keys = /** @type {(keyof Sizes)[]} */ (Object.keys(TITLES));

/** The checked-in sizes. @returns {Promise<Sizes>} */
export const readSizes = async () => JSON.parse(await readFile(file, 'utf8'));

/** @param {Sizes} sizes */
export const writeSizes = (sizes) => writeFile(file, `${JSON.stringify(sizes, null, 2)}\n`);

/**
 * What is wrong, and what is worth a word. A size that is missing on either side is wrong.
 * @param {Sizes} known @param {Sizes} now
 * @returns {{ problems: string[], notes: string[] }}
 */
export function compareSizes(known, now) {
  const problems = [];
  const notes = [];
  for (const key of keys) {
    if (!(known[key] > 0 && now[key] > 0)) {
      problems.push(`${TITLES[key]}: ${known[key] > 0 ? 'not measured' : 'sizes.json has no size'}`);
      continue;
    }
    const change = now[key] / known[key] - 1;
    const what = `${TITLES[key]}: ${now[key]} bytes, checked in are ${known[key]} (${percent(change)})`;
    if (now[key] > known[key] * (1 + TOLERANCE)) problems.push(`${what}; if the growth is meant, say why in the change, and: ${UPDATE}`);
    else if (now[key] < known[key] * (1 - TOLERANCE)) notes.push(`${what}; keep what was won: ${UPDATE}`);
  }
  return { problems, notes };
}

/** @param {number} change */
const percent = (change) => `${change < 0 ? '−' : '+'}${(Math.abs(change) * 100).toFixed(1)} %`;

/** @param {Sizes} known @param {Sizes} now */
export const sizeTable = (known, now) =>
  table(keys.map((key) => [
    TITLES[key],
    known[key] ?? '–',
    now[key],
    kib(now[key]),
    known[key] ? percent(now[key] / known[key] - 1) : '–',
  ]), { head: ['', 'checked in', 'now', 'KiB', 'change', 'goal KiB'] });

