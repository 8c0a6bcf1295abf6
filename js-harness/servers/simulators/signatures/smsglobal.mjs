// SMSGlobal's MAC: HMAC-SHA256 of the lines timestamp, nonce, method, path with query, host, port and extra data.
import { createHmac, randomUUID } from 'node:crypto';

/** @typedef {import('../types.mjs').Incoming} Incoming */

/** SMSGlobal allows "a slight buffer" and does not say how much. */
const SECONDS = 300;
const PARTS = /^MAC id="([^"]*)", ts="(\d{10})", nonce="([^"]{1,32})", mac="([^"]*)"$/;

/** Every nonce that has been used. @type {Set<string>} */
const nonces = new Set();

/** @param {string} secret @param {readonly (string | number)[]} lines timestamp, nonce, method, URI, host, port, extra data */
export const macOf = (secret, lines) => createHmac('sha256', secret).update(`${lines.join('\n')}\n`).digest('base64');

/** Host and port are those of the real server: the client writes them by hand. @param {Pick<Incoming, 'method' | 'path' | 'query'>} incoming @param {Record<string, string>} demo @param {string} timestamp @param {string} nonce */
const expected = ({ method, path, query }, demo, timestamp, nonce) =>
  macOf(demo.API_SECRET, [timestamp, nonce, method, `/smsglobal${path}${query && `?${query}`}`, 'api.smsglobal.com', 443, '']);

/** @param {Incoming} incoming @param {Record<string, string>} demo @returns {'ok' | 'missing' | 'wrong'} */
export default function check(incoming, demo) {
  const { authorization } = incoming.headers;
  if (authorization === undefined) return 'missing';
  const [, id, timestamp, nonce, mac] = PARTS.exec(authorization) ?? [];
  const inTime = Math.abs(Number(timestamp) - Date.now() / 1000) <= SECONDS;
  if (!inTime || id !== demo.API_KEY || nonces.has(nonce) || mac !== expected(incoming, demo, timestamp, nonce)) return 'wrong';
  nonces.add(nonce);
  return 'ok';
}

/** The header of a client, for the requests that are written by hand. @param {Incoming} request @param {Record<string, string>} demo */
export function sign(request, demo) {
  const timestamp = String(Math.floor(Date.now() / 1000));
  const nonce = randomUUID().replaceAll('-', '');
  return { Authorization: `MAC id="${demo.API_KEY}", ts="${timestamp}", nonce="${nonce}", mac="${expected(request, demo, timestamp, nonce)}"` };
}
