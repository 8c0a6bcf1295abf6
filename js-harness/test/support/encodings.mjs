// One message over HTTP and what arrived of it, read by parsers of another origin; and texts with a meaning to some language
// on their way.
import assert from 'node:assert/strict';
import { after } from 'node:test';
import { basename } from 'node:path';
import { DOMParser } from '@xmldom/xmldom';
import fc from 'fast-check';
import { freshProject } from '../../build/project.mjs';
import { startServer } from './server.mjs';

/** @typedef {import('../../servers/listen.mjs').Received & { text: string }} Received With the body as UTF-8, which it must be. */

// Fixed, so that a failure is the same failure tomorrow; fast-check prints it with the counterexample.
export const SEED = 20_261_123;
export const RUNS = 100;

export const FORM = 'application/x-www-form-urlencoded';
export const data = { to: '14155550123', type: 'SignIn' };

const { core: load } = await freshProject(basename(process.argv[1], '.test.mjs'));
export const core = await load();
export const server = await startServer();
after(() => server.stop());

/**
 * One message over HTTP: the request that arrived.
 * @param {Record<string, unknown>} config Its endpoint is the path on the server.
 * @param {Record<string, unknown>} more What is added to the number and the type.
 * @returns {Promise<Received>}
 */
export async function deliver({ endpoint = '/send', ...config }, more) {
  const seen = server.requests.length;
  const { attempts } = await core.sendMessage({ ...config, endpoint: server.url + endpoint }, { ...data, ...more });
  assert.equal(attempts, 1);
  const [request, ...others] = server.requests.slice(seen);
  assert.equal(others.length, 0, 'one message is one request');
  // Not replaced but refused: a byte that is no UTF-8 must not pass as U+FFFD.
  return { ...request, text: new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(request.bytes) };
}

/**
 * A message that cannot be sent as it is: nothing arrives.
 * @param {Record<string, unknown>} config @param {Record<string, unknown>} more
 * @returns {Promise<{ code: string, data: import('../../../pkg-template/lib/core.js').SendErrorData }>}
 */
export async function refused({ endpoint = '/send', ...config }, more) {
  const seen = server.requests.length;
  const error = await core.sendMessage({ ...config, endpoint: server.url + endpoint }, { ...data, ...more }).then(
    () => assert.fail('the message was sent'),
    (reason) => reason,
  );
  assert.equal(server.requests.length, seen, 'no request was made');
  return error;
}

/** @param {string} text */
export function parseXml(text) {
  const parser = new DOMParser({
    // It warns of U+FFFD, which is a character like any other.
    onError: (level, message) => message.includes('replacement character') || assert.fail(`${level}: ${message}`),
    // XML 1.0, section 2.11. The parser's own also normalises what XML 1.1 added.
    normalizeLineEndings: (source) => source.replaceAll(/\r\n?/g, '\n'),
  });
  return parser.parseFromString(text, 'application/xml');
}

/** @param {Received} request */
export const pathOf = ({ url }) => url.split('?')[0].split('/');
/** @param {Received} request */
export const queryOf = ({ url }) => new URLSearchParams(url.slice(url.indexOf('?') + 1));

export const texts = {
  punctuation: '& = + % # < > " \' ` \\ / ? ; : @ , . $ ! * ( ) [ ] { } | ^ ~ _ -',
  'line breaks and tabs': 'one\ntwo\r\nthree\rfour\tfive\n\n',
  'white space at both ends': '  two before, one behind ',
  'emoji, joined and flagged': '👩🏽‍💻 👨‍👩‍👧‍👦 🏴󠁧󠁢󠁷󠁬󠁳󠁿 🇩🇪 ❤️ 1️⃣',
  Arabic: 'رمز التحقق الخاص بك هو ١٢٣٤٥٦، لا تشاركه.',
  'marks that combine': 'e\u0301 \u00e9 a\u0323\u0302 ก็ Z\u0351\u036b\u0343 क्षि',
  'Chinese, Korean, Hebrew': '【签名】您的验证码 인증 코드 קוד האימות',
  'separators of Unicode': 'a\u00a0b\u2003c\u2028d\u2029e\u0085f\ufeffg\u200bh\u200eי',
  'the first and the last of each plane': '\u{7f}\u{80}\u{7ff}\u{800}\u{d7ff}\u{e000}\u{fffd}\u{10000}\u{10ffff}',
};

/** Values with a meaning to some language on their way, which is none of our business. */
export const traps = {
  placeholders: '{{to}} {{ code }} {{message}} {{apiKey}} {{to | digits}} {{{to}}} {{',
  "a regular expression's replacements": "$& $1 $$ $` $' $<name> \\1 \\0 \\g<1>",
  'formats of printf': '%s %d %5$s %% %n {} {0} {name} ${name} #{name} <%= name %>',
  'percent escapes': '%2B %26 %00 %zz % %%25 +%20',
  'the end of a JSON string': '"}],"to":"+1",[{"a":"',
  JSON: '{"a":[1,null,true],"b":"\\u0041\\n"}',
  'the end of an XML element': '</text></sms><sms><text a="\'>',
  XML: '<![CDATA[x]]> <!-- x --> <?pi?> <!DOCTYPE a [<!ENTITY b "c">]> &b; &amp;amp; &#65; &lt;',
  'the end of a form field': 'a&to=+1&text=b;c=d',
  'names of JavaScript': '__proto__ constructor toString',
  'a path': '../../admin/..\\..\\x//y/./z',
  'a comment of SQL and of a shell': "'; DROP TABLE x; -- $(id) `id` && id | id",
  'a word of JSON': 'null',
  'another word of JSON': 'true',
  'a number of JSON': '1e3',
};

/** Any text but half a surrogate pair, and what XML cannot hold. */
export const anyText = fc
  .string({
    unit: fc.oneof(
      fc.string({ unit: 'grapheme', minLength: 1, maxLength: 1 }),
      fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
      fc.constantFrom(...'&=+%#<>"\'`\\{}$\n\r\t', '{{to}}'),
    ),
    minLength: 1,
    maxLength: 60,
  })
  .map((text) => text.replaceAll(/[\0-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, ' '))
  .filter((text) => text !== '');
