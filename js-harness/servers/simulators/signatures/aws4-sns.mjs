// Signature Version 4, recomputed by the library that Node programs sign with.
import aws4 from 'aws4';

/** @typedef {import('../types.mjs').Incoming} Incoming */

const SERVICE = 'sns';
/** AWS refuses a signature that is older or newer. */
const MINUTES = 15;
const PARTS = /^AWS4-HMAC-SHA256 Credential=([^/, ]+)\/(\d{8})\/([^/, ]+)\/([^/, ]+)\/aws4_request, ?SignedHeaders=([a-z0-9;-]+), ?Signature=[0-9a-f]{64}$/;
const signed = (/** @type {string} */ authorization) => authorization.slice(authorization.indexOf('Signature='));

/**
 * Only these headers are signed, as they were sent.
 * @param {Incoming} incoming @param {string[]} names @param {Record<string, string>} demo
 * @returns {Record<string, string>}
 */
function resigned({ method, path, query, headers, body }, names, demo) {
  const { headers: made } = aws4.sign({
    service: SERVICE,
    region: demo.REGION,
    method,
    path: `/aws-sns${path}${query && `?${query}`}`,
    headers: Object.fromEntries(names.map((name) => [name, headers[name]])),
    body: Buffer.from(body),
    // What the library would add by itself.
    extraHeadersToIgnore: Object.fromEntries(['content-type', 'content-length'].filter((name) => !names.includes(name)).map((name) => [name, true])),
  }, { accessKeyId: demo.ACCESS_KEY_ID, secretAccessKey: demo.SECRET_ACCESS_KEY });
  return made;
}

/** @param {Incoming} incoming @param {Record<string, string>} demo @returns {'ok' | 'missing' | 'wrong'} */
export default function check(incoming, demo) {
  const { authorization, 'x-amz-date': date } = incoming.headers;
  if (authorization === undefined || date === undefined) return 'missing';
  const [, key, day, region, service, list] = PARTS.exec(authorization) ?? [];
  const time = Date.parse(date.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z'));
  const inTime = Math.abs(time - Date.now()) <= MINUTES * 60_000 && date.startsWith(day);
  if (!inTime || key !== demo.ACCESS_KEY_ID || region !== demo.REGION || service !== SERVICE) return 'wrong';
  const names = list.split(';');
  // A signature that leaves these out protects nothing.
  if (!['host', 'x-amz-date'].every((name) => names.includes(name)) || names.some((name) => !(name in incoming.headers))) return 'wrong';
  return signed(resigned(incoming, names, demo).Authorization) === signed(authorization) ? 'ok' : 'wrong';
}

/** The headers of a client, for the requests that are written by hand. @param {Incoming} request @param {Record<string, string>} demo */
export function sign(request, demo) {
  const { Authorization, 'X-Amz-Date': date } = resigned(request, ['host'], demo);
  return { Authorization, 'X-Amz-Date': date };
}
