// What looks like a mistake and is none.
import { endpoint, says, SECRET, xml } from './shared.mjs';

/** @type {Record<string, unknown>} */
export const alright = {
  'everything untouched in the console': {
    endpoint,
    method: 'POST',
    authorization: '',
    headers: {},
    queryParams: {},
    bodyParams: {},
    templates: [],
    response: {},
    timeout: null,
    retry: 'unsent',
    maxRetries: null,
    signingSecret: '',
  },
  'a signature, for which both keys are used': { endpoint, apiKey: 'AKIDEXAMPLE', apiSecret: SECRET, signature: { scheme: 'aws4', region: 'us-east-1', service: 'sns' } },
  'templates untouched in the console of another version': { endpoint, templates: {} },
  'letter case of methods and policies': { endpoint, method: 'get', retry: 'Never', queryParams: says },
  'numbers in headers': { endpoint, headers: { 'X-Version': 2, 'X-Debug': true } },
  'any JSON as a body': { endpoint: `${endpoint}?to={{to}}&text={{message}}`, bodyParams: 42 },
  'Basic with a colon': { endpoint, authorization: `Basic user:${SECRET}` },
  'an authorization without a scheme': { endpoint, authorization: SECRET },
  'plain http to a machine beside': { endpoint: 'http://127.0.0.1:8080/send' },
  'all that Logto passes with every SMS': {
    endpoint,
    bodyParams: ['{{to}}{{type}}{{message}}{{code}}{{ip}}{{id}}{{timestamp}}'],
  },
  'what Logto does not always pass, with what to send instead': {
    endpoint,
    bodyParams: {
      ...says,
      lang: '{{locale | default:"en"}}',
      who: '{{user.name | default:"you"}}',
      brand: '{{brand | default:"Acme"}}',
      app: '{{application.name | default:""}}',
    },
  },
  'raw JSON with what Logto does not always pass': {
    endpoint,
    bodyParams: '{"to":"{{to}}","text":"{{message}}","lang":{{locale | json}},"user":{{user | json}}}',
  },
  'a number that is counted as used': { endpoint, bodyParams: { text: '{{message}}{{to | truncate:0}}' } },
  'number and code in the path': { endpoint: `${endpoint}/{{to | digits}}/{{code}}` },
  'number in a header, code in the query': {
    endpoint,
    method: 'GET',
    headers: { 'X-To': '{{to}}' },
    queryParams: { c: '{{code}}' },
  },
  'texts in several languages': {
    endpoint,
    bodyParams: says,
    templates: [
      { usageType: 'Generic', content: 'Your code is {{code}}.' },
      { usageType: 'Generic', content: 'Ihr Code ist {{code}}.', locale: 'de' },
      { usageType: 'SignIn', content: 'Sign in: {{message}}', locale: 'zh-Hans-CN' },
      { usageType: 'OfYourOwn', content: '{{link | default:""}}{{code}}' },
    ],
  },
  'a signature around the message and templates': {
    endpoint,
    bodyParams: { to: '{{to}}', text: '{{message}} Acme' },
    templates: [{ usageType: 'Generic', content: 'Your code is {{code}}.' }],
  },
  'a sentence around the message without templates': {
    endpoint,
    bodyParams: { to: '{{to}}', text: 'Hello! Your verification code is: {{message}}' },
  },
  'braces that are none of a placeholder': {
    endpoint,
    bodyParams: { ...says, json: '{"to":1,"code":"x"}', css: 'a { b: c }', rate: '100% of 5%', set: '{a, b}' },
  },
  'another spelling of what is used anyway': {
    endpoint,
    bodyParams: { to: '{{to}}', text: 'Code {{code}} ({code} is how others write it)' },
  },
  'XML, where <to> is an element': {
    endpoint,
    headers: xml,
    bodyParams: '<sms><to>{{to}}</to><code>{{code}}</code></sms>',
  },
  'Bearer {{apiKey}}': { endpoint, authorization: 'Bearer {{apiKey}}', apiKey: SECRET },
  'Basic {{apiKey}}:{{apiSecret}}': {
    endpoint,
    authorization: 'Basic {{apiKey}}:{{apiSecret}}',
    apiKey: 'user',
    apiSecret: SECRET,
  },
  'a credential that is short': { endpoint, authorization: 'k' },
  'http to machines of a network of its own': { endpoint: 'http://sms-gateway:8080/send' },
  'http to a private address': { endpoint: 'http://192.168.1.20/send' },
  'what is said about it': {
    $schema: 'x.json',
    $comment: 'see <the wiki>',
    $recipe: { name: '', keys: [''] },
    showAdvanced: true,
    endpoint,
  },
  'every kind of rule': {
    endpoint,
    response: {
      success: [
        { path: 'status', equals: ['ok', 0, true] },
        { path: 'error', exists: false },
        { startsWith: 'OK' },
        { path: 'messages.0.id', contains: 1 },
        { any: [{ path: 'status', notEquals: ['failed', 7] }, { path: 'errors', empty: true }, { matches: '^2\\d\\d$' }] },
      ],
      rateLimited: { path: 'code', equals: 29 },
      quotaExceeded: [{ path: 'code', equals: '30' }],
      refused: { any: [{ path: 'code', equals: 31 }] },
      tokenExpired: [{ path: 'code', equals: 32 }, { path: 'fault', empty: false }],
      messageId: 'messages.0.id',
      error: ['errors.0.text', { path: 'fault', capture: ': (.*)' }],
    },
  },
  'a pattern with a group that has a name, and one with slashes': {
    endpoint,
    response: { messageId: { capture: '<id>(?P<id>\\w+)</id>' }, success: { matches: '/sms/queued' } },
  },
  'a type of the body without a Content-Type': { endpoint, method: 'PUT', bodyType: 'Form', bodyParams: says },
  'a type of the body and a Content-Type of its kind': { endpoint, bodyType: 'xml', headers: { 'Content-Type': 'application/soap+xml' }, bodyParams: '<a>{{to}} {{code}}</a>' },
  'JSON that is sent as text': { endpoint, bodyType: 'json', headers: { 'Content-Type': 'text/plain' }, bodyParams: says },
  'no body, and all in the URL': { endpoint: `${endpoint}/{{to}}/{{code}}`, bodyType: 'none' },
  'variables in each other, and in a header with what is about to be sent': {
    endpoint, apiSecret: SECRET,
    variables: { signed: '{{request.method}}\n{{request.path}}\n{{body}}', body: '{{request.body | sha256}}', from: 'Acme' },
    headers: { 'X-Signature': '{{signed | hmac_sha256:apiSecret:"base64"}}', 'X-Nonce': '{{nonce}}', 'X-Time': '{{timestampMs}}' },
    bodyParams: { ...says, from: '{{from}}' },
  },
  'a key of a hash among the variables': { endpoint, variables: { salt: SECRET }, bodyParams: { ...says, sign: '{{message | hmac_sha1:salt:"HEX"}}' } },
  'ids of templates by language': {
    endpoint,
    bodyParams: { to: '{{to}}', code: '{{code}}', template: '{{templateId}}', brand: '{{brand | optional}}' },
    templates: [
      { usageType: 'Generic', variables: { templateId: '7', brand: 'Acme' } },
      { usageType: 'Generic', locale: 'de', variables: { templateId: '8' } },
    ],
  },
  'what Logto does not always pass, left out': { endpoint, bodyParams: { ...says, lang: '{{locale | optional}}', name: '{{user.name | optional}}' } },
  'a token, with nothing about it anywhere else': {
    endpoint, apiKey: 'client', apiSecret: SECRET, token: { endpoint: 'https://auth.sms.test/token' }, bodyParams: says,
  },
  'routes and a fallback': {
    endpoint, authorization: `Bearer ${SECRET}`, bodyParams: says,
    routes: [
      { to: ['+1900', '+882'], block: true },
      { to: '+86', endpoint: 'https://cn.sms.test/send', authorization: `Bearer ${SECRET}`, bodyParams: says },
      { types: ['MfaVerification'], queryParams: { priority: 'high' } },
    ],
    fallback: [{ endpoint: 'https://other.sms.test/send', bodyType: 'form', bodyParams: says }],
  },
};
