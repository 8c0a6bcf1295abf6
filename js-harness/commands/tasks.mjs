// Every task, its options and its usage, in one place. Read before anything is set up, on any Node from 18 on: nothing
// here may need a package.
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { findRecipe, recipeList } from '../recipes/list.mjs';
import { root } from '../setup/paths.mjs';
import { didYouMean } from '../ui/nearest.mjs';

/**
 * @typedef {object} Option
 * @property {string} what
 * @property {string} [value] What its value is called; a switch has none.
 * @property {(text: string) => unknown} [read] Makes the value out of its text; throws an error that says what is wrong.
 * @property {unknown} [otherwise] The value where the option is not given.
 * @property {string[]} [without] Options that it cannot be used together with.
 * @property {string} [only] The option that it belongs to.
 *
 * @typedef {object} Task
 * @property {string} what
 * @property {string} [module] In this folder; without it the set-up is all of it.
 * @property {Record<string, Option>} [options]
 * @property {Omit<Option, 'value'> & { value: string }} [rest] What stands beside the options, any number of times.
 * @property {(values: Record<string, any>) => string | undefined} [answer] What can be said without any set-up.
 */

/** The parts of the tests, in the order from quick to thorough. @satisfies {Record<string, string>} */
export const parts = {
  host: 'Rust on the host',
  'wasm-node': 'Rust as wasm in Node',
  'wasm-browser': 'Rust as wasm in browsers',
  types: 'types of the package',
  node: 'package in Node',
  bundlers: 'package through bundlers',
  playground: 'playground in browsers',
  runtimes: 'package in every runtime',
};

/** @satisfies {Record<string, Task>} */
export const tasks = {
  start: {
    what: 'builds the package and sends real messages through it to a gateway on this machine',
    module: 'start.mjs',
    options: {
      list: { what: 'lists the recipes: ready configurations for SMS providers', without: ['recipe', 'config'] },
      recipe: { value: 'RECIPE', what: 'sends by this recipe, to a simulator of its provider', read: recipe, without: ['config'] },
      config: { value: 'FILE', what: 'sends by your own configuration, a JSON file', read: configuration },
      to: { value: 'NUMBER', what: 'the number to send to', read: phoneNumber, otherwise: '+1234567890', only: 'config' },
      code: { value: 'CODE', what: 'the code to send', otherwise: '123456', only: 'config' },
      type: { value: 'TYPE', what: 'the message type', otherwise: 'SignIn', only: 'config' },
      locale: { value: 'LANGUAGE', what: 'the language of the user, such as de', otherwise: 'en', only: 'config' },
      status: { value: 'STATUS', what: 'the HTTP status that the gateway answers with', read: whole(200, 599), otherwise: 200, only: 'config' },
      answer: { value: 'FILE|TEXT', what: 'the body that it answers with', read: fileOrText, only: 'config' },
    },
    answer: ({ list }) => (list ? recipeList() : undefined),
  },
  test: {
    what: 'runs every test, browsers included',
    module: 'test.mjs',
    options: {
      only: { value: 'PART[,PART…]', what: `runs these parts: ${Object.keys(parts).join(', ')}`, read: names('part', Object.keys(parts)) },
    },
    rest: { value: 'FILE', what: 'a part of the path of a test below js-harness/test, or of the name of a runtime' },
  },
  build: { what: 'builds the package: pkg/, and a tarball in target/', module: 'build.mjs' },
  setup: { what: 'brings the tools that the others need, and does nothing else' },
  soak: {
    what: 'sends a million messages in one process: memory and handles stay flat',
    module: 'soak.mjs',
    options: {
      sends: { value: 'N', what: 'how many, at least 1000', read: whole(1000), otherwise: 1_000_000 },
      'in-flight': { value: 'N', what: 'how many of them at once at the end', read: whole(0), otherwise: 10_000 },
    },
  },
  fuzz: {
    what: 'runs the fuzz targets',
    module: 'fuzz.mjs',
    options: { seconds: { value: 'N', what: 'how long each', read: whole(1), otherwise: 60 } },
    rest: {
      value: 'TARGET',
      get what() {
        return `one of ${fuzzTargets().join(', ')}; all of them where none is named`;
      },
      read: (name) => one('fuzz target', fuzzTargets())(name),
    },
  },
  sizes: {
    what: 'compares the sizes of the package with the checked-in ones',
    module: 'sizes.mjs',
    options: { update: { what: 'checks the present ones in' } },
  },
  bench: {
    what: 'measures the package beside its peers',
    module: 'bench.mjs',
    options: {
      quick: { what: 'shows that everything works, and says nothing about speed' },
      package: { value: 'TARBALL', what: 'measures another build of the package in the same run', read: typedPath },
      out: { value: 'FOLDER', what: 'where the results go', read: typedPath },
      crossings: { what: 'counts the calls out of wasm that a send makes, by name, and measures nothing', without: ['quick', 'out', 'profile', 'scale'] },
      profile: { what: 'shows where the time of a send goes, and measures nothing else', without: ['quick', 'package', 'out', 'crossings', 'scale'] },
      scale: { what: 'shows what a send costs with more in flight, more and larger configurations, larger requests', without: ['quick', 'package', 'out', 'crossings', 'profile'] },
    },
  },
};

/** @typedef {keyof typeof tasks} TaskName */

/** How a person starts it. @param {string} task */
export const commandOf = (task) => `npm --prefix js-harness ${['start', 'test'].includes(task) ? '' : 'run '}${task}`;

export function fuzzTargets() {
  return readdirSync(join(root, 'tests', 'fuzz', 'targets')).map((name) => name.replace(/\.rs$/, ''));
}

/** npm runs a task in its own folder; what is typed means the one where it was typed. @param {string} text */
function typedPath(text) {
  return resolve(process.env.INIT_CWD ?? '.', text);
}

/** @param {number} least @param {number} [most] */
function whole(least, most = Number.MAX_SAFE_INTEGER) {
  return (/** @type {string} */ text) => {
    const number = Number(text);
    if (/^\d+$/.test(text) && number >= least && number <= most) return number;
    throw new Error(`"${text}" is not a whole number ${most < Number.MAX_SAFE_INTEGER ? `from ${least} to ${most}` : `of at least ${least}`}.`);
  };
}

/** @param {string} what @param {string[]} known */
function one(what, known) {
  return (/** @type {string} */ name) => {
    if (known.includes(name)) return name;
    throw new Error(`there is no ${what} "${name}"${didYouMean(name, known)}`);
  };
}

/** @param {string} what @param {string[]} known */
function names(what, known) {
  return (/** @type {string} */ text) => text.split(',').map(one(what, known));
}

/** @param {string} name */
function recipe(name) {
  const { id, help } = findRecipe(name);
  if (id === undefined) throw new Error(help);
  return id;
}

/** @param {string} text */
function phoneNumber(text) {
  if (/^\+?[\d ().-]+$/.test(text) && /^\d{7,15}$/.test(text.replaceAll(/\D/g, ''))) return text;
  throw new Error(`"${text}" is not an international number such as +14155550123.`);
}

/** Read here, so that nobody waits for a set-up to hear of a comma. @param {string} text */
function configuration(text) {
  const path = typedPath(text);
  let content;
  try {
    content = readFileSync(path, 'utf8');
  } catch (error) {
    throw new Error(`${text} cannot be read: ${reasonOf(error)}.`);
  }
  try {
    const config = JSON.parse(content);
    if (typeof config === 'object' && config !== null && !Array.isArray(config)) return path;
  } catch (error) {
    throw new Error(`${text} is not JSON${placeOf(error)}: quotes are double, no comma follows the last entry, there are no comments.`);
  }
  throw new Error(`${text} is not a configuration, which is a JSON object: { "endpoint": … }`);
}

/** @param {unknown} error */
function reasonOf(error) {
  const { code } = /** @type {NodeJS.ErrnoException} */ (error);
  return { ENOENT: 'there is no such file', EISDIR: 'it is a folder', EACCES: 'you may not read it' }[code ?? ''] ?? String(code);
}

/** Where it stopped to be JSON; the message itself quotes the file, which holds credentials. @param {unknown} error */
function placeOf(error) {
  const { message } = /** @type {Error} */ (error);
  const [, line, column] = /\(line (\d+) column (\d+)\)/.exec(message) ?? [];
  return line ? `, line ${line}, column ${column}` : '';
}

/** @param {string} text */
function fileOrText(text) {
  const path = typedPath(text);
  return statSync(path, { throwIfNoEntry: false })?.isFile() ? path : text;
}
