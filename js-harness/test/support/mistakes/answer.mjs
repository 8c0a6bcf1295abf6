// The answer, time and repetition, sizes; and many mistakes at once.
import { endpoint, form } from './shared.mjs';

/** @type {Record<string, unknown>} */
export const answer = {
  // The answer.
  'a rule without a test': { endpoint, response: { success: { path: 'status' } } },
  'a rule with two tests': { endpoint, response: { success: { path: 'status', equals: 'ok', exists: true } } },
  'a rule with a regular expression that is none': { endpoint, response: { success: { path: 'status', matches: '^(2' } } },
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
  'sucess for success': { endpoint, response: { sucess: { path: 'status', equals: 'ok' } } },
  'ok for success': { endpoint, response: { ok: { path: 'status', equals: 'ok' } } },
  'the short form of a rule': { endpoint, response: { success: { status: 'ok' } } },
  'the short form of a rule, with a dot': { endpoint, response: { success: { 'data.status': 0 } } },
  'a list of short forms': { endpoint, response: { success: [{ status: 'ok' }, { code: 0 }] } },
  'a rule that asks for an empty text': { endpoint, response: { success: { path: 'error', equals: '' } } },
  'a rule that asks for null': { endpoint, response: { success: { path: 'error', equals: null } } },
  'a rule that asks for one of nothing': { endpoint, response: { success: { path: 'status', equals: [] } } },
  'an empty rule in a list': { endpoint, response: { success: [{ path: 'status', equals: 'ok' }, {}] } },
  'a rule with one of ok and nothing': { endpoint, response: { success: { path: 'error', equals: ['ok', ''] } } },
  'a rule with in': { endpoint, response: { success: { path: 'status', in: ['ok', 'queued'] } } },
  'the status of HTTP as a rule': { endpoint, response: { success: { path: 'status', equals: 200, status: 201 } } },
  'errorMessage for error': { endpoint, response: { errorMessage: 'message' } },

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
