// The shell commands of the documents: those of fences, and those that stand in a sentence.
import { documents } from './documents.mjs';

/** What a fence holds that is no shell, by its language or, where it has none, by how it begins. */
const LANGUAGES = new Set(['js', 'jsonc', 'json', 'ts', 'yaml', 'dockerfile']);
const OTHERS = [/^\s*[{["]/, /^import /, /^services:/, /^FROM /, /^src\/ /];

/** A code span is a command where it begins with a program and says what to do with it; tasks of js-harness are shortened. */
const PROGRAM = /^(?:\w+=\S+ )*(?:npm|npx|node|bash|sh|curl|docker|kubectl|cargo|rustup|git|deno|bun) (?!\d)\S|^\.ci\/|^(?:start|test) -- |^run \w+$/;
/** So does the package's README with those of the command line. */
const FORM = /^(?:init|check|preview|send|explain|from-curl|recipes|playground) [[<A-Z]/;

/**
 * @typedef {object} Fence
 * @property {string} path The document.
 * @property {string} text
 * @typedef {object} Command
 * @property {string} path The document.
 * @property {string} command One command, its lines joined, without its comment.
 */

/** @returns {Promise<{ fences: Fence[], dockerfiles: Fence[], commands: Command[] }>} */
export async function documentCommands() {
  /** @type {Fence[]} */
  const fences = [];
  /** @type {Fence[]} */
  const dockerfiles = [];
  /** @type {Command[]} */
  const spans = [];
  for (const { path, text } of await documents()) {
    for (const [, language, block] of text.matchAll(/^```(\S*)\n(.*?)^```$/gms)) {
      if (language === 'dockerfile' || block.startsWith('FROM ')) dockerfiles.push({ path, text: block });
      else if (!LANGUAGES.has(language) && (language !== '' || !OTHERS.some((begin) => begin.test(block)))) fences.push({ path, text: block });
    }
    const prose = text.replace(/^```.*?^```$/gms, '');
    for (const [, span] of prose.matchAll(/`([^`]+)`/g)) {
      const command = span.replaceAll(/\s+/g, ' ');
      if (PROGRAM.test(command)) spans.push({ path, command: command.replace(/^(?:(?:start|test) -- |run \w+$)/, 'npm --prefix js-harness $&') });
      else if (FORM.test(command) && path === 'pkg-template/README.md') spans.push({ path, command: `npx connector-generic-http-sms ${command}` });
    }
  }
  return { fences, dockerfiles, commands: [...fences.flatMap(({ path, text }) => commandsOf(text).map((command) => ({ path, command }))), ...spans] };
}

/** One for each command of a script: lines that go on, quotes and here-documents are joined. @param {string} script */
export function commandsOf(script) {
  const commands = [];
  let command = '';
  for (const line of script.split('\n')) {
    command += command === '' ? line : `\n${line}`;
    if (isOpen(command)) continue;
    const joined = command.replaceAll(/\\\n\s*/g, ' ').replace(/\s+# .*$/, '').trim();
    if (joined !== '' && !joined.startsWith('#')) commands.push(joined);
    command = '';
  }
  if (command !== '') throw new Error(`a command has no end: ${command}`);
  return commands;
}

/** Whether more lines belong to it. @param {string} command */
function isOpen(command) {
  const [, end] = /<<(\w+)$/m.exec(command) ?? [];
  if (end) return !command.split('\n').slice(1).includes(end);
  // A quote inside of the other kind is none.
  const quotes = command.replaceAll(/\\["']|'[^']*'|"[^"]*"/g, '');
  return command.endsWith('\\') || /["']/.test(quotes);
}
