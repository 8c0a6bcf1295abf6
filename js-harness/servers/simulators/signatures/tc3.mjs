// Signature v3 of Tencent Cloud. The vendor's own client signs the host without its port, and the simulator has one, so this
// is written from the documentation, whose example a test recomputes.
// https://www.tencentcloud.com/document/product/1080/38769
import { createHash, createHmac } from 'node:crypto';

/** @typedef {{ SECRET_ID: string, SECRET_KEY: string }} Demo */
/** @typedef {{ method: string, url: string, headers: Record<string, string>, body: string | Uint8Array, service: string, timestamp: number, signed: string[] }} Signed */

const ALGORITHM = 'TC3-HMAC-SHA256';
const SHAPE = /^TC3-HMAC-SHA256 Credential=([^/]+)\/(\d{4}-\d\d-\d\d)\/([^/]+)\/tc3_request, SignedHeaders=([a-z0-9;-]+), Signature=[0-9a-f]{64}$/;

const hash = (/** @type {string | Uint8Array} */ text) => createHash('sha256').update(text).digest('hex');
const hmac = (/** @type {string | Buffer} */ key, /** @type {string} */ text) => createHmac('sha256', key).update(text).digest();

/** The value of `Authorization`; names of headers in lower case. @param {Signed} request @param {Demo} demo */
export function authorization({ method, url, headers, body, service, timestamp, signed }, demo) {
  const [path, query = ''] = url.split('?');
  const lines = signed.map((name) => `${name}:${headers[name]?.trim().toLowerCase()}\n`);
  const canonical = [method, path, method === 'GET' ? query : '', lines.join(''), signed.join(';'), hash(body)].join('\n');
  const date = new Date(timestamp * 1000).toISOString().slice(0, 10);
  const scope = `${date}/${service}/tc3_request`;
  const key = [date, service, 'tc3_request'].reduce(hmac, /** @type {string | Buffer} */ (`TC3${demo.SECRET_KEY}`));
  const signature = hmac(key, [ALGORITHM, timestamp, scope, hash(canonical)].join('\n')).toString('hex');
  return `${ALGORITHM} Credential=${demo.SECRET_ID}/${scope}, SignedHeaders=${signed.join(';')}, Signature=${signature}`;
}

/** @param {import('../types.mjs').Incoming} incoming @param {Demo} demo */
export default function judge({ method, url, headers, body }, demo) {
  if (headers.authorization === undefined) return 'missing';
  const [, , , service = '', names = ''] = SHAPE.exec(headers.authorization) ?? [];
  const signed = names.split(';');
  const timestamp = Number(headers['x-tc-timestamp'] || Number.NaN);
  // SignatureExpire: more than five minutes from the server's time.
  if (!(Math.abs(timestamp * 1000 - Date.now()) < 300_000)) return 'wrong';
  if (service !== 'sms' || !['content-type', 'host'].every((name) => signed.includes(name))) return 'wrong';
  return headers.authorization === authorization({ method, url, headers, body, service, timestamp, signed }, demo) ? 'ok' : 'wrong';
}

/** The headers of a client, for the requests that are written by hand. @param {import('../types.mjs').Incoming} request @param {Demo} demo */
export function sign({ method, url, headers, body }, demo) {
  const timestamp = Math.floor(Date.now() / 1000);
  const value = authorization({ method, url, headers, body, service: 'sms', timestamp, signed: ['content-type', 'host'] }, demo);
  return { 'X-TC-Timestamp': String(timestamp), Authorization: value };
}
