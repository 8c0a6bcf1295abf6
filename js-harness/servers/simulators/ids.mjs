// Fresh ids in the provider's style: a test compares what the client extracted with what was issued here, so no two
// answers may carry the same one.
import { randomBytes, randomInt, randomUUID } from 'node:crypto';

export const uuid = () => randomUUID();

/** @param {number} length */
export const hex = (length) => randomBytes(Math.ceil(length / 2)).toString('hex').slice(0, length);

/** Ten digits, so that it fits a JSON number and never starts with 0. */
export const integer = () => randomInt(1_000_000_000, 9_999_999_999);

/** @param {number} length @param {string} alphabet characters and ranges of them, such as `A-Z0-9` */
export function chars(length, alphabet) {
  const all = alphabet.replace(/(.)-(.)/g, (_, first, last) => {
    const [from, to] = [first.charCodeAt(0), last.charCodeAt(0)];
    return String.fromCharCode(...Array.from({ length: to - from + 1 }, (__, index) => from + index));
  });
  return Array.from({ length }, () => all[randomInt(all.length)]).join('');
}

export const ulid = () => `01${chars(24, '0-9A-HJKMNP-TV-Z')}`;
