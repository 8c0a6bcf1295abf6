// Textbelt: HTTP 200 always, `success` tells. The open server has `message` for the reason, the hosted one is said to
// have `error`; the documented shape is followed. The text for a bad key is an assumption.
import { issued, json } from '../answers.mjs';
import { FORM_TYPE } from '../decode.mjs';
import { credential, filled, message, object, optional, recipient } from '../fields.mjs';
import { integer } from '../ids.mjs';

const demo = { API_KEY: 'demo-key' };

// 10 digits of the US, or E.164.
/** @type {import('../numbers.mjs').NumberFormat} */
const phone = {
  name: 'a 10-digit US number or E.164 with +',
  test: /^(?:[2-9]\d{9}|\+[1-9]\d{6,14})$/,
  toE164: (received) => (received.startsWith('+') ? received : `+1${received}`),
};

/** @param {string} message */
const failure = (message) => json(200, { success: false, message });

/** @type {import('../types.mjs').Provider} */
export default {
  id: 'textbelt',
  demo,
  numbers: { good: '+14155550123', invalid: '+14155550104', noQuota: '+14155550102' },
  expects: { failsInside2xx: true, messageId: 'textId', codeOnly: false },
  method: 'POST',
  path: '/text',
  bodies: {
    [FORM_TYPE]: object({
      phone: recipient(phone),
      message: message(),
      key: credential(demo.API_KEY),
      sender: optional(filled()),
    }),
  },
  answers: {
    success() {
      const id = integer();
      return issued(id, json(200, { success: true, quotaRemaining: 40, textId: id }));
    },
    credentials: () => failure('Invalid API key.'),
    number: () => failure('Invalid phone number.'),
    noQuota: () => failure('Exceeded quota for this phone number.'),
    malformed: () => failure('Number and message parameters are required.'),
  },
};
