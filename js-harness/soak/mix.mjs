// What the soak run sends: one function for each kind of send, and how often it comes.
import { withGetter } from './hostile.mjs';

/** @typedef {typeof import('../../pkg-template/lib/core.js')} Core */
/** @typedef {{ what: string, share: number, expect: string, send: (core: Core, url: string, number: number) => Promise<unknown> }} Kind */

/** @param {number} number */
const message = (number) => ({ to: '14155550123', type: 'SignIn', payload: { code: String(number % 1_000_000).padStart(6, '0'), locale: 'en' } });

const bodyParams = { recipient: '{{to}}', text: 'Your code is {{message}}', ref: '{{id}}' };
const post = { authorization: 'Bearer token-of-the-soak-run', bodyParams };
const rule = { success: { path: 'status', equals: 'sent' }, messageId: 'id', error: 'text' };
const templates = [{ usageType: 'SignIn', content: 'Code: {{code}}', locale: 'en' }, { usageType: 'Generic', content: '{{code}}' }];

/** Out of 100. `expect` is `success`, or code and reason of the error. @type {Kind[]} */
export const kinds = [
  { what: 'POST, JSON', share: 30, expect: 'success', send: (core, url, number) => core.sendMessage({ ...post, endpoint: `${url}/ok` }, message(number)) },
  {
    what: 'GET', share: 12, expect: 'success',
    send: (core, url, number) => core.sendMessage({ endpoint: `${url}/ok`, method: 'GET', queryParams: { to: '{{to}}', text: '{{message}}' } }, message(number)),
  },
  {
    what: 'templates, a rule, a signature', share: 12, expect: 'success',
    send: (core, url, number) =>
      core.sendMessage({ endpoint: `${url}/ok`, templates, response: rule, signingSecret: `whsec_${'AAECAwQFBgcICQoL'.repeat(2)}` }, message(number)),
  },
  // No two alike: what is kept of configurations must not grow with their number.
  {
    what: 'a configuration of its own', share: 8, expect: 'success',
    send: (core, url, number) => core.sendMessage({ endpoint: `${url}/ok?n=${number}`, bodyParams: { ['key' + number]: '{{to}}' } }, message(number)),
  },
  { what: 'an answer of 100 KB', share: 1, expect: 'success', send: (core, url, number) => core.sendMessage({ ...post, endpoint: `${url}/large` }, message(number)) },
  {
    what: 'refused in a 200', share: 5, expect: 'general rejected',
    send: (core, url, number) => core.sendMessage({ ...post, endpoint: `${url}/rejected`, response: rule }, message(number)),
  },
  { what: '400', share: 5, expect: 'general http_status', send: (core, url, number) => core.sendMessage({ ...post, endpoint: `${url}/400` }, message(number)) },
  { what: '500', share: 4, expect: 'general http_status', send: (core, url, number) => core.sendMessage({ ...post, endpoint: `${url}/500` }, message(number)) },
  { what: '429', share: 3, expect: 'rate_limit_exceeded http_status', send: (core, url, number) => core.sendMessage({ ...post, endpoint: `${url}/429` }, message(number)) },
  { what: '503, three attempts', share: 2, expect: 'general http_status', send: (core, url, number) => core.sendMessage({ ...post, endpoint: `${url}/busy` }, message(number)) },
  {
    what: 'an invalid configuration', share: 5, expect: 'invalid_config invalid_config',
    send: (core, url, number) => core.sendMessage(/** @type {any} */ ({ endpoint: `${url.slice(4)}/${number}`, timeout: 5, retry: 'often', templates: [{}] }), message(number)),
  },
  {
    what: 'a throwing getter in it', share: 4, expect: 'invalid_config invalid_config',
    send: (core, url) => core.sendMessage(/** @type {any} */ (withGetter({ endpoint: `${url}/ok` }, 'headers')), message(1)),
  },
  {
    what: 'a throwing getter in the data', share: 4, expect: 'invalid_request_parameters invalid_request_parameters',
    send: (core, url, number) => core.sendMessage({ endpoint: `${url}/ok` }, { ...message(number), payload: withGetter({}, 'code') }),
  },
  {
    what: 'aborted before', share: 3, expect: 'general aborted',
    send: (core, url, number) => core.sendMessage({ ...post, endpoint: `${url}/ok` }, message(number), { signal: AbortSignal.abort() }),
  },
  {
    what: 'aborted on the way', share: 2, expect: 'general aborted',
    send: (core, url, number) => {
      const controller = new AbortController();
      setTimeout(() => controller.abort(), 10);
      return core.sendMessage({ ...post, endpoint: `${url}/slow` }, message(number), { signal: controller.signal });
    },
  },
];

/** The kind of every hundredth, spread so that no kind comes in a row. */
export const order = (() => {
  const all = kinds.flatMap((kind) => Array.from({ length: kind.share }, () => kind));
  if (all.length !== 100) throw new Error(`the shares sum up to ${all.length}`);
  return all.map((_, index) => all[(index * 37) % all.length]);
})();
