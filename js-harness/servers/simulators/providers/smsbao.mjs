// SMSBao, domestic endpoint: a GET, and the whole answer is a code in plain text with HTTP 200. -1 for a missing
// parameter is unconfirmed.
import { text } from '../answers.mjs';
import { credential, message, object, recipient } from '../fields.mjs';
import { national } from '../numbers.mjs';
import { Refused } from '../refused.mjs';
import { signatureOf, withoutSignature } from '../signature.mjs';

const demo = { USERNAME: 'demo', API_KEY_OR_MD5: 'demo-api-key' };

/** The content with the sender's signature, which operators do not deliver without. @type {import('../types.mjs').Field} */
const signed = {
  check(value, at, found) {
    message().check(value, at, found);
    if (signatureOf(value) === undefined) throw new Refused('missing', at, 'no 【signature】 before the text');
  },
};

/** @type {import('../types.mjs').Provider} */
export default {
  id: 'smsbao',
  demo,
  // International numbers go to another endpoint; this one refuses them.
  numbers: { good: '+8613800138000', invalid: '+14155550123', noQuota: '+8613800138102' },
  expects: { failsInside2xx: true, messageId: 'none', codeOnly: false },
  method: 'GET',
  path: '/sms',
  query: object({
    u: credential(demo.USERNAME),
    p: credential(demo.API_KEY_OR_MD5),
    m: recipient(national('86', /^1[3-9]\d{9}$/)),
    c: signed,
  }),
  understands: ({ text: content }) => withoutSignature(content ?? ''),
  answers: {
    success: () => text(200, '0'),
    credentials: ({ refusal }) => text(200, refusal?.field === 'u' ? '40' : '30'),
    number: () => text(200, '51'),
    noQuota: () => text(200, '41'),
    malformed: () => text(200, '-1'),
  },
};
