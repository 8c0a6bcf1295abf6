// SMSAPI: HTTP 200 and an `error` key when something failed. Without format=json the answer is a line of text. Codes 11
// and 13 and the text format are unconfirmed; that + is tolerated is unverified in the documentation, and followed.
import { issued, json, text as plain } from '../answers.mjs';
import { bearer } from '../credentials.mjs';
import { FORM_TYPE } from '../decode.mjs';
import { filled, message, object, oneOf, optional, recipient } from '../fields.mjs';
import { hex } from '../ids.mjs';
import { plusOptional } from '../numbers.mjs';

const demo = { API_TOKEN: 'demo-token' };

/** @typedef {import('../types.mjs').Call} Call */

// The verdict about the token falls before the body is read, and JSON is the only form in the documentation: so JSON there.
/** @param {number} error @param {string} message @returns {(call: Call) => import('../types.mjs').Answer} */
const failure = (error, message) => ({ fields }) =>
  !fields || fields.format === 'json' ? json(200, { error, message }) : plain(200, `ERROR:${error}`);

/** @type {import('../types.mjs').Provider} */
export default {
  id: 'smsapi',
  demo,
  numbers: { good: '+48500000023', invalid: '+48500000104' },
  expects: { failsInside2xx: true, messageId: 'list.0.id', codeOnly: false },
  method: 'POST',
  path: '/sms.do',
  credentials: bearer(demo.API_TOKEN),
  bodies: {
    [FORM_TYPE]: object({
      to: recipient(plusOptional),
      message: message(),
      from: filled(),
      format: optional(oneOf('json')),
      encoding: optional(oneOf('utf-8')),
      idx: optional(filled()),
      check_idx: optional(oneOf('1', '0')),
    }),
  },
  answers: {
    success({ to, e164, fields }) {
      const id = hex(24).toUpperCase();
      if (fields.format !== 'json') return issued(id, plain(200, `OK:${id}:0.075:${e164?.slice(1)}`));
      return issued(id, json(200, {
        count: 1,
        list: [{
          id, points: 0.075, number: e164?.slice(1), date_sent: Math.floor(Date.now() / 1000), submitted_number: to,
          status: 'QUEUE', error: null, idx: fields.idx ?? null, parts: 1,
        }],
      }));
    },
    credentials: failure(101, 'Authorization failed'),
    number: failure(13, 'No correct phonenumbers'),
    malformed: (call) =>
      (call.refusal?.field === 'to' ? failure(13, 'No correct phonenumbers') : failure(11, 'Invalid or missing parameter'))(call),
  },
};
