// MessageBird REST (legacy). Error codes 2, 9 and 10 and their wording are unconfirmed, errors[].description is confirmed.
import { issued, json } from '../answers.mjs';
import { scheme } from '../credentials.mjs';
import { JSON_TYPE } from '../decode.mjs';
import { filled, message, object, oneOf, optional, recipient, single } from '../fields.mjs';
import { squeezed } from '../gsm7.mjs';
import { hex } from '../ids.mjs';
import { plusOptional } from '../numbers.mjs';

const demo = { ACCESS_KEY: 'demo-key' };

/** @param {number} status @param {number} code @param {string} description @param {string | null} parameter */
const error = (status, code, description, parameter) => json(status, { errors: [{ code, description, parameter }] });

/** @type {import('../types.mjs').Provider} */
export default {
  id: 'messagebird',
  demo,
  numbers: { good: '+31612345678', invalid: '+31612345104', limited: '+31612345129' },
  expects: { failsInside2xx: false, messageId: 'id', codeOnly: false },
  method: 'POST',
  path: '/messages',
  credentials: scheme('AccessKey', demo.ACCESS_KEY),
  bodies: {
    [JSON_TYPE]: object({
      originator: filled(),
      recipients: single(recipient(plusOptional, 'either')),
      body: message(),
      datacoding: optional(oneOf('plain', 'unicode', 'auto')),
      reference: optional(filled()),
    }),
  },
  // The default is plain, and plain is GSM-7.
  understands: ({ text, fields }) => (/^(unicode|auto)$/.test(fields.datacoding) ? text : squeezed(text ?? '')),
  answers: {
    success({ to, text, fields }) {
      const id = hex(32);
      return issued(id, json(201, {
        id,
        originator: fields.originator,
        body: text,
        datacoding: text === squeezed(text ?? '') ? 'plain' : 'unicode',
        recipients: { totalSentCount: 1, items: [{ recipient: Number(to), status: 'sent' }] },
      }));
    },
    credentials: () => error(401, 2, 'Request not allowed (incorrect access_key)', 'access_key'),
    number: () => error(422, 9, 'no (correct) recipients found', 'recipients'),
    limited: () => error(429, 429, 'Too many requests', null),
    malformed: ({ refusal }) => error(422, 10, `${refusal?.field} is missing or invalid`, refusal?.field ?? null),
  },
};
