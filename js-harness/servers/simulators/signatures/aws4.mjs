// Signature Version 4 of AWS, recomputed by the library that Node programs sign with.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
import aws4 from 'aws4';
import { refusedByAws } from '../vendor-signatures.mjs';

/** @typedef {{ REGION: string, ACCESS_KEY_ID: string, SECRET_ACCESS_KEY: string }} Demo */

const SERVICE = 'sns';

/** @param {import('../types.mjs').Incoming} incoming @param {Demo} demo */
export default function judge({ method, url, headers, body }, demo) {
  if (headers.authorization === undefined) return 'missing';
  const request = { method, url, headers, bytes: Buffer.from(body) };
  const account = { keyId: demo.ACCESS_KEY_ID, secret: demo.SECRET_ACCESS_KEY, region: demo.REGION, service: SERVICE };
  return refusedByAws(/** @type {any} */ (request), account) === undefined ? 'ok' : 'wrong';
}

/** The headers of a client, for the requests that are written by hand. @param {import('../types.mjs').Incoming} request @param {Demo} demo */
export function sign({ method, url, headers: { host, 'content-type': type }, body }, demo) {
  const { Authorization, 'X-Amz-Date': date } = aws4.sign({
    service: SERVICE, region: demo.REGION, method, path: url, headers: { host, ...(type && { 'content-type': type }) },
    body: body.length > 0 ? Buffer.from(body) : undefined,
    // It signs the length of a body of its own accord.
    extraHeadersToIgnore: { 'content-length': true, ...(!type && { 'content-type': true }) },
  }, { accessKeyId: demo.ACCESS_KEY_ID, secretAccessKey: demo.SECRET_ACCESS_KEY }).headers ?? {};
  return { Authorization, 'X-Amz-Date': date };
}
