// The benchmarks: `npm --prefix js-harness run bench`. Everything is measured beside its peers in the same run, and with
// --package beside another build of the package, so that a change shows what it brought. An aim that is missed is shown
// and fails nothing: numbers of a shared machine are no gate.
import { access, mkdir, writeFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { cpuPerBuild, cpuPerSend, loading } from '../bench/measures.mjs';
import { report } from '../bench/report.mjs';
import { build } from '../build/package.mjs';
import { freshProject } from '../build/project.mjs';
import { linkPackages } from '../logto/layout.mjs';
import { harness, shown, target } from '../setup/paths.mjs';
import { step } from '../ui/steps.mjs';
import { Stop } from '../ui/stop.mjs';
import { command } from './arguments.mjs';

const FULL = { send: { rounds: 8, ms: 1500, warmUp: 4000 }, build: { rounds: 8, ms: 1000, warmUp: 2000 }, loads: 15 };
/** Enough to see that everything works, and nothing else. */
const QUICK = { send: { rounds: 2, ms: 150, warmUp: 150 }, build: { rounds: 2, ms: 60, warmUp: 100 }, loads: 2 };

await command('bench', async ({ quick, package: other, out }) => {
  // Figures of a quick run say nothing about speed, and those beside another build belong to one change: neither replaces
  // those that are checked in.
  out ??= quick || other ? join(target, 'bench') : join(harness, 'bench');
  const effort = quick ? QUICK : FULL;
  const { tarball, version } = await build();
  const packages = { ours: await unpack('bench', tarball), ...(other && { other: await unpack('bench-other', other) }) };

  const measures = [
    ...(await step('CPU per send', (note) => cpuPerSend(packages, effort.send, note))),
    await step('validate, render, build', (note) => cpuPerBuild(packages, effort.build, note)),
    await step('loading', (note) => loading(packages, effort.loads, note)),
  ];
  const about = {
    version,
    date: new Date().toISOString().slice(0, 10),
    node: process.versions.node,
    // Its HTTP client, which the sends are made of.
    undici: process.versions.undici,
    cpus: availableParallelism(),
    rounds: effort.send.rounds,
  };
  console.log(`\n${report(measures)}`);
  await mkdir(out, { recursive: true });
  await writeFile(join(out, 'results.json'), `${JSON.stringify({ ...about, measures }, rounded, 2)}\n`);
  console.log(`\nWritten to ${shown(out)}: results.json`);
});

/** @param {string} name @param {string} tarball */
async function unpack(name, tarball) {
  await access(tarball).catch(() => {
    throw new Stop(`There is no package at ${shown(tarball)}: give the path of a tarball, from the root of the clone.`);
  });
  const { directory, packageDirectory } = await freshProject(name, tarball);
  // What Logto's server has for a connector.
  await linkPackages(join(directory, 'node_modules'), ['@logto/connector-kit', 'zod']);
  return packageDirectory;
}

/** Four digits tell all there is to tell. @param {string} _key @param {unknown} value */
function rounded(_key, value) {
  return typeof value === 'number' ? Number(value.toPrecision(4)) : value;
}
