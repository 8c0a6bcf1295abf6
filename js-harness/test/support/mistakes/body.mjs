// The body and the query.
import { endpoint, form, says, xml } from './shared.mjs';

/** @type {Record<string, unknown>} */
export const body = {
  'a nested body for a form': {
    endpoint,
    headers: form,
    bodyParams: { ...says, message: { kind: 'text' } },
  },
  'an array for a form': { endpoint, headers: form, bodyParams: [says] },
  'an object for XML': { endpoint, headers: xml, bodyParams: { sms: says } },
  'an object for plain text': { endpoint, headers: { 'Content-Type': 'text/plain' }, bodyParams: says },
  'an object for multipart': {
    endpoint,
    headers: { 'Content-Type': 'multipart/form-data' },
    bodyParams: says,
  },
  'a content type with a slip': {
    endpoint,
    headers: { 'Content-Type': 'aplication/json' },
    bodyParams: says,
  },
  'a form without a body': { endpoint, headers: form },
  'a body with GET': { endpoint, method: 'GET', bodyParams: says },
  'raw JSON with single quotes': { endpoint, bodyParams: "{'to':'{{to}}','text':'{{message}}'}" },
  'raw JSON with a comma too many': { endpoint, bodyParams: '{"to":"{{to}}","text":"{{message}}",}' },
  'raw JSON with a text outside of quotes': { endpoint, bodyParams: '{"to": {{to}}, "text": {{message}}}' },
  'queryparams for queryParams': { endpoint, method: 'GET', queryparams: says },
  'params for queryParams': { endpoint, method: 'GET', params: says },
  'body for bodyParams': { endpoint, body: says },
  'body_params for bodyParams': { endpoint, body_params: says },
  'both names of the body': { endpoint, bodyParams: says, bodyParameters: says },
  'a query as a string': { endpoint, method: 'GET', queryParams: 'to={{to}}&text={{message}}' },
  'a query as an array': { endpoint, method: 'GET', queryParams: [says] },
  'a nested query': { endpoint, method: 'GET', queryParams: { sms: says } },
  'a JSON string with smart quotes': { endpoint, bodyParams: '{“to”: “{{to}}”, “text”: “{{message}}”}' },
  'a form as the text of a JSON body': { endpoint, bodyParams: 'to={{to}}&text={{message}}' },
  'raw JSON with a minus before a placeholder': {
    endpoint,
    bodyParams: '{"to":"{{to}}","text":"{{message}}","n":-{{code | json}}}',
  },
  'raw JSON with a digit before a placeholder': {
    endpoint,
    bodyParams: '{"to":"{{to}}","text":"{{message}}","n":1{{code | json}}}',
  },
  'a number that JavaScript has rounded': { endpoint, bodyParams: { ...says, account: 12_345_678_901_234_567_890 } },
  'an empty value in a list': { endpoint, bodyParams: { messages: [says, {}] } },
  'both names of the query': { endpoint, method: 'GET', queryParams: says, queryParameters: says },
  'a query without a value for the number': { endpoint, method: 'GET', queryParams: { to: '', text: '{{message}}' } },
  'from at the top': { endpoint, bodyParams: says, from: 'Acme' },
  'sender at the top': { endpoint, bodyParams: says, sender: 'Acme' },
  'date at the top': { endpoint, bodyParams: says, date: '2026-11-24' },
};
