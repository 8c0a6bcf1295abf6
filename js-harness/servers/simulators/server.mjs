// One local HTTP server that stands for all providers: `<url>/twilio` for `https://api.twilio.com`, and so on. Host and
// scheme cannot be simulated; everything after them is.
import { createServer } from 'node:http';
import { text } from './answers.mjs';
import { judge } from './judge.mjs';
import { providers } from './providers/index.mjs';

/** @typedef {import('./types.mjs').Recorded} Recorded */

// More than the connector may ever send; a request beyond it is a fault of the client.
const LIMIT = 1024 * 1024;

/** @returns {Promise<{ url: string, requests: Recorded[], reset: () => void, stop: () => Promise<void> }>} */
export async function startSimulator() {
  /** @type {Recorded[]} */
  const requests = [];
  const server = createServer((request, response) => {
    handle(request, requests)
      .catch((error) => text(500, `the simulator failed: ${error instanceof Error ? error.stack : error}`))
      .then(({ status, headers, body }) => {
        response.writeHead(status, { ...headers, 'Content-Length': Buffer.byteLength(body) }).end(body);
      });
  });
  // Longer than any test: a connection closed while the client reuses it would look like a fault of the client.
  server.keepAliveTimeout = 120_000;
  await new Promise((resolve, reject) => {
    server.once('error', reject).listen(0, '127.0.0.1', () => resolve(undefined));
  });
  const address = /** @type {import('node:net').AddressInfo} */ (server.address());
  return {
    url: `http://127.0.0.1:${address.port}`,
    requests,
    reset: () => void requests.splice(0),
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** @param {import('node:http').IncomingMessage} request @param {Recorded[]} requests */
async function handle(request, requests) {
  const body = await readBody(request);
  const [, id = '', rest = ''] = /^\/([^/?]*)([^]*)$/.exec(request.url ?? '') ?? [];
  const [path, query = ''] = splitOnce(rest, '?');
  const headers = plainHeaders(request);
  const provider = providers.get(id);
  const verdict = provider
    ? judge(provider, { method: request.method ?? '', path, query, headers, body })
    : { call: { headers, fields: undefined }, answer: text(404, 'no such provider'), why: `no provider ${id}` };
  const { call, answer, why } = verdict;
  requests.push({
    provider: provider?.id,
    accepted: why === undefined,
    why,
    method: request.method ?? '',
    path: rest,
    headers,
    rawBody: body.toString('utf8'),
    decoded: call.fields,
    status: answer.status,
    to: call.to,
    text: call.text,
    code: call.code,
    messageId: answer.messageId,
  });
  return answer;
}

/** @param {import('node:http').IncomingMessage} request */
async function readBody(request) {
  const chunks = [];
  let length = 0;
  for await (const chunk of request) {
    length += chunk.length;
    if (length > LIMIT) throw new Error('the request is too large');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/**
 * Node keeps the first of two `Authorization` or `Content-Type` headers silently; joined with a comma, as any other
 * header is, the second one shows up and is refused.
 * @param {import('node:http').IncomingMessage} request
 */
function plainHeaders(request) {
  return Object.fromEntries(
    Object.entries(request.headersDistinct).map(([name, values]) => [name, (values ?? []).join(', ')]),
  );
}

/** @param {string} value @param {string} separator @returns {[string, string?]} */
function splitOnce(value, separator) {
  const at = value.indexOf(separator);
  return at === -1 ? [value] : [value.slice(0, at), value.slice(at + 1)];
}
