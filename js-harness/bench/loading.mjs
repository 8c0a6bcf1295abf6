// What loading costs a process that has connector-kit and zod loaded, as Logto's server has: fresh processes, in turns.
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { runScript } from '../runtimes/process.mjs';
import { harness, packages } from '../setup/paths.mjs';
import { inTurns } from './race.mjs';

const official = join(packages, '@logto', 'connector-http-sms');

const script = `
import '@logto/connector-kit';
import 'zod';
const started = performance.now();
await import(process.argv[1]);
console.log(performance.now() - started);
`;

/**
 * Milliseconds, by name and round.
 * @param {Record<string, string>} directories Of packages of ours.
 * @param {number} rounds @param {import('./race.mjs').Progress} [progress]
 */
export async function measureLoading(directories, rounds, progress) {
  /** @type {Record<string, number[]>} */
  const loads = {};
  for (const [name, directory] of inTurns(Object.entries({ ...directories, official }), rounds, progress)) {
    const { code, stdout, stderr } = await runScript(harness, script, { args: [pathToFileURL(join(directory, 'lib', 'index.js')).href] });
    if (code !== 0) throw new Error(`loading ${name} failed: ${stderr}`);
    (loads[name] ??= []).push(Number(stdout));
  }
  return loads;
}
