// A small SMS gateway: takes every message, keeps each request as it came, and says "queued" as gateways do, or what it
// was told to say.
import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';

/**
 * @typedef {object} Received
 * @property {string} method
 * @property {string} url Path and query as they were sent.
 * @property {URLSearchParams} query The query, decoded.
 * @property {import('node:http').IncomingHttpHeaders} headers
 * @property {string} body
 */

/**
 * @param {{ status?: number, body?: string }} [answer]
 * @returns {Promise<{ url: string, requests: Received[], answers: string[], stop: () => Promise<void> }>}
 */
export async function startGateway({ status = 200, body: told } = {}) {
  /** @type {Received[]} */
  const requests = [];
  /** @type {string[]} */
  const answers = [];
  const server = createServer(async (request, response) => {
    const { method = '', url = '', headers } = request;
    const body = await text(request);
    requests.push({ method, url, query: new URLSearchParams(url.split('?', 2)[1]), headers, body });
    const answer = told ?? JSON.stringify({ id: randomUUID(), status: 'queued' });
    answers.push(answer);
    response.writeHead(status, { 'Content-Type': isJson(answer) ? 'application/json' : 'text/plain; charset=utf-8' }).end(answer);
  });
  await new Promise((resolve, reject) => {
    server.once('error', reject).listen(0, '127.0.0.1', () => resolve(undefined));
  });
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  return {
    url: `http://127.0.0.1:${port}`,
    requests,
    answers,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        // A client keeps its connections for later; without this the end would wait for them.
        server.closeAllConnections();
      }),
  };
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

/** @param {import('node:http').IncomingMessage} request */
async function text(request) {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}
