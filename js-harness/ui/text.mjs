// Text in the columns of a terminal: emoji and Chinese take two, accents that combine take none.

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });
const WIDE = /\p{Emoji_Presentation}|\p{Script=Han}|\p{Script=Hangul}|\p{Script=Hiragana}|\p{Script=Katakana}|[\u3000-\u303F\uFF00-\uFF60]/u;
const NONE = /^[\p{Mn}\p{Cf}\p{Cc}]+$/u;

/** @param {string} text */
const split = (text) => Array.from(graphemes.segment(text), ({ segment }) => segment);

/** @param {string} grapheme */
const widthOf = (grapheme) => {
  if (NONE.test(grapheme)) return 0;
  return WIDE.test(grapheme) || grapheme.includes('\uFE0F') ? 2 : 1;
};

/** @param {string} text */
export const width = (text) => split(text).reduce((sum, grapheme) => sum + widthOf(grapheme), 0);

/** @param {string} text @param {number} columns */
export const pad = (text, columns) => text + ' '.repeat(Math.max(0, columns - width(text)));

/**
 * Lines of at most `columns`, broken behind a space (or one of `breakable`) where there is one, anywhere where not.
 * @param {string} text @param {number} columns @param {RegExp} [breakable]
 * @returns {string[]}
 */
export const wrap = (text, columns, breakable = / /) => text.split(/\r\n?|\n/).flatMap((line) => wrapLine(line, columns, breakable));

/** @param {string} text @param {number} columns @param {RegExp} breakable */
function wrapLine(text, columns, breakable) {
  const lines = [];
  /** @type {string[]} */
  let line = [];
  for (const grapheme of split(text)) {
    if (width([...line, grapheme].join('')) > columns && grapheme !== ' ') {
      const end = line.findLastIndex((part) => breakable.test(part)) + 1 || line.length;
      lines.push(line.slice(0, end).join('').trimEnd());
      line = line.slice(end);
    }
    line.push(grapheme);
  }
  return [...lines, line.join('').trimEnd()];
}

/**
 * A box with a title in its upper edge, `columns` wide on the outside.
 * @param {string} title @param {string[]} lines @param {number} columns
 */
export function box(title, lines, columns) {
  const inner = columns - 4;
  return [
    `╭─ ${title} ${'─'.repeat(Math.max(0, inner - width(title) - 1))}╮`,
    ...lines.map((line) => `│ ${pad(line, inner)} │`),
    `╰${'─'.repeat(columns - 2)}╯`,
  ];
}
