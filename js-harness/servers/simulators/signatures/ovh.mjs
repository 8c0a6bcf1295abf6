// OVH's signature: SHA-1 of application secret, consumer key, method, whole URL, body and timestamp, joined by `+`.
import { createHash } from 'node:crypto';

/** @typedef {import('../types.mjs').Incoming} Incoming */

/** OVH compares the timestamp with its own clock and does not say how closely. */
const SECONDS = 300;

/** @param {{ secret: string, consumerKey: string, method: string, url: string, body: string, timestamp: string }} of */
export const signatureOf = ({ secret, consumerKey, method, url, body, timestamp }) =>
  `$1$${createHash('sha1').update([secret, consumerKey, method, url, body, timestamp].join('+')).digest('hex')}`;

/**
 * The client signs the URL that it calls, so this is the simulator's.
 * @param {Pick<Incoming, 'method' | 'path' | 'query' | 'headers' | 'body'>} incoming @param {Record<string, string>} demo @param {string} timestamp
 */
const expected = ({ method, path, query, headers, body }, demo, timestamp) =>
  signatureOf({
    secret: demo.APPLICATION_SECRET,
    consumerKey: demo.CONSUMER_KEY,
    method,
    url: `http://${headers.host}/ovh${path}${query && `?${query}`}`,
    body: Buffer.from(body).toString(),
    timestamp,
  });

/** @param {Incoming} incoming @param {Record<string, string>} demo @returns {'ok' | 'missing' | 'wrong'} */
export default function check(incoming, demo) {
  const [application, consumer, timestamp, signature] = ['application', 'consumer', 'timestamp', 'signature'].map((name) => incoming.headers[`x-ovh-${name}`]);
  if (!application || !consumer || !timestamp || !signature) return 'missing';
  const inTime = /^\d{10}$/.test(timestamp) && Math.abs(Number(timestamp) - Date.now() / 1000) <= SECONDS;
  const known = application === demo.APPLICATION_KEY && consumer === demo.CONSUMER_KEY;
  return inTime && known && signature === expected(incoming, demo, timestamp) ? 'ok' : 'wrong';
}

/** The headers of a client, for the requests that are written by hand. @param {Incoming} request @param {Record<string, string>} demo */
export function sign(request, demo) {
  const timestamp = String(Math.floor(Date.now() / 1000));
  return {
    'X-Ovh-Application': demo.APPLICATION_KEY,
    'X-Ovh-Consumer': demo.CONSUMER_KEY,
    'X-Ovh-Timestamp': timestamp,
    'X-Ovh-Signature': expected(request, demo, timestamp),
  };
}
