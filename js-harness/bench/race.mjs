// Contestants against each other: all of them run in every round, in an order that rotates, so that whatever else the
// machine does hits them alike. Each is a process, and so is the provider.
import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { nodeEnvironment } from '../setup/command.mjs';

/**
 * @typedef {import('./worker.mjs').Cost} Cost
 * @typedef {{ rounds: number, ms: number, warmUp: number }} Effort Milliseconds of a slice, and of the warm-up.
 */

/** @param {string} module @param {string[]} args @returns {import('node:child_process').ChildProcess} */
const start = (module, args = []) =>
  fork(fileURLToPath(new URL(module, import.meta.url)), args, {
    execArgv: ['--expose-gc'],
    env: nodeEnvironment(),
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });

/** The next message; an end instead of one is an error. @param {import('node:child_process').ChildProcess} child @param {unknown} [question] */
async function answer(child, question) {
  const settled = new AbortController();
  const { signal } = settled;
  try {
    const message = once(child, 'message', { signal });
    const ended = once(child, 'exit', { signal }).then(([code]) => {
      throw new Error(`a process of the benchmark ended with ${code}: see above`);
    });
    ended.catch(() => {});
    if (question) child.send(/** @type {import('node:child_process').Serializable} */ (question));
    const [value] = await Promise.race([message, ended]);
    return value;
  } finally {
    settled.abort();
  }
}

/** Runs with a provider and stops it. @template T @param {(url: string) => Promise<T>} use @returns {Promise<T>} */
export async function withProvider(use) {
  const provider = start('provider.mjs');
  try {
    return await use(`http://127.0.0.1:${await answer(provider)}`);
  } finally {
    provider.kill();
  }
}

/**
 * What each contestant's slices cost, by concurrency (0: synchronous work) and round.
 * @param {string[]} names @param {number[]} concurrencies @param {Effort} effort @param {{ url?: string, progress?: (text: string) => void }} options
 * `url` of the provider, where there is one
 * @returns {Promise<Map<number, Record<string, Cost[]>>>}
 */
export async function race(names, concurrencies, { rounds, ms, warmUp }, { url, progress }) {
  /** @type {Map<string, import('node:child_process').ChildProcess>} */
  const workers = new Map();
  try {
    /** @type {unknown} */
    let first;
    for (const name of names) {
      const worker = start('worker.mjs', [name, `${url}/send`]);
      workers.set(name, worker);
      await answer(worker);
      for (const concurrency of concurrencies) await answer(worker, { concurrency, ms: warmUp });
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
          const worker = /** @type {import('node:child_process').ChildProcess} */ (workers.get(name));
          costs.get(concurrency)?.[name].push(await answer(worker, { concurrency, ms }));
        }
      }
    }
    return costs;
  } finally {
    for (const worker of workers.values()) worker.kill();
  }
}
