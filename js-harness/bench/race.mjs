// Contestants against each other: all of them run in every round, in an order that rotates, so that whatever else the
// machine does hits them alike. Each is a process, and so is the provider.
import assert from 'node:assert/strict';
import { startWorker } from '../runtimes/process.mjs';

/**
 * @typedef {import('./worker.mjs').Cost} Cost
 * @typedef {{ rounds: number, count: number, warmUp: number }} Effort How often the work is done in a slice, and to warm up.
 * @typedef {{ cpu: number, perSecond: number, p50: number, p99: number }} Round CPU of one piece of work in microseconds; latencies in milliseconds.
 * @typedef {Record<string, { who: string, directory?: string }>} Runners By the name that their figures get: a contestant, and where its package lies.
 * @typedef {(text: string) => void} Progress
 */

/** @param {string} module @param {string[]} [args] @param {string} [node] */
const start = (module, args, node = process.execPath) => startWorker(new URL(module, import.meta.url), args, [], node);

/** @param {string} what @param {string} who @param {{ url?: string, directory?: string, scene?: import('./scenes.mjs').Scene }} place @param {string} [node] */
export const startContestant = (what, who, place, node) => start('worker.mjs', [what, who, JSON.stringify(place)], node);

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
 * What one piece of work costs, by concurrency (0: synchronous work), runner and round.
 * @param {string} what @param {Runners} runners @param {number[]} concurrencies @param {Effort} effort
 * @param {{ url?: string, scene?: import('./scenes.mjs').Scene, node?: string, progress?: Progress }} options `url` of the provider, where there is one; `node` that the contestants run in.
 * @returns {Promise<Map<number, Record<string, Round[]>>>}
 */
export async function race(what, runners, concurrencies, { rounds, count, warmUp }, { url, scene, node, progress }) {
  /** @type {Map<string, ReturnType<typeof startWorker>>} */
  const workers = new Map();
  try {
    /** @type {unknown} */
    let first;
    for (const [name, { who, directory }] of Object.entries(runners)) {
      const worker = startContestant(what, who, { url, directory, scene }, node);
      workers.set(name, worker);
      await worker.answer();
      for (const concurrency of concurrencies) await worker.ask({ concurrency, count: warmUp });
      if (!url) continue;
      const last = await (await fetch(`${url}/last`)).json();
      assert.deepEqual(last, (first ??= last), `${name} does not send what the others send`);
    }
    const costs = new Map(concurrencies.map((concurrency) => [concurrency, /** @type {Record<string, Round[]>} */ ({})]));
    for (const [name, worker] of inTurns([...workers], rounds, progress)) {
      for (const [concurrency, of] of costs) {
        // Enough for each that is in flight to have a past and a future.
        const sends = Math.max(count, 2 * concurrency);
        const { cpu, seconds, latencies } = await worker.ask({ concurrency, count: sends });
        const quantile = (/** @type {number} */ share) => latencies[Math.floor(share * (latencies.length - 1))];
        (of[name] ??= []).push({ cpu: cpu / sends, perSecond: sends / seconds, p50: quantile(0.5), p99: quantile(0.99) });
      }
    }
    return costs;
  } finally {
    await Promise.all([...workers.values()].map((worker) => worker.stop()));
  }
}
