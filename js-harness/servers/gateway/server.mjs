// A small SMS gateway: takes every message, keeps each request as it came, and says "queued" as gateways do.
import { randomUUID } from 'node:crypto';
import { serve } from '../listen.mjs';

/** @typedef {import('../listen.mjs').Received} Received */

/** @returns {Promise<{ url: string, requests: Received[], stop: () => Promise<void> }>} */
export async function startGateway() {
  /** @type {Received[]} */
  const requests = [];
  const { url, stop } = await serve((response, request) => {
    requests.push(request);
    response.writeHead(200, { 'Content-Type': 'application/json' }).end(JSON.stringify({ id: randomUUID(), status: 'queued' }));
  });
  return { url, requests, stop };
}
