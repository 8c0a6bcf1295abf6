// A small SMS gateway: takes every message, keeps each request as it came, and says "queued" as gateways do, or what it
// was told to say.
import { randomUUID } from 'node:crypto';
import { serve } from '../listen.mjs';

/** @typedef {import('../listen.mjs').Received} Received */

/**
 * @param {{ status?: number, body?: string }} [answer]
 * @returns {Promise<{ url: string, requests: Received[], answers: string[], stop: () => Promise<void> }>}
 */
export async function startGateway({ status = 200, body: told } = {}) {
  /** @type {Received[]} */
  const requests = [];
  /** @type {string[]} */
  const answers = [];
  const { url, stop } = await serve((response, request) => {
    requests.push(request);
    const answer = told ?? JSON.stringify({ id: randomUUID(), status: 'queued' });
    answers.push(answer);
    response.writeHead(status, { 'Content-Type': isJson(answer) ? 'application/json' : 'text/plain; charset=utf-8' }).end(answer);
  });
  return { url, requests, answers, stop };
}

/** @param {string} text */
function isJson(text) {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
