// send: a real send. Shows the request, what the provider answered, and what that means.
import { previewRequest } from '../../../lib/core.js';
import { messageOf, messageOptions } from '../arguments.js';
import { readConfiguration } from '../configuration-file.js';
import { columns, drawnAnswer, drawnPreview, section } from '../drawing.js';
import { drawnFailure, failureData, refusedBy } from '../failure.js';
import { drawnIssues, issuesOf } from '../issues.js';
import { Refusal } from '../outcome.js';
import { isSendable } from '../placed-issues.js';
import { realSend } from '../real-send.js';
import { green, print, waiting } from '../terminal.js';
import { drawnExplanation } from '../verdict.js';
import { explained } from './explain.js';

/** What Logto's own test sends. */
const TEST_CODE = '000000';

/** @type {import('../arguments.js').Command} */
export const send = {
  summary: 'Send a real message: the request, the answer, and the verdict rule by rule.',
  usage: 'send FILE --to … [--code …] [--type …] [--locale …] [--reveal]',
  examples: [
    'connector-generic-http-sms send sms.json --to +4915112345678',
    'SMS_API_KEY="$KEY" connector-generic-http-sms send sms.json --to +4915112345678 --code 123456 --json',
  ],
  about: `Without --code it is ${TEST_CODE}, as in the test of Logto's console. A configuration with errors is not sent.`,
  options: { ...messageOptions, reveal: { type: 'boolean', what: 'show credentials, and the answer as it came' } },
  positionals: [1, 1],
  required: ['to'],
  async run({ positionals: [path], values }) {
    const { name, text, config } = await readConfiguration(path);
    const data = messageOf({ code: TEST_CODE, .../** @type {any} */ (values) });
    const issues = issuesOf(config, text);
    if (!isSendable(issues)) throw new Refusal(drawnIssues(name, text, issues), { valid: false, issues });
    const request = previewed(config, data, values.reveal === true);
    // Before anything waits.
    if (!values.json) print(`${drawnPreview(request, values.to)}\n\n`);
    return sent(config, data, request, values.reveal === true);
  },
};

/** @param {any} config @param {any} data @param {boolean} reveal */
function previewed(config, data, reveal) {
  try {
    return previewRequest(config, data, { reveal });
  } catch (error) {
    throw refusedBy(error);
  }
}

/** @param {any} config @param {any} data @param {any} request @param {boolean} reveal @returns {Promise<import('../outcome.js').Outcome>} */
async function sent(config, data, request, reveal) {
  const { receipt, error, attempts, answer } = await waiting(`waiting for ${new URL(request.url).host}`, (report) =>
    realSend(config, data, (attempt) => report(attemptLine(attempt))),
  );
  const explanation = answer && explained(config, answer, data);
  const outcome = receipt ? drawnReceipt(receipt) : drawnFailure(error);
  return {
    code: receipt ? 0 : 1,
    text: [outcome, ...(answer ? [section('Answer', drawnAnswer(answer, reveal))] : []), ...(explanation ? [drawnExplanation(explanation)] : [])].join('\n\n'),
    json: { accepted: receipt !== undefined, request, attempts, ...(receipt ? { receipt } : { error: failureData(error) }), ...(explanation && { explanation }) },
  };
}

/** @param {import('../real-send.js').Attempt} attempt */
const attemptLine = ({ attempt, status, reason, durationMs, retryInMs, via }) =>
  [
    `attempt ${attempt}${via ? ` via ${via}` : ''}: ${status ? `HTTP ${status}` : reason} after ${Math.round(durationMs)} ms`,
    ...(retryInMs === undefined ? [] : [`again in ${Math.round(retryInMs)} ms`]),
  ].join(', ');

/** @param {any} receipt */
const drawnReceipt = (receipt) => `${green('✓')} The provider accepted the message.\n\n${columns(Object.entries(receipt).map(([name, value]) => [name, String(value)]))}`;
