// X-WSSE of Huawei Cloud: a digest of a nonce, the time and the secret. Its documentation says Base64 (SHA256 (…)) and shows
// a digest that is base64 of 64 hex digits.
// https://support.huaweicloud.com/intl/en-us/api-msgsms/sms_05_0046.html
import { createHash, randomBytes } from 'node:crypto';

/** @typedef {{ APP_KEY: string, APP_SECRET: string }} Demo */

const AUTHORIZATION = /^WSSE realm="SDP", ?profile="UsernameToken", ?type="Appkey"$/;
const TOKEN = /^UsernameToken Username="([^"]+)", ?PasswordDigest="([^"]+)", ?Nonce="([0-9A-Za-z]{1,128})", ?Created="(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ)"$/;
const DAY = 86_400_000;

/** @param {string} nonce @param {string} created @param {string} secret */
const digestOf = (nonce, created, secret) => Buffer.from(createHash('sha256').update(nonce + created + secret).digest('hex')).toString('base64');

/** @param {import('../types.mjs').Incoming} incoming @param {Demo} demo */
export default function judge({ headers }, demo) {
  if (headers.authorization === undefined || headers['x-wsse'] === undefined) return 'missing';
  const [, user, digest, nonce = '', created = ''] = TOKEN.exec(headers['x-wsse']) ?? [];
  const isNow = Math.abs(Date.parse(created) - Date.now()) < DAY;
  const isRight = AUTHORIZATION.test(headers.authorization) && user === demo.APP_KEY && digest === digestOf(nonce, created, demo.APP_SECRET);
  return isNow && isRight ? 'ok' : 'wrong';
}

/** The headers of a client, for the requests that are written by hand. @param {unknown} _ @param {Demo} demo */
export function sign(_, demo) {
  const nonce = randomBytes(16).toString('hex');
  const created = `${new Date().toISOString().slice(0, 19)}Z`;
  return {
    Authorization: 'WSSE realm="SDP",profile="UsernameToken",type="Appkey"',
    'X-WSSE': `UsernameToken Username="${demo.APP_KEY}",PasswordDigest="${digestOf(nonce, created, demo.APP_SECRET)}",Nonce="${nonce}",Created="${created}"`,
  };
}
