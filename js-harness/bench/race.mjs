// Contestants against each other: all of them run in every round, in an order that rotates, so that whatever else the
// machine does hits them alike. Each is a process, and so is the provider.
import assert from 'node:assert/strict';
import { startWorker } from '../runtimes/process.mjs';

/**
 * @typedef {import('./worker.mjs').Cost} Cost
 * @typedef {{ rounds: number, ms: number, warmUp: number }} Effort Milliseconds of a slice, and of the warm-up.
 */

/** @typedef {ReturnType<typeof startWorker>} Worker */

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
 * What each contestant's slices cost, by concurrency (0: synchronous work) and round.
 * @param {string[]} names @param {number[]} concurrencies @param {Effort} effort @param {{ url?: string, progress?: (text: string) => void }} options
 * `url` of the provider, where there is one
 * @returns {Promise<Map<number, Record<string, Cost[]>>>}
 */
export async function race(names, concurrencies, { rounds, ms, warmUp }, { url, progress }) {
  /** @type {Map<string, Worker>} */
  const workers = new Map();
  try {
    /** @type {unknown} */
    let first;
    for (const name of names) {
      const worker = start('worker.mjs', [name, `${url}/send`]);
      workers.set(name, worker);
      await worker.answer();
      for (const concurrency of concurrencies) await worker.ask({ concurrency, ms: warmUp });
      if (!url) continue;
      const last = await (await fetch(`${url}/last`)).json();
      assert.deepEqual(last, (first ??= last), `${name} does not send what ${names[0]} sends`);
    }
    const costs = new Map(concurrencies.map((concurrency) => [concurrency, Object.fromEntries(names.map((name) => [name, /** @type {Cost[]} */ ([])]))]));
    for (let round = 0; round < rounds; round += 1) {
      progress?.(`round ${round + 1} of ${rounds}`);
      for (const concurrency of concurrencies) {
        for (let turn = 0; turn < names.length; turn += 1) {
          const name = names[(turn + round) % names.length];
          const worker = /** @type {Worker} */ (workers.get(name));
          costs.get(concurrency)?.[name].push(await worker.ask({ concurrency, ms }));
        }
      }
    }
    return costs;
  } finally {
    await Promise.all([...workers.values()].map((worker) => worker.stop()));
  }
}
