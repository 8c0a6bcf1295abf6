// Processes that end, whatever they do.
import { spawn } from 'node:child_process';
import { environment } from '../setup/command.mjs';

/** How long a process may take to end when it is asked to. */
const PATIENCE = 5000;

/** @typedef {ReturnType<typeof start>} Started */

/**
 * @param {string} command @param {string[]} args
 * @param {{ cwd: string, env?: Record<string, string>, onControl?: (text: string) => void }} options `onControl` gets what the process writes to its descriptor 3.
 */
export function start(command, args, { cwd, env, onControl }) {
  const child = spawn(command, args, { cwd, env: environment(env), stdio: ['ignore', 'pipe', 'pipe', onControl ? 'pipe' : 'ignore'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream?.setEncoding('utf8').on('data', (text) => (output += text));
  if (onControl) child.stdio[3]?.on('data', (bytes) => onControl(String(bytes)));
  /** @type {Promise<{ code: number | null, signal: string | null }>} */
  const ended = new Promise((resolve) => {
    child.on('error', (error) => {
      output += error.message;
      resolve({ code: null, signal: null });
    });
    child.on('close', (code, signal) => resolve({ code, signal }));
  });
  return {
    ended,
    output: () => output,
    async stop() {
      child.kill('SIGTERM');
      const timer = setTimeout(() => child.kill('SIGKILL'), PATIENCE);
      await ended;
      clearTimeout(timer);
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
