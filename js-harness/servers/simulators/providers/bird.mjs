// Bird Channels API. 202 and the error shape {code, message} are unconfirmed, the codes here are assumptions.
import { issued, json } from '../answers.mjs';
import { scheme } from '../credentials.mjs';
import { JSON_TYPE } from '../decode.mjs';
import { filled, message, object, oneOf, optional, recipient, single } from '../fields.mjs';
import { uuid } from '../ids.mjs';
import { e164 } from '../numbers.mjs';

const demo = {
  WORKSPACE_ID: '5d2b3f0e-0001-4a4a-8b8b-000000000001',
  CHANNEL_ID: '9c1f7a44-0002-4b4b-9c9c-000000000002',
  ACCESS_KEY: 'demo-key',
};

/** @type {import('../types.mjs').Provider} */
export default {
  id: 'bird',
  demo,
  numbers: { good: '+31612345678', invalid: '+31612345104', limited: '+31612345129' },
  expects: { failsInside2xx: false, messageId: 'id', codeOnly: false },
  method: 'POST',
  path: `/workspaces/${demo.WORKSPACE_ID}/channels/${demo.CHANNEL_ID}/messages`,
  credentials: scheme('AccessKey', demo.ACCESS_KEY),
  bodies: {
    [JSON_TYPE]: object({
      receiver: object({
        contacts: single(object({
          identifierValue: recipient(e164),
          identifierKey: optional(oneOf('phonenumber')),
        })),
      }),
      body: object({ type: oneOf('text'), text: object({ text: message() }) }),
      reference: optional(filled()),
    }),
  },
  answers: {
    success() {
      const id = uuid();
      return issued(id, json(202, {
        id, channelId: demo.CHANNEL_ID, status: 'accepted', createdAt: new Date().toISOString(),
      }));
    },
    credentials: () => json(401, { code: 'Unauthorized', message: 'The access key is not valid.' }),
    number: () => json(422, { code: 'InvalidPayload', message: 'identifierValue is not a phone number' }),
    limited: () => json(
      429,
      { code: 'TooManyRequests', message: 'The request was not processed and can be safely retried.' },
      { 'X-RateLimit-Remaining': '0', 'X-RateLimit-Reset': String(Math.ceil(Date.now() / 1000) + 30) },
    ),
    malformed: ({ refusal }) => json(422, { code: 'InvalidPayload', message: `${refusal?.field} is missing or invalid` }),
    path: () => json(404, { code: 'NotFound', message: 'Resource not found' }),
  },
};
