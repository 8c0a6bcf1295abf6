/**
 * A client that mends nothing: sends one POST over a bare socket and tells what came back, byte by byte, and how it ended.
 * The fault server is judged with this and not with `fetch`, which hides or repairs half of the faults.
 *
 * @typedef {{ text: string, bytes: Buffer, ended: 'open' | 'end' | 'reset' | 'refused' | 'hanging', chunks: number, ms: number }} Talk
 *   `open`: still connected when we stopped listening; `hanging`: never connected
 */
import net from 'node:net';

/** @param {URL} url @param {string} body */
export const postText = ({ pathname, search, host }, body) =>
  `POST ${pathname}${search} HTTP/1.1\r\nHost: ${host}\r\nContent-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;

/**
 * Listens until the other side ends it, or until one of the limits: that is what makes it right on a busy machine too.
 *
 * @param {string | undefined} address
 * @param {{ body?: string, times?: number, ms?: number, quiet?: number, maxBytes?: number, maxChunks?: number }} [options]
 *   `times`: requests over the one connection, each after the answer to the one before; `ms`: for all of it; `quiet`: after
 *   the last byte that arrived
 * @returns {Promise<Talk>}
 */
export const talk = (address, options = {}) =>
  new Promise((resolve) => {
    const { body = '{"a":1}', times = 1, ms = 10_000, quiet = 300, maxBytes = 1_100_000, maxChunks = Infinity } = options;
    const url = new URL(address ?? 'http://127.0.0.1:1');
    const start = performance.now();
    /** @type {Buffer[]} */
    const chunks = [];
    let size = 0;
    let sent = 0;
    let connected = false;
    /** @type {NodeJS.Timeout | undefined} */
    let silence;
    const socket = net.connect(Number(url.port), url.hostname);
    const send = () => {
      sent += 1;
      socket.write(postText(url, body));
    };
    const finish = (/** @type {Talk['ended']} */ ended) => {
      clearTimeout(timer);
      clearTimeout(silence);
      socket.destroy();
      const bytes = Buffer.concat(chunks);
      resolve({ text: bytes.toString('latin1'), bytes, ended, chunks: chunks.length, ms: performance.now() - start });
    };
    const timer = setTimeout(() => finish(connected ? 'open' : 'hanging'), ms);
    socket.on('connect', () => {
      connected = true;
      send();
    });
    socket.on('data', (chunk) => {
      chunks.push(chunk);
      size += chunk.length;
      clearTimeout(silence);
      silence = setTimeout(() => finish('open'), quiet);
      if (size > maxBytes || chunks.length >= maxChunks) {
        finish('open');
      } else if (sent < times) {
        send();
      }
    });
    socket.on('end', () => finish('end'));
    socket.on('error', (/** @type {NodeJS.ErrnoException} */ error) => finish(error.code === 'ECONNREFUSED' ? 'refused' : 'reset'));
  });
