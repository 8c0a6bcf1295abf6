// Asks a person what is not known yet; on standard error, because standard output is the configuration.
import input from '@inquirer/input';
import password from '@inquirer/password';
import search from '@inquirer/search';
import select from '@inquirer/select';
import { Usage } from './outcome.js';

/**
 * @typedef {{
 *   name: string, what: string, secret?: boolean, example?: string, value?: string, choices?: Record<string, string>,
 *   pattern?: RegExp, when?: (values: Record<string, string>) => boolean,
 * }} Question
 *   `value` is taken where nobody answers; `choices` are values and what each means; `pattern` is what an answer looks like.
 */

const context = { output: process.stderr };

/** Whether somebody is there to be asked. @param {boolean} json */
export const canAsk = (json) => !json && process.stdin.isTTY === true && process.stderr.isTTY === true;

/** Values given on the command line: `--set name=value`. @param {string[]} given @returns {Record<string, string>} */
export function settings(given = []) {
  return Object.fromEntries(
    given.map((setting) => {
      const [, name, value] = /^([\w-]+)=(.*)$/s.exec(setting) ?? [];
      if (!name) throw new Usage('--set takes a name and a value, as --set sender=MyBrand');
      return [name.toLowerCase().replaceAll('_', '-'), value];
    }),
  );
}

/**
 * @param {Question[]} questions @param {Record<string, string>} given @param {boolean} asking
 * @returns {Promise<Record<string, string>>}
 */
export async function answers(questions, given, asking) {
  const unknown = Object.keys(given).filter((name) => !questions.some((question) => question.name === name));
  if (unknown.length > 0) throw new Usage(`there is no value called ${unknown.join(', ')} to set; the values are ${questions.map(({ name }) => name).join(', ')}`);
  /** @type {Record<string, string>} */
  const values = {};
  const missing = [];
  for (const question of questions) {
    if (question.when && !question.when(values)) continue;
    const value = given[question.name] ?? (asking ? await ask(question) : question.value);
    if (value === undefined) missing.push(question);
    else values[question.name] = accepted(question, value);
  }
  if (missing.length > 0) throw missingValues(missing);
  return values;
}

/** @param {Question} question @returns {Promise<string>} */
function ask({ what, secret, example, value, choices, pattern }) {
  if (choices) return select({ message: what, default: value, choices: Object.entries(choices).map(([name, means]) => ({ name: means, value: name })) }, context);
  const message = example ? `${what} (for example ${example})` : what;
  const validate = (/** @type {string} */ text) => (pattern ?? /\S/).test(text.trim()) || (text.trim() === '' ? 'Please enter a value.' : 'This does not look right.');
  // Without a mask nothing is shown of what is typed, not even its length.
  return secret ? password({ message, validate }, context) : input({ message, default: value, validate }, context);
}

/** @param {Question} question @param {string} value */
function accepted({ name, choices, pattern }, value) {
  if (choices && !Object.hasOwn(choices, value)) throw new Usage(`--set ${name} takes ${Object.keys(choices).join(', ')}`);
  if (!(pattern ?? /\S/).test(value.trim())) throw new Usage(`the value of ${name} does not look right`);
  return value.trim();
}

/** @param {Question[]} questions */
function missingValues(questions) {
  const lines = questions.map(({ name, what, choices, example }) => `  --set ${name}=…  ${what}${choices ? `: ${Object.keys(choices).join(', ')}` : example ? ` (for example ${example})` : ''}`);
  const missing = questions.map(({ name, what }) => ({ name, what }));
  return new Usage(`nobody can be asked here; still to be set:\n${lines.join('\n')}`, { missing });
}

/** One of many, found by typing a part of its name. @param {string} message @param {{ name: string, value: string }[]} choices */
export const choose = (message, choices) =>
  search({ message, source: (term = '') => choices.filter(({ name, value }) => `${name} ${value}`.toLowerCase().includes(term.toLowerCase())) }, context);
