// Colours, and where words go: results to standard output, everything else to standard error.
import pico from 'picocolors';

const { NO_COLOR, TERM } = process.env;
/** Standard error may be a terminal where standard output is a file, and the other way round. @param {NodeJS.WriteStream} stream */
const colours = (stream) => pico.createColors(Boolean(stream.isTTY) && !NO_COLOR && TERM !== 'dumb');

export const { bold, cyan, dim, green, red, yellow } = colours(process.stdout);
const aside = colours(process.stderr);

/** Others' words, a provider's above all, move no cursor and change no colour. @param {string} text */
export const harmless = (text) => text.replaceAll(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g, '\ufffd');

/** @param {string} text */
export const print = (text) => void process.stdout.write(text.endsWith('\n') ? text : `${text}\n`);

/** @param {string} text */
export const remark = (text) => void process.stderr.write(`${text}\n`);

/**
 * Says that something waits, with the seconds on a terminal; elsewhere once.
 * @template T @param {string} what @param {(report: (line: string) => void) => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function waiting(what, work) {
  if (!process.stderr.isTTY) {
    remark(what);
    return work(remark);
  }
  const begin = performance.now();
  const show = () => void process.stderr.write(`\r${aside.dim(`${what} … ${((performance.now() - begin) / 1000).toFixed(1)} s`)}`);
  const clear = () => void process.stderr.write('\r\u001b[K');
  show();
  const timer = setInterval(show, 100);
  try {
    return await work((line) => {
      clear();
      remark(aside.dim(line));
      show();
    });
  } finally {
    clearInterval(timer);
    clear();
  }
}
