// The provider of the soak run, a process of its own: what it costs shall not be measured with the sender.
// Answers by path; `/hold` waits until as many requests are there as its header asks for, so that all are in flight at once.
import { serve } from '../servers/listen.mjs';

/** Nothing is held for longer, in milliseconds. */
const HOLD = 50_000;

/** @typedef {import('../servers/listen.mjs').Response} Response */

/** @type {Response[]} */
let held = [];
let mostHeld = 0;

const json = { 'Content-Type': 'application/json' };
const accepted = '{"status":"sent","id":"m-1","text":"accepted"}';

/** @type {Record<string, (response: Response, request: import('../servers/listen.mjs').Received) => void>} */
const answers = {
  '/ok': (response) => response.writeHead(200, json).end(accepted),
  '/rejected': (response) => response.writeHead(200, json).end('{"status":"refused","text":"no such number"}'),
  '/400': (response) => response.writeHead(400, json).end('{"error":{"message":"the number is not valid"}}'),
  '/500': (response) => response.writeHead(500, { 'Content-Type': 'text/html' }).end('<html><body>broken</body></html>'),
  '/429': (response) => response.writeHead(429, { ...json, 'Retry-After': '120' }).end('{"message":"slow down"}'),
  '/busy': (response) => response.writeHead(503, { 'Retry-After': '0' }).end(),
  '/slow': (response) => void setTimeout(() => response.writeHead(200, json).end(accepted), 100),
  '/large': (response) => response.writeHead(200, json).end(`{"pad":"${'x'.repeat(100_000)}"}`),
  '/hold': (response, request) => {
    held.push(response);
    mostHeld = Math.max(mostHeld, held.length);
    if (held.length >= Number(request.headers['x-count'])) release();
    else if (held.length === 1) setTimeout(release, HOLD).unref();
  },
  '/held': (response) => {
    response.writeHead(200, json).end(String(mostHeld));
    mostHeld = 0;
  },
};

const release = () => {
  for (const response of held) response.writeHead(200, json).end(accepted);
  held = [];
};

const { port } = await serve((response, request) => {
  (answers[request.path] ?? ((unknown) => unknown.writeHead(410).end()))(response, request);
}, { backlog: 16_384, keepAliveTimeout: 60_000 });
process.send?.(port);
// The sender ended, in whatever way.
process.on('disconnect', () => process.exit());
