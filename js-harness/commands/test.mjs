// Every test: `npm --prefix js-harness test`.
import { build } from '../build/package.mjs';
import { installConnector } from '../logto/instance.mjs';
import { bundlers, node, playground } from '../test/runners/node.mjs';
import { prepareBundlers, prepareRuntimes, runtimes } from '../test/runners/runtimes.mjs';
import { host, prepareBrowsers, wasmInBrowsers, wasmInNode } from '../test/runners/rust.mjs';
import { types } from '../test/runners/types.mjs';
import { withoutMachinePaths } from '../ui/shown.mjs';
import { sinceBegin, step } from '../ui/steps.mjs';
import { Stop } from '../ui/stop.mjs';
import { command } from './arguments.mjs';
import { parts } from './tasks.mjs';

/** @typedef {import('../test/runners/counts.mjs').Outcome} Outcome */

/**
 * `prepare` gets what the part runs on; every part says which it needs, so that one part alone is quick.
 * @type {Record<keyof typeof parts, { prepare?: (files: string[]) => Promise<void>, run: (files: string[]) => Promise<Outcome> }>}
 */
const runners = {
  host: { run: host },
  'wasm-node': { run: wasmInNode },
  'wasm-browser': { prepare: prepareBrowsers, run: wasmInBrowsers },
  types: { prepare: install, run: types },
  node: { prepare: install, run: node },
  bundlers: { prepare: prepareBundlers, run: bundlers },
  playground: { prepare: prepareBundlers, run: playground },
  runtimes: { prepare: prepareRuntimes, run: runtimes },
};

await command('test', async ({ only }, files) => {
  const names = /** @type {(keyof typeof parts)[]} */ (only ?? Object.keys(parts));
  for (const prepare of new Set(names.map((name) => runners[name].prepare))) await prepare?.(files);

  const sum = { passed: 0, failed: 0, skipped: 0 };
  for (const name of names) {
    const { passed, failed, skipped, output } = await step(parts[name], async (note) => {
      const outcome = await runners[name].run(files).catch(broken);
      note(describe(outcome), outcome.failed === 0);
      return outcome;
    });
    sum.passed += passed;
    sum.failed += failed;
    sum.skipped += skipped;
    if (output) console.log(`\n${withoutMachinePaths(output).trim()}\n`);
  }
  if (sum.failed > 0) process.exitCode = 1;
  console.log(`\n${names.join(', ')}: ${sinceBegin()}`);
  // The last line, alone and in this form: CI reads it.
  console.log(describe(sum));
});

/** @param {Omit<Outcome, 'output'>} counts */
function describe({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}

/** A part that breaks is a failure among others: the rest still runs, and the totals stay the last line. @param {Error} error */
function broken(error) {
  return { passed: 0, failed: 1, skipped: 0, output: error instanceof Stop ? error.message : (error.stack ?? error.message) };
}

async function install() {
  await installConnector((await build()).tarball);
}
