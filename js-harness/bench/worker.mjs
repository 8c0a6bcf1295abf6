// A contestant in a process of its own: `node worker.mjs WORK WHO PLACE`. Says when it is ready; then does as much
// as each message says, and answers with what that cost.
import { Session } from 'node:inspector/promises';
import { contestants } from './contestants.mjs';

/**
 * So much work, and not so much time: on a busy machine a slice takes longer, and what was not run often enough to be
 * optimised would be measured instead.
 * @typedef {{ concurrency: number, count: number, profiled?: boolean }} Slice Without concurrency the work is synchronous.
 * @typedef {{ cpu: number, seconds: number, latencies: number[] }} Cost CPU in microseconds, of all threads; latencies in milliseconds, sorted.
 */

const [what, who, place] = process.argv.slice(2);
const work = await /** @type {any} */ (contestants)[what][who](JSON.parse(place));

/** @param {Slice} slice @returns {Promise<Cost>} */
async function run({ concurrency, count }) {
  /** @type {number[]} */
  const latencies = [];
  let left = count;
  const before = process.cpuUsage();
  const started = performance.now();
  const lane = async () => {
    while (left > 0) {
      left -= 1;
      const began = performance.now();
      await work();
      latencies.push(performance.now() - began);
    }
  };
  if (concurrency === 0) for (; left > 0; left -= 1) work();
  else await Promise.all(Array.from({ length: concurrency }, lane));
  const seconds = (performance.now() - started) / 1000;
  const { user, system } = process.cpuUsage(before);
  return { cpu: user + system, seconds, latencies: latencies.sort((a, b) => a - b) };
}

/** @param {Slice} slice */
async function profiled(slice) {
  const session = new Session();
  session.connect();
  await session.post('Profiler.enable');
  await session.post('Profiler.setSamplingInterval', { interval: 100 });
  await session.post('Profiler.start');
  await run(slice);
  const { profile } = await session.post('Profiler.stop');
  session.disconnect();
  return { profile };
}

// No garbage is collected between slices: after that, what follows costs three times as much as in a process that just goes on.
process.on('message', async (/** @type {Slice} */ slice) => process.send?.(await (slice.profiled ? profiled(slice) : run(slice))));
process.on('disconnect', () => process.exit());
process.send?.('ready');
