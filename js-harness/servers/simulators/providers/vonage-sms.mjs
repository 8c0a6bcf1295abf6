// Vonage (Nexmo) SMS API: HTTP 200 whatever happens, the verdict is messages[0].status. Statuses 2 and 3 and the wording
// of 4 and 9 are unconfirmed.
import { issued, json } from '../answers.mjs';
import { FORM_TYPE } from '../decode.mjs';
import { credential, filled, message, object, oneOf, optional, recipient } from '../fields.mjs';
import { squeezed } from '../gsm7.mjs';
import { uuid } from '../ids.mjs';
import { digits } from '../numbers.mjs';

const demo = { API_KEY: 'abcd1234', API_SECRET: 'demo-secret' };

/** @param {string} status @param {string} text */
const failure = (status, text) =>
  json(200, { 'message-count': '1', messages: [{ status, 'error-text': text }] });

/** @type {import('../types.mjs').Provider} */
export default {
  id: 'vonage-sms',
  demo,
  numbers: { good: '+14155550123', invalid: '+14155550104', limited: '+14155550129', noQuota: '+14155550102' },
  expects: { failsInside2xx: true, messageId: 'messages.0.message-id', codeOnly: false },
  method: 'POST',
  path: '/sms/json',
  bodies: {
    [FORM_TYPE]: object({
      api_key: credential(demo.API_KEY),
      api_secret: credential(demo.API_SECRET),
      from: filled(),
      to: recipient({ ...digits, test: /^\d{7,15}$/ }),
      text: message(),
      type: optional(oneOf('text', 'unicode')),
      'client-ref': optional(filled()),
    }),
  },
  // Without type=unicode everything outside GSM-7 is lost on the way to the phone.
  understands: ({ text, fields }) => (fields.type === 'unicode' ? text : squeezed(text ?? '')),
  answers: {
    success({ to }) {
      const id = uuid();
      return issued(id, json(200, {
        'message-count': '1',
        messages: [{
          to, 'message-id': id, status: '0', 'remaining-balance': '38.07', 'message-price': '0.0412', network: '310410',
        }],
      }));
    },
    credentials: ({ refusal }) =>
      refusal?.why === 'missing' ? failure('2', `Missing ${refusal.field}`) : failure('4', 'Bad Credentials'),
    number: ({ refusal }) => (refusal ? failure('3', 'to address is not numeric') : failure('7', 'Number barred.')),
    limited: () => failure('1', 'Throughput Rate Exceeded - please wait [ 250 ] and retry'),
    noQuota: () => failure('9', 'Partner quota exceeded'),
    malformed: ({ refusal }) =>
      refusal?.kind === 'missing' ? failure('2', `Missing ${refusal.field}`) : failure('3', `Invalid ${refusal?.field}`),
  },
};
