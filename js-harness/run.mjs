// Entry of every command: `node run.mjs TASK [ARGUMENT…]`. Runs on any Node from 18 on, brings what is missing, and
// hands over to the project's own Node. That one is started by its path: on a fresh clone it was not there yet when
// npm put node_modules/.bin on the PATH.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { environment } from './setup/command.mjs';
import { projectNode } from './setup/packages.mjs';
import { harness } from './setup/paths.mjs';
import { setUpTools } from './setup/setup.mjs';
import { run, Stop } from './ui/stop.mjs';

/** Each task's module in commands; `setup` has none, the set-up is all of it. @type {Record<string, string | undefined>} */
const tasks = {
  setup: undefined,
  build: 'build.mjs',
  start: 'start.mjs',
  test: 'test.mjs',
  soak: 'soak.mjs',
  fuzz: 'fuzz.mjs',
  sizes: 'sizes.mjs',
  bench: 'bench.mjs',
};

await run(async () => {
  const [task = '', ...args] = process.argv.slice(2);
  if (!Object.hasOwn(tasks, task)) throw new Stop(`Usage: node run.mjs ${Object.keys(tasks).join(' | ')} [ARGUMENT…]`);
  await setUpTools();
  const module = tasks[task];
  if (module) process.exitCode = await handOver(await projectNode(), [join(harness, 'commands', module), ...args]);
});

/** @param {string} node @param {string[]} args @returns {Promise<number>} */
function handOver(node, args) {
  return new Promise((resolve, reject) => {
    const child = spawn(node, args, { stdio: 'inherit', env: environment() });
    // Ctrl-C reaches both; the task decides what it still has to stop, and its end is ours.
    for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM'])) process.on(signal, () => child.kill(signal));
    child.on('error', reject);
    child.on('close', (code) => resolve(code ?? 1));
  });
}
