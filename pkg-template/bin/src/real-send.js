// A real send, with what is worth knowing of it: each attempt, how it ended, and the answer to explain.
import * as core from '../../lib/core.js';
import { keeping } from './answers.js';

/**
 * @typedef {{ attempt: number, status?: number, reason?: string, durationMs: number, retryInMs?: number, via?: string }} Attempt
 * @typedef {{ receipt?: any, error?: any, attempts: Attempt[], answer?: { status: number, headers: Record<string, string>, body: string } }} Sent
 */

/**
 * @param {any} config @param {any} data @param {(attempt: Attempt) => void} [report]
 * @returns {Promise<Sent>}
 */
export async function realSend(config, data, report) {
  const { fetch, last } = keeping(globalThis.fetch);
  /** @type {Attempt[]} */
  const attempts = [];
  /** @param {any} attempt */
  const onAttempt = (attempt) => {
    attempts.push(attempt);
    report?.(attempt);
  };
  const ended = await core.sendMessage(config, data, /** @type {any} */ ({ fetch, onAttempt })).then(
    (receipt) => ({ receipt }),
    (error) => ({ error }),
  );
  return { ...ended, attempts, answer: explains(ended) ? await last() : undefined };
}

/** Not the answer to a request for a token, nor that of a fallback, whose rules are others. @param {{ error?: any }} ended */
const explains = ({ error }) => error?.data.reason !== 'token' && !/^fallback/.test(error?.data.via ?? '');
