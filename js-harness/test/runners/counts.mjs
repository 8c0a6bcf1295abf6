/**
 * What a runner came to. `output` is what a person should read: nothing when all went well and no test had a say.
 * @typedef {{ passed: number, failed: number, skipped: number, output: string }} Outcome
 */

const CARGO_PROGRESS = /^ +(Compiling|Downloading|Downloaded|Updating|Locking|Adding|Blocking) .*\n/gm;

/**
 * Reads the counts of a runner in Rust's format, one summary per test binary.
 * @param {import('../../setup/command.mjs').Result} result
 * @returns {Outcome}
 */
export function fromRust({ code, output }) {
  const sums = { passed: 0, failed: 0, skipped: 0 };
  for (const [, passed, failed, ignored] of output.matchAll(/^test result: .*?(\d+) passed; (\d+) failed; (\d+) ignored/gm)) {
    sums.passed += Number(passed);
    sums.failed += Number(failed);
    sums.skipped += Number(ignored);
  }
  return judged(sums, code, output.replaceAll(CARGO_PROGRESS, ''));
}

/**
 * Makes a failure of what the counts alone would hide: a runner that broke, or that found no test to run.
 * @param {Omit<Outcome, 'output'>} counts @param {number} code @param {string} output
 * @returns {Outcome}
 */
export function judged({ passed, failed, skipped }, code, output) {
  if (failed > 0) return { passed, failed, skipped, output };
  if (code !== 0) return { passed, failed: 1, skipped, output: `${output}\nThe runner ended with exit code ${code}.` };
  if (passed === 0) return { passed, failed: 1, skipped, output: `${output}\nThe runner ran no test.` };
  return { passed, failed, skipped, output: '' };
}

/**
 * Several runs of the same tests as one.
 * @param {Record<string, Outcome>} outcomes By the name of what they ran in.
 * @returns {Outcome}
 */
export function together(outcomes) {
  const sums = { passed: 0, failed: 0, skipped: 0, output: '' };
  for (const [name, { passed, failed, skipped, output }] of Object.entries(outcomes)) {
    sums.passed += passed;
    sums.failed += failed;
    sums.skipped += skipped;
    if (output) sums.output += `${name}:\n${output}\n`;
  }
  return sums;
}
