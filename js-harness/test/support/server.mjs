// Local servers for tests: HTTP that answers as a test says, and raw TCP for what HTTP libraries are too polite to do.
import net from 'node:net';
import { listen, serve } from '../../servers/listen.mjs';
import { message } from './messages.mjs';

/** @typedef {import('../../servers/listen.mjs').Received} Received */
/** @typedef {(response: import('../../servers/listen.mjs').Response, request: Received) => void} Answer */

/** @type {Answer} */
export const ok = (response) => void response.writeHead(200, { 'Content-Type': 'application/json' }).end('{"id":"m-1"}');

/**
 * @param {number} status
 * @param {unknown} body A string as it is, anything else as JSON.
 * @param {Record<string, string>} [headers]
 * @returns {Answer}
 */
export const reply = (status, body, headers) => (response) => {
  const text = typeof body === 'string';
  response
    .writeHead(status, { 'Content-Type': text ? 'text/plain; charset=utf-8' : 'application/json', ...headers })
    .end(text ? body : JSON.stringify(body));
};

/**
 * Starts a server that keeps every request. `server.answer` may be replaced at any time.
 * @param {Answer} [answer]
 */
export async function startServer(answer = ok) {
  /** @type {Received[]} */
  const requests = [];
  const listening = await serve((response, request) => {
    requests.push(request);
    server.answer(response, request);
    // Its default suits few clients; hundreds of sends connect at once.
  }, { backlog: 2048 });
  const server = {
    ...listening,
    requests,
    answer,
    /** What was received by one send. @template T @param {() => Promise<T>} send */
    during: async (send) => {
      const before = requests.length;
      const value = await send();
      return { value, seen: requests.slice(before) };
    },
  };
  return server;
}

/**
 * The first request of a process compiles what Node's fetch is made of; that is no provider's fault.
 * @param {import('../../build/project.mjs').Core} core
 */
export async function warmUp({ sendMessage }) {
  const { url, stop } = await startServer();
  await sendMessage({ endpoint: url }, message);
  await stop();
}

/**
 * Starts a TCP server.
 * @param {(socket: net.Socket) => void} onConnection
 */
export const startTcp = (onConnection) => listen(net.createServer(onConnection));
