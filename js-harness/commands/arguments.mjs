// The one way in which arguments are read: by run.mjs before anything is set up, and by the command itself.
import { parseArgs } from 'node:util';
import { list, paragraphs } from '../ui/list.mjs';
import { didYouMean } from '../ui/nearest.mjs';
import { run, WrongUsage } from '../ui/stop.mjs';
import { bold, cyan } from '../ui/style.mjs';
import { commandOf, tasks as known } from './tasks.mjs';

/** @typedef {import('./tasks.mjs').Task} Task */
/** @typedef {{ values: Record<string, any>, rest: any[], help: boolean }} Arguments */

const tasks = /** @type {Record<string, Task>} */ (known);

/** npm takes the beginning of an option of its own for that option. @type {Record<string, string>} */
const TAKEN_FOR = { to: 'token-description' };

/**
 * Runs a command with its arguments.
 * @param {import('./tasks.mjs').TaskName} task
 * @param {(values: Record<string, any>, rest: any[]) => Promise<void>} main
 */
export const command = (task, main) =>
  run(async () => {
    const { values, rest } = readArguments(task, process.argv.slice(2));
    await main(values, rest);
  });

/** All tasks, for `node run.mjs` alone. */
export const overview = () =>
  [
    `${bold('Usage:')} npm --prefix js-harness TASK [-- ARGUMENT…], with TASK one of`,
    '',
    list(
      Object.entries(tasks).map(([name, { what }]) => [commandOf(name).replace('npm --prefix js-harness ', ''), what]),
      { style: cyan },
    ),
    '',
    'What a task takes: npm --prefix js-harness TASK -- --help',
  ].join('\n');

/** @param {string} name */
export function usage(name) {
  const { what, options = {}, rest } = tasks[name];
  const rows = Object.entries(options).map(([option, { value, what: meaning, otherwise }]) => [
    spelled(option, value),
    otherwise === undefined ? meaning : `${meaning} (default ${otherwise})`,
  ]);
  if (rest) rows.push([`${rest.value}…`, rest.what]);
  const takes = [...(Object.keys(options).length > 0 ? ['[OPTION…]'] : []), ...(rest ? [`[${rest.value}…]`] : [])].join(' ');
  const lines = [`${bold('Usage:')} ${commandOf(name)}${takes && ` [-- ${takes}]`}`, '', paragraphs(`It ${what}.`)];
  if (rows.length > 0) lines.push('', list(rows, { style: cyan }));
  return lines.join('\n');
}

/** @param {string} option @param {string} [value] */
const spelled = (option, value) => `--${option}${value ? ` ${value}` : ''}`;

/** The task that is meant. @param {string | undefined} name */
export function taskOf(name = '') {
  if (Object.hasOwn(tasks, name)) return name;
  const owners = Object.keys(tasks).filter((task) => Object.hasOwn(tasks[task].options ?? {}, name.replace(/^--/, '')));
  if (name.startsWith('--') && owners.length > 0) {
    throw new WrongUsage(`${name} belongs to a task: ${owners.map((task) => `${commandOf(task)} -- ${name}`).join(', ')}`, overview());
  }
  throw new WrongUsage(`There is no task "${name}"${didYouMean(name, Object.keys(tasks))}`, overview());
}

/**
 * @param {string} task @param {string[]} args
 * @returns {Arguments}
 */
export function readArguments(task, args) {
  const { options = {}, rest: beside } = tasks[task];
  /** @param {string} message */
  const wrong = (message) => new WrongUsage(message, usage(task));
  const { tokens } = parseArgs({
    args,
    strict: false,
    tokens: true,
    options: {
      help: { type: 'boolean', short: 'h' },
      ...Object.fromEntries(Object.entries(options).map(([name, { value }]) => [name, { type: value ? 'string' : 'boolean' }])),
    },
  });
  /** @type {Arguments} */
  const found = { values: {}, rest: [], help: false };
  /** @param {string} subject @param {import('./tasks.mjs').Option} option @param {string} text */
  const read = (subject, { read: reader = (value) => value }, text) => {
    try {
      return reader(text);
    } catch (error) {
      throw wrong(subject + /** @type {Error} */ (error).message);
    }
  };
  for (const token of tokens) {
    if (token.kind === 'option-terminator') continue;
    if (token.kind === 'positional') {
      if (!beside) throw wrong(`"${token.value}" belongs to no option.`);
      found.rest.push(read('', beside, token.value));
    } else if (token.name === 'help') {
      found.help = true;
    } else {
      const { name, rawName, value, inlineValue } = token;
      const option = Object.hasOwn(options, name) ? options[name] : undefined;
      if (!option) throw wrong(`There is no option ${rawName} of "${task}"${didYouMean(name, Object.keys(options), (other) => `--${other}`)}`);
      if (!option.value && value !== undefined) throw wrong(`--${name} takes no value.`);
      if (option.value && (!value || (!inlineValue && value.startsWith('-')))) throw wrong(`--${name} needs a value: ${spelled(name, option.value)}`);
      found.values[name] = option.value ? read(`--${name}: `, option, String(value)) : true;
    }
  }
  for (const [name, { otherwise, without = [], only }] of Object.entries(options)) {
    if (name in found.values) {
      const other = without.find((one) => one in found.values);
      if (other) throw wrong(`--${name} and --${other} do not go together.`);
      if (only && !(only in found.values)) throw wrong(`--${name} is of use with ${spelled(only, options[only].value)} only.`);
    } else if (otherwise !== undefined) {
      found.values[name] = otherwise;
    }
  }
  return found;
}

/**
 * The arguments with those that npm kept: without a `--` before them it takes options for its own, says so to their
 * values (`npm start --recipe twilio` runs `start twilio`), and leaves them in the environment.
 * @param {string} task @param {string[]} args @param {NodeJS.ProcessEnv} env
 * @returns {string[]}
 */
export function withThoseOfNpm(task, args, env) {
  if (env.npm_lifecycle_event !== task) return args;
  const { options = {}, rest } = tasks[task];
  const kept = Object.entries(options).flatMap(([name, { value }]) => {
    const [text] = [name, TAKEN_FOR[name]].flatMap((key) => (key && env[`npm_config_${key.replaceAll('-', '_')}`]) || []);
    return text ? [{ name, value, text: value && text !== 'true' ? text : undefined }] : [];
  });
  const apart = kept.filter(({ value, text }) => value && text === undefined);
  const whole = kept.filter((option) => !apart.includes(option)).map(({ name, text }) => `--${name}${text === undefined ? '' : `=${text}`}`);
  if (apart.length === 0) return [...whole, ...args];
  if (apart.length === 1 && args.length <= 1 && !rest) return [...whole, `--${apart[0].name}`, ...args];
  // Which value belongs to which option cannot be seen any more.
  const typed = [
    ...whole.map((text) => (text.includes(' ') ? `"${text}"` : text)),
    ...apart.map(({ name, value }) => spelled(name, value)),
    ...(rest ? [`[${rest.value}…]`] : []),
  ];
  throw new WrongUsage(
    `npm took ${apart.map(({ name }) => `--${name}`).join(' and ')} for an option of its own. A "--" keeps it from that; type:`,
    `  ${commandOf(task)} -- ${typed.join(' ')}`,
  );
}
