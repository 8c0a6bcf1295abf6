// 46elks: errors are plain text. Only the text of 401 is in the documentation, the other texts are assumptions.
import { issued, json, text } from '../answers.mjs';
import { basic } from '../credentials.mjs';
import { FORM_TYPE } from '../decode.mjs';
import { filled, message, object, optional, recipient } from '../fields.mjs';
import { hex } from '../ids.mjs';
import { e164 } from '../numbers.mjs';

const demo = { API_USERNAME: 'u00000000000000000000000000000000', API_PASSWORD: 'demo-password' };

/** @type {import('../types.mjs').Provider} */
export default {
  id: '46elks',
  demo,
  numbers: { good: '+46700000023', invalid: '+46700000104' },
  expects: { failsInside2xx: false, messageId: 'id', codeOnly: false },
  method: 'POST',
  path: '/a1/sms',
  credentials: basic(demo.API_USERNAME, demo.API_PASSWORD),
  bodies: {
    [FORM_TYPE]: object({
      from: filled(),
      to: recipient(e164),
      message: message(),
      whendelivered: optional(filled()),
    }),
  },
  answers: {
    success({ to, text: body, fields }) {
      const id = `s${hex(32)}`;
      return issued(id, json(200, {
        status: 'created', direction: 'outgoing', from: fields.from, created: new Date().toISOString(), parts: 1, to,
        cost: 3500, message: body, id,
      }));
    },
    credentials: () => text(401, 'API access requires Basic HTTP authentication. Read documentation or examples.'),
    number: () => text(400, 'The to number is not a valid phone number'),
    malformed: ({ refusal }) => text(400, `Missing or invalid key ${refusal?.field}`),
  },
};
