// Twilio Programmable Messaging. Codes 20003, 20404 and 21602 to 21604 are unconfirmed; their shape is the documented one.
import { issued, json } from '../answers.mjs';
import { basic } from '../credentials.mjs';
import { FORM_TYPE } from '../decode.mjs';
import { filled, message, object, optional, recipient, withOneOf } from '../fields.mjs';
import { hex } from '../ids.mjs';
import { e164 } from '../numbers.mjs';

const demo = { ACCOUNT_SID: 'AC00000000000000000000000000000000', AUTH_TOKEN: 'demo-token' };

const MISSING = {
  To: [21604, "A 'To' phone number is required."],
  From: [21603, "A 'From' phone number is required."],
  Body: [21602, 'Message body is required.'],
};

/** @param {number} status @param {number} code @param {string} message @param {Record<string, string>} [headers] */
const error = (status, code, message, headers) =>
  json(status, { code, message, more_info: `https://www.twilio.com/docs/errors/${code}`, status }, headers);

/** @type {import('../types.mjs').Provider} */
export default {
  id: 'twilio',
  demo,
  // +15005550001 is Twilio's own magic number for an invalid recipient.
  numbers: { good: '+14155550123', invalid: '+15005550001', limited: '+14155550129' },
  expects: { failsInside2xx: false, messageId: 'sid', codeOnly: false },
  method: 'POST',
  path: `/2010-04-01/Accounts/${demo.ACCOUNT_SID}/Messages.json`,
  credentials: basic(demo.ACCOUNT_SID, demo.AUTH_TOKEN),
  bodies: {
    [FORM_TYPE]: withOneOf(['From', 'MessagingServiceSid'], object({
      To: recipient(e164),
      From: optional(filled()),
      MessagingServiceSid: optional(filled()),
      Body: message(),
      StatusCallback: optional(filled()),
      ValidityPeriod: optional(filled()),
    })),
  },
  answers: {
    success({ to }) {
      const sid = `SM${hex(32)}`;
      return issued(sid, json(201, { sid, status: 'queued', to, error_code: null, error_message: null }));
    },
    credentials: () => error(401, 20003, 'Authenticate'),
    number: () => error(400, 21211, "The 'To' number is not a valid phone number."),
    limited: () =>
      error(429, 20429, 'Too many requests; retry according to the Retry-After response header', { 'Retry-After': '30' }),
    malformed({ refusal }) {
      const [code, text] = MISSING[/** @type {keyof typeof MISSING} */ (refusal?.field)] ?? [20001, 'Bad request'];
      return error(400, Number(code), String(text));
    },
    path: () => error(404, 20404, 'The requested resource was not found'),
    method: () => error(405, 20004, 'Method not allowed'),
  },
};
