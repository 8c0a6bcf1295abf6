// Fast2SMS bulkV2, OTP route: the text is theirs, the request carries the code. Status codes 401 to 412 and 997, each
// with HTTP 400 or 401, are from its error list.
import { issued, json } from '../answers.mjs';
import { header } from '../credentials.mjs';
import { FORM_TYPE, JSON_TYPE } from '../decode.mjs';
import { code, object, oneOf, optional, recipient } from '../fields.mjs';
import { from } from '../ids.mjs';
import { national } from '../numbers.mjs';

const demo = { API_KEY: 'demo-key' };

const fields = object({
  route: oneOf('otp'),
  // This route takes digits only.
  variables_values: code(/^\d+$/),
  // Indian mobile numbers start with 6 to 9 (national numbering plan).
  numbers: recipient(national('91', /^[6-9]\d{9}$/)),
  flash: optional(oneOf('0', '1')),
});

/** @param {number} status @param {number} code @param {string} message */
const failure = (status, code, message) => json(status, { return: false, status_code: code, message });

/** @type {import('../types.mjs').Provider} */
export default {
  id: 'fast2sms',
  demo,
  numbers: { good: '+919876543210', invalid: '+14155550123' },
  expects: { failsInside2xx: false, messageId: 'request_id', codeOnly: true },
  method: 'POST',
  path: '/dev/bulkV2',
  // The key alone: `Bearer <key>` is a wrong key here.
  credentials: header('Authorization', demo.API_KEY),
  bodies: { [FORM_TYPE]: fields, [JSON_TYPE]: fields },
  answers: {
    success() {
      const id = from(15, 'abcdefghijklmnopqrstuvwxyz0123456789');
      return issued(id, json(200, { return: true, request_id: id, message: ['SMS sent successfully.'] }));
    },
    credentials: () => failure(401, 412, 'Invalid Authentication, Check Authorization Key'),
    number: () => failure(400, 411, 'Invalid Numbers'),
    malformed({ refusal }) {
      const missing = refusal?.kind === 'missing';
      if (refusal?.field === 'numbers') return failure(400, 405, 'Numbers Missing');
      if (refusal?.field === 'route') return missing ? failure(400, 403, 'Route Missing') : failure(400, 408, 'Invalid Route');
      return missing
        ? failure(400, 402, 'Message Text Missing')
        : failure(400, 997, 'Only numeric variable_values is allowed in OTP route');
    },
  },
};
