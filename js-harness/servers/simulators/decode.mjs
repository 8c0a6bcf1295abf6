// Bytes to values, stricter than most servers: whatever two servers could read differently is refused here, because a
// client that emits it works with one provider and fails with the next.
import { DOMParser, onErrorStopParsing } from '@xmldom/xmldom';
import basicAuth from 'basic-auth';
import { parse as parseContentType } from 'content-type';
import { parseStrictJson } from './json.mjs';
import { Refused } from './refused.mjs';

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

/** A part of a form, a query or a path that is percent-encoded. @param {string} part @param {string} where */
export function decodePart(part, where) {
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
 * @param {string} [header]
 */
export function mediaType(header = '') {
  const { type, parameters } = parseContentType(header);
  if (!/^utf-?8$/i.test(parameters.charset ?? 'utf-8')) throw new Refused('media type', 'content-type', 'a charset that is not utf-8');
  return type;
}

/**
 * `Authorization: Basic`, RFC 7617: the password may hold colons, the user may not.
 * @param {string} [header]
 * @returns {{ user: string, password: string } | undefined}
 */
export function parseBasic(header = '') {
  const found = basicAuth.parse(header);
  // What is not base64 with its padding, or not UTF-8, does not come out again as it went in.
  const again = found && Buffer.from(`${found.name}:${found.pass}`).toString('base64');
  return found && header.endsWith(` ${again}`) ? { user: found.name, password: found.pass } : undefined;
}

/**
 * XML as an object of its root element. An element with nothing but text is a string; of others the members are its
 * elements by name (an array where one is there twice), its attributes as `@name`, and text next to attributes as `#text`.
 * @param {Uint8Array} bytes
 */
export function decodeXml(bytes) {
  const text = decodeUtf8(bytes);
  try {
    const root = new DOMParser({ onError: onErrorStopParsing }).parseFromString(text, 'text/xml').documentElement;
    return root && { [root.nodeName]: elementValue(root) };
  } catch {
    // Not the parser's own words: they quote the text, which may be a message.
    throw new Refused('syntax', 'body', 'not well-formed XML');
  }
}

/** @param {import('@xmldom/xmldom').Element} element @returns {any} */
function elementValue(element) {
  /** @type {Record<string, any>} */
  const members = {};
  for (const { name, value } of element.attributes) members[`@${name}`] = value;
  const elements = Array.from(element.childNodes).filter(({ nodeType }) => nodeType === element.ELEMENT_NODE);
  for (const child of elements) {
    const value = elementValue(/** @type {import('@xmldom/xmldom').Element} */ (child));
    const there = members[child.nodeName];
    members[child.nodeName] = there === undefined ? value : [there, value].flat();
  }
  if (elements.length > 0) return members;
  return element.attributes.length > 0 ? { ...members, '#text': element.textContent } : element.textContent;
}
