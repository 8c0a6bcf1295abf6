// What the engine says of a configuration, a message and an answer: the same wasm that sends.
import { explainAnswer, previewRequest, validateConfig } from '../../lib/core.web.js';
import { jsonError } from '../../bin/src/json-text.js';
import { placed } from '../../bin/src/placed-issues.js';

export { version } from '../../lib/core.web.js';

/**
 * @typedef {import('../../lib/core.js').Issue & { line: number, column: number }} PlacedIssue
 * @typedef {{ to: string, type: string, payload: Record<string, string> }} Message
 * @typedef {{ status: number, headers: Record<string, string>, body: string }} Answer
 * @typedef {{ issues: PlacedIssue[], config?: any, preview?: any, previewError?: any, explanation?: any, explanationError?: any }} Judgement
 */

/**
 * All of it at once, at each key stroke.
 * @param {string} text @param {Message} message @param {Answer | undefined} answer Where there is one.
 * @param {{ reveal: boolean, environment: Record<string, string> }} options `environment`: credentials that the configuration need not hold.
 * @returns {Judgement}
 */
export function judge(text, message, answer, { reveal, environment }) {
  const broken = jsonError(text);
  if (broken) return { issues: [{ path: '', code: 'not_json', severity: 'error', ...broken }] };
  const parsed = JSON.parse(text);
  const config = typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed) ? { ...parsed, ...environment } : parsed;
  const issues = placed(validateConfig(config).issues, text);
  const preview = attempt(() => previewRequest(config, message, { reveal }));
  const explanation = answer && attempt(() => explainAnswer(config, answer, message));
  return { issues, config, preview: preview.value, previewError: preview.error, explanation: explanation?.value, explanationError: explanation?.error };
}

/** @template T @param {() => T} work @returns {{ value?: T, error?: any }} */
function attempt(work) {
  try {
    return { value: work() };
  } catch (error) {
    return { error };
  }
}
