// How a provider wants the recipient. `test` is its own idea of a number; `toE164` only serves to recognise the demo
// numbers that trigger an answer, so that tests need no side channel.

/** @typedef {{ name: string, test: RegExp, toE164: (received: string) => string }} NumberFormat */

/** @param {string} received */
const plus = (received) => `+${received.replace(/^\+|^00/, '')}`;

/** ITU-T E.164: at most 15 digits, no country code starts with 0. @type {NumberFormat} */
export const e164 = { name: 'E.164 with a leading +', test: /^\+[1-9]\d{6,14}$/, toE164: plus };

/** @type {NumberFormat} */
export const digits = { name: 'country code and number, digits only', test: /^[1-9]\d{6,14}$/, toE164: plus };

/** @type {NumberFormat} */
export const plusOptional = { name: 'country code and number, with or without +', test: /^\+?[1-9]\d{6,14}$/, toE164: plus };

/**
 * A number without its country calling code, for providers of one country.
 * @param {string} countryCode @param {RegExp} test @returns {NumberFormat}
 */
export const national = (countryCode, test) => ({
  name: `a national number of +${countryCode}`,
  test,
  toE164: (received) => `+${countryCode}${received}`,
});
