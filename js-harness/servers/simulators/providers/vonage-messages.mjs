// Vonage Messages API v1, SMS channel. Problems are RFC 7807; the status of each (401, 422) and the title of 401 are
// assumptions, 1150 and 1000 are documented. That a leading + is refused is unverified in the documentation, and followed.
import { issued, json, problem } from '../answers.mjs';
import { basic } from '../credentials.mjs';
import { JSON_TYPE } from '../decode.mjs';
import { filled, message, object, oneOf, optional, recipient } from '../fields.mjs';
import { uuid } from '../ids.mjs';
import { digits } from '../numbers.mjs';

const demo = { API_KEY: 'abcd1234', API_SECRET: 'demo-secret' };
const DOCUMENT = 'https://developer.vonage.com/api-errors/messages';

/** @param {string} name @param {string} reason */
const invalid = (name, reason) => problem(422, {
  type: `${DOCUMENT}#1150`,
  title: 'Invalid params',
  detail: 'The value of one or more parameters is invalid.',
  instance: uuid(),
  invalid_parameters: [{ name, reason }],
});

/** @type {import('../types.mjs').Provider} */
export default {
  id: 'vonage-messages',
  demo,
  numbers: { good: '+447700900123', invalid: '+447700900104', limited: '+447700900129' },
  expects: { failsInside2xx: false, messageId: 'message_uuid', codeOnly: false },
  method: 'POST',
  path: '/v1/messages',
  credentials: basic(demo.API_KEY, demo.API_SECRET),
  bodies: {
    [JSON_TYPE]: object({
      message_type: oneOf('text'),
      channel: oneOf('sms'),
      from: filled(),
      to: recipient(digits),
      text: message(),
      client_ref: optional(filled()),
      sms: optional(object({ encoding_type: oneOf('auto', 'text', 'unicode') })),
    }),
  },
  answers: {
    success() {
      const id = uuid();
      return issued(id, json(202, { message_uuid: id }));
    },
    credentials: () => problem(401, {
      type: 'https://developer.vonage.com/api-errors#unauthorized',
      title: 'Unauthorized',
      detail: 'You did not provide correct credentials.',
      instance: uuid(),
    }),
    number: () => invalid('to', 'not a valid phone number'),
    limited: () => problem(429, {
      type: `${DOCUMENT}#1000`,
      title: 'Throttled',
      detail: 'You have exceeded the submission capacity allowed on this account. Please wait and retry',
      instance: uuid(),
    }),
    malformed: ({ refusal }) => invalid(refusal?.field ?? '', 'missing or invalid'),
  },
};
