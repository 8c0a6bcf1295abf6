// Types of bodies, variables, what is about to be sent, and filters that decide about it.
import { endpoint, form, says, SECRET } from './shared.mjs';

/** @type {Record<string, unknown>} */
export const language = {
  // The type of the body.
  'a media type as bodyType': { endpoint, bodyType: 'application/json', bodyParams: says },
  'the media type of a form as bodyType': { endpoint, bodyType: 'application/x-www-form-urlencoded', bodyParams: says },
  'urlencoded as bodyType': { endpoint, bodyType: 'urlencoded', bodyParams: says },
  'multipart as bodyType': { endpoint, bodyType: 'multipart/form-data', bodyParams: says },
  'true as bodyType': { endpoint, bodyType: true, bodyParams: says },
  'a form by bodyType, JSON by Content-Type': { endpoint, bodyType: 'form', headers: { 'Content-Type': 'application/json' }, bodyParams: says },
  'none as bodyType, and a body': { endpoint, bodyType: 'none', queryParams: says, bodyParams: says },
  'none as bodyType, and nothing else': { endpoint, bodyType: 'none' },
  'a form by bodyType without a body': { endpoint, bodyType: 'form' },
  'an object for XML by bodyType': { endpoint, bodyType: 'xml', bodyParams: { sms: says } },
  'PUT without a body': { endpoint, method: 'PUT' },
  'contentType for bodyType': { endpoint, contentType: 'form', bodyParams: says },

  // Variables.
  'a variable with a dash': { endpoint, variables: { 'template-id': '7' }, bodyParams: { ...says, id: '{{template-id}}' } },
  'a variable with a dot': { endpoint, variables: { 'sms.from': 'Acme' }, bodyParams: { ...says, from: '{{sms.from}}' } },
  'a variable called to': { endpoint, variables: { to: '+14155550123' }, bodyParams: says },
  'a variable called code': { endpoint, variables: { code: '{{message}}' }, bodyParams: says },
  'a variable called token': { endpoint, variables: { token: SECRET }, authorization: 'Bearer {{token}}', bodyParams: says },
  'a variable that uses itself': { endpoint, variables: { text: 'Acme: {{text}}' }, bodyParams: { ...says, text: '{{text}} {{message}}' } },
  'variables in a circle': { endpoint, variables: { a: '{{b}}', b: '{{c}}', c: '{{a}}' }, bodyParams: { ...says, a: '{{a}}' } },
  'variables that nest 17 deep': {
    endpoint,
    variables: { ...Object.fromEntries(Array.from({ length: 16 }, (_, at) => [`v${at}`, `{{v${at + 1}}}`])), v16: 'Acme' },
    bodyParams: { ...says, a: '{{v0}}' },
  },
  '{{vars.from}} for {{from}}': { endpoint, variables: { from: 'Acme' }, bodyParams: { ...says, from: '{{vars.from}}' } },
  '{{variables.from}} for {{from}}': { endpoint, variables: { from: 'Acme' }, bodyParams: { ...says, from: '{{variables.from}}' } },
  '{{sendr}} for {{sender}}': { endpoint, variables: { sender: 'Acme' }, bodyParams: { ...says, from: '{{sendr}}' } },
  'a variable that nothing uses': { endpoint, variables: { from: 'Acme' }, bodyParams: says },
  'variables as a list of pairs': { endpoint, variables: [{ name: 'from', value: 'Acme' }], bodyParams: says },
  'a list as a variable': { endpoint, variables: { to_list: ['{{to}}'] }, bodyParams: { to: '{{to_list}}', text: '{{message}}' } },
  'vars for variables': { endpoint, vars: { from: 'Acme' }, bodyParams: { ...says, from: '{{from}}' } },
  'a variable that only one template has': {
    endpoint,
    bodyParams: { ...says, template: '{{templateId}}' },
    templates: [{ usageType: 'SignIn', variables: { templateId: '7' } }, { usageType: 'Generic', content: '{{code}}' }],
  },
  'a template with nothing but its type': { endpoint, bodyParams: says, templates: [{ usageType: 'SignIn', variables: {} }] },

  // What is about to be sent, and what it is signed with.
  '{{request.body}} in the body': { endpoint, apiSecret: SECRET, bodyParams: { ...says, sign: '{{request.body | hmac_sha256:apiSecret}}' } },
  'a variable with {{request.body}} in the body': {
    endpoint, apiSecret: SECRET,
    variables: { sign: '{{request.body | hmac_sha256:apiSecret}}' },
    bodyParams: { ...says, sign: '{{sign}}' },
  },
  '{{request.query}} in the query': { endpoint, method: 'GET', queryParams: { ...says, sign: '{{request.query | sha256}}' } },
  '{{request.host}}': { endpoint, headers: { 'X-Host': '{{request.host}}' }, bodyParams: says },
  '{{request}}': { endpoint, headers: { 'X-Sum': '{{request | sha256}}' }, bodyParams: says },
  'a secret as the key of a hash': { endpoint, bodyParams: { ...says, sign: `{{message | hmac_sha256:"${SECRET}"}}` } },
  'a hash with a key that is not set': { endpoint, bodyParams: { ...says, sign: '{{message | hmac_sha256:apiSecret}}' } },
  'a hash with a key that nobody knows': { endpoint, bodyParams: { ...says, sign: '{{message | hmac_sha256:secretKey}}' } },
  'hmac without a key': { endpoint, apiSecret: SECRET, bodyParams: { ...says, sign: '{{message | hmac_sha256}}', with: '{{apiSecret}}' } },
  'hmac for hmac_sha256': { endpoint, apiSecret: SECRET, bodyParams: { ...says, sign: '{{message | hmac:apiSecret}}', with: '{{apiSecret}}' } },
  'a hash in a form that there is not': { endpoint, bodyParams: { ...says, sign: '{{message | sha256:"hex"}}' } },

  // Filters that decide what is sent.
  'optional with an argument': { endpoint, bodyParams: { ...says, lang: '{{locale | optional:"en"}}' } },
  'omitempty for optional': { endpoint, bodyParams: { ...says, lang: '{{locale | omitempty}}' } },
  'map without pairs': { endpoint, bodyParams: { ...says, coding: '{{message | encoding | map}}' } },
  'map with a colon between value and text': { endpoint, bodyParams: { ...says, coding: '{{message | encoding | map:"gsm7":"0"}}' } },
  'map without quotes': { endpoint, bodyParams: { ...says, coding: '{{message | encoding | map:gsm7=0}}' } },
  'map with a value twice': { endpoint, bodyParams: { ...says, coding: '{{message | encoding | map:"gsm7=0":"gsm7=1"}}' } },
  '{{now}} for {{timestamp}}': { endpoint, bodyParams: { ...says, at: '{{now}}' } },
  '{{timestamp_ms}} for {{timestampMs}}': { endpoint, bodyParams: { ...says, at: '{{timestamp_ms}}' } },
  '{{uuid}} for {{id}}': { endpoint, bodyParams: { ...says, ref: '{{uuid}}' } },
};
