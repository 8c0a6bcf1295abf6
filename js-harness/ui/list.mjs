// Lists for the terminal, without any package: they are printed before there is one. Their texts are ours, one column a
// letter; what others write belongs into a table.
const COLUMNS = 80;
const GAP = '  ';

/**
 * Rows whose last column takes the rest of the line, and wraps.
 * @param {string[][]} rows All of the same length.
 * @param {{ indent?: string, style?: (text: string) => string }} [options] `style` is for the first column.
 */
export function list(rows, { indent = GAP, style = (text) => text } = {}) {
  const widths = rows[0].slice(0, -1).map((_, at) => Math.max(...rows.map((row) => row[at].length)));
  const before = indent.length + widths.reduce((sum, width) => sum + width + GAP.length, 0);
  return rows
    .flatMap((row) => {
      const [first, ...others] = wrapped(row[row.length - 1], COLUMNS - before);
      const cells = [...widths.map((width, at) => row[at].padEnd(width)), first];
      return [indent + [style(cells[0]), ...cells.slice(1)].join(GAP).trimEnd(), ...others.map((line) => ' '.repeat(before) + line)];
    })
    .join('\n');
}

/** What is longer than a line, in lines; the rest as it is. @param {string} text @param {number} [columns] */
export const paragraphs = (text, columns = COLUMNS) =>
  text
    .split('\n')
    .flatMap((line) => (line.length > columns ? wrapped(line, columns) : line))
    .join('\n');

/** Lines of whole words. @param {string} text @param {number} [columns] */
export function wrapped(text, columns = COLUMNS) {
  const lines = [''];
  for (const word of text.split(' ')) {
    const line = lines[lines.length - 1];
    if (line === '') lines[lines.length - 1] = word;
    else if (line.length + 1 + word.length <= columns) lines[lines.length - 1] = `${line} ${word}`;
    else lines.push(word);
  }
  return lines;
}
