// Sends through the local command, and shows what came of it.
import { isSendable } from '../../bin/src/placed-issues.js';
import { element, find, pairs } from './elements.js';

const WITHOUT_COMMAND = 'Providers do not let a page send. Run npx connector-generic-http-sms playground, and open the address that it prints.';
const WITHOUT_ANSWER = 'The command that serves this page does not answer. If it ended while it was sending, the message may be on its way.';
const WITH_ERRORS = 'A configuration with errors is not sent.';

/** @param {boolean} local Whether the command is there. @param {import('./engine.js').Judgement} judgement */
export function offerSending(local, { issues, preview }) {
  const sendable = preview && isSendable(issues);
  const host = preview && new URL(preview.url).host;
  find('#sending .hint').textContent = !local ? WITHOUT_COMMAND : sendable ? `The message goes to ${host}, and costs what your provider charges.` : WITH_ERRORS;
  /** @type {HTMLButtonElement} */ (find('#send')).disabled = !local || !sendable || busy;
}

let busy = false;

export const forgetOutcome = () => busy || find('#sending .output').replaceChildren();

/**
 * @param {() => Promise<any>} send
 * @returns {Promise<{ status: number, headers: Record<string, string>, body: string } | undefined>} What the provider answered.
 */
export async function sendOnce(send) {
  const output = find('#sending .output');
  const button = /** @type {HTMLButtonElement} */ (find('#send'));
  busy = button.disabled = true;
  output.replaceChildren(element('p.empty', {}, 'Waiting for the provider …'));
  try {
    const { receipt, error, attempts, answer } = await send();
    output.replaceChildren(
      element(`p.verdict.${receipt ? 'good' : 'bad'}`, {}, receipt ? 'The provider accepted the message.' : error.errorDescription),
      ...(attempts.length > 0 ? [element('ol.attempts', {}, ...attempts.map((attempt) => element('li', {}, attemptLine(attempt))))] : []),
      pairs(Object.entries(receipt ?? error).filter(([name]) => name !== 'errorDescription' && name !== 'issues').map(([name, value]) => [name, String(value)])),
    );
    return answer;
  } catch (error) {
    // What `fetch` throws is a TypeError; whatever else there is, the command said.
    const said = error instanceof TypeError ? WITHOUT_ANSWER : `Nothing was sent: ${/** @type {Error} */ (error).message}`;
    output.replaceChildren(element('p.verdict.bad', {}, said));
    return undefined;
  } finally {
    busy = button.disabled = false;
  }
}

/** @param {{ status?: number, reason?: string, durationMs: number, retryInMs?: number, via?: string }} attempt */
const attemptLine = ({ status, reason, durationMs, retryInMs, via }) =>
  [
    `${status ? `HTTP ${status}` : reason}${via ? ` via ${via}` : ''} after ${Math.round(durationMs)} ms`,
    ...(retryInMs === undefined ? [] : [`again in ${Math.round(retryInMs)} ms`]),
  ].join(', ');
