/**
 * The vocabulary of the tables: what a row is, and the outcomes that many rows share.
 *
 * @typedef {number | [min: number, max: number]} Count
 * @typedef {object} Expectation
 * @property {'success' | 'error' | 'either'} outcome `either` where Node's versions differ and both are right
 * @property {string} [code]
 * @property {string | string[]} [reason]
 * @property {number} [status]
 * @property {string} [messageId]
 * @property {number} [retryAfter]
 * @property {Count} attempts as the connector reports them
 * @property {Count} requestsSeen heads that reached the server
 * @property {Count} [accepted] at most 1 where nothing is said
 * @property {number} withinMs
 * @property {number} [minMs]
 * @property {number} [maxSent] bytes that an endless body could write before the client closed
 *
 * @typedef {object} Row
 * @property {string} id unique
 * @property {string} fault the name that the server knows
 * @property {string} what
 * @property {'never' | 'unsent' | 'always'} [retry]
 * @property {Record<string, unknown>} [config] over the base configuration
 * @property {Record<string, unknown>} [payload] over the base payload
 * @property {boolean} [warmUp] send once before: the fault needs a connection that is already open
 * @property {number} [connectTimeout] milliseconds, for undici; its default of 10 s is longer than a test should last
 * @property {Expectation} expect
 */
export const budget = 1500;
export const inBudget = budget + 250;
export const quick = 1300; // the answer is there at once: whoever takes longer waits for something; room for a busy machine

/** @param {Partial<Expectation>} [more] @returns {Expectation} */
export const success = (more) => ({ outcome: 'success', status: 200, attempts: 1, requestsSeen: 1, accepted: 1, withinMs: quick, ...more });
/** @param {string} code @param {Partial<Expectation>} [more] @returns {Expectation} */
export const failure = (code, more) => ({ outcome: 'error', code, attempts: 1, requestsSeen: 1, withinMs: quick, ...more });
/** @param {string | string[]} reason @param {Partial<Expectation>} [more] */
export const general = (reason, more) => failure('general', { reason, ...more });
export const unreadable = failure('invalid_response');
export const timedOut = general('timeout', { withinMs: inBudget, minMs: budget - 50 });
export const lostAfterSending = general('network');
/** @param {number} times that the request is made, the first included @param {Expectation} expect */
export const repeated = (times, expect) => ({ ...expect, attempts: times, requestsSeen: times, withinMs: inBudget });

/** Nothing reached the server. */
export const untried = { requestsSeen: 0, accepted: 0 };
export const refused = general('network', { attempts: 3, ...untried, withinMs: inBudget });

/** The provider answers with a status and does not take the message. @param {number} status @param {Partial<Expectation>} [more] */
export const refuses = (status, more) => general('http_status', { status, accepted: 0, ...more });

/** @param {string} fault @param {string} what @param {Expectation} expect @param {Partial<Row>} [more] @returns {Row} */
export const row = (fault, what, expect, more) => ({ id: fault, fault, what, expect, ...more });
