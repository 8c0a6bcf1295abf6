// One line per step: a mark, the title, the time, and what came of it. Steps may run at the same time.
import { stripVTControlCharacters } from 'node:util';
import { wrapped } from './list.mjs';
import { cyan, dim, green, interactive, red } from './style.mjs';

const TITLE_WIDTH = 28;
const TIME_WIDTH = 11;
const COLUMNS = 80;
/** A log without a word for longer looks like a hang. */
const SIGN_OF_LIFE = 30_000;

/** When the first process of this command began, which passes it on: people wait for the set-up, too. */
export const began = Number(process.env.COMMAND_BEGAN) || performance.timeOrigin;

/** How long a person has waited so far. */
export const sinceBegin = () => duration(performance.timeOrigin + performance.now() - began);

/** @typedef {{ title: string, started: number }} Step */
/** @type {Set<Step>} */
const running = new Set();
/** @type {NodeJS.Timeout | undefined} */
let timer;

/**
 * Runs one step and shows it. `note` sets what stands behind the time, and can mark a step as failed that ran to its end.
 * @template T
 * @param {string} title
 * @param {(note: (detail: string, good?: boolean) => void) => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function step(title, work) {
  const current = { title, started: performance.now() };
  begin(current);
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
    end(current, line(good ? green('✓') : red('✗'), title, performance.now() - current.started, detail));
  }
}

/**
 * A step that had nothing to do.
 * @param {string} title @param {string} detail
 */
export const ready = (title, detail) => console.log(beside(`${green('✓')} ${title}`, detail));

/** @param {number} milliseconds */
export const duration = (milliseconds) => {
  const seconds = milliseconds / 1000;
  if (seconds < 60) return `${seconds.toFixed(1)} s`;
  return `${Math.floor(seconds / 60)} min ${String(Math.floor(seconds % 60)).padStart(2, '0')} s`;
};

/** @param {string} mark @param {string} title @param {number} milliseconds @param {string} detail */
const line = (mark, title, milliseconds, detail) =>
  beside(`${mark} ${title.padEnd(TITLE_WIDTH)} ${dim(duration(milliseconds).padStart(TIME_WIDTH))}`, detail);

/** @param {string} start @param {string} detail */
function beside(start, detail) {
  const column = stripVTControlCharacters(start).length + 2;
  return `${start}  ${wrapped(detail, COLUMNS - column).map(dim).join(`\n${' '.repeat(column)}`)}`.trimEnd();
}

/** @param {Step} started */
function begin(started) {
  running.add(started);
  timer ??= setInterval(interactive ? draw : () => console.log(status()), interactive ? 1000 : SIGN_OF_LIFE);
  if (interactive) draw();
}

/** @param {Step} ended @param {string} text */
function end(ended, text) {
  running.delete(ended);
  if (running.size === 0) {
    clearInterval(timer);
    timer = undefined;
  }
  console.log(interactive ? `\r\u001B[K${text}` : text);
  if (interactive && running.size > 0) draw();
}

/** All that is running, in the one line that is drawn over. */
const draw = () => process.stdout.write(`\r\u001B[K${cyan(status())}`);

const status = () =>
  `… ${Array.from(running, ({ title, started }) => `${title} ${duration(performance.now() - started)}`).join(', ')}`.slice(0, COLUMNS - 1);
