// Tables for the terminal. Needs the npm packages; what runs before they are there prints lists, see list.mjs.
import Table from 'cli-table3';
import stringWidth from 'string-width';
import wrapAnsi from 'wrap-ansi';
import { bold } from './style.mjs';

const COLUMNS = 80;
const GAP = 2;
const NARROWEST = 8;
const NO_FRAME = Object.fromEntries(
  ['top', 'bottom', 'left', 'right', 'mid'].flatMap((side) => ['', '-mid', '-left', '-right'].map((end) => [side + end, ''])),
);

/** @typedef {string | number} Cell Columns of numbers are aligned to the right. */

/**
 * A table without frames. Where a line would be longer than `columns`, the widest columns give way and their cells wrap.
 * @param {Cell[][]} rows
 * @param {{ head?: string[], columns?: number }} [options]
 */
export function table(rows, { head, columns = COLUMNS } = {}) {
  const widths = fitted(head ? [head, ...rows] : rows, columns);
  const drawn = new Table({
    chars: { ...NO_FRAME, middle: '' },
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': GAP },
    colWidths: widths.map((width) => width + GAP),
    colAligns: widths.map((_, at) => (rows.some((row) => typeof row[at] === 'number') ? 'right' : 'left')),
  });
  if (head) drawn.push(head.map((name) => bold(name)), widths.map((width) => '─'.repeat(width)));
  drawn.push(...rows.map((row) => row.map((cell, at) => wrapped(String(cell), widths[at]))));
  return drawn
    .toString()
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n');
}

/** Not by the table's own wrapping, which cuts what has no space in it. @param {string} text @param {number} width */
const wrapped = (text, width) => (text.split('\n').some((line) => stringWidth(line) > width) ? wrapAnsi(text, width, { hard: true }) : text);

/** The width of each column. @param {Cell[][]} rows @param {number} columns */
function fitted(rows, columns) {
  /** @type {number[]} */
  const widths = [];
  for (const row of rows) {
    for (const [at, cell] of row.entries()) widths[at] = Math.max(widths[at] ?? 0, ...String(cell).split('\n').map((line) => stringWidth(line)));
  }
  const length = () => widths.reduce((sum, width) => sum + width + GAP, -GAP);
  while (length() > columns && Math.max(...widths) > NARROWEST) widths[widths.indexOf(Math.max(...widths))] -= 1;
  return widths;
}
