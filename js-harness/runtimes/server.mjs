// The provider that the runtimes send to: local HTTP that answers as the path says, keeps what it received so that the
// body can ask for it, and takes the reports. Pages come from it too, under another name than the provider's, so that
// browsers treat a send as what it is: a request to another origin, with a preflight.
import { readFile } from 'node:fs/promises';
import { extname, join, normalize } from 'node:path';
import { Webhook } from 'standardwebhooks';
import { closedPort, serve } from '../servers/listen.mjs';

/** @typedef {{ name: string, ok: boolean, detail: string }} Result */
/** @typedef {import('../servers/listen.mjs').Response} Response */

/**
 * What one test's send looked like from here; `ended` is whether the client has closed the connection before the answer
 * was complete, `sent` the bytes of an answer without end.
 * @typedef {import('../servers/listen.mjs').Received & { ended: boolean, sent: number }} Seen
 */

const TYPES = { '.html': 'text/html', '.js': 'text/javascript', '.mjs': 'text/javascript', '.wasm': 'application/wasm' };
const CHUNK = Buffer.alloc(16 * 1024, 'x');

export async function startServer() {
  /** What was received, by the number in the path. @type {Map<string, Seen[]>} */
  const log = new Map();
  /** Folders of pages, by name. @type {Map<string, string>} */
  const pages = new Map();
  /** How often each file of a page was asked for. @type {Map<string, number>} */
  const served = new Map();
  /** @type {Map<string, (results: Result[]) => void>} */
  const waiting = new Map();

  const { url: origin, port, stop } = await serve(async (response, request) => {
    const { method, path, headers, body } = request;
    const [, area, key, ...rest] = path.split('/');
    for (const [name, value] of Object.entries(crossOrigin(headers))) response.setHeader(name, value);
    if (method === 'OPTIONS') return void response.writeHead(204).end();
    if (area === 'page') return void (await sendFile(response, key, rest));
    if (area === 'report') {
      waiting.get(key)?.(JSON.parse(body));
      return json(response, 200, {});
    }
    if (area === 'seen') return json(response, 200, log.get(key) ?? []);
    if (area === 'refused') return json(response, 200, { url: `http://127.0.0.1:${await closedPort()}/` });
    if (area === 'verify') return json(response, 200, verify(log.get(key) ?? [], JSON.parse(body)));
    const [behaviour, detail] = rest;
    if (area !== 'sms' || !Object.hasOwn(behaviours, behaviour)) return json(response, 404, { message: 'no such path' });

    /** @type {Seen} */
    const seen = { ...request, ended: false, sent: 0 };
    const earlier = log.get(key) ?? [];
    log.set(key, [...earlier, seen]);
    response.on('close', () => (seen.ended = !response.writableFinished));
    behaviours[behaviour](response, seen, { detail, attempt: earlier.length + 1 });
  }, { backlog: 512 });

  /** @param {Response} response @param {string} page @param {string[]} path */
  async function sendFile(response, page, path) {
    const folder = pages.get(page);
    const file = folder && join(folder, normalize(`/${path.join('/')}`));
    const content = file && (await readFile(file).catch(() => undefined));
    if (!content) return json(response, 404, { message: 'no such file' });
    const name = `${page}/${path.join('/')}`;
    served.set(name, (served.get(name) ?? 0) + 1);
    const type = TYPES[/** @type {keyof typeof TYPES} */ (extname(file))] ?? 'application/octet-stream';
    // Not stored: a file that is asked for twice shall be seen twice.
    response.writeHead(200, { 'Content-Type': type, 'Cache-Control': 'no-store' }).end(content);
  }

  return {
    /** The provider's origin. */
    url: origin,
    /** Serves a folder. @param {string} name @param {string} folder @returns {string} Its address. */
    addPage(name, folder) {
      pages.set(name, folder);
      return `http://localhost:${port}/page/${name}/index.html`;
    },
    /** The files of a page whose names end so, as often as they were asked for. @param {string} name @param {string} ending */
    served: (name, ending) =>
      [...served].flatMap(([file, times]) => (file.startsWith(`${name}/`) && file.endsWith(ending) ? Array(times).fill(file) : [])),
    /** What a runtime will report. @param {string} runtime @returns {Promise<Result[]>} */
    reportOf: (runtime) => new Promise((resolve) => waiting.set(runtime, resolve)),
    stop,
  };
}

/** @type {Record<string, (response: Response, seen: Seen, more: { detail?: string, attempt: number }) => void>} */
const behaviours = {
  ok: (response) => json(response, 200, { id: 'm-1', status: '0' }),
  status: (response, _seen, { detail }) => json(response, Number(detail), { message: 'The account is not ready.' }),
  /** Answers with the message's own text as identifier, after a moment that differs from message to message. */
  mirror: (response, { body }) => void setTimeout(() => json(response, 200, { id: JSON.parse(body).text }), body.length % 7 * 10),
  echo: (response, { headers, body }) => json(response, 400, { message: `cannot send ${body} for ${headers.authorization}` }),
  text: (response) => void response.writeHead(200, { 'Content-Type': 'text/html' }).end('<!doctype html><title>Welcome</title>'),
  busy: (response) => json(response, 429, { message: 'Slow down.' }, { 'Retry-After': '120' }),
  'busy-once': (response, _seen, { attempt }) =>
    attempt === 1 ? json(response, 503, { message: 'Later.' }, { 'Retry-After': '1' }) : json(response, 200, { id: 'm-2' }),
  /** Another token each time. */
  token: (response, _seen, { attempt }) => json(response, 200, { access_token: `tok-${attempt}`, expires_in: 3600 }),
  'wants-second-token': (response, { headers }) =>
    headers.authorization === 'Bearer tok-2' ? json(response, 200, { id: 'tok-2' }) : json(response, 401, { message: 'Expired.' }),
  redirect: (response, { url }) => void response.writeHead(307, { Location: url.replace('redirect', 'ok') }).end(),
  hang: () => {},
  'hang-in-body': (response) => void response.writeHead(200, { 'Content-Type': 'application/json' }).write('{"id":'),
  drop: (response) => void response.socket?.destroy(),
  'drop-in-body': (response) => {
    response.writeHead(200, { 'Content-Type': 'application/json', 'Content-Length': 100 }).write('{"id":');
    setTimeout(() => response.socket?.destroy(), 50);
  },
  endless(response, seen) {
    response.writeHead(200, { 'Content-Type': 'text/plain' }).write('OK ');
    const timer = setInterval(() => {
      // No faster than the client reads.
      if (response.writableNeedDrain) return;
      response.write(CHUNK);
      seen.sent += CHUNK.length;
    }, 2);
    response.on('close', () => clearInterval(timer));
  },
};

/** What makes browsers let a page of any origin send and read. @param {import('node:http').IncomingHttpHeaders} headers */
const crossOrigin = (headers) => ({
  'Access-Control-Allow-Origin': '*',
  'Access-Control-Allow-Methods': 'GET, POST',
  // Named one by one: `*` does not stand for Authorization.
  'Access-Control-Allow-Headers': headers['access-control-request-headers'] ?? '*',
  'Access-Control-Expose-Headers': 'Retry-After',
});

/** @param {Response} response @param {number} status @param {unknown} value @param {Record<string, string>} [headers] */
const json = (response, status, value, headers) =>
  void response.writeHead(status, { 'Content-Type': 'application/json', ...headers }).end(JSON.stringify(value));

/**
 * Whether the reference implementation of Standard Webhooks takes every request, and none with another text.
 * @param {Seen[]} requests @param {{ secret: string }} options
 */
function verify(requests, { secret }) {
  const webhook = new Webhook(secret);
  /** @param {Seen} request @param {string} body */
  const accepts = ({ headers }, body) => {
    try {
      webhook.verify(body, /** @type {Record<string, string>} */ (headers), { jsonParse: false });
      return true;
    } catch {
      return false;
    }
  };
  return requests.map((request) => ({ accepted: accepts(request, request.body), acceptedAltered: accepts(request, `${request.body} `) }));
}
