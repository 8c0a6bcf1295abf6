// Entry of every command: `node run.mjs TASK [ARGUMENT…]`. Runs on any Node from 18 on, answers what needs no set-up,
// brings what is missing, and hands over to the project's own Node. That one is started by its path: on a fresh clone
// it was not there yet when npm put node_modules/.bin on the PATH.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { overview, readArguments, taskOf, usage, withThoseOfNpm } from './commands/arguments.mjs';
import { tasks } from './commands/tasks.mjs';
import { environment } from './setup/command.mjs';
import { projectNode } from './setup/packages.mjs';
import { harness } from './setup/paths.mjs';
import { setUpTools } from './setup/setup.mjs';
import { began } from './ui/steps.mjs';
import { run } from './ui/stop.mjs';

await run(async () => {
  const [name, ...typed] = process.argv.slice(2);
  if (name === undefined || ['--help', '-h', 'help'].includes(name)) return console.log(overview());
  const task = taskOf(name);
  const args = withThoseOfNpm(task, typed, process.env);
  const { values, help } = readArguments(task, args);
  if (help) return console.log(usage(task));
  /** @type {import('./commands/tasks.mjs').Task} */
  const { module, answer } = tasks[/** @type {import('./commands/tasks.mjs').TaskName} */ (task)];
  const text = answer?.(values);
  if (text !== undefined) return console.log(text);
  await setUpTools();
  if (module) process.exitCode = await handOver(await projectNode(), [join(harness, 'commands', module), ...args]);
});

/** @param {string} node @param {string[]} args @returns {Promise<number>} */
function handOver(node, args) {
  return new Promise((resolve, reject) => {
    // INIT_CWD is where paths are typed, COMMAND_BEGAN when the waiting began.
    const env = environment({ INIT_CWD: process.env.INIT_CWD ?? process.cwd(), COMMAND_BEGAN: String(began) });
    const child = spawn(node, args, { stdio: 'inherit', env });
    // Ctrl-C reaches both; the task decides what it still has to stop, and its end is ours.
    for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM'])) process.on(signal, () => child.kill(signal));
    child.on('error', reject);
    child.on('close', (code) => resolve(code ?? 1));
  });
}
