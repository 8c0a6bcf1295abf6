// Reads the words after a command.
import { parseArgs } from 'node:util';
import { Usage } from './outcome.js';

/**
 * @typedef {{ type: 'string' | 'boolean', multiple?: boolean, what: string }} Option
 * @typedef {{ values: Record<string, any>, positionals: string[] }} Given
 * @typedef {{
 *   summary: string,
 *   usage: string,
 *   examples: [string, string],
 *   about?: string,
 *   options: Record<string, Option>,
 *   positionals: [least: number, most: number],
 *   required?: string[],
 *   run: (given: Given) => import('./outcome.js').Outcome | Promise<import('./outcome.js').Outcome>,
 * }} Command `usage` and `examples` are what stands after the name of the program.
 */

/** Those of every command. @type {Record<string, Option>} */
export const common = {
  json: { type: 'boolean', what: 'print JSON, for machines' },
  help: { type: 'boolean', what: 'print this help' },
};

/** Those of the commands that are about one message. @type {Record<string, Option>} */
export const messageOptions = {
  to: { type: 'string', what: 'the number, with its country calling code' },
  code: { type: 'string', what: 'the verification code' },
  type: { type: 'string', what: 'the message type; SignIn where none is given' },
  locale: { type: 'string', what: 'the language, such as de or pt-BR' },
};

/** @param {string} name @param {Command} command @param {string[]} words @returns {Given} */
export function parseCommand(name, { options, usage, positionals: [least, most], required = [] }, words) {
  const given = parsed(words, { ...common, ...options });
  if (given.values.help) return given;
  const { length } = given.positionals;
  if (length < least || length > most) {
    const number = most === 0 ? 'no argument' : least < most ? 'one argument at most' : 'one argument';
    throw new Usage(`${name} takes ${number}, found ${length}: ${usage}`);
  }
  for (const option of required) {
    if (given.values[option] === undefined) throw new Usage(`${name} needs --${option}, ${options[option].what}: ${usage}`);
  }
  return given;
}

/** @param {string[]} words @param {Record<string, Option>} options @returns {Given} */
function parsed(words, options) {
  try {
    const short = { help: { short: 'h' } };
    const described = Object.entries(options).map(([name, { type, multiple = false }]) => [name, { type, multiple, ...short[name] }]);
    return parseArgs({ args: words, options: Object.fromEntries(described), allowPositionals: true });
  } catch (error) {
    // What follows the first sentence is about spellings for programmers. A value is not repeated: it may be a secret.
    const [, option] = /'(-[^' =<]*)/.exec(/** @type {Error} */ (error).message) ?? [];
    throw new Usage(option ? whatIsWrong(option, options) : 'the options cannot be read');
  }
}

/** @param {string} option As it was typed. @param {Record<string, Option>} options */
function whatIsWrong(option, options) {
  const name = option.replace(/^--?/, '');
  if (!Object.hasOwn(options, name)) return `there is no option ${option}; the options are ${Object.keys(options).map((name) => `--${name}`).join(', ')}`;
  const known = options[name];
  return known.type === 'string' ? `${option} needs a value: ${known.what}` : `${option} takes no value`;
}

/** The data of a message, as Logto passes it. @param {Record<string, string>} values */
export const messageOf = ({ to, code, type = 'SignIn', locale }) => ({ to, type, payload: { code, ...(locale && { locale }) } });
