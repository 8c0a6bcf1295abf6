// The connector as Logto calls it: a real send has a stored configuration, and what it says stands in three places. The
// visitor has the error, the operator has the lines on standard error, and the phone has the message.
import assert from 'node:assert/strict';
import { loadConnector } from '../../logto/instance.mjs';
import { outcomeOf } from './outcome.mjs';

/** A connector that nobody may ask for its stored configuration. */
export const loadUnstored = () => loadConnector({ getConfig: () => Promise.reject(new Error('getConfig was called')) });

/**
 * Runs something and keeps what it wrote by `console.error`, away from the output of the tests.
 * @template T
 * @param {() => Promise<T>} run
 * @returns {Promise<{ value: T, lines: string[] }>}
 */
export async function capturingErrors(run) {
  /** @type {string[]} */
  const lines = [];
  const { error } = console;
  console.error = (...args) => void lines.push(args.join(' '));
  try {
    return { value: await run(), lines };
  } finally {
    console.error = error;
  }
}

/**
 * A send as Logto makes it for a visitor. Never rejects.
 * @param {unknown} config What is stored.
 * @param {unknown} data
 */
export async function realSend(config, data) {
  const { connector } = await loadConnector({ getConfig: async () => config });
  const { value, lines } = await capturingErrors(() => outcomeOf(() => connector.sendMessage(/** @type {any} */ (data))));
  return { ...value, lines };
}

/** A real send that has to fail. @param {unknown} config @param {unknown} data */
export async function failedSend(config, data) {
  const { error, lines, ms } = await realSend(config, data);
  assert.notEqual(error, undefined, 'the send has to fail');
  return { error, lines, ms };
}

/** A send of the console's test button. Never rejects. @param {unknown} config @param {unknown} data */
export async function testSend(config, data) {
  const { connector } = await loadUnstored();
  const { value, lines } = await capturingErrors(() => outcomeOf(() => connector.sendMessage(/** @type {any} */ (data), config)));
  return { ...value, lines };
}
