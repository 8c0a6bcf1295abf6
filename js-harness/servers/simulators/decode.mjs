// Bytes to values, stricter than most servers: whatever two servers could read differently is refused here, because a
// client that emits it works with one provider and fails with the next.
import { parseStrictJson } from './json.mjs';
import { Refused } from './refused.mjs';

export const JSON_TYPE = 'application/json';
export const FORM_TYPE = 'application/x-www-form-urlencoded';

/** @param {Uint8Array} bytes */
export function decodeUtf8(bytes) {
  try {
    // ignoreBOM keeps a byte order mark in the text, where the JSON parser refuses it (RFC 8259, section 8.1).
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new Refused('syntax', 'body', 'not valid UTF-8');
  }
}

/** @param {Uint8Array} bytes */
export function decodeJson(bytes) {
  const text = decodeUtf8(bytes);
  try {
    return parseStrictJson(text);
  } catch (error) {
    throw new Refused('syntax', 'body', `not valid JSON: ${error instanceof Error ? error.message : error}`);
  }
}

/**
 * `application/x-www-form-urlencoded` as the WHATWG URL standard parses it (section 5.1), minus its leniency. Also the
 * query of a URL. An unencoded `+` is a space: this is how a client that forgot to encode the `+` of a number shows.
 * @param {string} text
 * @param {string} where
 * @returns {Record<string, string>}
 */
export function decodeForm(text, where) {
  /** @type {Record<string, string>} */
  const fields = {};
  for (const pair of text.split('&')) {
    if (pair === '') continue;
    const equals = pair.indexOf('=');
    if (equals === -1) throw new Refused('syntax', where, 'a field without =');
    const name = decodePart(pair.slice(0, equals), where);
    // None of the simulated providers takes a repeated field, and servers differ on which of two they read.
    if (Object.hasOwn(fields, name)) throw new Refused('syntax', where, `the field ${name} is there twice`);
    Object.defineProperty(fields, name, {
      value: decodePart(pair.slice(equals + 1), where), enumerable: true, configurable: true, writable: true,
    });
  }
  return fields;
}

/** @param {string} part @param {string} where */
function decodePart(part, where) {
  if (/[^\x21-\x7e]/.test(part)) throw new Refused('syntax', where, 'a character that must be percent-encoded is not');
  try {
    return decodeURIComponent(part.replaceAll('+', ' '));
  } catch {
    throw new Refused('syntax', where, 'an invalid percent escape, or escapes that are not valid UTF-8');
  }
}

/**
 * The media type of a `Content-Type`, in lower case. Parameters are allowed; a charset other than UTF-8 is not, because
 * no provider here reads one.
 * @param {string | undefined} header
 */
export function mediaType(header) {
  const [type = '', ...parameters] = (header ?? '').split(';').map((part) => part.trim());
  for (const parameter of parameters) {
    const [name, value = ''] = parameter.split('=');
    if (name.toLowerCase() === 'charset' && !/^"?utf-?8"?$/i.test(value)) {
      throw new Refused('media type', 'content-type', 'a charset that is not utf-8');
    }
  }
  return type.toLowerCase();
}

/**
 * `Authorization: Basic`, RFC 7617: the password may hold colons, the user may not.
 * @param {string | undefined} header
 * @returns {{ user: string, password: string } | undefined}
 */
export function parseBasic(header) {
  const match = /^Basic +([A-Za-z0-9+/]+={0,2})$/i.exec(header ?? '');
  if (!match) return undefined;
  const bytes = Buffer.from(match[1], 'base64');
  // Buffer skips what it does not understand; encoding back shows whether it was base64 with its padding.
  if (bytes.toString('base64') !== match[1]) return undefined;
  try {
    const pair = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    const colon = pair.indexOf(':');
    return colon === -1 ? undefined : { user: pair.slice(0, colon), password: pair.slice(colon + 1) };
  } catch {
    return undefined;
  }
}
