// Draws a request as a person reads it, and the phone that shows the message.
import boxen from 'boxen';
import Table from 'cli-table3';
import wrapAnsi from 'wrap-ansi';
import { bold, cyan, dim, harmless } from './terminal.js';

const WIDTH = 80;
const INDENT = '  ';
const PHONE = 44;
const NO_FRAME = Object.fromEntries(
  ['top', 'bottom', 'left', 'right', 'mid'].flatMap((side) => ['', '-mid', '-left', '-right'].map((end) => [side + end, ''])),
);

/** A table without frames, indented, whose last column wraps. @param {string[][]} rows @param {string[]} [head] */
export function columns(rows, head) {
  rows = rows.map((row) => row.map(harmless));
  const all = head ? [head, ...rows] : rows;
  const widths = all[0].map((_, at) => Math.max(...all.map((row) => (row[at] ?? '').length)) + 2);
  const left = WIDTH - widths.slice(0, -1).reduce((sum, width) => sum + width, INDENT.length);
  const table = new Table({
    chars: { ...NO_FRAME, middle: '' },
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 0 },
    colWidths: [...widths.slice(0, -1), Math.max(left, 24)],
  });
  if (head) table.push(head.map((name) => bold(name)));
  // Wrapped here: the table's own wrapping cuts what has no space in it.
  table.push(...rows.map((row) => row.map((cell, at) => (at === row.length - 1 ? wrapAnsi(cell, Math.max(left, 24) - 1, { hard: true }) : at === 0 ? cyan(cell) : cell))));
  return indented(table.toString().replaceAll(/ +$/gm, ''));
}

/** @param {string} text */
export const indented = (text) => text.replaceAll(/^(?=.)/gm, INDENT);

/** @param {string} title @param {string} text */
export const section = (title, text) => `${bold(title)}\n${text}`;

/** @typedef {{ method: string, url: string, headers: Record<string, string>, body?: string }} Request */

/** Its URL in lines, a form decoded, JSON in lines. @param {Request} request */
export function drawnRequest({ method, url, headers, body }) {
  const [address, query] = url.split(/\?(.*)/s);
  const parts = [
    indented(cyan(`${method} ${address}`)),
    query && columns([...new URLSearchParams(query)].map(([name, value]) => [`${INDENT}${name}`, value])),
    Object.keys(headers).length > 0 && columns(Object.entries(headers)),
    body && drawnBody(body, headers['content-type'] ?? headers['Content-Type']),
  ];
  return parts.filter(Boolean).join('\n\n');
}

/** @param {string} body @param {string} [type] */
function drawnBody(body, type = '') {
  if (type.startsWith('application/x-www-form-urlencoded')) return columns([...new URLSearchParams(body)]);
  try {
    return indented(JSON.stringify(JSON.parse(body), null, 2));
  } catch {
    return indented(harmless(body));
  }
}

/**
 * What a provider answered. It may repeat what the request held, so only who asks for that sees all of it.
 * @param {{ status: number, headers: Record<string, string>, body: string }} answer @param {boolean} reveal
 */
export function drawnAnswer({ status, headers, body }, reveal) {
  const type = headers['content-type'] ?? 'without a type';
  const head = indented(`HTTP ${status}, ${type}, ${body.length} characters${reveal || body === '' ? '' : '; --reveal shows it'}`);
  return reveal && body !== '' ? `${head}\n\n${drawnBody(body, type)}` : head;
}

/** @param {string} to @param {{ text: string, encoding: string, units: number, segments: number }} message */
export function drawnPhone(to, { text, encoding, units, segments }) {
  const gsm7 = encoding === 'gsm7';
  const one = gsm7 ? 160 : 70;
  // A long message is sent in parts, and each part begins with a few units that number it.
  const room = segments > 1 ? segments * (gsm7 ? 153 : 67) : one;
  const phone = boxen(harmless(text), { title: to, width: PHONE, borderStyle: 'round', padding: { left: 1, right: 1, top: 0, bottom: 0 } });
  return `${indented(phone)}\n${indented(dim(`${segments} SMS, ${gsm7 ? 'GSM-7' : 'UCS-2'}, ${units} of ${room}`))}`;
}

/** Everything that a preview says. @param {import('../../lib/core.js').PreviewedRequest & Record<string, any>} preview @param {string} to */
export const drawnPreview = ({ token, via, message, ...request }, to) =>
  [
    ...(token ? [section('Token, fetched first', drawnRequest(token))] : []),
    section(via ? `Request, via ${via}` : 'Request', drawnRequest(request)),
    ...(message ? [section('Phone', drawnPhone(to, message))] : []),
  ].join('\n\n');
