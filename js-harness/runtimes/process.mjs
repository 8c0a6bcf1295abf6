// Processes of our own: they end, whatever they do, and tell what they printed.
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { environment, nodeEnvironment } from '../setup/command.mjs';

/** How long a process may take to end when it is asked to. */
const PATIENCE = 5000;

/** @typedef {ReturnType<typeof start>} Started */
/** @typedef {{ code: number | null, signal: string | null, stdout: string, stderr: string, ms: number }} Ended */

/**
 * @param {string} command @param {string[]} args
 * @param {{ cwd: string, env?: Record<string, string>, onControl?: (text: string) => void }} options `onControl` gets what the process writes to its descriptor 3.
 */
export function start(command, args, { cwd, env, onControl }) {
  const child = execa(command, args, {
    cwd, env: environment(env), extendEnv: false, reject: false, all: true, forceKillAfterDelay: PATIENCE,
    stdio: ['ignore', 'pipe', 'pipe', onControl ? 'pipe' : 'ignore'],
  });
  let output = '';
  child.all.on('data', (text) => (output += text));
  child.stdio[3]?.on('data', (/** @type {Buffer} */ bytes) => onControl?.(String(bytes)));
  /** @type {Promise<{ code?: number, signal?: string }>} */
  const ended = child.then(({ exitCode, signal, shortMessage }) => {
    if (exitCode === undefined && signal === undefined) output += shortMessage;
    return { code: exitCode, signal };
  });
  return {
    ended,
    output: () => output,
    async stop() {
      child.kill();
      await ended;
    },
  };
}

/**
 * Runs this Node once more, to its end.
 * @param {string[]} args
 * @param {{ cwd?: string, env?: Record<string, string | undefined>, limit?: number, onLine?: (line: string) => void }} [options]
 *   `env` over the present one; `limit` in milliseconds.
 * @returns {Promise<Ended>}
 */
export async function runNode(args, { cwd, env, limit, onLine } = {}) {
  const child = execa(process.execPath, args, {
    cwd, env: { ...nodeEnvironment(), ...env }, extendEnv: false, reject: false, stdin: 'ignore', timeout: limit, killSignal: 'SIGKILL',
    stripFinalNewline: false,
  });
  if (onLine) for await (const line of child) onLine(line);
  const { exitCode = null, signal = null, stdout, stderr, durationMs } = await child;
  return { code: exitCode, signal, stdout, stderr, ms: durationMs };
}

/**
 * Runs a script as a process of its own, in a directory from which it can import by name.
 * @param {string} directory
 * @param {string} script The text of an ES module.
 * @param {{ flags?: string[], args?: string[], env?: Record<string, string | undefined>, limit?: number }} [options] As `runNode` has them.
 */
export const runScript = (directory, script, { flags = [], args = [], env, limit = 60_000 } = {}) =>
  runNode([...flags, '--input-type=module', '--eval', script, '--', ...args], { cwd: directory, env, limit });

/**
 * A module as a process that answers questions, each with one message; its first message comes without a question.
 * @param {URL} module @param {string[]} [args] @param {string[]} [flags] Of Node. @param {string} [node] Another Node.
 */
export function startWorker(module, args = [], flags = [], node = process.execPath) {
  const child = execa(node, [...flags, fileURLToPath(module), ...args], {
    env: nodeEnvironment(), extendEnv: false, reject: false, ipc: true, stdin: 'ignore', stdout: 'ignore', stderr: 'inherit',
  });
  return {
    /** @returns {Promise<any>} The next message; an end instead of one is an error. */
    answer: () => child.getOneMessage(),
    /** @param {unknown} question @returns {Promise<any>} */
    async ask(question) {
      const [answer] = await Promise.all([child.getOneMessage(), child.sendMessage(/** @type {any} */ (question))]);
      return answer;
    },
    async stop() {
      child.kill();
      await child;
    },
  };
}

/**
 * What a promise gives, or `undefined` when it takes too long.
 * @template T @param {Promise<T>} promise @param {number} milliseconds @returns {Promise<T | undefined>}
 */
export async function within(promise, milliseconds) {
  /** @type {NodeJS.Timeout | undefined} */
  let timer;
  const late = new Promise((resolve) => (timer = setTimeout(resolve, milliseconds)));
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}
