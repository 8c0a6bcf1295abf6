// ntfy, publishing as JSON at the root URL: a demo target with a topic in place of a recipient. The number is taken from
// the title, where the documented request has it. The demo topic is protected, so the token is required.
import { issued, json } from '../answers.mjs';
import { bearer } from '../credentials.mjs';
import { JSON_TYPE } from '../decode.mjs';
import { integer, mentionsNumber, message, object, optional, pattern, single } from '../fields.mjs';
import { from } from '../ids.mjs';

const demo = { TOKEN: 'tk_demo0000000000000000000000000' };

/** @param {number} code @param {string} text @param {string} [anchor] */
const error = (code, text, anchor) => json(Math.floor(code / 100), {
  code, http: Math.floor(code / 100), error: text, ...(anchor && { link: `https://ntfy.sh/docs/publish/#${anchor}` }),
});

/** @type {import('../types.mjs').Provider} */
export default {
  id: 'ntfy',
  demo,
  // There is no recipient that ntfy could refuse.
  numbers: { good: '+14155550123', limited: '+14155550129' },
  expects: { failsInside2xx: false, messageId: 'id', codeOnly: false },
  method: 'POST',
  path: '/',
  credentials: bearer(demo.TOKEN),
  bodies: {
    [JSON_TYPE]: object({
      topic: pattern(/^[-_A-Za-z0-9]{1,64}$/),
      title: optional(mentionsNumber()),
      message: message(),
      priority: optional(integer(1, 5)),
      tags: optional(single(pattern(/^[-_A-Za-z0-9]+$/))),
    }),
  },
  answers: {
    success({ text, fields }) {
      const id = from(12, 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789');
      return issued(id, json(200, {
        id, time: Math.floor(Date.now() / 1000), event: 'message', topic: fields.topic, title: fields.title, message: text,
        priority: fields.priority,
      }));
    },
    credentials: () => error(40101, 'unauthorized', 'authentication'),
    limited: () => error(42908, 'limit reached: too many messages', 'limitations'),
    malformed: ({ refusal }) =>
      refusal?.field === 'topic'
        ? error(40009, 'invalid request: topic invalid')
        : error(40017, 'invalid request: request body must be message JSON', 'publish-as-json'),
    path: () => error(40401, 'page not found'),
  },
};
