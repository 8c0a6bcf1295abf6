// Where a provider looks for its credentials outside the body. Each of these answers 'ok', 'missing' or 'wrong'.
import { decodeForm, parseBasic } from './decode.mjs';

/** @typedef {import('./types.mjs').Check} Check */
/** @typedef {import('./tokens.mjs').Tokens} Tokens */
/** @typedef {(given: string) => boolean} Wanted */

const TOKEN = '{{token}}';

/**
 * What a credential must be: a value of the facts, or one that the token endpoint issued.
 * @param {string} value @param {string} at @param {Tokens} [tokens] @returns {Wanted}
 */
export function wantedValue(value, at, tokens) {
  const [before, after] = value.split(TOKEN);
  if (after === undefined) return (given) => given === value;
  if (!tokens) throw new Error(`${at}: ${TOKEN} needs a token endpoint: \`token\``);
  return (given) => given.startsWith(before) && given.endsWith(after) && tokens.holds(given.slice(before.length, given.length - after.length));
}

/**
 * @param {any} fact @param {string} at @param {import('./facts.mjs').Context} context
 * @returns {Promise<Check>}
 */
export async function readCredentials(fact, at, context) {
  const [[way, given]] = Object.entries(fact);
  if (way === 'signature') {
    const module = new URL(`../signatures/${given}.mjs`, context.folder);
    const { default: signed } = await import(module.href).catch((error) => {
      throw new Error(`${at}: signatures/${given}.mjs cannot be imported: ${error.message}`, { cause: error });
    });
    return (incoming) => signed(incoming, context.demo);
  }
  if (way === 'anyOf' || way === 'allOf') {
    const several = Object.entries(given).map(([index, inner]) => readCredentials(inner, `${at}.${way}.${index}`, context));
    const checks = await Promise.all(several);
    return way === 'anyOf' ? anyOf(checks) : allOf(checks);
  }
  const [name, value] = given;
  const wanted = wantedValue(value, at, context.tokens);
  if (way === 'basic') return basic(name, wanted);
  if (way === 'scheme') return scheme(name, wanted);
  return way === 'query' ? queryToken(name, wanted) : header(name, wanted);
}

/** @param {string | undefined} given @param {Wanted} wanted */
const verdict = (given, wanted) => {
  if (given === undefined) return 'missing';
  return wanted(given) ? 'ok' : 'wrong';
};

/** @param {string} user @param {Wanted} password @returns {Check} */
const basic = (user, password) => ({ headers: { authorization } }) =>
  verdict(authorization, () => {
    const pair = parseBasic(authorization);
    return pair?.user === user && password(pair.password);
  });

/**
 * `Authorization: <scheme> <token>`. Scheme names are case-insensitive (RFC 9110, section 11.1), tokens are not.
 * @param {string} name @param {Wanted} token @returns {Check}
 */
const scheme = (name, token) => ({ headers }) =>
  verdict(headers.authorization, (authorization) => {
    const [given, value, ...rest] = authorization.split(' ');
    return given.toLowerCase() === name.toLowerCase() && value !== undefined && token(value) && rest.length === 0;
  });

/** A header of the provider's own, or `Authorization` without a scheme. @param {string} name @param {Wanted} wanted @returns {Check} */
const header = (name, wanted) => ({ headers }) => verdict(headers[name.toLowerCase()], wanted);

/** @param {string} name @param {Wanted} wanted @returns {Check} */
const queryToken = (name, wanted) => ({ query }) => verdict(decodeForm(query, 'query')[name], wanted);

/** Several places, any of which will do. @param {Check[]} checks @returns {Check} */
const anyOf = (checks) => (incoming) => {
  const results = checks.map((check) => check(incoming));
  if (results.includes('ok')) return 'ok';
  return results.includes('wrong') ? 'wrong' : 'missing';
};

/** Several places, all of them. @param {Check[]} checks @returns {Check} */
const allOf = (checks) => (incoming) => checks.map((check) => check(incoming)).find((result) => result !== 'ok') ?? 'ok';
