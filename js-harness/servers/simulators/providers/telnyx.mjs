// Telnyx Messaging v2. 10016 and 10011 are documented; 10009, 10015 and 40310 are unconfirmed, in the documented shape.
import { issued, json } from '../answers.mjs';
import { bearer } from '../credentials.mjs';
import { JSON_TYPE } from '../decode.mjs';
import { filled, message, object, oneOf, optional, recipient, withOneOf } from '../fields.mjs';
import { uuid } from '../ids.mjs';
import { e164 } from '../numbers.mjs';

const demo = { API_KEY: 'demo-key' };

/** @param {number} status @param {string} code @param {string} title @param {string} detail */
const error = (status, code, title, detail) => json(status, { errors: [{ code, title, detail }] });

/** @type {import('../types.mjs').Provider} */
export default {
  id: 'telnyx',
  demo,
  numbers: { good: '+12025550123', invalid: '+12025550104', limited: '+12025550129' },
  expects: { failsInside2xx: false, messageId: 'data.id', codeOnly: false },
  method: 'POST',
  path: '/v2/messages',
  credentials: bearer(demo.API_KEY),
  bodies: {
    [JSON_TYPE]: withOneOf(['from', 'messaging_profile_id'], object({
      from: optional(filled()),
      messaging_profile_id: optional(filled()),
      to: recipient(e164),
      text: message(),
      type: optional(oneOf('SMS')),
    })),
  },
  answers: {
    success({ to, text, fields }) {
      const id = uuid();
      return issued(id, json(200, {
        data: {
          record_type: 'message', direction: 'outbound', id, type: 'SMS',
          from: { phone_number: fields.from }, to: [{ phone_number: to, status: 'queued' }], text,
        },
      }));
    },
    credentials: () => error(401, '10009', 'Authentication failed', 'Could not understand the provided credentials.'),
    number: ({ refusal }) =>
      refusal
        ? error(400, '10016', 'Phone number must be in +E.164 format', 'The to address must be in +E.164 format.')
        : error(400, '40310', "Invalid 'to' address", 'The to address is not a number that can receive messages.'),
    limited: () => error(429, '10011', 'Too many requests', 'You have exceeded the rate limit.'),
    malformed: ({ refusal }) => error(422, '10015', 'Bad Request', `${refusal?.field} is missing or invalid`),
  },
};
