// An HTTPS provider inside a company: its certificate, for 127.0.0.1 alone, is of a CA that no machine knows.
import { readFile } from 'node:fs/promises';
import https from 'node:https';
import { fileURLToPath } from 'node:url';
import { listen, readBody, recordOf } from '../listen.mjs';

const here = (/** @type {string} */ name) => new URL(name, import.meta.url);

/** The file with the certificate of the CA. Its key is gone: nothing else can ever be issued by it. */
export const caFile = fileURLToPath(here('test-only-ca.pem'));

/** Takes every message. */
export async function startPrivate() {
  /** @type {import('../listen.mjs').Received[]} */
  const requests = [];
  const [key, cert] = await Promise.all([readFile(here('test-only-key.pem')), readFile(here('test-only-cert.pem'))]);
  const server = https.createServer({ key, cert }, async (incoming, response) => {
    const received = recordOf(incoming);
    if (!(await readBody(incoming, received))) return;
    requests.push(received);
    response.writeHead(200, { 'Content-Type': 'application/json' }).end('{"id":"m-1"}');
  });
  server.on('tlsClientError', () => {}); // clients that do not trust the certificate, which is the right thing to do
  const listening = await listen(server);
  return { ...listening, url: `https://127.0.0.1:${listening.port}`, requests };
}
