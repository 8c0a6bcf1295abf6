// How a provider wants the recipient. `accepts` is its own idea of a number; `toE164` only serves to recognise the demo
// numbers that trigger an answer, so that tests need no side channel.

/** @typedef {{ name: string, accepts: (received: string) => boolean, toE164: (received: string) => string }} NumberFormat */
/** @typedef {string | { country: string, pattern: string, trunk?: string }} NumberFact  the name of a format, a pattern, or a national number */

/** ITU-T E.164: at most 15 digits, no country code starts with 0. @type {Record<string, { name: string, pattern: string }>} */
const INTERNATIONAL = {
  e164: { name: 'E.164 with a leading +', pattern: String.raw`^\+[1-9]\d{6,14}$` },
  digits: { name: 'country code and number, digits only', pattern: String.raw`^[1-9]\d{6,14}$` },
  plusOptional: { name: 'country code and number, with or without +', pattern: String.raw`^\+?[1-9]\d{6,14}$` },
  doubleZero: { name: '00, country code and number', pattern: String.raw`^00[1-9]\d{6,14}$` },
};
export const numberNames = Object.keys(INTERNATIONAL);

/** @param {NumberFact} fact @returns {NumberFormat} */
function formatOf(fact) {
  if (typeof fact === 'string') {
    const { name, pattern } = INTERNATIONAL[fact] ?? { name: `a number like ${fact}`, pattern: fact };
    const shape = new RegExp(pattern, 'u');
    return { name, accepts: (received) => shape.test(received), toE164: (received) => `+${received.replace(/^\+|^00/, '')}` };
  }
  const { country, trunk = '' } = fact;
  const shape = new RegExp(fact.pattern, 'u');
  return {
    name: `a national number of +${country}`,
    accepts: (received) => shape.test(received),
    toE164: (received) => `+${country}${received.slice(trunk.length)}`,
  };
}

/** Any of these will do. @param {NumberFact[]} facts @returns {NumberFormat} */
export function numberFormat(facts) {
  const formats = facts.map(formatOf);
  /** @param {string} received */
  const find = (received) => formats.find(({ accepts }) => accepts(received));
  return {
    name: formats.map(({ name }) => name).join(', or '),
    accepts: (received) => find(received) !== undefined,
    toE164: (received) => find(received)?.toE164(received) ?? received,
  };
}
