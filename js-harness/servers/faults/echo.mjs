/**
 * How a provider hands the request back: every mode shows the same data in another place or another encoding.
 * Seen in the wild: gateways that answer a refusal with the whole request, proxies that print the headers, frameworks
 * that put the failing URL into the page.
 *
 * @typedef {import('../listen.mjs').Received} Received
 * @typedef {{ contentType?: string, body?: string, headers?: Record<string, string>, statusText?: string }} Echo
 */

/** A GET carries its data in the query. @param {Received} request */
const dataOf = ({ body, rawQuery }) => body || rawQuery;

/** @param {string} text */
const decoded = (text) => {
  const spaced = text.replaceAll('+', ' ');
  try {
    return decodeURIComponent(spaced);
  } catch {
    return spaced; // a bare % in a JSON body
  }
};

/** @param {string} text */
const lowerHex = (text) => text.replace(/%[0-9A-F]{2}/g, (escape) => escape.toLowerCase());

/** What PHP's json_encode does by default: `\/` and `\u00fc`. @param {unknown} value */
const asciiJson = (value) =>
  JSON.stringify(value)
    .replaceAll('/', '\\/')
    .replace(/[\u0080-\uffff]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`);

const htmlNames = /** @type {Record<string, string>} */ ({
  '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;',
});
/** @param {string} text */
const html = (text) => text.replace(/[&<>"']/g, (char) => htmlNames[char] ?? char);

/** Header values and reason phrases are Latin-1 without control characters. @param {string} text */
const oneLine = (text) => text.replace(/[^\t\x20-\x7e\xa0-\xff]+/g, ' ');

/** @param {string[]} raw @returns {[string, string][]} */
const pairs = (raw) => raw.flatMap((name, index) => (index % 2 === 0 ? [[name, raw[index + 1] ?? '']] : []));

/** Every long run of digits, written as people write phone numbers. @param {string} text */
const separated = (text) =>
  (text.match(/\d{10,15}/g) ?? [])
    .map((digits) => {
      const groups = [digits.slice(0, -10), digits.slice(-10, -7), digits.slice(-7, -4), digits.slice(-4)];
      const [country, area, office, line] = groups;
      return [`+${country} (${area}) ${office}-${line}`, groups.join('.'), groups.slice(1).join(' '), groups.join('-')];
    })
    .flat()
    .join(', ');

/** Every run of digits as long as a code, in groups. @param {string} text */
const grouped = (text) =>
  (text.match(/(?<!\d)\d{4,8}(?!\d)/g) ?? [])
    .flatMap((code) => [code.match(/.{1,3}/g)?.join(' '), [...code].join('-'), [...code].join(' '), code.match(/../g)?.join('.')])
    .join('; ');

/** @param {string} text @param {(byte: string) => string} spelled */
const bytewise = (text, spelled) => (Buffer.from(text).toString('hex').match(/../g) ?? []).map(spelled).join('');
/** @param {string} text @param {(unit: string) => string} spelled */
const unitwise = (text, spelled) => text.replace(/[^]/g, (unit) => spelled(unit.charCodeAt(0).toString(16)));

/** The values of a query, a form or JSON, without their keys; of anything else, its words. @param {string} text @returns {string[]} */
const values = (text) => {
  try {
    /** @type {(value: unknown) => string[]} */
    const leaves = (value) => (typeof value === 'object' && value !== null ? Object.values(value).flatMap(leaves) : [String(value)]);
    return leaves(JSON.parse(text));
  } catch {
    return /^[^\s<>]+=/.test(text) ? [...new URLSearchParams(text).values()] : text.split(/[\s<>]+/);
  }
};

/** @param {Received} request */
const fullUrl = ({ headers, url }) => `http://${headers.host ?? '127.0.0.1'}${url}`;

/** @param {unknown} value @returns {Echo} */
const json = (value) => ({ contentType: 'application/json', body: JSON.stringify(value) });

/** @type {Record<string, (request: Received) => Echo>} */
const modes = {
  'body-text': (request) => ({ contentType: 'text/plain; charset=utf-8', body: dataOf(request) }),
  'body-html': (request) => ({ contentType: 'text/html', body: `<p>cannot handle ${html(dataOf(request))}</p>` }),
  'json-message': (request) => json({ message: dataOf(request) }),
  'url-decoded': (request) => json({ message: decoded(dataOf(request)) }),
  'url-encoded': (request) => json({ message: encodeURIComponent(dataOf(request)) }),
  'url-encoded-lower': (request) => json({ message: lowerHex(encodeURIComponent(dataOf(request))) }),
  'url-encoded-decoded': (request) => json({ message: encodeURIComponent(decoded(dataOf(request))) }),
  'form-encoded': (request) => json({ message: new URLSearchParams({ request: dataOf(request) }).toString() }),
  'json-in-json': (request) => json({ error: { message: JSON.stringify({ request: dataOf(request) }) } }),
  'json-in-json-ascii': (request) => json({ error: { message: asciiJson({ request: dataOf(request) }) } }),
  base64: (request) => json({ detail: Buffer.from(dataOf(request)).toString('base64') }),
  base64url: (request) => json({ detail: Buffer.from(dataOf(request)).toString('base64url') }),
  'html-escaped': (request) => json({ errors: [{ message: html(dataOf(request)) }] }),
  'headers-json': ({ rawHeaders }) => json({ error: { message: JSON.stringify(Object.fromEntries(pairs(rawHeaders))) } }),
  'header-values': ({ rawHeaders }) => json({ message: pairs(rawHeaders).map(([, value]) => value).join(', ') }),
  'headers-text': ({ rawHeaders }) => ({
    contentType: 'text/plain',
    body: pairs(rawHeaders).map(([name, value]) => `${name.toUpperCase()}: ${value}`).join('; '),
  }),
  'basic-decoded': ({ headers }) => json({
    message: `bad credentials ${Buffer.from((headers.authorization ?? '').replace(/^\S+ /, ''), 'base64').toString()}`,
  }),
  url: (request) => json({ message: `cannot ${request.method} ${fullUrl(request)}` }),
  'url-escaped': (request) => json({ title: `cannot open ${encodeURIComponent(fullUrl(request))}` }),
  'number-separated': (request) => json({ message: `not a mobile number: ${separated(decoded(dataOf(request)))}` }),
  'code-grouped': (request) => json({ message: `wrong code ${grouped(decoded(dataOf(request)))}` }),
  values: (request) => json({ message: `invalid: ${values(dataOf(request)).join(', ')}` }),
  'values-quoted': (request) => json({ message: values(dataOf(request)).map((value) => `'${value}' is not allowed`).join('; ') }),
  hex: (request) => json({ message: Buffer.from(values(dataOf(request)).join(' ')).toString('hex') }),
  'hex-spaced': (request) => json({ message: bytewise(values(dataOf(request)).join(' '), (byte) => `${byte.toUpperCase()} `) }),
  'escaped-x': (request) => json({ message: bytewise(values(dataOf(request)).join(' '), (byte) => `\\x${byte}`) }),
  'escaped-u': (request) => json({ message: unitwise(values(dataOf(request)).join(' '), (unit) => `%u${unit.padStart(4, '0')}`) }),
  'html-numeric': (request) => json({ message: unitwise(values(dataOf(request)).join(' '), (unit) => `&#${Number.parseInt(unit, 16)}`) }),
  'html-hex': (request) => json({ message: unitwise(values(dataOf(request)).join(' '), (unit) => `&#x${unit};`) }),
  'path-segments': ({ path }) => json({ message: `no route for ${path.split('/').map(decoded).join(' > ')}` }),
  'url-values': ({ rawQuery }) => json({ message: `unknown: ${values(rawQuery).join(', ')}` }),
  'in-header': (request) => ({
    headers: {
      'X-Error': oneLine(dataOf(request)),
      'WWW-Authenticate': `Bearer realm="${oneLine(request.headers.authorization ?? '')}"`,
    },
  }),
  'in-location': (request) => ({ headers: { Location: `/moved?to=${encodeURIComponent(dataOf(request))}` } }),
  'in-reason': (request) => ({ statusText: oneLine(`refused ${request.headers.authorization ?? ''} ${dataOf(request)}`) }),
};

/** The names that `url(fault, { echo })` takes. */
export const echoModes = Object.freeze(Object.keys(modes));

/** @param {string} mode @param {Received} request @returns {Echo} */
export const echo = (mode, request) => {
  const render = modes[mode];
  if (!render) {
    throw new Error(`unknown echo mode ${mode}`);
  }
  return render(request);
};
