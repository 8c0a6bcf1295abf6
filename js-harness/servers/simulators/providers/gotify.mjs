// Gotify: a demo target, one application, no recipient. The number is taken from the title, as in the documented request.
import { issued, json } from '../answers.mjs';
import { anyOf, bearer, header, queryToken } from '../credentials.mjs';
import { FORM_TYPE, JSON_TYPE } from '../decode.mjs';
import { credential, integer, mentionsNumber, message, object, optional, pattern } from '../fields.mjs';
import { integer as nextId } from '../ids.mjs';

const demo = { APP_TOKEN: 'demo-token' };

const common = { title: optional(mentionsNumber()), message: message() };

/** @param {number} status @param {string} error @param {string} errorDescription */
const failure = (status, error, errorDescription) => json(status, { error, errorCode: status, errorDescription });

/** @type {import('../types.mjs').Provider} */
export default {
  id: 'gotify',
  demo,
  // Neither a recipient that could be refused, nor a documented rate limit.
  numbers: { good: '+14155550123' },
  expects: { failsInside2xx: false, messageId: 'id', codeOnly: false },
  method: 'POST',
  path: '/message',
  credentials: anyOf(header('X-Gotify-Key', demo.APP_TOKEN), bearer(demo.APP_TOKEN), queryToken('token', demo.APP_TOKEN)),
  query: object({ token: optional({ ...credential(demo.APP_TOKEN), credential: false }) }),
  bodies: {
    // A string of digits is no priority in JSON; in a form everything is a string.
    [JSON_TYPE]: object({ ...common, priority: optional(integer(0, 10)) }),
    [FORM_TYPE]: object({ ...common, priority: optional(pattern(/^\d{1,2}$/)) }),
  },
  answers: {
    success({ text, fields }) {
      const id = nextId();
      return issued(id, json(200, {
        id, appid: 5, message: text, title: fields.title, priority: Number(fields.priority ?? 0), date: new Date().toISOString(),
      }));
    },
    credentials: () => failure(401, 'Unauthorized', 'you need to provide a valid access token or user credentials to access this api'),
    malformed: ({ refusal }) => failure(400, 'Bad Request', `Field '${refusal?.field}' is required or invalid`),
    path: () => failure(404, 'Not Found', 'page not found'),
  },
};
