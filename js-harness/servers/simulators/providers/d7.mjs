// D7 Networks Messages v1. The code of 401 and the list shape of 422 are from its documentation, the rest of the error
// codes is an assumption.
import { issued, json } from '../answers.mjs';
import { bearer } from '../credentials.mjs';
import { JSON_TYPE } from '../decode.mjs';
import { filled, message, object, oneOf, optional, recipient, single } from '../fields.mjs';
import { uuid } from '../ids.mjs';
import { e164 } from '../numbers.mjs';

const demo = { API_TOKEN: 'demo-token' };

/** @param {number} status @param {string} code @param {string} message */
const error = (status, code, message) => json(status, { detail: { code, message } });

/** @type {import('../types.mjs').Provider} */
export default {
  id: 'd7',
  demo,
  numbers: { good: '+971501234567', invalid: '+971501234104' },
  expects: { failsInside2xx: false, messageId: 'request_id', codeOnly: false },
  method: 'POST',
  path: '/messages/v1/send',
  credentials: bearer(demo.API_TOKEN),
  bodies: {
    [JSON_TYPE]: object({
      messages: single(object({
        channel: oneOf('sms'),
        // The documentation shows international numbers with +; that digits alone would do is not in the documentation.
        recipients: single(recipient(e164)),
        content: message(),
        msg_type: oneOf('text'),
        data_coding: optional(oneOf('auto', 'text', 'unicode')),
      })),
      message_globals: object({ originator: filled(), report_url: optional(filled()) }),
    }),
  },
  answers: {
    success() {
      const id = uuid();
      return issued(id, json(200, { request_id: id, status: 'accepted', created_at: new Date().toISOString() }));
    },
    credentials: () =>
      error(401, 'ACCESS_TOKEN_SIGNATURE_VERIFICATION_FAILED', 'Access token signature verification failed'),
    number: () => error(400, 'INVALID_RECIPIENT', 'The recipient is not a valid number'),
    malformed: ({ refusal }) => json(422, {
      detail: [{ loc: ['body', ...(refusal?.field ?? '').split('.')], msg: 'field required or invalid', type: 'value_error' }],
    }),
  },
};
