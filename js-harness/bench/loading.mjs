// What loading the package costs a process that has connector-kit and zod loaded, as Logto's server has: fresh processes, in
// rotating order.
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { connectorDirectory, core } from '../logto/layout.mjs';
import { runScript } from '../runtimes/process.mjs';
import { packages } from '../setup/paths.mjs';

/** @typedef {{ ms: number, rss: number, peak: number }} Load Bytes. */

const modules = {
  ours: pathToFileURL(join(connectorDirectory, 'lib', 'index.js')).href,
  official: pathToFileURL(join(packages, '@logto', 'connector-http-sms', 'lib', 'index.js')).href,
  /** Of Node's own, and loaded already. */
  none: 'node:fs',
};

const script = `
import '@logto/connector-kit';
import 'zod';
const started = performance.now();
await import(process.argv[1]);
const ms = performance.now() - started;
gc();
console.log(JSON.stringify({ ms, rss: process.memoryUsage.rss(), peak: process.resourceUsage().maxRSS * 1024 }));
`;

/** @param {number} rounds @param {(text: string) => void} [progress] @returns {Promise<Record<keyof typeof modules, Load[]>>} */
export async function measureLoading(rounds, progress) {
  const names = /** @type {(keyof typeof modules)[]} */ (Object.keys(modules));
  /** @type {Record<keyof typeof modules, Load[]>} */
  const loads = { ours: [], official: [], none: [] };
  for (let round = 0; round < rounds; round += 1) {
    progress?.(`round ${round + 1} of ${rounds}`);
    for (let turn = 0; turn < names.length; turn += 1) {
      const name = names[(turn + round) % names.length];
      const { code, stdout, stderr } = await runScript(core, script, { flags: ['--expose-gc'], args: [modules[name]] });
      if (code !== 0) throw new Error(`loading ${name} failed: ${stderr}`);
      loads[name].push(JSON.parse(stdout));
    }
  }
  return loads;
}
