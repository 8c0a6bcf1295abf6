// A forward proxy, as companies have one at the edge of their network: it opens tunnels (CONNECT), passes on requests in
// absolute form, wants a user and a password, and can be told to misbehave.
import http from 'node:http';
import net from 'node:net';
import { listen } from '../listen.mjs';

/**
 * What it does to a request for a host: lets it through, answers with a status instead, or goes wrong before it answers, or
 * when it has just opened the tunnel.
 * @typedef {'pass' | number | 'hang' | 'close' | 'reset' | 'garbage' | 'close-tunnel'} Conduct
 */

/** @type {Record<string, (socket: import('node:stream').Duplex) => void>} */
const FAULTS = {
  hang: () => {},
  close: (socket) => socket.destroy(),
  reset: (socket) => /** @type {net.Socket} */ (socket).resetAndDestroy(),
  garbage: (socket) => socket.end('SSH-2.0-OpenSSH_9.6\r\n'),
  'close-tunnel': (socket) => socket.end('HTTP/1.1 200 Connection established\r\n\r\n'),
};

/** @param {string} user @param {string} password */
export async function startProxy(user, password) {
  const wanted = `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
  /** The hosts and ports that it was asked for. @type {string[]} */
  const asked = [];
  /** @type {(host: string) => Conduct} */
  const pass = () => 'pass';

  /** @param {string} host @param {http.IncomingMessage} request @returns {Conduct} */
  const judge = (host, { headers }) => {
    asked.push(host);
    return headers['proxy-authorization'] === wanted ? proxy.conduct(host) : 407;
  };

  const server = http.createServer((request, response) => {
    const url = new URL(request.url ?? '', 'http://nowhere.invalid');
    const conduct = judge(url.host, request);
    if (typeof conduct === 'number') return void response.writeHead(conduct).end();
    if (conduct !== 'pass') return FAULTS[conduct](request.socket);
    const { 'proxy-authorization': _, ...headers } = request.headers;
    const onward = http.request(url, { method: request.method, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    onward.on('error', () => response.writeHead(502).end());
    request.pipe(onward);
  });

  server.on('connect', (request, socket, head) => {
    socket.on('error', () => {});
    const host = request.url ?? '';
    const conduct = judge(host, request);
    if (typeof conduct === 'number') return void socket.end(`HTTP/1.1 ${conduct} ${http.STATUS_CODES[conduct]}\r\nContent-Length: 0\r\n\r\n`);
    if (conduct !== 'pass') return FAULTS[conduct](socket);
    const { hostname, port } = new URL(`http://${host}`);
    const onward = net.connect(Number(port || 80), hostname, () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
      onward.write(head);
      onward.pipe(socket).pipe(onward);
    });
    onward.on('error', () => socket.end('HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n'));
  });

  const { port, stop } = await listen(server);
  /** @param {string} name @param {string} secret */
  const urlFor = (name, secret) => `http://${encodeURIComponent(name)}:${encodeURIComponent(secret)}@127.0.0.1:${port}`;
  const proxy = { asked, conduct: pass, url: urlFor(user, password), urlFor, stop };
  return proxy;
}
