// Serves the page and what it needs: the file, and sends in its stead. Only to this machine, and only to whoever has the key.
import { randomBytes, timingSafeEqual } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { json } from 'node:stream/consumers';
import { fromEnvironment, readText, withEnvironment } from './configuration-file.js';
import { failureData } from './failure.js';
import { issuesOf } from './issues.js';
import { jsonError } from './json-text.js';
import { Usage } from './outcome.js';
import { isSendable } from './placed-issues.js';
import { realSend } from './real-send.js';

// From the built file in bin/.
const root = new URL('../', import.meta.url);
const TYPES = { html: 'text/html; charset=utf-8', js: 'text/javascript; charset=utf-8', css: 'text/css; charset=utf-8', svg: 'image/svg+xml', wasm: 'application/wasm', json: 'application/json; charset=utf-8' };
/** All that there is to be had without the key. */
const FILES = ['playground/index.html', 'playground/playground.js', 'playground/playground.css', 'lib/core.web.js', 'lib/api.js', 'lib/engine/engine.js', 'lib/engine/engine_bg.wasm', 'logo.svg'];
/** Of a configuration that could still be saved, and a message. */
const MOST_BYTES = 1024 * 1024;
const HEADERS = {
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-resource-policy': 'same-origin',
  // No other page may lay a frame over the button that sends.
  'content-security-policy': "frame-ancestors 'none'",
};

/**
 * @param {{ path?: string, port: number, otherPort: boolean }} what `otherPort`: whether any other will do.
 * @returns {Promise<{ address: string, ended: Promise<void> }>} `ended` by a signal.
 */
export async function startPlayground({ path, port, otherPort }) {
  const key = randomBytes(24).toString('base64url');
  const server = createServer((request, response) => void answered(request, response, { key, path }));
  const listened = await listening(server, port).catch((error) => {
    if (error.code !== 'EADDRINUSE' || !otherPort) throw new Usage(`port ${port} is not to be had: ${error.code === 'EADDRINUSE' ? 'something else uses it' : error.code}`);
    return listening(server, 0);
  });
  const ended = new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => resolve(void server.close().closeAllConnections()));
  });
  return { address: `http://127.0.0.1:${listened}/playground/#key=${key}`, ended: /** @type {Promise<void>} */ (ended) };
}

/** @param {import('node:http').Server} server @param {number} port @returns {Promise<number>} */
const listening = (server, port) =>
  new Promise((resolve, reject) => {
    server.once('error', reject).listen(port, '127.0.0.1', () => resolve(/** @type {import('node:net').AddressInfo} */ (server.address()).port));
  });

/** @param {import('node:http').IncomingMessage} request @param {import('node:http').ServerResponse} response @param {{ key: string, path?: string }} given */
async function answered(request, response, given) {
  // A path may be anything that somebody wrote.
  const pathname = (request.url ?? '/').split('?')[0];
  const name = pathname === '/playground/' ? 'playground/index.html' : pathname.slice(1);
  const { status, type = 'json', content, location } = await answerTo(request, name, given);
  response.writeHead(status, { ...HEADERS, 'content-type': TYPES[type], ...(location && { location }) }).end(content);
}

/**
 * @param {import('node:http').IncomingMessage} request @param {string} name @param {{ key: string, path?: string }} given
 * @returns {Promise<{ status: number, type?: keyof TYPES, content?: string | Buffer, location?: string }>}
 */
async function answerTo(request, name, { key, path }) {
  const { method, headers } = request;
  if (method === 'GET' && name === '') return { status: 302, location: 'playground/' };
  if (method === 'GET' && FILES.includes(name)) return { status: 200, type: /** @type {any} */ (name.split('.').at(-1)), content: await readFile(new URL(name, root)) };
  const route = ROUTES[`${method} ${name}`];
  if (!route) return { status: 404, content: JSON.stringify({ message: 'There is nothing here.' }) };
  if (!same(headers.authorization, `Bearer ${key}`)) return { status: 403, content: JSON.stringify({ message: 'This page lacks the key: open the address that the command printed.' }) };
  try {
    return { status: 200, content: JSON.stringify(await route(await bodyOf(request), path)) };
  } catch (error) {
    return { status: 422, content: JSON.stringify({ message: /** @type {Error} */ (error).message }) };
  }
}

/** @param {string | undefined} given @param {string} expected */
const same = (given = '', expected) => given.length === expected.length && timingSafeEqual(Buffer.from(given), Buffer.from(expected));

/** @param {import('node:http').IncomingMessage} request */
async function bodyOf(request) {
  if (request.method === 'GET') return undefined;
  if (!(Number(request.headers['content-length']) <= MOST_BYTES)) throw new Error('This is too long.');
  return json(request);
}

/** @type {Record<string, (body: any, path?: string) => Promise<unknown>>} */
const ROUTES = {
  'GET playground/session': async (_, path) => ({ ...(path && { name: path, text: await readText(path) }), environment: Object.keys(fromEnvironment()) }),
  'PUT playground/file': async ({ text }, path) => {
    if (path === undefined) throw new Error('The command was started without a file.');
    await writeFile(path, String(text));
    return {};
  },
  'POST playground/send': async ({ text, data }) => {
    if (jsonError(text)) throw new Error('The configuration is no JSON.');
    const config = withEnvironment(JSON.parse(text));
    if (!isSendable(issuesOf(config, text))) throw new Error('The configuration has errors.');
    const { receipt, error, attempts, answer } = await realSend(config, data);
    return { attempts, answer, ...(receipt ? { receipt } : { error: failureData(error) }) };
  },
};
