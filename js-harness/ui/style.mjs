// Colours, and only where a person looks: https://no-color.org
import * as util from 'node:util';

/** Whether a line can be drawn over: a person sits at a terminal that knows how. */
export const interactive = Boolean(process.stdout.isTTY) && process.env.TERM !== 'dumb';
// Node 18, which may do the set-up, has no styleText yet.
const coloured = interactive && process.stdout.hasColors() && util.styleText !== undefined;

/** @param {Parameters<typeof util.styleText>[0]} format @returns {(text: string) => string} */
const style = (format) => (text) => (coloured ? util.styleText(format, text) : text);

export const bold = style('bold');
export const dim = style('dim');
export const red = style('red');
export const green = style('green');
export const cyan = style('cyan');
