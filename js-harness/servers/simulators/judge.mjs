// One request against one provider's description: understood, or refused with the reason, and the provider's answer.
import { text } from './answers.mjs';
import { JSON_TYPE, FORM_TYPE, decodeForm, decodeJson, decodeUtf8, mediaType } from './decode.mjs';
import { refusePlaceholder } from './fields.mjs';
import { Refused } from './refused.mjs';

/** @typedef {import('./types.mjs').Provider} Provider */
/** @typedef {import('./types.mjs').Incoming} Incoming */
/** @typedef {import('./types.mjs').Call} Call */
/** @typedef {import('./types.mjs').Answer} Answer */

/**
 * @param {Provider} provider
 * @param {Incoming} incoming
 * @returns {{ call: Call, answer: Answer, why?: string }}
 */
export function judge(provider, incoming) {
  /** @type {Call} */
  const call = { headers: incoming.headers, fields: undefined };
  try {
    understand(provider, incoming, call);
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    call.refusal = { kind: error.kind, field: error.field, why: error.why };
    return { call, answer: refusalAnswer(provider, call), why: error.message };
  }
  return { call, ...byRecipient(provider, call) };
}

/**
 * The order in which servers look: is there such a place, who is asking, can I read it, is it complete.
 * @param {Provider} provider @param {Incoming} incoming @param {Call} call
 */
function understand(provider, incoming, call) {
  if (incoming.path !== provider.path) throw new Refused('path', 'path', `${provider.path} is expected`);
  if (incoming.method !== provider.method) throw new Refused('method', 'method', `${provider.method} is expected`);
  for (const [name, value] of Object.entries(incoming.headers)) refusePlaceholder(value, name);

  const credentials = provider.credentials?.(incoming) ?? 'ok';
  if (credentials !== 'ok') throw new Refused('credentials', 'credentials', credentials);

  const query = decodeForm(incoming.query, 'query');
  if (!provider.query && incoming.query !== '') throw new Refused('unknown', 'query', 'no query is expected');
  const found = {};
  if (provider.query) {
    call.fields = query;
    check(provider.query, query, found, call);
  }
  if (!provider.bodies) {
    if (incoming.body.length > 0) throw new Refused('unknown', 'body', 'no body is expected');
  } else {
    const type = mediaType(incoming.headers['content-type']);
    if (!Object.hasOwn(provider.bodies, type)) {
      throw new Refused('media type', 'content-type', `${Object.keys(provider.bodies).join(' or ')} is expected`);
    }
    call.fields = decodeBody(type, incoming.body);
    check(provider.bodies[type], call.fields, found, call);
  }
  if (call.text !== undefined && provider.understands) call.text = provider.understands(call);
}

/** @param {string} type @param {Uint8Array} body */
function decodeBody(type, body) {
  if (type === JSON_TYPE) return decodeJson(body);
  if (type === FORM_TYPE) return decodeForm(decodeUtf8(body), 'body');
  throw new Error(`no decoder for ${type}`);
}

/**
 * What was found is noted even when the check fails half-way: the record of a refused request still shows the number.
 * @param {import('./types.mjs').Field} field @param {any} value @param {import('./types.mjs').Found} found @param {Call} call
 */
function check(field, value, found, call) {
  try {
    field.check(value, '', found);
  } finally {
    Object.assign(call, found);
  }
}

/** @param {Provider} provider @param {Call} call @returns {Answer} */
function refusalAnswer({ answers, method }, call) {
  switch (call.refusal?.kind) {
    case 'path':
      return answers.path?.(call) ?? text(404, 'Not Found');
    case 'method':
      return answers.method?.(call) ?? text(405, 'Method Not Allowed', { Allow: method });
    case 'credentials':
      return (answers.credentials ?? answers.malformed)(call);
    case 'number':
      return (answers.number ?? answers.malformed)(call);
    default:
      return answers.malformed(call);
  }
}

/** The demo numbers of a description trigger its other answers. @param {Provider} provider @param {Call} call */
function byRecipient({ answers, numbers }, call) {
  /** @type {Array<[string | undefined, ((call: Call) => Answer) | undefined, string]>} */
  const triggers = [
    [numbers.invalid, answers.number, 'to: the number that this provider refuses'],
    [numbers.limited, answers.limited, 'to: the number that is rate limited'],
    [numbers.noQuota, answers.noQuota, 'to: the number that finds no credit'],
    [numbers.rejected, answers.rejected, 'to: the number that is refused inside a 2xx'],
  ];
  for (const [number, answer, why] of triggers) {
    if (number !== undefined && answer && call.e164 === number) return { answer: answer(call), why };
  }
  return { answer: answers.success(call) };
}
