// The packed package in every runtime that it is made for: one body of tests, one table.
import { cp, mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from '../../build/package.mjs';
import { freshProject } from '../../build/project.mjs';
import { testNames } from '../../runtimes/inside/body.mjs';
import { within } from '../../runtimes/process.mjs';
import { runtimes as all } from '../../runtimes/runtimes.mjs';
import { startServer } from '../../runtimes/server.mjs';
import { browsers } from '../../setup/browser.mjs';
import { excerpt } from '../../setup/command.mjs';
import { target } from '../../setup/paths.mjs';
import { runtimePackages, runtimesProject } from '../../setup/runtimes.mjs';
import { setUp } from '../../setup/setup.mjs';
import { Stop } from '../../ui/stop.mjs';
import { table } from '../../ui/table.mjs';

/** @typedef {import('../../runtimes/server.mjs').Result} Result */
/** @typedef {{ title: string, version: string, results: Result[], present: boolean }} Column */

const [PASSED, FAILED, SKIPPED] = ['✓', '✗', '–'];
/** Far above what the body takes on a busy machine: it is there so that a hang ends. */
const LIMIT = 120_000;

/** @param {string[]} only */
export async function prepareRuntimes(only) {
  const needsBrowser = chosen(only).some(({ kind }) => kind === 'browser');
  await setUp('runtimes ready', [runtimePackages, ...(needsBrowser ? browsers : [])]);
  await build();
}

export async function prepareBundlers() {
  await setUp('bundlers ready', [runtimePackages, ...browsers]);
  await build();
}

/**
 * @param {string[]} only Run those whose names contain one of these; all of them when empty.
 * @returns {Promise<import('./counts.mjs').Outcome>}
 */
export async function runtimes(only) {
  const { directory } = await freshProject('runtimes');
  await cp(join(runtimesProject, 'inside'), directory, { recursive: true });
  const server = await startServer();
  try {
    const columns = [];
    for (const runtime of chosen(only)) columns.push(await column(runtime, directory, server));
    return outcomeOf(columns);
  } finally {
    server.stop();
  }
}

/** @param {string[]} only */
function chosen(only) {
  const some = all.filter(({ id }) => only.length === 0 || only.some((part) => id.includes(part)));
  if (some.length === 0) throw new Stop(`No runtime is called so; there are ${all.map(({ id }) => id).join(', ')}.`);
  return some;
}

/**
 * @param {import('../../runtimes/runtimes.mjs').Runtime} runtime @param {string} project
 * @param {import('../../runtimes/runtimes.mjs').Server} server
 * @returns {Promise<Column>}
 */
async function column({ id, title, kind, find, version, start }, project, server) {
  const program = await find();
  const found = program && (await version(program).catch(() => undefined));
  if (!program || !found) {
    return { title, version: 'missing', present: false, results: complete([{ name: testNames[0], ok: false, detail: 'npm brought none' }]) };
  }
  const scratch = join(target, 'runtimes', id);
  await rm(scratch, { recursive: true, force: true });
  await mkdir(scratch, { recursive: true });
  const reported = server.reportOf(id);
  const started = await start({ id, kind, program, project, scratch, server });
  try {
    const results = await within(Promise.race([reported, started.ended.then(() => undefined)]), LIMIT);
    if (results) return { title, version: found, present: true, results: complete([...results, ...((await started.more?.()) ?? [])]) };
    const detail = `there was no report; it printed: ${excerpt(started.output()) || 'nothing'}`;
    return { title, version: found, present: true, results: complete([{ name: testNames[0], ok: false, detail }]) };
  } finally {
    await started.stop();
    await rm(scratch, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** A test without a result has failed; the ones that broke off say why. @param {Result[]} results */
function complete(results) {
  const missing = testNames.filter((name) => !results.some((result) => result.name === name));
  return [...results, ...missing.map((name) => ({ name, ok: false, detail: '' }))];
}

/** @param {Column[]} columns @returns {import('./counts.mjs').Outcome} */
function outcomeOf(columns) {
  const names = [...new Set(columns.flatMap(({ results }) => results.map(({ name }) => name)))];
  /** @param {Column} column @param {string} name */
  const mark = ({ results, present }, name) => {
    const result = results.find((candidate) => candidate.name === name);
    if (!result) return '';
    if (result.ok) return PASSED;
    return present || allAreHere ? FAILED : SKIPPED;
  };
  const rows = names.map((name) => [name, ...columns.map((column) => mark(column, name))]);
  const versions = ['', ...columns.map(({ version }) => version)];
  const reasons = columns.flatMap((column) =>
    column.results
      .filter(({ name, detail }) => mark(column, name) === FAILED && detail !== '')
      .map(({ name, detail }) => `${FAILED} ${column.title} ${column.version}, ${name}: ${detail}`));
  /** @param {string} wanted */
  const count = (wanted) => rows.flat().filter((cell) => cell === wanted).length;
  return {
    passed: count(PASSED),
    failed: count(FAILED),
    skipped: count(SKIPPED),
    output: [table([versions, ...rows], { head: ['test', ...columns.map(({ title }) => title)], columns: Infinity }), ...reasons].join('\n'),
  };
}

/** Whether npm has every runtime for this platform; only elsewhere may one be missing. */
const allAreHere = process.platform === 'linux' && process.arch === 'x64' && hasGlibc();

function hasGlibc() {
  const { header } = /** @type {{ header: { glibcVersionRuntime?: string } }} */ (process.report.getReport());
  return header.glibcVersionRuntime !== undefined;
}
