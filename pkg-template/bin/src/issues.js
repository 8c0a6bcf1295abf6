// The issues of a configuration as a compiler shows them: the place, the line, a caret, the sentence.
import wrapAnsi from 'wrap-ansi';
import { validateConfig } from '../../lib/core.js';
import { shownLine } from './hiding.js';
import { placed } from './placed-issues.js';
import { bold, cyan, dim, green, harmless, red, yellow } from './terminal.js';

/** Of a line, in characters. */
const WIDEST = 100;

/** @typedef {import('./placed-issues.js').PlacedIssue} PlacedIssue */

/** @param {any} config @param {string} text @returns {PlacedIssue[]} */
export const issuesOf = (config, text) => placed(validateConfig(config).issues, text);

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
