// Draws what happened: the request that a gateway received, and the phone with the message.
import { bold, cyan, dim } from './style.mjs';
import { box, pad, width, wrap } from './text.mjs';

const COLUMNS = 80;
const INDENT = 4;
const PHONE = 48;

// What the HTTP client adds to every request says nothing about the configuration.
const OF_THE_CLIENT = new Set(['host', 'connection', 'accept', 'accept-language', 'accept-encoding', 'sec-fetch-mode', 'user-agent', 'content-length']);
const CREDENTIAL = /^(authorization|.*(api-?key|token|secret|signature).*)$/i;

/**
 * @param {string} title
 * @param {string} origin Of the server that received it.
 * @param {Pick<import('../servers/gateway/server.mjs').Received, 'method' | 'url' | 'query' | 'headers' | 'body'>} request
 * @param {import('../recipes/examples.mjs').Message} message
 */
export function picture(title, origin, { method, url, query, headers, body }, { to, text }) {
  const sections = [
    wrap(`${method} ${origin}${url}`, COLUMNS - INDENT, /[ /?&]/).map(cyan),
    table(Object.entries(headers).filter(([name]) => !OF_THE_CLIENT.has(name)).map(([name, value]) => [name, mask(name, String(value))])),
    table([...query]),
    pretty(body),
    box(String(to), wrap(String(text), PHONE - 4), PHONE),
  ];
  const rule = dim('─'.repeat(COLUMNS - width(title) - 1));
  return [`${bold(title)} ${rule}`, ...sections.filter((lines) => lines.length > 0).flatMap((lines) => ['', ...indent(lines)])].join('\n');
}

/** @param {string[][]} rows */
function table(rows) {
  const first = Math.max(0, ...rows.map(([name]) => width(name)));
  return rows.flatMap(([name, value]) =>
    wrap(value, COLUMNS - INDENT - first - 2, /[ /?&,;]/).map((line, index) => `${dim(pad(index === 0 ? name : '', first))}  ${line}`),
  );
}

/** The scheme says how the provider is asked; what follows is nobody's business. @param {string} name @param {string} value */
function mask(name, value) {
  if (!CREDENTIAL.test(name)) return value;
  const [, scheme = ''] = /^([A-Za-z]+ )?/.exec(value) ?? [];
  return `${scheme}••••••••`;
}

/** @param {string} body */
function pretty(body) {
  if (body === '') return [];
  try {
    body = JSON.stringify(JSON.parse(body), null, 2);
  } catch {
    // Not JSON: shown as it came.
  }
  return wrap(body, COLUMNS - INDENT, /[ &>]/);
}

/** @param {string[]} lines */
const indent = (lines) => lines.map((line) => ' '.repeat(INDENT) + line);
