// What goes back over the wire.

/** @typedef {import('./types.mjs').Answer} Answer */

/**
 * @param {number} status @param {unknown} value @param {Record<string, string>} [headers]
 * @returns {Answer}
 */
export const json = (status, value, headers = {}) => ({
  status,
  headers: { 'Content-Type': 'application/json', ...headers },
  body: JSON.stringify(value),
});

/** RFC 9457. @param {number} status @param {unknown} value @param {Record<string, string>} [headers] */
export const problem = (status, value, headers = {}) =>
  json(status, value, { 'Content-Type': 'application/problem+json', ...headers });

/**
 * @param {number} status @param {string} body @param {Record<string, string>} [headers]
 * @returns {Answer}
 */
export const text = (status, body, headers = {}) => ({
  status,
  headers: { 'Content-Type': 'text/plain; charset=utf-8', ...headers },
  body,
});

/** A success that carries an id. @param {string | number} id @param {Answer} answer @returns {Answer} */
export const issued = (id, answer) => ({ ...answer, messageId: String(id) });
