// Local servers: HTTP that answers as a test says, and raw TCP for what HTTP libraries are too polite to do.
import { createServer } from 'node:http';
import { createServer as createTcpServer } from 'node:net';

/**
 * @typedef {object} Seen
 * @property {string} method
 * @property {string} url Path and query as they were sent.
 * @property {string} path
 * @property {string} query Without the question mark.
 * @property {import('node:http').IncomingHttpHeaders} headers
 * @property {string[]} rawHeaders
 * @property {Buffer} bytes
 * @property {string} body
 */

/** @typedef {(response: import('node:http').ServerResponse, request: Seen) => void} Answer */

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
 * Starts a server on 127.0.0.1 that keeps every request. `server.answer` may be replaced at any time.
 * @param {Answer} [answer]
 */
export async function startServer(answer = ok) {
  /** @type {Seen[]} */
  const requests = [];
  const http = createServer(async (incoming, response) => {
    const chunks = [];
    try {
      for await (const chunk of incoming) chunks.push(chunk);
    } catch {
      return; // The client went away.
    }
    const bytes = Buffer.concat(chunks);
    const { method = '', url = '', headers, rawHeaders } = incoming;
    const [path, ...query] = url.split('?');
    const seen = { method, url, path, query: query.join('?'), headers, rawHeaders, bytes, body: bytes.toString('utf8') };
    requests.push(seen);
    response.on('error', () => {});
    server.answer(response, seen);
  });
  // Its default suits few clients; hundreds of sends connect at once.
  const port = await listen(http, 2048);
  const server = {
    url: `http://127.0.0.1:${port}`,
    port,
    requests,
    answer,
    /** What was received by one send. @template T @param {() => Promise<T>} send */
    during: async (send) => {
      const before = requests.length;
      const value = await send();
      return { value, seen: requests.slice(before) };
    },
    stop: () => {
      http.close();
      http.closeAllConnections();
    },
  };
  return server;
}

/**
 * Starts a TCP server on 127.0.0.1.
 * @param {(socket: import('node:net').Socket) => void} onConnection
 */
export async function startTcp(onConnection) {
  /** @type {Set<import('node:net').Socket>} */
  const sockets = new Set();
  const server = createTcpServer((socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket)).on('error', () => {});
    onConnection(socket);
  });
  const port = await listen(server);
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    stop: () => {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}

/** A port on which nothing listens. */
export async function closedPort() {
  const { port, stop } = await startTcp(() => {});
  stop();
  return port;
}

/** @param {import('node:net').Server} server @param {number} [backlog] @returns {Promise<number>} */
const listen = (server, backlog) =>
  new Promise((resolve, reject) => {
    server.once('error', reject).listen(0, '127.0.0.1', backlog, () => {
      resolve(/** @type {import('node:net').AddressInfo} */ (server.address()).port);
    });
  });
