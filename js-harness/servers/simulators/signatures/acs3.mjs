// Signature method V3 of Alibaba Cloud, recomputed by the vendor's own client.
// https://www.alibabacloud.com/help/en/sdk/product-overview/v3-request-structure-and-signature
import { createHash, randomBytes } from 'node:crypto';
import openApi from '@alicloud/openapi-util';
import { refusedByAlibaba } from '../vendor-signatures.mjs';

/** @typedef {{ ACCESS_KEY_ID: string, ACCESS_KEY_SECRET: string }} Demo */

/** @param {import('../types.mjs').Incoming} incoming @param {Demo} demo */
export default function judge({ method, url, headers, body }, demo) {
  if (headers.authorization === undefined) return 'missing';
  const [path, query = ''] = url.split('?');
  const request = { method, url, path, query: new URLSearchParams(query), headers, bytes: Buffer.from(body) };
  const account = { keyId: demo.ACCESS_KEY_ID, secret: demo.ACCESS_KEY_SECRET };
  return refusedByAlibaba(/** @type {any} */ (request), account) === undefined ? 'ok' : 'wrong';
}

/** The headers of a client, for the requests that are written by hand. @param {import('../types.mjs').Incoming} request @param {Demo} demo */
export function sign({ method, url, headers, body }, demo) {
  const [pathname, query = ''] = url.split('?');
  const payload = createHash('sha256').update(body).digest('hex');
  const added = {
    'x-acs-date': `${new Date().toISOString().slice(0, 19)}Z`, 'x-acs-signature-nonce': randomBytes(16).toString('hex'), 'x-acs-content-sha256': payload,
  };
  const request = { method, pathname, query: Object.fromEntries(new URLSearchParams(query)), headers: { ...headers, ...added } };
  const authorization = openApi.default.getAuthorization(/** @type {any} */ (request), 'ACS3-HMAC-SHA256', payload, demo.ACCESS_KEY_ID, demo.ACCESS_KEY_SECRET);
  return { ...added, Authorization: authorization };
}
