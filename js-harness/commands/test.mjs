// Every test, in the order from quick to thorough: `npm --prefix js-harness test [-- --only PART[,PART…] [FILE…]]`,
// FILE being part of a file's path below js-harness/test, or of a runtime's name.
import { parseArgs } from 'node:util';
import { build } from '../build/package.mjs';
import { installConnector } from '../logto/instance.mjs';
import { withoutMachinePaths } from '../setup/paths.mjs';
import { node } from '../test/runners/node.mjs';
import { prepareRuntimes, runtimes } from '../test/runners/runtimes.mjs';
import { host, prepareBrowsers, wasmInBrowsers, wasmInNode } from '../test/runners/rust.mjs';
import { types } from '../test/runners/types.mjs';
import { duration, step } from '../ui/steps.mjs';
import { run, Stop } from '../ui/stop.mjs';

/** @typedef {import('../test/runners/counts.mjs').Outcome} Outcome */

/**
 * `prepare` gets what the part runs on; every part says which it needs, so that one part alone is quick.
 * @type {Record<string, { title: string, prepare?: (files: string[]) => Promise<void>, run: (files: string[]) => Promise<Outcome> }>}
 */
const parts = {
  host: { title: 'Rust on the host', run: host },
  'wasm-node': { title: 'Rust as wasm in Node', run: wasmInNode },
  'wasm-browser': { title: 'Rust as wasm in browsers', prepare: prepareBrowsers, run: wasmInBrowsers },
  types: { title: 'types of the package', prepare: install, run: types },
  node: { title: 'package in Node', prepare: install, run: node },
  runtimes: { title: 'package in every runtime', prepare: prepareRuntimes, run: runtimes },
};

await run(async () => {
  const started = performance.now();
  const { names, files } = readArguments();
  for (const prepare of new Set(names.map((name) => parts[name].prepare))) await prepare?.(files);

  const sum = { passed: 0, failed: 0, skipped: 0 };
  for (const name of names) {
    const { passed, failed, skipped, output } = await step(parts[name].title, async (note) => {
      const outcome = await parts[name].run(files).catch(broken);
      note(describe(outcome), outcome.failed === 0);
      return outcome;
    });
    sum.passed += passed;
    sum.failed += failed;
    sum.skipped += skipped;
    if (output) console.log(`\n${withoutMachinePaths(output).trim()}\n`);
  }
  if (sum.failed > 0) process.exitCode = 1;
  console.log(`\n${names.join(', ')}: ${duration(performance.now() - started)}`);
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

function readArguments() {
  const usage = `Usage: npm --prefix js-harness test [-- --only PART[,PART…] [FILE…]], with PART one of ${Object.keys(parts).join(', ')}`;
  try {
    const { values, positionals } = parseArgs({ options: { only: { type: 'string' } }, allowPositionals: true });
    const names = values.only?.split(',') ?? Object.keys(parts);
    if (names.every((name) => Object.hasOwn(parts, name))) return { names, files: positionals };
  } catch {
    // An option that does not exist.
  }
  throw new Stop(usage);
}
