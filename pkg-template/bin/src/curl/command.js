// Reads a curl command: the request that it would make. No Node here: the page uses it too.
import { quote, split } from 'shlex';
import { Unreadable } from './unreadable.js';

/**
 * @typedef {{
 *   method: string, url: string, headers: [string, string][], user?: string, body?: string,
 *   bodyKind?: 'form' | 'json', notes: string[],
 * }} CurlRequest
 *   `bodyKind` is what curl itself says of the body, where no header does.
 */

/**
 * @typedef {{
 *   method?: string, urls: string[], headers: [string, string][], data: string[], get: boolean, json: boolean, user?: string,
 *   input?: string, notes: string[],
 * }} State
 *   `input` is what curl would read from standard input.
 */

/** What each short option is called. */
const SHORT = {
  X: 'request', H: 'header', d: 'data', F: 'form', u: 'user', G: 'get', k: 'insecure', A: 'user-agent', b: 'cookie', e: 'referer',
  s: 'silent', S: 'show-error', i: 'include', v: 'verbose', L: 'location', f: 'fail', g: 'globoff', N: 'no-buffer', '#': 'progress-bar',
  o: 'output', m: 'max-time', w: 'write-out', c: 'cookie-jar', D: 'dump-header', x: 'proxy', T: 'upload-file', I: 'head', E: 'cert',
};

/** Says nothing about the request. */
const IGNORED = new Set(['silent', 'show-error', 'include', 'verbose', 'fail', 'globoff', 'no-buffer', 'progress-bar', 'compressed', 'http1.0', 'http1.1', 'http2', 'basic', 'fail-with-body', 'tlsv1.2', 'ipv4', 'no-progress-meter']);
const IGNORED_WITH_VALUE = new Set(['output', 'write-out', 'cookie-jar', 'dump-header', 'max-time', 'connect-timeout', 'retry', 'retry-delay']);

/** @type {Record<string, string>} */
const REFUSED = {
  form: 'curl -F sends multipart/form-data, which the connector does not send; see whether the provider also takes JSON or a form (-d)',
  'form-string': 'curl --form-string sends multipart/form-data, which the connector does not send; see whether the provider also takes JSON or a form (-d)',
  insecure: 'curl -k accepts any certificate; Node does not, and no configuration turns that off: give the server a certificate that Node trusts, or name its authority in NODE_EXTRA_CA_CERTS',
  'upload-file': 'curl -T sends a file; give the body as -d',
  head: 'curl -I asks for headers only and sends no message',
  proxy: 'a proxy is no part of a configuration; leave out -x',
  cert: 'client certificates are no part of a configuration',
  digest: 'digest authentication is not supported; see whether the provider has an API key',
};

/** @type {Record<string, (state: State, value: string) => void>} */
const WITH_VALUE = {
  request: (state, value) => void (state.method = value.toUpperCase()),
  url: (state, value) => void state.urls.push(value),
  header: (state, value) => addHeader(state, value),
  data: (state, value) => void state.data.push(contentOf(state, value, '--data')),
  'data-ascii': (state, value) => void state.data.push(contentOf(state, value, '--data-ascii')),
  'data-binary': (state, value) => void state.data.push(contentOf(state, value, '--data-binary')),
  'data-raw': (state, value) => void state.data.push(value),
  'data-urlencode': (state, value) => void state.data.push(encoded(value)),
  json: (state, value) => {
    state.data.push(contentOf(state, value, '--json'));
    state.json = true;
  },
  user: (state, value) => void (state.user = value),
  'oauth2-bearer': (state, value) => void state.headers.push(['Authorization', `Bearer ${value}`]),
  'user-agent': (state, value) => void state.headers.push(['User-Agent', value]),
  referer: (state, value) => void state.headers.push(['Referer', value]),
  cookie: (state, value) => {
    if (!value.includes('=')) throw new Unreadable('curl -b with a file of cookies cannot be read; give them as name=value');
    state.headers.push(['Cookie', value]);
  },
};

/** @type {Record<string, (state: State) => void>} */
const FLAGS = {
  get: (state) => void (state.get = true),
  location: (state) => void state.notes.push('-L was left out: the connector treats a redirect as an error; check that the URL is the final one'),
};

/** @param {string} text What was copied, with line continuations. @returns {CurlRequest} */
export function readCurl(text) {
  const { command, input } = withoutHeredocs(text.replaceAll('\r\n', '\n'));
  const words = wordsOf(command);
  /** @type {State} */
  const state = { urls: [], headers: [], data: [], get: false, json: false, input, notes: [] };
  for (let at = 0; at < words.length; ) {
    const word = words[at++];
    if (word === '--' || !word.startsWith('-') || word === '-') {
      if (word !== '--') state.urls.push(word);
      continue;
    }
    for (const [name, attached] of optionsOf(word)) {
      if (Object.hasOwn(REFUSED, name)) throw new Unreadable(REFUSED[name]);
      const takesValue = Object.hasOwn(WITH_VALUE, name) || IGNORED_WITH_VALUE.has(name);
      const value = takesValue ? (attached ?? words[at++]) : undefined;
      if (takesValue && value === undefined) throw new Unreadable(`curl --${name} has no value; the command may have been cut off`);
      if (Object.hasOwn(WITH_VALUE, name)) WITH_VALUE[name](state, /** @type {string} */ (value));
      else if (Object.hasOwn(FLAGS, name)) FLAGS[name](state);
      else if (!IGNORED.has(name) && !takesValue) throw new Unreadable(`curl has an option here that is not known: ${word.startsWith('--') ? '--' : '-'}${name.split('=')[0]}; leave it out if the request does not need it`);
    }
  }
  return requestOf(state);
}

/** `<<EOF`, and all up to a line that is nothing but `EOF`. */
const HEREDOC = /<<-?\s*(["']?)(\w+)\1([^\n]*)\n(.*?\n)?[ \t]*\2[ \t]*(?=\n|$)/s;
const SUBSTITUTION = new RegExp(`"?\\$\\(\\s*cat\\s*${HEREDOC.source}\\s*\\)"?`, 's');

/**
 * The command with the texts that stand between its lines (heredocs) as words: as one in place of `$(cat <<EOF …)`, or as what
 * curl reads from standard input.
 * @param {string} text
 */
function withoutHeredocs(text) {
  /** @type {(quoted: string, body?: string) => string} Within a quoted one a shell replaces nothing. */
  const read = (quoted, body = '') => (quoted ? body : body.replaceAll(/\\([$`\\])|\\\n/g, '$1'));
  /** @type {string | undefined} */
  let input;
  const command = text
    .replaceAll(new RegExp(SUBSTITUTION, 'gs'), (_, quoted, _word, _rest, body) => quote(read(quoted, body).replace(/\n+$/, '')))
    .replace(HEREDOC, (_, quoted, _word, rest, body) => {
      input = read(quoted, body);
      return rest;
    });
  return { command, input };
}

/** @param {string} text */
function wordsOf(text) {
  // The caret continues a line on Windows; what follows a pipe or a semicolon is another command.
  const unified = text.replaceAll(/ \^\n/g, ' ');
  let words;
  try {
    words = split(unified);
  } catch {
    throw new Unreadable('a quote is not closed; copy the whole command, with its last line');
  }
  const begin = words.findIndex((word) => /^(.*\/)?curl(\.exe)?$/.test(word));
  if (begin < 0) throw new Unreadable('expected a curl command, found none');
  if (words.some((word) => /^[“”‘’]/.test(word))) throw new Unreadable('the quotes are typographic (“ ” ‘ ’), which a shell does not know; write " or \'');
  const rest = words.slice(begin + 1).filter((word) => word.trim() !== '');
  const end = rest.findIndex((word) => ['|', ';', '&&', '||', '>', '>>', '#'].includes(word));
  return end < 0 ? rest : rest.slice(0, end);
}

/** Each option of a word, with the value that is attached to it: `-sXPOST` is two. @param {string} word @returns {[name: string, attached: string | undefined][]} */
function optionsOf(word) {
  if (word.startsWith('--')) return [[word.slice(2), undefined]];
  /** @type {[string, string | undefined][]} */
  const found = [];
  for (let at = 1; at < word.length; at += 1) {
    const name = SHORT[word[at]] ?? word[at];
    const rest = word.slice(at + 1);
    if (Object.hasOwn(WITH_VALUE, name) || IGNORED_WITH_VALUE.has(name)) return [...found, [name, rest === '' ? undefined : rest]];
    found.push([name, undefined]);
  }
  return found;
}

/** `Name;` is how curl spells a header without a value, `Name:` one to be left away. @param {State} state @param {string} value */
function addHeader(state, value) {
  const [, name, content] = /^([^:;\s]+)\s*[:;]\s*(.*?)\s*$/s.exec(value) ?? [];
  if (!name) throw new Unreadable('curl -H needs a name, a colon and a value');
  if (content !== '') state.headers.push([name, content]);
}

/** @param {State} state @param {string} value @param {string} option */
function contentOf({ input }, value, option) {
  if (value === '@-' && input !== undefined) return option === '--data-binary' || option === '--json' ? input : input.replaceAll(/[\r\n]/g, '');
  if (value.startsWith('@')) throw new Unreadable(`curl ${option} reads ${value === '@-' ? 'standard input' : `the file ${value.slice(1)}`}, which is not here; put its content into the command`);
  return value;
}

/** `content`, `=content` or `name=content`. @param {string} value */
function encoded(value) {
  const [, name, sign, content] = /^([^=@]*)([=@]?)(.*)$/s.exec(value) ?? [];
  if (sign === '@') throw new Unreadable('curl --data-urlencode with @ reads a file, which is not here; put its content into the command');
  return sign === '' ? encodeURIComponent(value) : `${name ? `${name}=` : ''}${encodeURIComponent(content)}`;
}

/** @param {State} state @returns {CurlRequest} */
function requestOf({ method, urls, headers, data, get, json, user, notes }) {
  if (urls.length !== 1) throw new Unreadable(urls.length === 0 ? 'the curl command has no URL' : `the curl command has ${urls.length} URLs; one is expected, and quotes around it where it holds an &`);
  const url = /^[a-z]+:\/\//i.test(urls[0]) ? urls[0] : `http://${urls[0]}`;
  // curl --json asks for JSON too.
  if (json && !headers.some(([name]) => name.toLowerCase() === 'accept')) headers.push(['Accept', 'application/json']);
  const joined = data.length === 0 ? undefined : data.join(json ? '' : '&');
  if (get && joined !== undefined) return { method: method ?? 'GET', url: `${url}${url.includes('?') ? '&' : '?'}${joined}`, headers, user, notes };
  return { method: method ?? (joined === undefined ? 'GET' : 'POST'), url, headers, user, body: joined, bodyKind: joined === undefined ? undefined : json ? 'json' : 'form', notes };
}
