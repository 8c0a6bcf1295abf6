import { adviceFor } from './causes.mjs';
import { paragraphs } from './list.mjs';
import { withoutMachinePaths } from './shown.mjs';
import { dim, red } from './style.mjs';

/** An end that a person can act on: what is wrong and what to do, and the tool's own last words where there are any. */
export class Stop extends Error {
  /** The exit code. */
  code = 1;

  /** @param {string} message @param {string} [output] */
  constructor(message, output = '') {
    super(message);
    this.name = 'Stop';
    this.output = output;
  }
}

/** A command that was typed wrongly: what is wrong, and what there is. */
export class WrongUsage extends Stop {
  code = 2;

  /** @param {string} message @param {string} usage */
  constructor(message, usage) {
    super(message);
    this.usage = usage;
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
    process.exitCode = error instanceof Stop ? error.code : 1;
    console.error(`\n${describe(error)}`);
  }
}

/** @param {unknown} error */
function describe(error) {
  if (error instanceof WrongUsage) return `${red(paragraphs(error.message))}\n\n${error.usage}`;
  if (error instanceof Stop) {
    const output = indent(withoutMachinePaths(error.output.trimEnd()));
    return `${output && `${dim(output)}\n\n`}${red(paragraphs(withoutMachinePaths(error.message)))}`;
  }
  if (!(error instanceof Error)) return red(String(error));
  // A full disk, a folder without the right to write: no fault of this program, and a stack would say nothing.
  const advice = 'syscall' in error && adviceFor(error.message);
  // The rest was not foreseen: a fault of this program, so the stack is what helps.
  return red(withoutMachinePaths(advice ? paragraphs(`${error.message}\n${advice}`) : (error.stack ?? error.message)));
}

/** @param {string} text */
const indent = (text) => text.replace(/^(?=.)/gm, '  ');
