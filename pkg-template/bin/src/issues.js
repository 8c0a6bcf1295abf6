// The issues of a configuration as a compiler shows them: the place, the line, a caret, the sentence.
import wrapAnsi from 'wrap-ansi';
import { validateConfig } from '../../lib/core.js';
import { shownLine } from './hiding.js';
import { placeOfPath } from './json-text.js';
import { bold, cyan, dim, green, harmless, red, yellow } from './terminal.js';

/** Of a line, in characters. */
const WIDEST = 100;

/** @typedef {import('../../lib/core.js').Issue & import('./json-text.js').Place} PlacedIssue */

/**
 * Every issue in the order of the file. Logto's console saves nothing that has no value there, so that is an error too.
 * @param {any} config @param {string} text @returns {PlacedIssue[]}
 */
export const issuesOf = (config, text) =>
  validateConfig(config)
    .issues.map((issue) => ({ ...issue, severity: issue.code === 'not_in_logto' ? /** @type {const} */ ('error') : issue.severity, ...placeOfPath(text, issue.path) }))
    .sort((a, b) => a.line - b.line || a.column - b.column);

/** @param {{ severity: string }[]} issues */
export const hasErrors = (issues) => issues.some(({ severity }) => severity === 'error');

/** @param {string} name @param {string} text @param {PlacedIssue[]} issues */
export const drawnIssues = (name, text, issues) => [...issues.map((issue) => drawn(name, text, issue)), summary(name, issues)].join('\n\n');

/** @param {string} name @param {string} text @param {PlacedIssue} issue */
function drawn(name, text, { line, column, severity, path, message }) {
  const paint = severity === 'error' ? red : yellow;
  const gutter = String(line);
  const source = [...harmless(shownLine(text, line))];
  // A whole configuration may stand in one line.
  const from = source.length > WIDEST ? Math.max(0, column - 1 - WIDEST / 2) : 0;
  const shown = source.slice(from, from + WIDEST);
  return [
    `${bold(`${name}:${line}:${column}`)} ${paint(severity)}${path ? ` ${cyan(path)}` : ''}`,
    `${dim(` ${gutter} |`)} ${shown.join('')}`,
    // Tabs stay tabs, or the caret would stand elsewhere.
    `${dim(` ${' '.repeat(gutter.length)} |`)} ${shown.slice(0, column - 1 - from).join('').replaceAll(/[^\t]/gu, ' ')}${paint('^')}`,
    wrapAnsi(harmless(message), 78).replaceAll(/^/gm, '  '),
  ].join('\n');
}

/** @param {string} name @param {{ severity: string }[]} issues */
function summary(name, issues) {
  const errors = issues.filter(({ severity }) => severity === 'error').length;
  const counts = [count(errors, 'error'), count(issues.length - errors, 'warning')].filter(Boolean).join(', ');
  if (errors > 0) return `${red('✗')} ${name}: ${counts}`;
  return `${green('✓')} ${name}: ${counts || 'no issues'}; Logto saves this configuration`;
}

/** @param {number} number @param {string} noun */
const count = (number, noun) => (number === 0 ? '' : `${number} ${noun}${number === 1 ? '' : 's'}`);
