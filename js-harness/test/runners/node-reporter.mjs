// A reporter for node:test: silent about what passes, everything about what fails, what tests print as it comes,
// and last a line of counts for runners/node.mjs.
import { inspect } from 'node:util';

const TOTAL = /^(tests|suites|pass|fail|cancelled|skipped|todo|duration_ms) [\d.]+$/;

/**
 * @param {AsyncIterable<import('node:test/reporters').TestEvent>} events
 * @returns {AsyncGenerator<string>}
 */
export default async function* report(events) {
  for await (const event of events) {
    const { type, data } = event;
    if (type === 'test:stdout' || type === 'test:stderr') yield data.message;
    // Node reports an error that comes after its test's end this way only; its own totals come this way too.
    else if (type === 'test:diagnostic' && !TOTAL.test(data.message)) yield `${data.message}\n`;
    else if (type === 'test:fail' && data.todo === undefined) yield failure(data);
    // One summary per file, and one without a file for all of them.
    else if (type === 'test:summary' && data.file === undefined) yield summary(data.counts);
  }
}

/** @param {Extract<import('node:test/reporters').TestEvent, { type: 'test:fail' }>['data']} data */
function failure({ name, file, line, details: { error, type } }) {
  // A suite fails because a test in it does, and that one has been reported.
  if (type === 'suite' && 'failureType' in error && error.failureType === 'subtestsFailed') return '';
  const cause = error.cause instanceof Error ? (error.cause.stack ?? inspect(error.cause)) : inspect(error.cause ?? error);
  return `\n✗ ${name}${file ? `  (${file}:${line})` : ''}\n${cause.replace(/^(?=.)/gm, '    ')}\n`;
}

/** @param {{ tests: number, passed: number, skipped: number, todo: number }} counts Whatever is none of these failed. */
const summary = ({ tests, passed, skipped, todo }) =>
  `\npassed ${passed} failed ${tests - passed - skipped - todo} skipped ${skipped + todo}\n`;
