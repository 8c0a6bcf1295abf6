// ClickSend: one request, many messages, a verdict each. The outer response_code is SUCCESS although the message failed.
import { issued, json } from '../answers.mjs';
import { basic } from '../credentials.mjs';
import { JSON_TYPE } from '../decode.mjs';
import { filled, message, object, optional, recipient, single } from '../fields.mjs';
import { uuid } from '../ids.mjs';
import { e164 } from '../numbers.mjs';

const demo = { USERNAME: 'demo-user', API_KEY: 'demo-key' };

/** @param {number} status @param {string} code @param {string} text The wording is an assumption. */
const refused = (status, code, text) =>
  json(status, { http_code: status, response_code: code, response_msg: text, data: null });

/** @param {object} data */
const taken = (data) =>
  json(200, { http_code: 200, response_code: 'SUCCESS', response_msg: 'Here are your data.', data });

/** @type {import('../types.mjs').Provider} */
export default {
  id: 'clicksend',
  demo,
  numbers: { good: '+61411111111', invalid: '+61411111104', limited: '+61411111129' },
  expects: { failsInside2xx: true, messageId: 'data.messages.0.message_id', codeOnly: false },
  method: 'POST',
  path: '/v3/sms/send',
  credentials: basic(demo.USERNAME, demo.API_KEY),
  bodies: {
    [JSON_TYPE]: object({
      messages: single(object({
        // A national number with `country` is possible too; the documented request has E.164, and so must a recipe.
        to: recipient(e164),
        body: message(),
        from: filled(),
        source: optional(filled()),
        custom_string: optional(filled()),
      })),
    }),
  },
  answers: {
    success({ to }) {
      const id = uuid().toUpperCase();
      return issued(id, taken({
        total_price: 0.28, total_count: 1, queued_count: 1,
        messages: [{ to, message_id: id, message_parts: 1, status: 'SUCCESS' }],
      }));
    },
    credentials: () => refused(401, 'UNAUTHORIZED', 'Authorization failed, please check your credentials.'),
    number: ({ to = '' }) =>
      taken({ messages: [{ to, message_id: uuid().toUpperCase(), status: 'INVALID_RECIPIENT' }] }),
    limited: () => refused(429, 'TOO_MANY_REQUESTS', 'Too many requests.'),
    malformed: ({ refusal }) => refused(400, 'BAD_REQUEST', `${refusal?.field} is missing or invalid`),
    path: () => refused(404, 'NOT_FOUND', 'Not found.'),
    method: () => refused(405, 'METHOD_NOT_ALLOWED', 'Method not allowed.'),
  },
};
