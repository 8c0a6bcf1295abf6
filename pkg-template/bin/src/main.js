#!/usr/bin/env node
// The command line: finds the command, runs it, and prints what it came to, for people or for machines.
import { parseCommand } from './arguments.js';
import { version } from '../../lib/core.js';
import { commands } from './commands/all.js';
import { helpOf, helpOfAll } from './help.js';
import { Refusal, Usage } from './outcome.js';
import { harmless, print, red, remark } from './terminal.js';

// Whoever reads the output may stop early, as `head` does.
process.stdout.on('error', (error) => {
  if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'EPIPE') throw error;
});

/** @param {string[]} words @returns {Promise<import('./outcome.js').Outcome>} */
async function run(words) {
  const [name] = words;
  if (name === undefined) throw new Usage('expected a command', { help: helpOfAll(commands) });
  if (['--help', '-h', 'help', '--version', '-v'].includes(name) || name === '--json') return general(words);
  if (!Object.hasOwn(commands, name)) throw new Usage(`there is no command "${name}"; the commands are ${Object.keys(commands).join(', ')}`);
  const command = commands[name];
  const { values, positionals } = parseCommand(name, command, words.slice(1));
  if (values.help) return { code: 0, text: helpOf(name, command), json: { command: name, ...described(command) } };
  return command.run({ values, positionals });
}

/** What is asked of no command. @param {string[]} words @returns {import('./outcome.js').Outcome} */
function general(words) {
  const [first, ...others] = words.filter((word) => word !== '--json');
  if (first === '--version' || first === '-v') return { code: 0, text: version(), json: { version: version() } };
  if (first === undefined) throw new Usage('expected a command', { help: helpOfAll(commands) });
  const about = first === 'help' ? others[0] : undefined;
  if (about !== undefined && Object.hasOwn(commands, about)) return { code: 0, text: helpOf(about, commands[about]), json: { command: about, ...described(commands[about]) } };
  if (!['--help', '-h', 'help'].includes(first)) throw new Usage('--json comes after the command');
  const all = Object.fromEntries(Object.entries(commands).map(([name, command]) => [name, described(command)]));
  return { code: 0, text: helpOfAll(commands), json: { commands: all } };
}

/** @param {import('./arguments.js').Command} command */
const described = ({ summary, usage, examples }) => ({ summary, usage, examples });

/** @param {string[]} words */
async function main(words) {
  const json = words.includes('--json');
  try {
    const { code, text, json: data, remarks = [] } = await run(words);
    if (!json) for (const line of remarks) remark(harmless(line));
    if (text !== undefined) print(json ? JSON.stringify(data, null, 2) : text);
    process.exitCode = code;
  } catch (error) {
    process.exitCode = failed(error, json, words[0]);
  }
}

/** Says why a command came to nothing. @param {any} error @param {boolean} json @param {string} name @returns {number} The exit code. */
function failed(error, json, name) {
  if (error instanceof Refusal) {
    print(json ? JSON.stringify(error.json, null, 2) : error.message);
    return 1;
  }
  if (error instanceof Usage) {
    const { help, ...data } = error.data;
    if (json) print(JSON.stringify({ error: { message: error.message, ...data } }, null, 2));
    else remark(help ?? `${red('error')} ${error.message}\n\nSee npx connector-generic-http-sms ${Object.hasOwn(commands, name) ? `${name} ` : ''}--help`);
    return 2;
  }
  // Ctrl+C at a question.
  if (error?.name === 'ExitPromptError') return 130;
  throw error;
}

await main(process.argv.slice(2));
