// What is sent and how it is answered: by every contestant alike, which is checked before anything is measured.

/** @typedef {keyof typeof configurations} Body */
/** @typedef {'length' | 'chunked'} Answer How the provider says where its answer ends: by a Content-Length, or by chunks. */

/**
 * One way to send a message. `delay` is how long the provider takes, in milliseconds. `configurations` is between how many
 * the sender alternates; `unused` and `sent` are bytes of a configuration that change nothing, and that go into the request.
 * @typedef {{ body: Body, answer: Answer, rules: boolean, delay?: number, configurations?: number, unused?: number, sent?: number }} Scene
 */

/** Milliseconds: ten thousand sends at once take some seconds. */
export const TIMEOUT = 60_000;
export const authorization = 'Bearer token-of-the-benchmark';
const message = { to: '+14155550123', type: /** @type {const} */ ('SignIn'), payload: { code: '123456', locale: 'en' }, ip: '127.0.0.1' };
export const accepted = '{"id":"m-1","status":"queued"}';

/** The fields that a form and a query have. */
const fields = { to: '{{to}}', text: 'Your code is {{code}}.', sender: 'Logto' };

export const configurations = {
  // Comes to what Logto's own connector sends.
  json: {
    method: /** @type {const} */ ('POST'),
    headers: { 'Content-Type': 'application/json' },
    bodyParams: { to: '{{to}}', type: '{{type}}', payload: { code: '{{code}}', locale: '{{locale}}' }, ip: '{{ip}}' },
  },
  form: {
    method: /** @type {const} */ ('POST'),
    headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
    bodyType: /** @type {const} */ ('form'),
    bodyParams: fields,
  },
  get: { method: /** @type {const} */ ('GET'), queryParams: fields },
};

/** @param {Scene} scene */
export const messageOf = ({ sent }) => (sent === undefined ? message : { ...message, payload: { ...message.payload, filler: 'x'.repeat(sent) } });

const response = { success: { path: 'status', equals: 'queued' }, messageId: 'id' };

/** @param {string} url Of the provider. @param {Scene} scene */
export const endpointOf = (url, { answer, delay = 0 }) => `${url}/${answer}/${delay}/send`;

/** @param {string} endpoint @param {Scene} scene @param {number} [index] Which of the scene's configurations. */
export function configOf(endpoint, { body, rules, unused, sent }, index = 0) {
  const config = { endpoint, authorization, timeout: TIMEOUT, ...configurations[body], ...(rules && { response }) };
  if (unused !== undefined || index > 0) Object.assign(config, { variables: { index, filler: 'x'.repeat(unused ?? 0) } });
  if (sent !== undefined) Object.assign(config, { bodyParams: { to: '{{to}}', code: '{{code}}', filler: '{{filler}}' } });
  return config;
}

/** @param {Scene} scene */
export const titleOf = ({ body, answer, rules, delay }) =>
  [body === 'get' ? 'GET' : body, answer === 'length' ? 'Content-Length' : 'chunked', ...(rules ? ['rules'] : []), ...(delay ? [`${delay} ms`] : [])].join(', ');
