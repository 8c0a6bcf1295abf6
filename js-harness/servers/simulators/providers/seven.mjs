// seven.io: HTTP 200 with a code in `success`; without JSON mode the whole body is that bare code. JSON mode is `json`
// in the request, or Accept (the latter is an assumption). A Bearer token works in place of the header.
import { issued, json, text as plain } from '../answers.mjs';
import { anyOf, bearer, header } from '../credentials.mjs';
import { FORM_TYPE, JSON_TYPE } from '../decode.mjs';
import { filled, message, object, oneOf, optional, recipient } from '../fields.mjs';
import { integer } from '../ids.mjs';

const demo = { API_KEY: 'demo-key' };

// 0049…, 49… and +49… are all accepted.
/** @type {import('../numbers.mjs').NumberFormat} */
const anyPrefix = {
  name: 'a number with 00, + or nothing before the country code',
  test: /^(?:\+|00)?[1-9]\d{6,14}$/,
  toE164: (received) => `+${received.replace(/^(?:\+|00)/, '')}`,
};

const fields = object({
  to: recipient(anyPrefix),
  text: message(),
  from: filled(),
  json: optional(oneOf('1', 'true', 1, true, '0', 'false', 0, false)),
  foreign_id: optional(filled()),
});

/** @typedef {import('../types.mjs').Call} Call */

/** @param {Call} call */
const wantsJson = ({ fields: given, headers }) =>
  /^(1|true)$/.test(String(given?.json)) || /\bapplication\/json\b/i.test(headers.accept ?? '');

/** @param {string} code @returns {(call: Call) => import('../types.mjs').Answer} */
const failure = (code) => (call) =>
  wantsJson(call)
    ? json(200, { success: code, total_price: 0, balance: null, debug: 'false', sms_type: 'direct', messages: [] })
    : plain(200, code);

/** @type {import('../types.mjs').Provider} */
export default {
  id: 'seven',
  demo,
  numbers: { good: '+491701234567', invalid: '+491701234104', noQuota: '+491701234102' },
  expects: { failsInside2xx: true, messageId: 'messages.0.id', codeOnly: false },
  method: 'POST',
  path: '/api/sms',
  credentials: anyOf(header('X-Api-Key', demo.API_KEY), bearer(demo.API_KEY)),
  bodies: { [JSON_TYPE]: fields, [FORM_TYPE]: fields },
  answers: {
    success(call) {
      if (!wantsJson(call)) return plain(200, '100');
      const id = String(integer());
      return issued(id, json(200, {
        success: '100', total_price: 0.075, balance: 46.748, debug: 'false', sms_type: 'direct',
        messages: [{
          id, sender: call.fields.from, recipient: call.e164?.slice(1), text: call.text, encoding: 'gsm', label: null,
          parts: 1, price: 0.075, success: true, error: null, error_text: null,
        }],
      }));
    },
    credentials: failure('900'),
    number: failure('202'),
    noQuota: failure('500'),
    malformed(call) {
      if (call.refusal?.field === 'to') return failure('202')(call);
      // A body that cannot be read, or a field nobody knows, is no SMS error: JSON with another status, as documented.
      return call.refusal?.kind === 'missing' && call.refusal.field === 'text'
        ? failure('305')(call)
        : json(400, { code: 400, description: `${call.refusal?.field} is missing or invalid` });
    },
  },
};
