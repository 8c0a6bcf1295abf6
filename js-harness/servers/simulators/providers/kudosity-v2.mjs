// Kudosity Transmit Message v2. Problem documents as in its specification; the wording is an assumption.
import { issued, json, problem } from '../answers.mjs';
import { header } from '../credentials.mjs';
import { JSON_TYPE } from '../decode.mjs';
import { boolean, filled, message, object, optional, recipient } from '../fields.mjs';
import { uuid } from '../ids.mjs';

const demo = { API_KEY: 'demo-key' };

// "Local or E.164": the request of the documentation has the digits of E.164 without +. Local is Australian here.
/** @type {import('../numbers.mjs').NumberFormat} */
const localOrE164 = {
  name: 'a local Australian number or E.164',
  test: /^(?:0[2-478]\d{8}|\+?[1-9]\d{6,14})$/,
  toE164: (received) => (received.startsWith('0') ? `+61${received.slice(1)}` : `+${received.replace('+', '')}`),
};

/**
 * @param {number} status @param {string} title @param {string} detail
 * @param {Array<{ path: string, message: string }>} [issues] @param {Record<string, string>} [headers]
 */
const failure = (status, title, detail, issues = [], headers = {}) =>
  problem(status, { type: 'about:blank', title, status, detail, issues }, headers);

/** @type {import('../types.mjs').Provider} */
export default {
  id: 'kudosity-v2',
  demo,
  numbers: { good: '+61481074190', invalid: '+61481074104', limited: '+61481074129' },
  expects: { failsInside2xx: false, messageId: 'id', codeOnly: false },
  method: 'POST',
  path: '/v2/sms',
  credentials: header('x-api-key', demo.API_KEY),
  bodies: {
    [JSON_TYPE]: object({
      message: message(),
      sender: filled(),
      recipient: recipient(localOrE164),
      message_ref: optional(filled()),
      track_links: optional(boolean()),
    }),
  },
  answers: {
    success({ to, text, fields }) {
      const id = uuid();
      const now = new Date().toISOString();
      return issued(id, json(200, {
        id, recipient: to, recipient_country: 'AU', sender: fields.sender, sender_country: 'AU',
        message_ref: fields.message_ref ?? '', message: text, status: 'pending', sms_count: '1', is_optout: false,
        track_links: false, created_at: now, updated_at: now,
      }));
    },
    credentials: () => failure(401, 'Unauthorized', 'The API key is missing or invalid.'),
    number: () =>
      failure(422, 'Unprocessable Entity', 'The request is not valid.', [{ path: 'recipient', message: 'not a valid number' }]),
    limited: () => failure(429, 'Too Many Requests', 'The request limit is exceeded.', [], { 'Retry-After': '30' }),
    malformed: ({ refusal }) =>
      failure(422, 'Unprocessable Entity', 'The request is not valid.', [
        { path: refusal?.field ?? '', message: 'missing or invalid' },
      ]),
    path: () => failure(404, 'Not Found', 'No such resource.'),
  },
};
