// WhatsApp Cloud API: a template with the code, or a free text inside an open session. Codes 190 and 100 are unconfirmed.
// Of the documented rate limits the simulator answers 400 with code 131056, the one that a client cannot tell by status.
import { issued, json } from '../answers.mjs';
import { bearer } from '../credentials.mjs';
import { JSON_TYPE } from '../decode.mjs';
import { boolean, code, filled, message, object, oneOf, optional, recipient, single, tuple, variant } from '../fields.mjs';
import { from, hex } from '../ids.mjs';
import { plusOptional } from '../numbers.mjs';

const demo = { PHONE_NUMBER_ID: '1234567890', TOKEN: 'demo-token' };

const common = {
  messaging_product: oneOf('whatsapp'),
  recipient_type: optional(oneOf('individual')),
  to: recipient(plusOptional),
};
const parameters = single(object({ type: oneOf('text'), text: code() }));

const template = object({
  name: filled(),
  language: object({ code: filled() }),
  // An authentication template has the code twice: in the body, and behind the "copy code" button.
  components: tuple(
    object({ type: oneOf('body'), parameters }),
    object({ type: oneOf('button'), sub_type: oneOf('url'), index: oneOf('0', 0), parameters }),
  ),
});

/** @param {number} status @param {number} number @param {string} text */
const failure = (status, number, text) =>
  json(status, { error: { message: `(#${number}) ${text}`, type: 'OAuthException', code: number, fbtrace_id: `A${hex(10)}` } });

/** @type {import('../types.mjs').Provider} */
export default {
  id: 'whatsapp-cloud',
  demo,
  numbers: { good: '+14155550123', invalid: '+14155550104', limited: '+14155550129' },
  expects: { failsInside2xx: false, messageId: 'messages.0.id', codeOnly: true },
  method: 'POST',
  path: `/v21.0/${demo.PHONE_NUMBER_ID}/messages`,
  credentials: bearer(demo.TOKEN),
  bodies: {
    [JSON_TYPE]: variant('type', {
      template: object({ ...common, type: oneOf('template'), template }),
      text: object({ ...common, type: oneOf('text'), text: object({ preview_url: optional(boolean()), body: message() }) }),
    }),
  },
  answers: {
    success({ to, e164 }) {
      const id = `wamid.${from(32, 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789')}`;
      return issued(id, json(200, {
        messaging_product: 'whatsapp', contacts: [{ input: to, wa_id: e164?.slice(1) }], messages: [{ id }],
      }));
    },
    credentials: () => failure(401, 190, 'Invalid OAuth access token'),
    number: () => failure(400, 131009, 'Parameter value is not valid'),
    limited: () => failure(400, 131056, 'Pair rate limit hit'),
    malformed: ({ refusal }) => failure(400, 100, `Invalid parameter: ${refusal?.field}`),
  },
};
