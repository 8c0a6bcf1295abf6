// Why a message could not be sent, or its request not be made: the error of the engine for people and machines.
import wrapAnsi from 'wrap-ansi';
import { columns } from './drawing.js';
import { Refusal } from './outcome.js';
import { bold, harmless, red } from './terminal.js';

/** What people read first, in this order; the sentence stands above them. */
const ROWS = ['code', 'reason', 'status', 'rule', 'providerMessage', 'retryAfter', 'attempts', 'via', 'reference'];

/** @param {any} error A `SendError`. */
export const failureData = ({ code, data }) => ({ code, ...data });

/** @param {any} error A `SendError`. */
export function drawnFailure(error) {
  const { issues = [], errorDescription, ...data } = failureData(error);
  const rows = ROWS.filter((name) => data[name] !== undefined && (name !== 'reason' || data.reason !== data.code)).map((name) => [name, String(data[name])]);
  // A single one is in the sentence.
  const told = (issues.length > 1 ? issues : []).map(({ path, message }) => `  ${bold(path || '(all of it)')} ${message}`);
  return [`${red('✗')} ${wrapAnsi(harmless(errorDescription), 78)}`, columns(rows), ...told].join('\n\n');
}

/** @param {unknown} error A `SendError`. */
export const refusedBy = (error) => new Refusal(drawnFailure(error), { error: failureData(/** @type {any} */ (error)) });
