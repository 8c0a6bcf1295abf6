// Runs tools without their noise: what they print is kept, and shown only when they fail.
import { spawn } from 'node:child_process';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import { adviceFor } from '../ui/causes.mjs';
import { Stop } from '../ui/stop.mjs';
import { packagesBin, root, toolsBin } from './paths.mjs';

const FIRST_LINES = 8;
const LAST_LINES = 25;
// `Path` is how Windows spells PATH, which is set anew.
const INHERITED = /^(npm_(config_(local_|global_)?prefix|lifecycle_.*|package_.*|command)|init_cwd|path)$/i;

/** @typedef {{ code: number, stdout: string, output: string }} Result `output` is both streams as they came. */

/**
 * The environment of every tool: our tools first, and nothing of the `npm run` that we may be inside of
 * (its `--prefix` would make an inner `npm pack` pack this harness).
 * @param {Record<string, string>} [extra]
 * @returns {NodeJS.ProcessEnv}
 */
export function environment(extra) {
  const kept = Object.entries(process.env).filter(([name]) => !INHERITED.test(name));
  const path = process.env.PATH ?? '';
  // Last: a fresh rustup is not on the PATH of the shell that installed it.
  const cargo = join(process.env.CARGO_HOME ?? join(homedir(), '.cargo'), 'bin');
  const folders = [toolsBin, packagesBin, ...path.split(delimiter).filter(Boolean), cargo];
  return { ...Object.fromEntries(kept), PATH: [...new Set(folders)].join(delimiter), ...extra };
}

/** That of a Node process of its own: nothing of a test runner, which would make the process report as a test. */
export function nodeEnvironment() {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => name !== 'NODE_TEST_CONTEXT' && name !== 'NODE_OPTIONS'));
}

/**
 * Runs a tool to its end, whatever that is; exit code 127 when there is no such tool.
 * @param {string} command
 * @param {string[]} args
 * @param {{ cwd?: string, env?: Record<string, string>, signal?: AbortSignal }} [options]
 * @returns {Promise<Result>}
 */
export function attempt(command, args, { cwd = root, env, signal } = {}) {
  return new Promise((resolve) => {
    // Windows starts npm and its like through the shell only; no argument here needs quoting.
    const shell = process.platform === 'win32';
    const child = spawn(command, args, { cwd, env: environment(env), stdio: ['ignore', 'pipe', 'pipe'], shell, signal, killSignal: 'SIGKILL' });
    let stdout = '';
    let output = '';
    child.stdout.setEncoding('utf8').on('data', (text) => {
      stdout += text;
      output += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text) => (output += text));
    child.on('error', (error) => {
      // Ended by the signal, it may leave children of its own that hold on to these.
      for (const stream of [child.stdout, child.stderr]) stream.destroy();
      resolve({ code: 127, stdout, output: `${output}${error.message}` });
    });
    child.on('close', (code, killer) => {
      if (killer) output += `\nended by ${killer}`;
      resolve({ code: code ?? 1, stdout, output });
    });
  });
}

/**
 * Runs a tool that has to succeed; `advice` is the sentence a person reads when it does not, before what fits the cause.
 * @param {string} command
 * @param {string[]} args
 * @param {{ cwd?: string, env?: Record<string, string>, signal?: AbortSignal, advice: string }} options
 * @returns {Promise<Result>}
 */
export async function succeed(command, args, { advice, ...options }) {
  const result = await attempt(command, args, options);
  if (result.code !== 0) throw failure(advice, result.output);
  return result;
}

/** @param {string} advice @param {string} output */
export const failure = (advice, output) => new Stop([advice, adviceFor(output)].filter(Boolean).join(' '), excerpt(output));

/** The lines that matter of what a failed tool printed: the end, and the beginning, where npm says why. @param {string} text */
export function excerpt(text) {
  const lines = text.trimEnd().split('\n');
  if (lines.length <= FIRST_LINES + LAST_LINES + 1) return lines.join('\n');
  return [...lines.slice(0, FIRST_LINES), '…', ...lines.slice(-LAST_LINES)].join('\n');
}
