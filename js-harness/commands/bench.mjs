// The benchmarks: `npm --prefix js-harness run bench`. Everything is measured against its peer in
// the same run. A goal that is not met is shown as such and fails nothing: numbers of a shared machine are no gate.
import { mkdir, writeFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { chart } from '../bench/chart.mjs';
import { cpuPerSend, loading, purePart, sendsPerSecond, sizes } from '../bench/measures.mjs';
import { report } from '../bench/report.mjs';
import { build } from '../build/package.mjs';
import { installConnector } from '../logto/instance.mjs';
import { harness, shown, target } from '../setup/paths.mjs';
import { step } from '../ui/steps.mjs';
import { command } from './arguments.mjs';

const FULL = { send: { rounds: 8, ms: 1500, warmUp: 4000 }, pure: { rounds: 8, ms: 1000, warmUp: 2000 }, loads: 15 };
/** Enough to see that everything works, and nothing else. */
const QUICK = { send: { rounds: 2, ms: 150, warmUp: 150 }, pure: { rounds: 2, ms: 60, warmUp: 100 }, loads: 2 };

const RESULTS = join(harness, 'bench');
/** A quick run says nothing about speed; it shall not replace figures that do. */
const QUICK_RESULTS = join(target, 'bench');

await command('bench', async ({ quick, out = quick ? QUICK_RESULTS : RESULTS }) => {
  const { send, pure, loads } = quick ? QUICK : FULL;
  const built = await build();
  await installConnector(built.tarball);

  const measures = [
    ...(await step('CPU per send', (note) => cpuPerSend(send, note))),
    ...(await step('sends per second', (note) => sendsPerSecond(send, note))),
    ...(await step('validate, render, build', (note) => purePart(pure, note))),
    ...(await step('loading', (note) => loading(loads, note))),
    ...sizes(built.sizes),
  ];
  const about = {
    version: built.version,
    date: new Date().toISOString().slice(0, 10),
    node: process.versions.node,
    // Its HTTP client, which the sends are made of.
    undici: process.versions.undici,
    cpus: availableParallelism(),
    rounds: send.rounds,
  };
  console.log(`\n${report(measures)}`);
  await mkdir(out, { recursive: true });
  await writeFile(join(out, 'results.json'), `${JSON.stringify({ ...about, measures }, rounded, 2)}\n`);
  await writeFile(join(out, 'chart.svg'), chart(measures, about));
  console.log(`\nWritten to ${shown(out)}: results.json, chart.svg`);
});

/** Four digits tell all there is to tell. @param {string} _key @param {unknown} value */
function rounded(_key, value) {
  return typeof value === 'number' ? Number(value.toPrecision(4)) : value;
}
