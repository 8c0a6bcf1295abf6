// Netgsm REST v2. A failure is HTTP 406 or 200, the documentation leaves open which: the simulator answers 406 where it turns a
// caller away (credentials, parameters) and 200 about a recipient, so that both are seen.
import { issued, json } from '../answers.mjs';
import { basic } from '../credentials.mjs';
import { JSON_TYPE } from '../decode.mjs';
import { filled, message, object, oneOf, optional, recipient, single } from '../fields.mjs';
import { from } from '../ids.mjs';
import { national } from '../numbers.mjs';

const demo = { USERCODE: '8500000000', PASSWORD: 'demo-password', HEADER: 'MyBrand' };

/** @param {number} status @param {string} code @param {string} description The wording is an assumption. */
const failure = (status, code, description) => json(status, { code, description });

/** @type {import('../types.mjs').Provider} */
export default {
  id: 'netgsm-rest',
  demo,
  numbers: { good: '+905321234567', invalid: '+905321234104', limited: '+905321234129' },
  expects: { failsInside2xx: true, messageId: 'jobid', codeOnly: false },
  method: 'POST',
  path: '/sms/rest/v2/send',
  credentials: basic(demo.USERCODE, demo.PASSWORD),
  bodies: {
    [JSON_TYPE]: object({
      msgheader: filled(),
      encoding: optional(oneOf('TR')),
      messages: single(object({ msg: message(), no: recipient(national('90', /^5\d{9}$/)) })),
      appname: optional(filled()),
      iysfilter: optional(filled()),
    }),
  },
  answers: {
    success() {
      const id = `${from(1, '123456789')}${from(25, '0123456789')}`;
      return issued(id, json(200, { code: '00', jobid: id, description: 'queued' }));
    },
    credentials: () => failure(406, '30', 'invalid credentials'),
    number: () => failure(200, '70', 'invalid number'),
    limited: () => failure(200, '80', 'rate limit exceeded'),
    malformed({ refusal }) {
      if (refusal?.field === 'msgheader') return failure(406, '40', 'invalid message header');
      if (refusal?.field.endsWith('.msg')) return failure(406, '20', 'invalid message text');
      return failure(406, '70', `${refusal?.field} is missing or invalid`);
    },
  },
};
