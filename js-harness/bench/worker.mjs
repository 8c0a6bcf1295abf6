// A contestant in a process of its own: `node --expose-gc worker.mjs WORK WHO PLACE`. Says when it is ready; then runs for a
// while for each message, and answers with what that cost.
import { setTimeout as sleep } from 'node:timers/promises';
import { contestants } from './contestants.mjs';

/**
 * @typedef {{ concurrency: number, ms: number }} Slice Without concurrency the work is synchronous.
 * @typedef {{ count: number, cpu: number }} Cost CPU in microseconds, of all threads.
 */

/** Synchronous calls between two looks at the clock. */
const BATCH = 50;
/** Milliseconds for finalizers, which run some turns after a collection. */
const SETTLE = 15;

const [what, who, place] = process.argv.slice(2);
const work = await /** @type {any} */ (contestants)[what][who](JSON.parse(place));

/** @param {Slice} slice @returns {Promise<Cost>} */
async function run({ concurrency, ms }) {
  let count = 0;
  const before = process.cpuUsage();
  const end = performance.now() + ms;
  const lane = async () => {
    do {
      await work();
      count += 1;
    } while (performance.now() < end);
  };
  const batches = () => {
    do {
      for (let call = 0; call < BATCH; call += 1) work();
      count += BATCH;
    } while (performance.now() < end);
  };
  if (concurrency === 0) batches();
  else await Promise.all(Array.from({ length: concurrency }, lane));
  const { user, system } = process.cpuUsage(before);
  return { count, cpu: user + system };
}

/** Nobody pays for the garbage and the timers of the slice before. */
async function clean() {
  for (let turn = 0; turn < 2; turn += 1) {
    globalThis.gc?.();
    await sleep(SETTLE);
  }
}

process.on('message', async (/** @type {Slice} */ slice) => {
  await clean();
  const cost = await run(slice);
  await clean();
  process.send?.(cost);
});
process.on('disconnect', () => process.exit());
process.send?.('ready');
