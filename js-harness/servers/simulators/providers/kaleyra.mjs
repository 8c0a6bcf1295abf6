// Kaleyra.io messages v1. A form, and JSON is also accepted. The body of 401 and 429 is an assumption.
import { issued, json } from '../answers.mjs';
import { header } from '../credentials.mjs';
import { FORM_TYPE, JSON_TYPE } from '../decode.mjs';
import { filled, message, object, oneOf, optional, recipient } from '../fields.mjs';
import { uuid } from '../ids.mjs';
import { plusOptional } from '../numbers.mjs';

const demo = { SID: 'HXAP0000000000IN', API_KEY: 'demo-key' };

const fields = object({
  to: recipient(plusOptional),
  sender: filled(),
  type: oneOf('OTP', 'MKT', 'TXN', 'TXND'),
  body: message(),
  template_id: optional(filled()),
});

/** @param {number} status @param {Record<string, string>} error */
const failure = (status, error) => json(status, { error });

/** @type {import('../types.mjs').Provider} */
export default {
  id: 'kaleyra',
  demo,
  numbers: { good: '+919876543210', invalid: '+919876543104', limited: '+919876543129' },
  expects: { failsInside2xx: false, messageId: 'id', codeOnly: false },
  method: 'POST',
  path: `/v1/${demo.SID}/messages`,
  credentials: header('api-key', demo.API_KEY),
  bodies: { [FORM_TYPE]: fields, [JSON_TYPE]: fields },
  answers: {
    success({ to, text, fields: { sender, type } }) {
      const id = uuid();
      return issued(id, json(202, {
        body: text, sender, type, source: 'API', id, createdDateTime: new Date().toISOString(), totalCount: 1,
        data: [{ message_id: `${id}:0`, recipient: to }], error: {},
      }));
    },
    credentials: () => failure(401, { 'api-key': 'unauthorized' }),
    number: () => failure(400, { to: 'invalid number' }),
    limited: () => failure(429, { request: 'too many requests' }),
    malformed: ({ refusal }) => failure(400, { [refusal?.field ?? 'request']: 'missing or invalid' }),
  },
};
