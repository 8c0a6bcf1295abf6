/**
 * One send, timed and guarded.
 *
 * @typedef {(config: any, data: any) => Promise<any>} Send
 * @typedef {{ settled: 'success' | 'error' | 'never', value: any, ms: number }} Settled
 */
import { setTimeout as pause } from 'node:timers/promises';

/**
 * Settles whatever happens: a send that never does is a finding, not a test that hangs.
 *
 * @param {Send} send @param {unknown} config @param {unknown} message @param {number} limit milliseconds
 * @returns {Promise<Settled>}
 */
export const settle = async (send, config, message, limit) => {
  const start = performance.now();
  const since = () => Math.round(performance.now() - start);
  const stop = new AbortController();
  const overdue = pause(limit, undefined, { signal: stop.signal }).then(
    () => /** @type {Settled} */ ({ settled: 'never', value: undefined, ms: since() }),
    () => /** @type {Settled} */ ({ settled: 'never', value: undefined, ms: 0 }),
  );
  try {
    const sending = send(config, message).then(
      (value) => /** @type {Settled} */ ({ settled: 'success', value, ms: since() }),
      (value) => /** @type {Settled} */ ({ settled: 'error', value, ms: since() }),
    );
    return await Promise.race([sending, overdue]);
  } catch (error) {
    // `sendMessage` never throws synchronously.
    return { settled: 'error', value: new Error('thrown, not rejected', { cause: error }), ms: since() };
  } finally {
    stop.abort();
  }
};

/** Where undici keeps the dispatcher behind Node's fetch. Which of the two counts depends on its version. */
const slotNames = [Symbol.for('undici.globalDispatcher.1'), Symbol.for('undici.globalDispatcher.2')];

/**
 * Runs with another connect time-out of Node's fetch.
 *
 * @template T @param {number} timeout @param {() => Promise<T>} run
 * @returns {Promise<T | undefined>} nothing where fetch is not undici
 */
export const withConnectTimeout = async (timeout, run) => {
  await fetch('data:,').catch(() => {}); // it is made at the first use
  const slots = /** @type {Record<symbol, any>} */ (/** @type {unknown} */ (globalThis));
  // Undici 8 has a wrapper in the first place, which follows the second.
  const keys = slotNames.filter((key) => slots[key]?.constructor.name === 'Agent');
  const originals = keys.map((key) => slots[key]);
  const [original] = originals;
  if (!original) {
    return;
  }
  const impatient = new original.constructor({ connect: { timeout } });
  for (const key of keys) {
    slots[key] = impatient;
  }
  try {
    return await run();
  } finally {
    for (const [index, key] of keys.entries()) {
      slots[key] = originals[index];
    }
    await impatient.destroy();
  }
};
