// Signature Version 4 of AWS, recomputed by the library that Node programs sign with.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
import aws4 from 'aws4';

/** @typedef {{ REGION: string, ACCESS_KEY_ID: string, SECRET_ACCESS_KEY: string }} Demo */
/** @typedef {Pick<import('../types.mjs').Incoming, 'method' | 'url' | 'headers' | 'body'>} Signed */

const SERVICE = 'sns';
const SHAPE = /^AWS4-HMAC-SHA256 Credential=[^/]+\/\d{8}\/[^/]+\/[^/]+\/aws4_request, ?SignedHeaders=([a-z0-9;-]+), ?Signature=[0-9a-f]{64}$/;
/** RequestExpired. */
const MINUTES = 15;

/** The same request signed once more; nothing but `names` is signed. @param {Signed} request @param {string[]} names @param {Demo} demo */
const signed = ({ method, url, headers, body }, names, demo) =>
  aws4.sign({
    service: SERVICE,
    region: demo.REGION,
    method,
    path: url,
    headers: Object.fromEntries(names.map((name) => [name, headers[name]])),
    body: body.length > 0 ? Buffer.from(body) : undefined,
    // It adds these of its own accord.
    extraHeadersToIgnore: Object.fromEntries(['content-type', 'content-length'].filter((name) => !names.includes(name)).map((name) => [name, true])),
  }, { accessKeyId: demo.ACCESS_KEY_ID, secretAccessKey: demo.SECRET_ACCESS_KEY }).headers;

/** @param {import('../types.mjs').Incoming} incoming @param {Demo} demo */
export default function judge(incoming, demo) {
  const { authorization, 'x-amz-date': date } = incoming.headers;
  if (authorization === undefined || date === undefined) return 'missing';
  const names = SHAPE.exec(authorization)?.[1].split(';') ?? [];
  const time = Date.parse(date.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z'));
  if (!(Math.abs(time - Date.now()) <= MINUTES * 60_000)) return 'wrong';
  // What AWS wants to be covered.
  if (Object.keys(incoming.headers).some((name) => /^(host|content-type|x-amz-.*)$/.test(name) && !names.includes(name))) return 'wrong';
  return signed(incoming, names, demo).Authorization === authorization ? 'ok' : 'wrong';
}

/** The headers of a client, for the requests that are written by hand. @param {import('../types.mjs').Incoming} request @param {Demo} demo */
export function sign(request, demo) {
  const names = ['host', 'content-type'].filter((name) => name in request.headers);
  const { Authorization, 'X-Amz-Date': date } = signed(request, names, demo);
  return { Authorization, 'X-Amz-Date': date };
}
