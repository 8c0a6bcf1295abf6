// One request against one provider's description: understood, or refused with the reason, and the provider's answer.
import { text } from './answers.mjs';
import { FORM_TYPE, decodeForm, decodeJson, decodePart, decodeUtf8, decodeXml, mediaType } from './decode.mjs';
import { refusePlaceholder } from './fields.mjs';
import { Refused } from './refused.mjs';

/** @typedef {import('./types.mjs').Provider} Provider */
/** @typedef {import('./types.mjs').Endpoint} Endpoint */
/** @typedef {import('./types.mjs').Incoming} Incoming */
/** @typedef {import('./types.mjs').Call} Call */
/** @typedef {import('./types.mjs').Answer} Answer */

/**
 * @param {Provider} provider
 * @param {Incoming} incoming
 * @returns {{ endpoint: 'token' | 'send', call: Call, answer: Answer, why?: string }}
 */
export function judge(provider, incoming) {
  const forToken = provider.token?.route.test(incoming.path) ? provider.token : undefined;
  const endpoint = forToken ? 'token' : 'send';
  /** @type {Call} */
  const call = { headers: incoming.headers, fields: undefined };
  try {
    understand(forToken ?? provider, incoming, call);
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    call.refusal = { kind: error.kind, field: error.field, why: error.why };
    return { endpoint, call, answer: refusalAnswer(forToken ?? provider, call), why: error.message };
  }
  if (forToken) return { endpoint, call, answer: forToken.answers.success(call) };
  if (call.text !== undefined && provider.understands) call.text = provider.understands(call);
  return { endpoint, call, ...byRecipient(provider, call) };
}

/**
 * The order in which servers look: is there such a place, who is asking, can I read it, is it complete. What was read is
 * noted even when a check fails half-way: the record of a refused request still shows the number.
 * @param {Endpoint} endpoint @param {Incoming} incoming @param {Call} call
 */
function understand(endpoint, incoming, call) {
  const route = endpoint.route.exec(incoming.path);
  if (!route) throw new Refused('path', 'path', `${endpoint.path} is expected`);
  if (incoming.method !== endpoint.method) throw new Refused('method', 'method', `${endpoint.method} is expected`);
  for (const [name, value] of Object.entries(incoming.headers)) refusePlaceholder(value, name);

  const credentials = endpoint.credentials?.(incoming) ?? 'ok';
  if (credentials !== 'ok') throw new Refused('credentials', 'credentials', credentials);

  endpoint.headers?.check(incoming.headers, 'headers', call);
  if (endpoint.pathFields) {
    // In a path a plus is a plus.
    const parts = Object.entries(route.groups ?? {}).map(([name, part]) => [name, decodePart(part.replaceAll('+', '%2B'), 'path')]);
    call.pathFields = Object.fromEntries(parts);
    endpoint.pathFields.check(call.pathFields, 'path', call);
  }
  call.query = decodeForm(incoming.query, 'query');
  if (!endpoint.query && incoming.query !== '') throw new Refused('unknown', 'query', 'no query is expected');
  if (endpoint.query) {
    call.fields = call.query;
    endpoint.query.check(call.query, '', call);
  }
  if (!endpoint.bodies) {
    if (incoming.body.length > 0) throw new Refused('unknown', 'body', 'no body is expected');
    return;
  }
  const type = mediaType(incoming.headers['content-type']);
  if (!Object.hasOwn(endpoint.bodies, type)) {
    throw new Refused('media type', 'content-type', `${Object.keys(endpoint.bodies).join(' or ')} is expected`);
  }
  call.fields = decodeBody(type, incoming.body);
  endpoint.bodies[type].check(call.fields, '', call);
}

/** @param {string} type @param {Uint8Array} body */
function decodeBody(type, body) {
  if (/[/+]json$/.test(type)) return decodeJson(body);
  if (/[/+]xml$/.test(type)) return decodeXml(body);
  if (type === FORM_TYPE) return decodeForm(decodeUtf8(body), 'body');
  throw new Error(`no decoder for ${type}`);
}

/** @param {Endpoint} endpoint @param {Call} call @returns {Answer} */
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
