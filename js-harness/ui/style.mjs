// Colours, and only where a person looks: https://no-color.org
const { NO_COLOR, TERM } = process.env;

/** Whether a line can be drawn over: a person sits at a terminal that knows how. */
export const interactive = Boolean(process.stdout.isTTY) && TERM !== 'dumb';
const coloured = interactive && !NO_COLOR;

/** @param {number} on @param {number} off @returns {(text: string) => string} */
const style = (on, off) => (text) => (coloured ? `\u001B[${on}m${text}\u001B[${off}m` : text);

export const bold = style(1, 22);
export const dim = style(2, 22);
export const red = style(31, 39);
export const green = style(32, 39);
export const cyan = style(36, 39);
