// A plain table for the terminal.

/**
 * @param {string[]} columns
 * @param {string[][]} rows
 */
export const table = (columns, rows) => {
  const widths = columns.map((name, index) => Math.max(name.length, ...rows.map((row) => row[index]?.length ?? 0)));
  /** @param {string[]} row */
  const line = (row) => row.map((cell, index) => cell.padEnd(widths[index])).join('  ').trimEnd();
  return [line(columns), widths.map((width) => '─'.repeat(width)).join('  '), ...rows.map(line)].join('\n');
};
