/** The ways to write a value that a provider, a proxy or a framework may choose when it quotes it. */

/** @param {string} text @param {(byte: string) => string} spelled */
const bytes = (text, spelled) => (Buffer.from(text).toString('hex').match(/../g) ?? []).map(spelled).join('');
/** @param {string} text @param {(unit: string) => string} spelled */
const units = (text, spelled) => text.replace(/[^]/g, (unit) => spelled(unit.charCodeAt(0).toString(16)));

/** @type {Readonly<Record<string, (text: string) => string>>} */
export const spellings = Object.freeze({
  'as it is': (text) => text,
  'in upper case': (text) => text.toUpperCase(),
  'in lower case': (text) => text.toLowerCase(),
  'as JSON': (text) => JSON.stringify(text),
  'as JSON, ASCII': (text) => JSON.stringify(text).replace(/[\u0080-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`),
  'as JSON in JSON': (text) => JSON.stringify(JSON.stringify(text)),
  'as a literal in single quotes': (text) => text.replace(/[\\']/g, '\\$&'),
  'in \\u': (text) => units(text, (unit) => `\\u${unit.padStart(4, '0')}`),
  'in \\x': (text) => bytes(text, (byte) => `\\x${byte}`),
  'in %u': (text) => units(text, (unit) => `%u${unit.padStart(4, '0')}`),
  'in a URL': encodeURIComponent,
  'in a URL twice': (text) => encodeURIComponent(encodeURIComponent(text)),
  'in a URL, every byte': (text) => bytes(text, (byte) => `%${byte}`),
  'in a form': (text) => new URLSearchParams({ a: text }).toString(),
  'in HTML': (text) => text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`),
  'in HTML, hex': (text) => units(text, (unit) => `&#x${unit};`),
  'in HTML, without semicolons': (text) => units(text, (unit) => `&#${Number.parseInt(unit, 16)}`),
  'in base64': (text) => Buffer.from(text).toString('base64'),
  'in base64url': (text) => Buffer.from(text).toString('base64url'),
  'in base64, second position': (text) => Buffer.from(`:${text}:`).toString('base64'),
  'in base64, third position': (text) => Buffer.from(`: ${text}:`).toString('base64'),
  'in base64 of base64': (text) => Buffer.from(Buffer.from(text).toString('base64')).toString('base64'),
  'in base64 of a URL': (text) => Buffer.from(encodeURIComponent(text)).toString('base64'),
  'in hex': (text) => Buffer.from(text).toString('hex'),
  'in hex, upper case': (text) => Buffer.from(text).toString('hex').toUpperCase(),
  'in hex with spaces': (text) => bytes(text, (byte) => `${byte} `),
  'in hex with colons': (text) => bytes(text, (byte) => `${byte}:`),
  'in hex with commas': (text) => bytes(text, (byte) => `${byte}, `),
  'in hex with 0x': (text) => bytes(text, (byte) => `0x${byte} `),
  'read as Latin-1': (text) => Buffer.from(text).toString('latin1'),
});

/** What may stand around it. @type {Readonly<Record<string, (text: string) => string>>} */
export const surroundings = Object.freeze({
  alone: (text) => text,
  'in a sentence': (text) => `the value ${text} is not allowed`,
  'in quotes': (text) => `{"value":"${text}"}`,
  'in an element': (text) => `<value>${text}</value>`,
  'between others': (text) => `a=${text}&b=1`,
});
