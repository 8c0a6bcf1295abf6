// GatewayAPI Messaging API. The recipient is a JSON number. `detail` and the wording of the errors are unconfirmed.
import { issued, json } from '../answers.mjs';
import { scheme } from '../credentials.mjs';
import { JSON_TYPE } from '../decode.mjs';
import { filled, message, object, optional, recipient } from '../fields.mjs';
import { ulid } from '../ids.mjs';
import { digits } from '../numbers.mjs';

const demo = { API_TOKEN: 'demo-token' };

/** @type {import('../types.mjs').Provider} */
export default {
  id: 'gatewayapi-mobile',
  demo,
  numbers: { good: '+4512345678', invalid: '+4512345104' },
  expects: { failsInside2xx: false, messageId: 'msg_id', codeOnly: false },
  method: 'POST',
  path: '/mobile/single',
  credentials: scheme('Token', demo.API_TOKEN),
  bodies: {
    [JSON_TYPE]: object({
      sender: filled(),
      message: message(),
      recipient: recipient(digits, 'number'),
      reference: optional(filled()),
    }),
  },
  answers: {
    success({ to, fields }) {
      const id = ulid();
      return issued(id, json(202, { msg_id: id, recipient: Number(to), reference: fields.reference ?? null }));
    },
    credentials: () => json(401, { detail: 'Invalid API token' }),
    number: ({ refusal }) =>
      json(422, { detail: refusal ? 'recipient: value is not a valid integer' : 'recipient: not a valid phone number' }),
    malformed: ({ refusal }) => json(422, { detail: `${refusal?.field}: missing or invalid` }),
  },
};
