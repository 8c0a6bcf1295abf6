// Contestants against each other: all of them run in every round, in an order that rotates, so that whatever else the
// machine does hits them alike. Each is a process, and so is the provider.
import assert from 'node:assert/strict';
import { startWorker } from '../runtimes/process.mjs';

/**
 * @typedef {import('./worker.mjs').Cost} Cost
 * @typedef {{ rounds: number, ms: number, warmUp: number }} Effort Milliseconds of a slice, and of the warm-up.
 * @typedef {Record<string, { who: string, directory?: string }>} Runners By the name that their figures get: a contestant, and where its package lies.
 * @typedef {(text: string) => void} Progress
 */

/** @param {string} module @param {string[]} [args] */
const start = (module, args) => startWorker(new URL(module, import.meta.url), args, ['--expose-gc']);

/** Runs with a provider and stops it. @template T @param {(url: string) => Promise<T>} use @returns {Promise<T>} */
export async function withProvider(use) {
  const provider = start('provider.mjs');
  try {
    return await use(`http://127.0.0.1:${await provider.answer()}`);
  } finally {
    await provider.stop();
  }
}

/**
 * Each item in each round, beginning with another one every time.
 * @template T @param {T[]} items @param {number} rounds @param {Progress | undefined} progress
 */
export function* inTurns(items, rounds, progress) {
  for (let round = 0; round < rounds; round += 1) {
    progress?.(`round ${round + 1} of ${rounds}`);
    for (let turn = 0; turn < items.length; turn += 1) yield items[(turn + round) % items.length];
  }
}

/**
 * The CPU of one piece of work, in microseconds, by concurrency (0: synchronous work), runner and round.
 * @param {string} what @param {Runners} runners @param {number[]} concurrencies @param {Effort} effort
 * @param {{ url?: string, progress?: Progress }} options `url` of the provider, where there is one.
 * @returns {Promise<Map<number, Record<string, number[]>>>}
 */
export async function race(what, runners, concurrencies, { rounds, ms, warmUp }, { url, progress }) {
  /** @type {Map<string, ReturnType<typeof startWorker>>} */
  const workers = new Map();
  try {
    /** @type {unknown} */
    let first;
    for (const [name, { who, directory }] of Object.entries(runners)) {
      const worker = start('worker.mjs', [what, who, JSON.stringify({ endpoint: `${url}/send`, directory })]);
      workers.set(name, worker);
      await worker.answer();
      for (const concurrency of concurrencies) await worker.ask({ concurrency, ms: warmUp });
      if (!url) continue;
      const last = await (await fetch(`${url}/last`)).json();
      assert.deepEqual(last, (first ??= last), `${name} does not send what the others send`);
    }
    const costs = new Map(concurrencies.map((concurrency) => [concurrency, /** @type {Record<string, number[]>} */ ({})]));
    for (const [name, worker] of inTurns([...workers], rounds, progress)) {
      for (const [concurrency, of] of costs) {
        const { cpu, count } = await worker.ask({ concurrency, ms });
        (of[name] ??= []).push(cpu / count);
      }
    }
    return costs;
  } finally {
    await Promise.all([...workers.values()].map((worker) => worker.stop()));
  }
}
