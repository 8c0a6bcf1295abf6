/**
 * @param {import('./matrix.mjs').MatrixRow[]} rows
 * @returns {string} one line per row, and one more per problem
 */
export const formatTable = (rows) => {
  const titles = ['', 'fault', 'policy', 'what', 'outcome', 'code', 'reason', 'attempts', 'seen', 'accepted', 'ms'];
  const cells = rows.map((row) => [
    row.skipped ? '-' : row.problems.length > 0 ? 'x' : '\u2713',
    row.id.replace(/ \(\w+\)$/, ''),
    row.retry,
    row.what,
    ...(row.skipped
      ? [`skipped: ${row.skipped}`, '', '', '', '', '', '']
      : [row.outcome, row.code, row.reason, String(row.attempts ?? ''), String(row.seen), String(row.accepted), String(row.ms)]),
  ]);
  const widths = titles.map((title, column) => Math.max(title.length, ...cells.map((line) => (line[column] ?? '').length)));
  // Numbers to the right, so that a duplicate or a slow row stands out.
  const line = (/** @type {string[]} */ values) =>
    values.map((value, column) => (column > 6 ? value.padStart(widths[column] ?? 0) : value.padEnd(widths[column] ?? 0))).join('  ').trimEnd();
  return [
    line(titles),
    ...cells.flatMap((values, index) => [line(values), ...(rows[index]?.problems ?? []).map((problem) => `     ${problem}`)]),
  ].join('\n');
};
