// The benchmarks: `npm --prefix js-harness run bench`. Everything is measured beside its peers in the same run, and with
// --package beside another build of the package, so that a change shows what it brought. An aim that is missed is shown
// and fails nothing: numbers of a shared machine are no gate.
import { access, mkdir, writeFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { countCrossings, crossingTable } from '../bench/crossings.mjs';
import { cpuPerBuild, FULL_COURSE, loading, QUICK_COURSE, sends } from '../bench/measures.mjs';
import { profileSends, profileTable } from '../bench/profile.mjs';
import { scale, scaleTable } from '../bench/scale.mjs';
import { report } from '../bench/report.mjs';
import { build } from '../build/package.mjs';
import { freshProject } from '../build/project.mjs';
import { linkPackages } from '../logto/layout.mjs';
import { harness, shown, target } from '../setup/paths.mjs';
import { runtimePackages } from '../setup/runtimes.mjs';
import { setUp } from '../setup/setup.mjs';
import { step } from '../ui/steps.mjs';
import { Stop } from '../ui/stop.mjs';
import { command } from './arguments.mjs';

const FULL = { course: FULL_COURSE, send: { rounds: 7, count: 400, warmUp: 1500 }, build: { rounds: 8, count: 50_000, warmUp: 100_000 }, loads: 15 };
/** How many sends a profile shows, after as many that warm up. */
const PROFILED = 5000;
/** Enough to see that everything works, and nothing else. */
const QUICK = { course: QUICK_COURSE, send: { rounds: 2, count: 64, warmUp: 64 }, build: { rounds: 2, count: 500, warmUp: 500 }, loads: 2 };

await command('bench', async ({ quick, package: other, out, crossings, profile, scale: isScale }) => {
  // Figures of a quick run say nothing about speed, and those beside another build belong to one change: neither replaces
  // those that are checked in.
  out ??= quick || other ? join(target, 'bench') : join(harness, 'bench');
  const effort = quick ? QUICK : FULL;
  const { tarball, version } = await build();
  const packages = { ours: await unpack('bench', tarball), ...(other && { other: await unpack('bench-other', other) }) };

  const scenes = FULL_COURSE.scenes.map(([scene]) => scene).filter(({ delay }) => !delay);
  if (crossings) return console.log(`\n${crossingTable(await step('crossings', () => countCrossings(packages, scenes)))}`);
  if (profile) return console.log(`\n${profileTable(await step('profiles', (note) => profileSends(packages.ours, scenes, PROFILED, note)))}`);
  if (isScale) return console.log(`\n${scaleTable(await step('curves', (note) => scale(packages.ours, note)))}`);

  // The other Nodes.
  if (effort.course.majors.length > 1) await setUp('runtimes ready', [runtimePackages]);
  const measures = [
    ...(await step('sends', (note) => sends(packages, effort.course, effort.send, note))),
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
