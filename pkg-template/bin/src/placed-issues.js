// The issues of the engine in the order of the text, each with its place in it.
import { placeOfPath } from './json-text.js';

/** @typedef {import('../../lib/core.js').Issue & import('./json-text.js').Place} PlacedIssue */

/**
 * Logto's console saves nothing that has no value there, so that is an error too.
 * @param {import('../../lib/core.js').Issue[]} issues @param {string} text @returns {PlacedIssue[]}
 */
export const placed = (issues, text) =>
  issues
    .map((issue) => ({ ...issue, severity: issue.code === 'not_in_logto' ? /** @type {const} */ ('error') : issue.severity, ...placeOfPath(text, issue.path) }))
    .sort((a, b) => a.line - b.line || a.column - b.column);

/** @param {{ severity: string }[]} issues */
export const hasErrors = (issues) => issues.some(({ severity }) => severity === 'error');

/** What only Logto lacks does not hinder a send from here. @param {{ severity: string, code: string }[]} issues */
export const isSendable = (issues) => !hasErrors(issues.filter(({ code }) => code !== 'not_in_logto'));
