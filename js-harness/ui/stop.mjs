import { withoutMachinePaths } from '../setup/paths.mjs';
import { dim, red } from './style.mjs';

/** An end that a person can act on: what is wrong and what to do, and the tool's own last words where there are any. */
export class Stop extends Error {
  /** @param {string} message @param {string} [output] */
  constructor(message, output = '') {
    super(message);
    this.name = 'Stop';
    this.output = output;
  }
}

/**
 * Runs a command's main function; the one place that turns what it throws into words and an exit code.
 * @param {() => Promise<void>} main
 */
export async function run(main) {
  try {
    await main();
  } catch (error) {
    process.exitCode = 1;
    console.error(`\n${describe(error)}`);
  }
}

/** @param {unknown} error */
function describe(error) {
  if (error instanceof Stop) {
    const output = indent(withoutMachinePaths(error.output.trimEnd()));
    return `${output && `${dim(output)}\n\n`}${red(withoutMachinePaths(error.message))}`;
  }
  // Not foreseen: a fault of this program, so the stack is what helps.
  return red(withoutMachinePaths(error instanceof Error ? (error.stack ?? error.message) : String(error)));
}

/** @param {string} text */
const indent = (text) => text.replace(/^(?=.)/gm, '  ');
