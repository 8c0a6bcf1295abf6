// The mistakes that people make in a configuration, and what they are told. The words are a reviewed snapshot: somebody
// tired reads them. To review a change: `UPDATE_SNAPSHOTS=1 npm --prefix js-harness test -- --only node misconfigurations`,
// then read the difference.
import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { after, describe, test } from 'node:test';
import { freshProject } from '../../build/project.mjs';
import { assertIssue } from '../support/outcome.mjs';

const { core: load } = await freshProject('misconfigurations');
const core = await load();

const snapshot = new URL('../snapshots/misconfigurations.json', import.meta.url);
const update = process.env.UPDATE_SNAPSHOTS === '1';

const endpoint = 'https://api.sms.test/send';
const form = { 'Content-Type': 'application/x-www-form-urlencoded' };
const xml = { 'Content-Type': 'application/xml' };
/** Stands wherever a user has a credential; no message may repeat it. */
const SECRET = 'sk_live_51Hq0b3XyZ';

/**
 * What somebody did, and the configuration that came of it; `alright` where nothing is to be said about it.
 * @type {Record<string, unknown>}
 */
const mistakes = {
  // The whole of it.
  'nothing at all': {},
  'the configuration as a string of JSON': JSON.stringify({ endpoint }),
  'the configuration inside an array': [{ endpoint }],
  'no configuration': null,
  'the configuration inside a key of its own, as the Management API takes it': { config: { endpoint, method: 'POST' } },

  // Where to.
  'an endpoint without a scheme': { endpoint: 'api.sms.test/send' },
  'an endpoint that is a path': { endpoint: '/send' },
  'an endpoint with a slip in the scheme': { endpoint: 'htps://api.sms.test/send' },
  'an endpoint with a single slash': { endpoint: 'https:/api.sms.test/send' },
  'an endpoint with a space in its host': { endpoint: 'https://api .sms.test/send' },
  'an endpoint with a port that is none': { endpoint: 'https://api.sms.test:80a/send' },
  'a placeholder in the host': { endpoint: 'https://{{locale}}.api.sms.test/send' },
  'the whole endpoint as a placeholder': { endpoint: '{{link}}' },
  'an endpoint with a name from the documentation left in its host': {
    endpoint: 'https://<your-subdomain>.api.sms.test/send',
  },
  'url for endpoint': { url: endpoint },
  'Endpoint for endpoint': { Endpoint: endpoint },
  'an endpoint with a fragment': { endpoint: `${endpoint}#sms` },
  'another method': { endpoint, method: 'PUT' },
  'a method with a slip': { endpoint, method: 'POTS' },

  // Who is asking.
  'authorization twice': {
    endpoint,
    authorization: `Bearer ${SECRET}`,
    headers: { authorization: `Bearer ${SECRET}` },
  },
  'authorization beside credentials in the endpoint': {
    endpoint: `https://user:${SECRET}@api.sms.test/send`,
    authorization: `Bearer ${SECRET}`,
  },
  'authorization with a line break at its end, and one inside': {
    endpoint,
    authorization: `Bearer ${SECRET}\nX-Other: 1\n`,
  },
  'authorization as an object': { endpoint, authorization: { type: 'Bearer', token: SECRET } },
  'username and password as keys': { endpoint, username: 'user', password: SECRET },
  'auth for authorization': { endpoint, auth: `Bearer ${SECRET}` },
  'apikey for apiKey': { endpoint, apikey: SECRET, queryParams: { key: '{{apiKey}}' } },
  '{{apiKey}} without one': { endpoint, headers: { 'X-Api-Key': '{{apiKey}}' } },
  '{{api_key}} for {{apiKey}}': { endpoint, apiKey: SECRET, headers: { 'X-Api-Key': '{{api_key}}' } },
  'a placeholder as a credential': { endpoint, apiKey: '{{code}}', queryParams: { key: '{{apiKey}}' } },
  'a signing secret without its whsec_': { endpoint, signingSecret: 'MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw' },
  'a signing secret that is no base64': { endpoint, signingSecret: `whsec_${SECRET}` },
  'a signing secret that is too short': { endpoint, signingSecret: 'whsec_c2hvcnQ=' },

  // Headers.
  'a header that belongs to the connection': { endpoint, headers: { Host: 'api.sms.test', 'Content-Length': 42 } },
  'a header name with a colon': { endpoint, headers: { 'X-Api-Key:': SECRET } },
  'a header name with a space': { endpoint, headers: { 'Content Type': 'application/json' } },
  'a header twice': { endpoint, headers: { 'X-Id': '1', 'x-id': '2' } },
  'headers as an array': { endpoint, headers: ['Content-Type: application/json'] },
  'headers as a string': { endpoint, headers: `X-Api-Key: ${SECRET}` },
  'headers as pairs': { endpoint, headers: [{ name: 'X-Api-Key', value: SECRET }] },
  'a header with an object': { endpoint, headers: { 'X-Options': { a: 1 } } },
  'a header outside Latin-1': { endpoint, headers: { 'X-Sender': 'Компания' } },
  'a content type with a placeholder': { endpoint, headers: { 'Content-Type': '{{type}}' }, bodyParams: 'x' },

  // The body and the query.
  'a nested body for a form': {
    endpoint,
    headers: form,
    bodyParams: { to: '{{to}}', message: { text: '{{message}}' } },
  },
  'an array for a form': { endpoint, headers: form, bodyParams: [{ to: '{{to}}' }] },
  'an object for XML': { endpoint, headers: xml, bodyParams: { sms: { to: '{{to}}' } } },
  'an object for plain text': { endpoint, headers: { 'Content-Type': 'text/plain' }, bodyParams: { to: '{{to}}' } },
  'an object for multipart': {
    endpoint,
    headers: { 'Content-Type': 'multipart/form-data' },
    bodyParams: { to: '{{to}}' },
  },
  'a content type with a slip': {
    endpoint,
    headers: { 'Content-Type': 'aplication/json' },
    bodyParams: { to: '{{to}}' },
  },
  'a form without a body': { endpoint, headers: form },
  'a body with GET': { endpoint, method: 'GET', bodyParams: { to: '{{to}}' } },
  'raw JSON with single quotes': { endpoint, bodyParams: "{'to':'{{to}}'}" },
  'raw JSON with a comma too many': { endpoint, bodyParams: '{"to":"{{to}}",}' },
  'raw JSON with a text outside of quotes': { endpoint, bodyParams: '{"to": {{to}}, "text": {{message}}}' },
  'queryparams for queryParams': { endpoint, method: 'GET', queryparams: { to: '{{to}}' } },
  'params for queryParams': { endpoint, method: 'GET', params: { to: '{{to}}' } },
  'body for bodyParams': { endpoint, body: { to: '{{to}}' } },
  'body_params for bodyParams': { endpoint, body_params: { to: '{{to}}' } },
  'both names of the body': { endpoint, bodyParams: { to: '{{to}}' }, bodyParameters: { to: '{{to}}' } },
  'a query as a string': { endpoint, method: 'GET', queryParams: 'to={{to}}&text={{message}}' },
  'a query as an array': { endpoint, method: 'GET', queryParams: [{ to: '{{to}}' }] },
  'a nested query': { endpoint, method: 'GET', queryParams: { sms: { to: '{{to}}' } } },

  // Placeholders and filters.
  '{{phone}} for {{to}}': { endpoint, bodyParams: { to: '{{phone}}', text: '{{message}}' } },
  '{{text}} for {{message}}': { endpoint, bodyParams: { to: '{{to}}', text: '{{text}}' } },
  '{{otp}} for {{code}}': { endpoint, bodyParams: { to: '{{to}}', code: '{{otp}}' } },
  '{{Code}} for {{code}}': { endpoint, bodyParams: { to: '{{to}}', code: '{{Code}}' } },
  '{{payload.code}} for {{code}}': { endpoint, bodyParams: { to: '{{to}}', code: '{{payload.code}}' } },
  '{code} and ${code} for {{code}}': {
    endpoint,
    bodyParams: { to: '{{to}}', text: 'Your code is {code}, or ${code}.' },
  },
  '{{to|digit}} for {{to|digits}}': { endpoint, bodyParams: { to: '{{to|digit}}' } },
  'a filter of another language': { endpoint, bodyParams: { to: '{{to | replace("+", "")}}' } },
  'a default without quotes': { endpoint, bodyParams: { lang: '{{locale | default:en}}' } },
  'truncate without a number': { endpoint, bodyParams: { text: '{{message | truncate}}' } },
  'number beside a text': { endpoint, bodyParams: { to: '00{{to | digits | number}}' } },
  'number in a form': { endpoint, headers: form, bodyParams: { to: '{{to | digits | number}}' } },

  // Templates.
  'templates as an object': { endpoint, templates: { Generic: 'Your code is {{code}}.' } },
  'templates as a string': { endpoint, templates: 'Your code is {{code}}.' },
  'templates as a list of strings': { endpoint, templates: ['Your code is {{code}}.'] },
  'a template without content': { endpoint, templates: [{ usageType: 'Generic' }] },
  'a template with text for content': {
    endpoint,
    templates: [{ usageType: 'Generic', text: 'Your code is {{code}}.' }],
  },
  'a template without usageType': { endpoint, templates: [{ content: 'Your code is {{code}}.' }] },
  'a template with type for usageType': {
    endpoint,
    templates: [{ type: 'Generic', content: 'Your code is {{code}}.' }],
  },
  'two templates of a type': {
    endpoint,
    templates: [
      { usageType: 'Generic', content: '{{code}}' },
      { usageType: 'Generic', content: 'Code: {{code}}' },
    ],
  },
  'a content as an object of languages': {
    endpoint,
    templates: [{ usageType: 'Generic', content: { en: '{{code}}' } }],
  },

  // The answer.
  'a rule without a test': { endpoint, response: { success: { path: 'status' } } },
  'a rule with two tests': { endpoint, response: { success: { path: 'status', equals: 'ok', exists: true } } },
  'a rule with a regular expression': { endpoint, response: { success: { path: 'status', matches: '^2\\d\\d$' } } },
  'a rule with regex': { endpoint, response: { success: { path: 'status', regex: '/ok/i' } } },
  'a rule with equal for equals': { endpoint, response: { success: { path: 'status', equal: 'ok' } } },
  'a rule with an object to equal': { endpoint, response: { success: { path: 'status', equals: { code: 0 } } } },
  'a rule as a string': { endpoint, response: { success: 'status == 0' } },
  'exists as a string': { endpoint, response: { success: { path: 'id', exists: 'true' } } },
  'a path in the JSONPath notation': { endpoint, response: { messageId: '$.messages[0].id' } },
  'a path with brackets': { endpoint, response: { success: { path: 'messages[0].status', equals: '0' } } },
  'a path with two dots': { endpoint, response: { messageId: 'messages..id' } },
  'a path as an array': { endpoint, response: { messageId: ['messages', 0, 'id'] } },
  'messageID for messageId': { endpoint, response: { messageID: 'id' } },
  'response as a string': { endpoint, response: 'messages.0.status' },
  'success and messageId at the root': { endpoint, success: { path: 'status', equals: 'ok' }, messageId: 'id' },

  // Time and repetition.
  'a timeout in seconds': { endpoint, timeout: 10 },
  'a timeout as a string': { endpoint, timeout: '10000' },
  'a timeout of two minutes': { endpoint, timeout: 120_000 },
  'too many retries': { endpoint, maxRetries: 10 },
  'retries as the policy': { endpoint, retry: 3 },
  'true as the policy': { endpoint, retry: true },
  'another policy': { endpoint, retry: 'once' },

  // Size.
  'a text of a book': { endpoint, templates: [{ usageType: 'Generic', content: 'x'.repeat(70_000) }] },
  'a tree of 20 levels': { endpoint, bodyParams: Array.from({ length: 20 }).reduce((inner) => ({ a: inner }), 'x') },

  // Many at once.
  'a bad day': {
    endpoint: 'api.sms.test',
    method: 'PATCH',
    headers: { Host: 'x' },
    bodyparams: {},
    bodyParams: { to: '{{phone}}' },
    templates: [{}],
    timeout: 5,
    retry: 'yes',
  },
};

/** What looks like a mistake and is none. @type {Record<string, unknown>} */
const alright = {
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
  'templates untouched in the console of another version': { endpoint, templates: {} },
  'letter case of methods and policies': { endpoint, method: 'get', retry: 'Never' },
  'numbers in headers': { endpoint, headers: { 'X-Version': 2, 'X-Debug': true } },
  'any JSON as a body': { endpoint, bodyParams: 42 },
  'Basic with a colon': { endpoint, authorization: `Basic user:${SECRET}` },
  'an authorization without a scheme': { endpoint, authorization: SECRET },
  'plain http to a machine beside': { endpoint: 'http://127.0.0.1:8080/send' },
  'all that Logto passes': {
    endpoint,
    bodyParams: [
      '{{to}}{{type}}{{message}}{{code}}{{link}}{{locale}}{{uiLocales}}{{ip}}{{id}}{{timestamp}}{{application.name}}{{organization.name}}{{user.name}}',
    ],
  },
};

/** @type {Record<string, unknown>} */
const found = {};
const issuesOf = (/** @type {unknown} */ config) => core.validateConfig(config).issues;

/** @type {Record<string, unknown>} */
const reviewed = JSON.parse(await readFile(snapshot, 'utf8').catch(() => '{}'));

describe('what is said about', () => {
  for (const [what, config] of Object.entries(mistakes)) {
    test(what, () => {
      const issues = issuesOf(config);
      found[what] = issues;
      assert.ok(issues.length > 0, 'something is said about it');
      if (!update) assert.deepEqual(issues, reviewed[what]);
    });
  }

  test('all of them and nothing else has been reviewed', () => {
    if (!update)
      assert.deepEqual(
        Object.keys(reviewed),
        Object.keys(mistakes),
        'test/snapshots/misconfigurations.json has an entry for each',
      );
  });
});

after(async () => {
  if (update) await writeFile(snapshot, `${JSON.stringify(found, null, 2)}\n`);
});

describe('every message', () => {
  const all = Object.entries(mistakes).flatMap(([what, config]) =>
    issuesOf(config).map((issue) => ({ what, ...issue })),
  );

  test('has a path, a code and a severity', () => {
    for (const { what, ...issue } of all) assertIssue(issue);
  });

  test('is written as the house writes: no capital, no full stop', () => {
    for (const { what, message } of all) {
      const [line] = message.split('\n');
      assert.match(line, /^[a-z`{]|^Logto/, what);
      assert.doesNotMatch(line, /\.$/, what);
    }
  });

  test('repeats no credential', () => {
    for (const { what, path, message } of all) {
      for (const secret of [SECRET, 'MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw', 'c2hvcnQ=']) {
        assert.ok(!path.includes(secret) && !message.includes(secret), what);
      }
    }
  });

  test('is an error exactly where nothing can be sent', () => {
    for (const [what, config] of Object.entries(mistakes)) {
      const { valid, issues } = core.validateConfig(config);
      assert.equal(
        valid,
        issues.every(({ severity }) => severity === 'warning'),
        what,
      );
    }
  });
});

describe('nothing is said about', () => {
  for (const [what, config] of Object.entries(alright)) {
    test(what, () => assert.deepEqual(core.validateConfig(config), { valid: true, issues: [] }));
  }
});
