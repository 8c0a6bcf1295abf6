// How cloud vendors judge a signed request: recomputed by a client of another origin, not too old, and not seen before.
import { createHash } from 'node:crypto';
import openApi from '@alicloud/openapi-util';
import aws4 from 'aws4';
import tencent from 'tencentcloud-sdk-nodejs-common/tencentcloud/common/sign.js';

/** @typedef {import('../listen.mjs').Received} Received */
/**
 * Whom a vendor knows, and what its clock shows.
 * @typedef {{ keyId: string, secret: string, region?: string, service?: string, now?: () => number, nonces?: Set<string> }} Account
 */

const MINUTE = 60_000;
const header = (/** @type {Received} */ request, /** @type {string} */ name) => String(request.headers[name] ?? '');

/** The names that a signature says it covers. @param {Received} request */
const signedNames = (request) => (/SignedHeaders=([^,]*)/.exec(header(request, 'authorization'))?.[1] ?? '').split(';');

/** The headers with these names. @param {Received} request @param {string[]} names */
const some = (request, names) => Object.fromEntries(names.map((name) => [name, header(request, name)]));

/** What must be covered where it is sent. @param {Received} request @param {RegExp} pattern */
const uncovered = (request, pattern) =>
  Object.keys(request.headers).find((name) => pattern.test(name) && !signedNames(request).includes(name));

const isFar = (/** @type {number} */ at, /** @type {Account} */ { now = Date.now }, /** @type {number} */ most) => !(Math.abs(now() - at) <= most);

/**
 * AWS Signature Version 4.
 * @param {Received} request @param {Account} account
 * @returns {string | undefined} Why it is refused.
 */
export function refusedByAws(request, account) {
  const date = header(request, 'x-amz-date');
  const at = Date.parse(date.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z'));
  if (isFar(at, account, 15 * MINUTE)) return 'the time is more than 15 minutes off';
  const name = uncovered(request, /^(host|content-type|x-amz-.*)$/);
  if (name) return `${name} is not signed`;
  const { keyId: accessKeyId, secret: secretAccessKey, region, service } = account;
  const { headers } = aws4.sign(
    {
      method: request.method, path: request.url, body: request.bytes.length > 0 ? request.bytes : undefined,
      headers: some(request, signedNames(request)), region, service,
      // It signs the length of a body of its own accord.
      extraHeadersToIgnore: { 'content-length': true },
    },
    { accessKeyId, secretAccessKey },
  );
  return headers.Authorization === header(request, 'authorization') ? undefined : 'the signature is another';
}

/**
 * Signature v3 of Tencent Cloud.
 * @param {Received} request @param {Account} account
 * @returns {string | undefined}
 */
export function refusedByTencent(request, account) {
  const timestamp = Number(header(request, 'x-tc-timestamp') || Number.NaN);
  if (isFar(timestamp * 1000, account, 5 * MINUTE)) return 'the time is more than 5 minutes off';
  const { keyId: secretId, secret: secretKey, service } = account;
  const expected = tencent.default.sign3({
    method: request.method, url: `https://${header(request, 'host')}${request.url}`, payload: request.bytes, timestamp, service, secretId, secretKey,
    headers: { 'Content-Type': header(request, 'content-type') }, multipart: false, boundary: '',
  });
  return expected === header(request, 'authorization') ? undefined : 'the signature is another';
}

/**
 * Signature method V3 of Alibaba Cloud.
 * @param {Received} request @param {Account} account
 * @returns {string | undefined}
 */
export function refusedByAlibaba(request, account) {
  if (isFar(Date.parse(header(request, 'x-acs-date')), account, 15 * MINUTE)) return 'the time is more than 15 minutes off';
  const nonce = header(request, 'x-acs-signature-nonce');
  if (!/^[0-9a-f]{32}$/.test(nonce) || account.nonces?.has(nonce)) return 'the nonce is none, or was used before';
  account.nonces?.add(nonce);
  const payload = createHash('sha256').update(request.bytes).digest('hex');
  if (header(request, 'x-acs-content-sha256') !== payload) return 'the hash is that of another body';
  // This client takes the parameters as a map, and encodes their values alone.
  const expected = openApi.default.getAuthorization(
    { method: request.method, pathname: request.path, query: Object.fromEntries(request.query), headers: request.headers },
    'ACS3-HMAC-SHA256', payload, account.keyId, account.secret,
  );
  return expected === header(request, 'authorization') ? undefined : 'the signature is another';
}
