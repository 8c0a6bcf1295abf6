// OVH's signature: SHA-1 of application secret, consumer key, method, whole URL, body and timestamp, joined by `+`.
// https://github.com/ovh/python-ovh: ovh/client.py
import { createHash } from 'node:crypto';

/** @typedef {{ APPLICATION_KEY: string, APPLICATION_SECRET: string, CONSUMER_KEY: string }} Demo */
/** @typedef {Pick<import('../types.mjs').Incoming, 'method' | 'url' | 'headers' | 'body'>} Signed */

/** OVH compares the timestamp with its own clock, and does not say how closely. */
const SECONDS = 300;

/** @param {string[]} parts secret, consumer key, method, URL, body, timestamp */
export const signatureOf = (...parts) => `$1$${createHash('sha1').update(parts.join('+')).digest('hex')}`;

/** A client signs the URL that it calls, which is the simulator's here. @param {Signed} request @param {string} timestamp @param {Demo} demo */
const expected = ({ method, url, headers, body }, timestamp, demo) =>
  signatureOf(demo.APPLICATION_SECRET, demo.CONSUMER_KEY, method, `http://${headers.host}${url}`, Buffer.from(body).toString(), timestamp);

/** @param {import('../types.mjs').Incoming} incoming @param {Demo} demo */
export default function judge(incoming, demo) {
  const [application, consumer, timestamp, signature] = ['application', 'consumer', 'timestamp', 'signature'].map((name) => incoming.headers[`x-ovh-${name}`]);
  if (!application || !consumer || !timestamp || !signature) return 'missing';
  const isNow = /^\d{10}$/.test(timestamp) && Math.abs(Number(timestamp) - Date.now() / 1000) <= SECONDS;
  const isKnown = application === demo.APPLICATION_KEY && consumer === demo.CONSUMER_KEY;
  return isNow && isKnown && signature === expected(incoming, timestamp, demo) ? 'ok' : 'wrong';
}

/** The headers of a client, for the requests that are written by hand. @param {import('../types.mjs').Incoming} request @param {Demo} demo */
export function sign(request, demo) {
  const timestamp = String(Math.floor(Date.now() / 1000));
  return {
    'X-Ovh-Application': demo.APPLICATION_KEY,
    'X-Ovh-Consumer': demo.CONSUMER_KEY,
    'X-Ovh-Timestamp': timestamp,
    'X-Ovh-Signature': expected(request, timestamp, demo),
  };
}
