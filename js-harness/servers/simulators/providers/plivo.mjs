// Plivo. Statuses and the `error` field are documented, the wording of the errors is illustrative.
import { issued, json } from '../answers.mjs';
import { basic } from '../credentials.mjs';
import { JSON_TYPE } from '../decode.mjs';
import { filled, message, object, optional, recipient, withOneOf } from '../fields.mjs';
import { uuid } from '../ids.mjs';
import { plusOptional } from '../numbers.mjs';

const demo = { AUTH_ID: 'MADEMOAUTHID', AUTH_TOKEN: 'demo-token' };

/** @param {number} status @param {string} error */
const failure = (status, error) => json(status, { api_id: uuid(), error });

/** @type {import('../types.mjs').Provider} */
export default {
  id: 'plivo',
  demo,
  numbers: { good: '+14155550123', invalid: '+14155550104', limited: '+14155550129' },
  expects: { failsInside2xx: false, messageId: 'message_uuid.0', codeOnly: false },
  method: 'POST',
  // The slash at the end is part of it.
  path: `/v1/Account/${demo.AUTH_ID}/Message/`,
  credentials: basic(demo.AUTH_ID, demo.AUTH_TOKEN),
  bodies: {
    [JSON_TYPE]: withOneOf(['src', 'powerpack_uuid'], object({
      src: optional(filled()),
      powerpack_uuid: optional(filled()),
      dst: recipient(plusOptional),
      text: message(),
      url: optional(filled()),
    })),
  },
  answers: {
    success() {
      const id = uuid();
      return issued(id, json(202, { api_id: uuid(), message: 'message(s) queued', message_uuid: [id] }));
    },
    // The only documented error that carries no api_id.
    credentials: () =>
      json(401, { error: 'Authentication credentials invalid. Please verify your auth_id and auth_token.' }),
    number: () => failure(400, 'dst is not a valid phone number'),
    limited: () => failure(429, 'Too many requests'),
    malformed: ({ refusal }) => failure(400, `${refusal?.field} is missing or invalid`),
    path: () => failure(404, 'not found'),
    method: () => failure(405, 'method not allowed'),
  },
};
