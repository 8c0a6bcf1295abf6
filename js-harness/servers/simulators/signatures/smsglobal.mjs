// SMSGlobal's MAC: HMAC-SHA256 of timestamp, nonce, method, URI, host, port and extra data, each ended by a line feed.
// https://www.smsglobal.com/rest-api/
import { createHmac, randomUUID } from 'node:crypto';

/** @typedef {{ API_KEY: string, API_SECRET: string }} Demo */
/** @typedef {Pick<import('../types.mjs').Incoming, 'method' | 'url'>} Signed */

const SHAPE = /^MAC id="([^"]*)", ts="(\d{10})", nonce="([^"]{1,32})", mac="([^"]*)"$/;
/** SMSGlobal allows "a slight buffer", and does not say how much. */
const SECONDS = 300;

/** One counts once. @type {Set<string>} */
const nonces = new Set();

/** @param {string} secret @param {(string | number)[]} lines timestamp, nonce, method, URI, host, port, extra data */
export const macOf = (secret, ...lines) => createHmac('sha256', secret).update(`${lines.join('\n')}\n`).digest('base64');

/** Host and port are those of the provider, which the simulator stands for. @param {Signed} request @param {string} timestamp @param {string} nonce @param {Demo} demo */
const expected = ({ method, url }, timestamp, nonce, demo) => macOf(demo.API_SECRET, timestamp, nonce, method, url, 'api.smsglobal.com', 443, '');

/** @param {import('../types.mjs').Incoming} incoming @param {Demo} demo */
export default function judge(incoming, demo) {
  const { authorization } = incoming.headers;
  if (authorization === undefined) return 'missing';
  const [, key, timestamp = '', nonce = '', mac] = SHAPE.exec(authorization) ?? [];
  const isNow = Math.abs(Number(timestamp) - Date.now() / 1000) <= SECONDS;
  if (!isNow || key !== demo.API_KEY || nonces.has(nonce) || mac !== expected(incoming, timestamp, nonce, demo)) return 'wrong';
  nonces.add(nonce);
  return 'ok';
}

/** The header of a client, for the requests that are written by hand. @param {import('../types.mjs').Incoming} request @param {Demo} demo */
export function sign(request, demo) {
  const timestamp = String(Math.floor(Date.now() / 1000));
  const nonce = randomUUID().replaceAll('-', '');
  return { Authorization: `MAC id="${demo.API_KEY}", ts="${timestamp}", nonce="${nonce}", mac="${expected(request, timestamp, nonce, demo)}"` };
}
