// Draws what happened: a request, and the phone with the message.
import boxen from 'boxen';
import stringWidth from 'string-width';
import wrapAnsi from 'wrap-ansi';
import { bold, cyan, dim } from './style.mjs';
import { table } from './table.mjs';

const COLUMNS = 80;
const INDENT = 4;
const PHONE = 48;

// What the HTTP client adds to every request says nothing about the configuration.
const OF_THE_CLIENT = new Set(['host', 'connection', 'accept', 'accept-language', 'accept-encoding', 'sec-fetch-mode', 'user-agent', 'content-length']);
const CREDENTIAL = /^(authorization|.*(api-?key|token|secret|signature).*)$/i;

/** @typedef {{ method: string, url: string, headers: Record<string, string | string[] | undefined>, body?: string }} Request With its whole URL. */

/**
 * @param {string} title @param {Request} request
 * @param {import('../recipes/examples.mjs').Message} message
 */
export const picture = (title, request, { to, text }) =>
  [heading(title), drawnRequest(request), indent(boxen(String(text), { title: String(to), width: PHONE, borderStyle: 'round', padding: { left: 1, right: 1 } }))].join('\n\n');

/** @param {string} title */
export const heading = (title) => `${bold(title)} ${dim('─'.repeat(Math.max(0, COLUMNS - stringWidth(title) - 1)))}`;

/** The request as a person reads it: decoded, and without what has to stay secret. @param {Request} request */
export function drawnRequest({ method, url, headers, body = '' }) {
  const shown = Object.entries(headers).filter(([name]) => !OF_THE_CLIENT.has(name.toLowerCase()));
  const parts = [
    wrapAnsi(cyan(`${method} ${url}`), COLUMNS - INDENT, { hard: true }),
    pairs(shown.map(([name, value]) => [name, mask(name, String(value))])),
    pairs([...new URL(url).searchParams]),
    drawnBody(body, String(shown.find(([name]) => name.toLowerCase() === 'content-type')?.[1])),
  ];
  return parts.filter(Boolean).map(indent).join('\n\n');
}

/** @param {string} body @param {string} [type] */
export function drawnBody(body, type = '') {
  if (type.startsWith('application/x-www-form-urlencoded')) return pairs([...new URLSearchParams(body)]);
  try {
    body = JSON.stringify(JSON.parse(body), null, 2);
  } catch {
    // Not JSON: shown as it came.
  }
  return wrapAnsi(body, COLUMNS - INDENT, { hard: true, trim: false });
}

/** @param {string} text */
export const indent = (text) => text.replace(/^(?=.)/gm, ' '.repeat(INDENT));

/** @param {string[][]} rows */
const pairs = (rows) => (rows.length > 0 ? table(rows.map(([name, value]) => [dim(name), value]), { columns: COLUMNS - INDENT }) : '');

/** The scheme says how the provider is asked; what follows is nobody's business. @param {string} name @param {string} value */
function mask(name, value) {
  if (!CREDENTIAL.test(name)) return value;
  const [, scheme = ''] = /^([A-Za-z]+ )?/.exec(value) ?? [];
  return `${scheme}••••••••`;
}
