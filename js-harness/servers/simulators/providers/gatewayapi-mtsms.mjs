// GatewayAPI /rest/mtsms. Takes JSON, or a form with dotted keys. The error shape is documented; its code and text here,
// other than the field names, are assumptions.
import { issued, json } from '../answers.mjs';
import { anyOf, basic, queryToken } from '../credentials.mjs';
import { FORM_TYPE, JSON_TYPE } from '../decode.mjs';
import { credential, filled, message, object, oneOf, optional, recipient, single } from '../fields.mjs';
import { squeezed } from '../gsm7.mjs';
import { integer, uuid } from '../ids.mjs';
import { digits } from '../numbers.mjs';

const demo = { API_TOKEN: 'demo-token' };

const common = { sender: filled(), message: message(), encoding: optional(oneOf('UTF8', 'UCS2')), userref: optional(filled()) };

/** @param {number} status @param {string} code @param {string} message @param {string[]} [variables] */
const error = (status, code, message, variables = []) =>
  json(status, { code, incident_uuid: uuid(), message, variables });

/** @type {import('../types.mjs').Provider} */
export default {
  id: 'gatewayapi-mtsms',
  demo,
  numbers: { good: '+4512345678', invalid: '+4512345104' },
  expects: { failsInside2xx: false, messageId: 'ids.0', codeOnly: false },
  method: 'POST',
  path: '/rest/mtsms',
  // The token is the user, the password is empty.
  credentials: anyOf(basic(demo.API_TOKEN, ''), queryToken('token', demo.API_TOKEN)),
  query: object({ token: optional({ ...credential(demo.API_TOKEN), credential: false }) }),
  bodies: {
    // Documented as a JSON number, taken as a string as well.
    [JSON_TYPE]: object({ ...common, recipients: single(object({ msisdn: recipient(digits, 'either') })) }),
    [FORM_TYPE]: object({ ...common, 'recipients.0.msisdn': recipient(digits) }),
  },
  understands: ({ text, fields }) => (fields.encoding === 'UCS2' ? text : squeezed(text ?? '')),
  answers: {
    success() {
      const id = integer();
      return issued(id, json(200, {
        ids: [id], usage: { countries: { DK: 1 }, currency: 'DKK', total_cost: 0.12 },
      }));
    },
    credentials: () => error(401, '0x0201', 'Invalid API token'),
    number: ({ to = '' }) => error(422, '0x0308', 'Invalid MSISDN: %1', [to]),
    malformed: ({ refusal }) => error(400, '0x0300', 'Missing or invalid argument: %1', [refusal?.field ?? '']),
  },
};
