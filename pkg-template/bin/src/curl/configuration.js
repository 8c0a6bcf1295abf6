// Makes a configuration of a curl command.
import { readCurl } from './command.js';
import { isExample, numberPlaceholder, rolesOf, sentenceOf } from './roles.js';
import { Unreadable } from './unreadable.js';
import { fieldsOf, leavesOf, leavesOfMarkup } from './values.js';

/** The HTTP client writes these itself. */
const OF_THE_CLIENT = new Set(['host', 'connection', 'content-length', 'transfer-encoding', 'accept-encoding', 'expect']);
/** Of other systems' placeholders: `{{name}}`, `{name}`, `<NAME>`, `${NAME}`, `$NAME`. */
const FOREIGN = /\{\{\s*([A-Za-z][\w .-]*?)\s*\}\}|\{([A-Za-z][\w-]*)\}|<([A-Za-z][\w .-]*)>|\$\{([A-Za-z]\w*)\}|\$([A-Z][A-Z0-9_]+)/g;

/**
 * @param {string} text
 * @returns {{ configuration: any, notes: string[], checks: string[] }} What was done, and what somebody has to look at.
 * @throws {Unreadable}
 */
export function configurationOfCurl(text) {
  const request = readCurl(text);
  const { method, user } = request;
  if (!['GET', 'POST', 'PUT'].includes(method)) throw new Unreadable(`curl sends ${method.slice(0, 20)} here; the connector sends GET, POST and PUT`);
  if (method === 'GET' && request.body !== undefined) throw new Unreadable('curl sends a GET with a body here, which HTTP clients do not; with -G the data goes into the URL');

  const notes = [...request.notes];
  const { endpoint, query } = addressOf(request.url);
  const headers = headersOf(request.headers);
  const body = bodyOf(request, headers, notes);
  const queryParams = fieldsOf(query);
  const path = pathOf(endpoint);
  const content = [...leavesOf(queryParams, 'query'), ...body.leaves];
  const roles = rolesOf([...leavesOf(headers, 'header'), ...content, ...path.leaves]);

  const checks = [];
  const templates = messageIn(roles, notes, checks);
  for (const leaf of roles.ids) put(leaf, '{{id}}', 'an identifier of the message', notes);
  const keys = credentialsIn(roles, notes, checks);
  const authorization = authorizationOf(headers, user, notes);
  const configuration = {
    endpoint: path.text(),
    method,
    ...(authorization && { authorization }),
    ...keys,
    ...(Object.keys(headers).length > 0 && { headers }),
    ...(body.type && { bodyType: body.type }),
    ...(Object.keys(queryParams).length > 0 && { queryParams }),
    ...(body.params() !== undefined && { bodyParams: body.params() }),
    ...(templates && { templates }),
  };
  checks.push('nothing says yet what a refusal looks like: every answer with a status of 2xx counts as accepted; if the provider answers a refusal with such a status, describe a success in response');
  const marked = withMarkers(configuration);
  if (JSON.stringify(marked).match(/<[a-z0-9][a-z0-9 -]*>/) && body.type !== 'xml') checks.push('replace each <value> by your own');
  return { configuration: marked, notes, checks };
}

/** @param {string} url */
function addressOf(url) {
  const [withoutFragment] = url.split('#');
  const [endpoint, query = ''] = withoutFragment.split(/\?(.*)/s);
  if (!/^https?:\/\/[^/\s]/i.test(endpoint)) throw new Unreadable('the URL of the curl command is no http or https URL');
  return { endpoint, query };
}

/** A number may be a segment of the path. @param {string} endpoint */
function pathOf(endpoint) {
  const segments = endpoint.split('/').map((text) => ({ text }));
  /** @type {import('./roles.js').Leaf[]} */
  const leaves = segments.slice(3).map((segment) => ({ where: 'path', name: 'path', value: segment.text, replace: (placeholder) => void (segment.text = placeholder) }));
  return { leaves, text: () => segments.map(({ text }) => text).join('/') };
}

/** @param {[string, string][]} headers @returns {Record<string, string>} */
const headersOf = (headers) => Object.fromEntries(headers.filter(([name]) => !OF_THE_CLIENT.has(name.toLowerCase())));

/** @param {Record<string, string>} headers @param {string} name In lower case. */
const keyOf = (headers, name) => Object.keys(headers).find((key) => key.toLowerCase() === name);

/**
 * @param {import('./command.js').CurlRequest} request @param {Record<string, string>} headers @param {string[]} notes
 * @returns {{ type?: string, leaves: import('./roles.js').Leaf[], params: () => any }}
 */
function bodyOf({ method, body = '', bodyKind }, headers, notes) {
  if (body === '') return { type: method === 'GET' ? undefined : 'none', leaves: [], params: () => undefined };
  const header = keyOf(headers, 'content-type');
  const said = header && headers[header].toLowerCase();
  const type = kindOf(said ?? (bodyKind === 'json' ? 'application/json' : ''), body);
  if (header && said === IMPLIED[type]) delete headers[header];
  if (!said && bodyKind === 'form' && type !== 'form') notes.push(`the body is ${type}, though curl says it is a form; it is sent as what it is`);
  if (type === 'json') return { type, ...treeOf(json(body)) };
  if (type === 'form') return { type, ...treeOf(fieldsOf(body)) };
  const markup = leavesOfMarkup(body);
  return { type, leaves: markup.leaves, params: markup.text };
}

/** What a kind of body says of itself. @type {Record<string, string>} */
const IMPLIED = { json: 'application/json', form: 'application/x-www-form-urlencoded', xml: 'application/xml' };

/** @param {string} contentType @param {string} body */
function kindOf(contentType, body) {
  if (/[/+]json\b/.test(contentType)) return 'json';
  if (/[/+]xml\b/.test(contentType)) return 'xml';
  if (/form-urlencoded/.test(contentType)) return 'form';
  if (contentType !== '') return 'text';
  if (/^\s*[{[]/.test(body)) return 'json';
  if (/^\s*</.test(body)) return 'xml';
  return body.includes('=') ? 'form' : 'text';
}

/** @param {string} body */
function json(body) {
  try {
    return JSON.parse(body);
  } catch {
    throw new Unreadable('the body is to be JSON and is none; documents leave parts out or write comments: copy a complete example');
  }
}

/** A body of one text needs something around it that it can be replaced in. @param {any} tree */
function treeOf(tree) {
  const holder = { body: tree };
  return { leaves: leavesOf(holder, 'body'), params: () => holder.body };
}

/** @param {import('./roles.js').Roles} roles @param {string[]} notes @param {string[]} checks */
function messageIn({ number, text, code }, notes, checks) {
  if (number) {
    const { placeholder, doubt } = numberPlaceholder(number.value);
    put(number, placeholder, 'the number', notes);
    if (doubt) checks.push(doubt);
    if (number.others || /[,;]/.test(String(number.value))) notes.push('of several numbers one is left: a message of Logto goes to one');
  } else checks.push('no number was found: write {{to}} where it belongs');
  if (code) put(code, '{{code}}', 'the code', notes);
  if (text) put(text, '{{message}}', 'the text', notes);
  if (!text && !code) checks.push('no text was found: write {{message}} where it belongs');
  const sentence = text && sentenceOf(String(text.value));
  return sentence && [{ usageType: 'Generic', content: sentence }];
}

/** Of a key and a secret, the secret is what is called so. @param {import('./roles.js').Roles} roles @param {string[]} notes @param {string[]} checks */
function credentialsIn({ secrets, signatures }, notes, checks) {
  const isSecret = (/** @type {{ name: string }} */ { name }) => Number(/secret|pass|pw/i.test(name));
  const sorted = [...secrets].sort((a, b) => isSecret(a) - isSecret(b));
  /** @type {Record<string, string>} */
  const keys = {};
  for (const [at, slot] of ['apiKey', 'apiSecret'].entries()) {
    const leaf = sorted[at];
    if (!leaf) continue;
    keys[slot] = credential(String(leaf.value), leaf.name);
    put(leaf, `{{${slot}}}`, 'a credential', notes);
  }
  if (sorted.length > 2) checks.push(`there are more credentials than two; ${sorted.slice(2).map(({ name }) => name).join(', ')} stayed in place`);
  if (signatures.length > 0) checks.push(`${signatures.map(({ name }) => name).join(', ')} may be a signature that is different for each message: see "Signed requests" of the README`);
  return keys;
}

/** @param {import('./roles.js').Leaf} leaf @param {string} placeholder @param {string} what @param {string[]} notes */
function put(leaf, placeholder, what, notes) {
  leaf.replace(placeholder);
  notes.push(`${what}: ${leaf.where}${leaf.where === 'path' ? '' : ` ${leaf.name}`} is now ${placeholder}`);
}

/** @param {Record<string, string>} headers Loses the one that it is. @param {string | undefined} user @param {string[]} notes */
function authorizationOf(headers, user, notes) {
  const key = keyOf(headers, 'authorization');
  if (key) {
    const value = headers[key];
    delete headers[key];
    notes.push('a credential: the header Authorization is now authorization');
    const [, scheme = '', rest] = /^([A-Za-z][\w-]*\s+)?(.*)$/s.exec(value) ?? [];
    return `${scheme}${credential(rest, 'token')}`;
  }
  if (user === undefined) return undefined;
  notes.push('a credential: -u is now authorization');
  const [name, password = ''] = user.split(/:(.*)/s);
  return `Basic ${credential(name, 'user')}:${password && credential(password, 'password')}`;
}

/** A credential as it is, or a marker that `check` finds where it is an example. @param {string} value @param {string} name */
function credential(value, name) {
  if (!isExample(value)) return value;
  const marked = withMarkers(value);
  return marked === value ? markerOf(/^[\w -]+$/.test(value) && !/^x+$/i.test(value) ? value : name) : marked;
}

/** @param {string} name */
function markerOf(name) {
  const plain = name.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-').replaceAll(/^-+|-+$/g, '') || 'value';
  // What is called like a placeholder would be taken for one in another system's spelling.
  return PLACEHOLDERS.has(plain) ? `<your-${plain}>` : `<${plain}>`;
}

/** What stands for a value in a document becomes a marker, but for this connector's own placeholders. @param {any} value @returns {any} */
function withMarkers(value) {
  if (Array.isArray(value)) return value.map(withMarkers);
  if (typeof value === 'object' && value !== null) return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, withMarkers(one)]));
  // Of markup, only the values are somebody's.
  if (typeof value !== 'string' || /^\s*</.test(value) && value.includes('</')) return value;
  return value.replaceAll(FOREIGN, (whole, ...names) => (OWN.test(whole) ? whole : markerOf(names.slice(0, 5).find(Boolean))));
}

const PLACEHOLDERS = new Set(['to', 'type', 'message', 'code', 'locale', 'ip', 'id', 'nonce', 'timestamp', 'token', 'apikey', 'apisecret', 'phone', 'text', 'number']);
const OWN = /^\{\{(to|message|code|id|apiKey|apiSecret)( \||\}\})/;
