// The two configurations of the README that every user starts from, and what the README promises about each.
import assert from 'node:assert/strict';
import { TemplateType } from '@logto/connector-kit';

/**
 * One message to send and how to judge and to show it.
 * @typedef {object} Scene
 * @property {string} title
 * @property {Record<string, unknown>} config
 * @property {import('../servers/gateway/server.mjs').Received['headers']} promisedHeaders
 * @property {(request: import('../servers/gateway/server.mjs').Received) => Message} read What a gateway makes of the request.
 * @property {Message} promised
 * @typedef {{ to: unknown, text: unknown }} Message
 */

/** As Logto passes it: the number without its `+`. */
export const data = { to: '1234567890', type: TemplateType.SignIn, payload: { code: '123456', locale: 'en' }, ip: '127.0.0.1' };

/** @type {Scene} */
const post = {
  title: 'POST with a JSON body',
  config: {
    endpoint: 'https://api.your-sms-provider.com/send',
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    bodyParams: { recipient: '{{to}}', text_content: 'Hello! Your verification code for Logto is: {{message}}' },
  },
  promisedHeaders: { 'content-type': 'application/json' },
  read: ({ body }) => {
    const { recipient, text_content, ...others } = JSON.parse(body);
    assert.deepEqual(others, {}, 'the body has no other fields');
    return { to: recipient, text: text_content };
  },
  promised: { to: '+1234567890', text: 'Hello! Your verification code for Logto is: 123456' },
};

/** @type {Scene} */
const get = {
  title: 'GET with a query',
  config: {
    endpoint: 'https://your-api.com/send-sms',
    method: 'GET',
    queryParams: { to: '{{to}}', message: '{{message}}' },
  },
  promisedHeaders: {},
  read: ({ url, query, body }) => {
    assert.equal(body, '', 'a GET has no body');
    // Decoding alone would not tell a %2B from a plus that a stricter gateway reads as a space.
    assert.match(url, /[?&]to=%2B1234567890(&|$)/, 'the + of the number travels as %2B');
    const { to, message, ...others } = Object.fromEntries(query);
    assert.deepEqual(others, {}, 'the query has no other fields');
    return { to, text: message };
  },
  promised: { to: '+1234567890', text: '123456' },
};

export const readmeExamples = [post, get];
