// The one way to serve here: on 127.0.0.1, at a port that was free, with an end that waits for nobody.
import { createServer } from 'node:http';
import net from 'node:net';

/**
 * A request as it came.
 * @typedef {object} Received
 * @property {string} method
 * @property {string} url Path and query as they were sent.
 * @property {string} path
 * @property {string} rawQuery Without the question mark.
 * @property {URLSearchParams} query The query, decoded.
 * @property {import('node:http').IncomingHttpHeaders} headers
 * @property {string[]} rawHeaders
 * @property {number} at Unix time in milliseconds.
 * @property {Buffer} bytes
 * @property {string} body
 */

/** @typedef {import('node:http').ServerResponse} Response */
/** @typedef {{ url: string, port: number, stop: () => Promise<void> }} Listening */

/** More than a connector may ever send; a request beyond it is a fault of the client. In bytes. */
const MOST = 4 * 1024 * 1024;

/**
 * @param {net.Server} server Of any kind: HTTP, HTTPS or TCP.
 * @param {{ backlog?: number }} [options] `backlog`: how many may connect at once; the default suits few.
 * @returns {Promise<Listening>}
 */
export async function listen(server, { backlog } = {}) {
  /** @type {Set<net.Socket>} */
  const sockets = new Set();
  server.on('connection', (socket) => {
    sockets.add(socket);
    // A client that gives up resets its connection.
    socket.on('close', () => sockets.delete(socket)).on('error', () => {});
  });
  await new Promise((resolve, reject) => {
    server.once('error', reject).listen({ host: '127.0.0.1', port: 0, backlog }, () => resolve(undefined));
  });
  const { port } = /** @type {net.AddressInfo} */ (server.address());
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        // A client keeps its connections for later; without this the end would wait for them.
        for (const socket of sockets) socket.destroy();
      }),
  };
}

/**
 * An HTTP server that answers when it has read the whole request.
 * @param {(response: Response, request: Received) => void} answer
 * @param {{ backlog?: number, keepAliveTimeout?: number }} [options]
 */
export function serve(answer, { backlog, keepAliveTimeout } = {}) {
  const server = createServer({ keepAliveTimeout }, async (incoming, response) => {
    response.on('error', () => {});
    const received = recordOf(incoming);
    if (await readBody(incoming, received)) answer(response, received);
  });
  return listen(server, { backlog });
}

/**
 * What is known of a request before its body is.
 * @param {Pick<import('node:http').IncomingMessage, 'method' | 'url' | 'headers' | 'rawHeaders'>} head
 * @returns {Received}
 */
export function recordOf({ method = '', url = '', headers, rawHeaders }) {
  const [path, ...rest] = url.split('?');
  const rawQuery = rest.join('?');
  return {
    method, url, path, rawQuery, query: new URLSearchParams(rawQuery), headers, rawHeaders, at: Date.now(), bytes: Buffer.alloc(0), body: '',
  };
}

/** Whether all of it came; not where the client went away. @param {import('node:http').IncomingMessage} incoming @param {Received} received */
export async function readBody(incoming, received) {
  const chunks = [];
  let length = 0;
  try {
    for await (const chunk of incoming) {
      length += chunk.length;
      if (length > MOST) throw new Error('the request is too large');
      chunks.push(chunk);
    }
  } catch {
    return false;
  }
  received.bytes = Buffer.concat(chunks);
  received.body = received.bytes.toString('utf8');
  return true;
}

/**
 * A port where nobody listens and nobody will: the near end of a connection of our own, held as long as this process
 * lives. One that was merely closed again could be given to another process in the middle of a test.
 * @returns {Promise<number>}
 */
export const closedPort = () => (held ??= hold());

/** @type {Promise<number> | undefined} */
let held;

async function hold() {
  const server = net.createServer((socket) => socket.unref());
  const { port } = await listen(server);
  const socket = net.connect(port, '127.0.0.1');
  await new Promise((resolve, reject) => socket.once('connect', resolve).once('error', reject));
  // Held, and yet no reason for the process to go on.
  server.unref();
  socket.unref();
  return /** @type {number} */ (socket.localPort);
}
