// The tests in the folders of js-harness/test: the packed package in Node, over real HTTP, through bundlers, and its page.
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { attempt } from '../../setup/command.mjs';
import { harness, shown } from '../../setup/paths.mjs';
import { judged } from './counts.mjs';

const tests = join(harness, 'test');
const reporter = pathToFileURL(join(tests, 'runners', 'node-reporter.mjs')).href;
// Far above any test's time: it is there so that a hang ends before the patience of whoever waits.
const TIMEOUT = 15 * 60_000;

/** What they run on comes with the runtimes, which the other tests do not need. */
const FOLDERS = ['bundlers', 'playground'];
/** @param {string} folder */
const isOf = (folder) => (/** @type {string} */ name) => name.startsWith(`${folder}/`);

/** @param {string[]} only Run the files whose paths below js-harness/test contain one of these; all of them when empty. */
export const node = (only) => run(only, (name) => !FOLDERS.some((folder) => isOf(folder)(name)));
export const bundlers = () => run([], isOf('bundlers'));
export const playground = () => run([], isOf('playground'));

/**
 * @param {string[]} only @param {(name: string) => boolean} isOurs
 * @returns {Promise<import('./counts.mjs').Outcome>}
 */
async function run(only, isOurs) {
  const all = (await readdir(tests, { recursive: true })).map((name) => name.replaceAll('\\', '/')).filter((name) => name.endsWith('.test.mjs'));
  const names = all.filter(isOurs);
  const chosen = names.filter((name) => only.length === 0 || only.some((part) => name.includes(part))).sort();
  // Without a file Node would look for tests on its own, and find others'.
  if (chosen.length === 0) return judged({ passed: 0, failed: 0, skipped: 0 }, 0, '');
  const files = chosen.map((name) => shown(join(tests, name)));
  const args = ['--test', `--test-reporter=${reporter}`, `--test-timeout=${TIMEOUT}`, ...files];
  const { code, output } = await attempt(process.execPath, args);
  const [, counts, passed, failed, skipped] = /^(passed (\d+) failed (\d+) skipped (\d+))$/m.exec(output) ?? [];
  const outcome = judged({ passed: Number(passed ?? 0), failed: Number(failed ?? 0), skipped: Number(skipped ?? 0) }, code, output);
  // What tests print of their own (tables of results) is shown, passed or not.
  return { ...outcome, output: (outcome.output || output).replace(counts ?? '', '').trim() };
}
