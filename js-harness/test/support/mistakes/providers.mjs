// Several requests and several providers: tokens, routes, fallbacks.
import { endpoint, says, SECRET } from './shared.mjs';

/** @type {Record<string, unknown>} */
export const providers = {
  // The token that is fetched first.
  '{{token}} without token': { endpoint, authorization: 'Bearer {{token}}', bodyParams: says },
  'token as a string': { endpoint, token: SECRET, bodyParams: says },
  'token without credentials': { endpoint, token: { endpoint: 'https://auth.sms.test/token' }, bodyParams: says },
  'token without an endpoint': { endpoint, apiKey: 'user', apiSecret: SECRET, token: { path: 'access_token' }, bodyParams: says },
  'token with url for endpoint': { endpoint, apiKey: 'user', apiSecret: SECRET, token: { url: 'https://auth.sms.test/token' }, bodyParams: says },
  'token with the number in it': {
    endpoint,
    token: { endpoint: 'https://auth.sms.test/token', bodyParams: { user: 'acme', password: SECRET, to: '{{to}}' } },
    bodyParams: says,
  },
  'token with a time to live as a text': {
    endpoint, apiKey: 'user', apiSecret: SECRET,
    token: { endpoint: 'https://auth.sms.test/token', expiresIn: '1h' },
    bodyParams: says,
  },
  'token that lives for ever': {
    endpoint, apiKey: 'user', apiSecret: SECRET,
    token: { endpoint: 'https://auth.sms.test/token', expiresIn: 31_536_000_000 },
    bodyParams: says,
  },
  'token with clientId': {
    endpoint,
    token: { endpoint: 'https://auth.sms.test/token', clientId: 'user', clientSecret: SECRET },
    bodyParams: says,
  },

  // Routes.
  'a route without a condition': { endpoint, bodyParams: says, routes: [{ block: true }] },
  'a route with 0049': { endpoint, bodyParams: says, routes: [{ to: ['0049'], block: true }] },
  'a route with 49': { endpoint, bodyParams: says, routes: [{ to: ['49'], block: true }] },
  'a route with a number for a prefix': { endpoint, bodyParams: says, routes: [{ to: [49], block: true }] },
  'a route with the name of a country': { endpoint, bodyParams: says, routes: [{ to: ['DE'], block: true }] },
  'a route with a star': { endpoint, bodyParams: says, routes: [{ to: ['+49*'], block: true }] },
  'a route with two prefixes in a string': { endpoint, bodyParams: says, routes: [{ to: '+49,+43', block: true }] },
  'a route with country for to': { endpoint, bodyParams: says, routes: [{ country: '+49', block: true }] },
  'a route that blocks and sends': { endpoint, bodyParams: says, routes: [{ to: ['+1900'], block: true, endpoint: 'https://other.sms.test/send' }] },
  'a route that blocks by a string': { endpoint, bodyParams: says, routes: [{ to: ['+1900'], block: 'yes' }] },
  'a route behind one for all': {
    endpoint, bodyParams: says,
    routes: [{ to: ['+'], variables: { a: '1' }, queryParams: { a: '{{a}}' } }, { to: ['+49'], block: true }],
  },
  'a route to another host without a body': {
    endpoint, authorization: `Bearer ${SECRET}`, bodyParams: says,
    routes: [{ to: ['+86'], endpoint: 'https://cn.sms.test/send' }],
  },
  'a route to another host with the key of the first': {
    endpoint, apiKey: SECRET, authorization: 'Bearer {{apiKey}}', bodyParams: says,
    routes: [{ to: ['+86'], endpoint: 'https://cn.sms.test/send', authorization: 'Bearer {{apiKey}}', bodyParams: says }],
  },
  'routes as an object by country': { endpoint, bodyParams: says, routes: { '+86': { endpoint: 'https://cn.sms.test/send' } } },
  'a route with a type in lower case': { endpoint, bodyParams: says, routes: [{ types: ['signin'], block: true }] },
  'routes inside a route': { endpoint, bodyParams: says, routes: [{ to: ['+49'], routes: [{ to: ['+4915'], block: true }] }] },

  // Where else to.
  'a fallback to another host without a body': { endpoint, bodyParams: says, fallback: [{ endpoint: 'https://other.sms.test/send' }] },
  'a time of its own for a fallback': {
    endpoint, bodyParams: says,
    fallback: [{ endpoint: 'https://other.sms.test/send', bodyParams: says, timeout: 5000 }],
  },
  'a fallback as an object': { endpoint, bodyParams: says, fallback: { endpoint: 'https://other.sms.test/send', bodyParams: says } },
  'a fallback as a URL': { endpoint, bodyParams: says, fallback: ['https://other.sms.test/send'] },
  'a fallback with a condition': {
    endpoint, bodyParams: says,
    fallback: [{ to: ['+49'], endpoint: 'https://other.sms.test/send', bodyParams: says }],
  },
  'a fallback without the number': {
    endpoint, bodyParams: says,
    fallback: [{ endpoint: 'https://other.sms.test/send', bodyParams: { text: '{{message}}' } }],
  },
  'an empty fallback in a list': { endpoint, bodyParams: says, fallback: [{}] },
};
