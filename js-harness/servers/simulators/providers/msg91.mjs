// MSG91 Flow v5: the text lives in a registered template, the request carries its variables. The facts do not say which
// failures are a 4xx and which a 200; assumed here: 401 for the key, 200 for the rest, so that a client that trusts the
// HTTP status is found out. The wording is an assumption.
import { issued, json } from '../answers.mjs';
import { header } from '../credentials.mjs';
import { JSON_TYPE } from '../decode.mjs';
import { code, filled, object, oneOf, optional, recipient, single } from '../fields.mjs';
import { hex } from '../ids.mjs';
import { digits } from '../numbers.mjs';

const demo = { AUTH_KEY: 'demo-key', TEMPLATE_ID: '64f1a2b3c4d5e6f708192a3b' };

/** @param {number} status @param {string} message */
const error = (status, message) => json(status, { type: 'error', message });

/** @type {import('../types.mjs').Provider} */
export default {
  id: 'msg91',
  demo,
  numbers: { good: '+919876543210', invalid: '+919876543104' },
  expects: { failsInside2xx: true, messageId: 'message', codeOnly: true },
  method: 'POST',
  path: '/api/v5/flow',
  credentials: header('authkey', demo.AUTH_KEY),
  bodies: {
    [JSON_TYPE]: object({
      // Not a secret, but as fixed as one: another template does not exist in this account.
      template_id: oneOf(demo.TEMPLATE_ID),
      short_url: optional(oneOf('0', '1')),
      sender: optional(filled()),
      // VAR1 is a name of the template's author. At least one variable must be there, under whatever name.
      recipients: single(object({ mobiles: recipient(digits) }, code(), 1)),
    }),
  },
  answers: {
    success() {
      const id = hex(24);
      return issued(id, json(200, { message: id, type: 'success' }));
    },
    credentials: () => error(401, 'Invalid authkey'),
    number: () => error(200, 'Please provide a valid mobile number'),
    malformed: ({ refusal }) => error(200, `${refusal?.field} is missing or invalid`),
  },
};
