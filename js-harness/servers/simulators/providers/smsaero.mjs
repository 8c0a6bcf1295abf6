// SMS Aero v2. Its own SDK judges by the body only, so a failure may come with HTTP 200 and does here; 401 for the
// credentials is an assumption. `result` is the older shape, which clients still handle.
import { issued, json } from '../answers.mjs';
import { basic } from '../credentials.mjs';
import { JSON_TYPE } from '../decode.mjs';
import { filled, message, object, optional, recipient } from '../fields.mjs';
import { integer } from '../ids.mjs';
import { digits } from '../numbers.mjs';

const demo = { EMAIL: 'demo@example.com', API_KEY: 'demo-key' };

/** @param {number} status @param {string} message */
const failure = (status, message) => json(status, { success: false, data: null, message });

/** @type {import('../types.mjs').Provider} */
export default {
  id: 'smsaero',
  demo,
  numbers: { good: '+79031234567', invalid: '+79031234104', noQuota: '+79031234102', rejected: '+79031234106' },
  expects: { failsInside2xx: true, messageId: 'data.id', codeOnly: false },
  method: 'POST',
  path: '/v2/sms/send',
  credentials: basic(demo.EMAIL, demo.API_KEY),
  bodies: {
    [JSON_TYPE]: object({
      number: recipient(digits),
      text: message(),
      sign: filled(),
      callbackUrl: optional(filled()),
    }),
  },
  answers: {
    success({ to, text, fields }) {
      const id = integer();
      return issued(id, json(200, {
        success: true,
        data: { id, from: fields.sign, number: to, text, status: 0, extendStatus: 'queue', channel: 'DIRECT', cost: 5.49 },
        message: null,
      }));
    },
    credentials: () => failure(401, 'Your request was made with invalid credentials.'),
    number: () => failure(200, 'Validation error: number'),
    noQuota: () => json(200, { result: 'no credits' }),
    rejected: () => json(200, { result: 'reject', reason: 'incorrect phone' }),
    malformed: ({ refusal }) => failure(200, `Validation error: ${refusal?.field}`),
  },
};
