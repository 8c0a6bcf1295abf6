// One line per step: a mark, the title, the time, and what came of it.
import { cyan, dim, green, interactive, red } from './style.mjs';

const TITLE_WIDTH = 34;
const TIME_WIDTH = 11;
/** A log without a word for longer looks like a hang. */
const SIGN_OF_LIFE = 30_000;

/**
 * Runs one step and shows it. `note` sets what stands behind the time, and can mark a step as failed that ran to its end.
 * @template T
 * @param {string} title
 * @param {(note: (detail: string, good?: boolean) => void) => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function step(title, work) {
  const started = performance.now();
  const quiet = showLife(title, started);
  let detail = '';
  let good = true;
  try {
    return await work((text, well = true) => {
      detail = text;
      good = well;
    });
  } catch (error) {
    good = false;
    throw error;
  } finally {
    quiet();
    console.log(line(good ? green('✓') : red('✗'), title, performance.now() - started, detail));
  }
}

/**
 * A step that had nothing to do.
 * @param {string} title @param {string} detail
 */
export const ready = (title, detail) => console.log(`${green('✓')} ${title}  ${dim(detail)}`);

/** @param {number} milliseconds */
export const duration = (milliseconds) => {
  const seconds = milliseconds / 1000;
  if (seconds < 60) return `${seconds.toFixed(1)} s`;
  return `${Math.floor(seconds / 60)} min ${String(Math.floor(seconds % 60)).padStart(2, '0')} s`;
};

/** @param {string} mark @param {string} title @param {number} milliseconds @param {string} detail */
const line = (mark, title, milliseconds, detail) =>
  `${mark} ${title.padEnd(TITLE_WIDTH)} ${dim(duration(milliseconds).padStart(TIME_WIDTH))}  ${dim(detail)}`.trimEnd();

/** @param {string} title @param {number} started @returns {() => void} */
function showLife(title, started) {
  const draw = interactive
    ? () => process.stdout.write(`\r\u001B[K${line(cyan('…'), title, performance.now() - started, '')}`)
    : () => console.log(`… ${title}: ${duration(performance.now() - started)} so far`);
  if (interactive) draw();
  const timer = setInterval(draw, interactive ? 1000 : SIGN_OF_LIFE);
  return () => {
    clearInterval(timer);
    if (interactive) process.stdout.write('\r\u001B[K');
  };
}
