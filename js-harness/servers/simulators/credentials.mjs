// Where a provider looks for its credentials outside the body. Each of these answers 'ok', 'missing' or 'wrong'.
import { decodeForm, parseBasic } from './decode.mjs';

/** @typedef {NonNullable<import('./types.mjs').Provider['credentials']>} Check */

/** @param {string} user @param {string} password @returns {Check} */
export const basic = (user, password) => ({ headers }) => {
  if (headers.authorization === undefined) return 'missing';
  const pair = parseBasic(headers.authorization);
  return pair?.user === user && pair.password === password ? 'ok' : 'wrong';
};

/**
 * `Authorization: <scheme> <token>`. Scheme names are case-insensitive (RFC 9110, section 11.1), tokens are not.
 * @param {string} name @param {string} token @returns {Check}
 */
export const scheme = (name, token) => ({ headers }) => {
  if (headers.authorization === undefined) return 'missing';
  const [given, value, ...rest] = headers.authorization.split(' ');
  return given.toLowerCase() === name.toLowerCase() && value === token && rest.length === 0 ? 'ok' : 'wrong';
};

/** @param {string} token */
export const bearer = (token) => scheme('Bearer', token);

/** A header of the provider's own, or `Authorization` without a scheme. @param {string} name @param {string} value @returns {Check} */
export const header = (name, value) => ({ headers }) => {
  const given = headers[name.toLowerCase()];
  if (given === undefined) return 'missing';
  return given === value ? 'ok' : 'wrong';
};

/** @param {string} name @param {string} value @returns {Check} */
export const queryToken = (name, value) => ({ query }) => {
  const given = decodeForm(query, 'query')[name];
  if (given === undefined) return 'missing';
  return given === value ? 'ok' : 'wrong';
};

/** Several places, any of which will do. @param {Check[]} checks @returns {Check} */
export const anyOf = (...checks) => (incoming) => {
  const results = checks.map((check) => check(incoming));
  if (results.includes('ok')) return 'ok';
  return results.includes('wrong') ? 'wrong' : 'missing';
};
