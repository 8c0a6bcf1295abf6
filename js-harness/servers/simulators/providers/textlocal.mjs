// Textlocal: HTTP 200 always, `status` tells. Codes 3 (login) and 5 (no text) are unconfirmed; the key may also travel in
// the query, a recipe has it in the body.
import { issued, json } from '../answers.mjs';
import { FORM_TYPE } from '../decode.mjs';
import { credential, filled, message, object, oneOf, optional, recipient } from '../fields.mjs';
import { integer } from '../ids.mjs';
import { digits } from '../numbers.mjs';

const demo = { API_KEY: 'demo-key' };

/** @param {number} code @param {string} message @param {Array<{ code: number, message: string }>} [warnings] */
const failure = (code, message, warnings) =>
  json(200, { errors: [{ code, message }], ...(warnings && { warnings }), status: 'failure' });

const noRecipient = () => failure(4, 'No recipients specified', [{ code: 3, message: 'Invalid number' }]);

/** @type {import('../types.mjs').Provider} */
export default {
  id: 'textlocal',
  demo,
  numbers: { good: '+918123456789', invalid: '+918123456104' },
  expects: { failsInside2xx: true, messageId: 'messages.0.id', codeOnly: false },
  method: 'POST',
  path: '/send/',
  bodies: {
    [FORM_TYPE]: object({
      apikey: credential(demo.API_KEY),
      numbers: recipient(digits),
      sender: filled(),
      message: message(),
      unicode: optional(oneOf('true', 'false', '1', '0')),
    }),
  },
  // What happens to a text outside GSM-7 without `unicode` is not in the documentation: the text is reported as received.
  answers: {
    success({ to, text, fields }) {
      const id = String(integer());
      return issued(id, json(200, {
        balance: 1000, batch_id: integer(), cost: 1, num_messages: 1,
        message: { num_parts: 1, sender: fields.sender, content: text },
        receipt_url: '', custom: '', messages: [{ id, recipient: Number(to) }], status: 'success',
      }));
    },
    credentials: () => failure(3, 'Invalid login details'),
    number: noRecipient,
    malformed({ refusal }) {
      if (refusal?.field === 'numbers') return noRecipient();
      return refusal?.field === 'message' ? failure(5, 'No message content') : failure(1, `Invalid ${refusal?.field}`);
    },
  },
};
