// Runs the soak and judges its report. Also what the short version among the tests uses.
import { fileURLToPath } from 'node:url';
import { runNode } from '../runtimes/process.mjs';
import { table } from '../ui/table.mjs';

const sender = fileURLToPath(new URL('sender.mjs', import.meta.url));
const MIB = 2 ** 20;

/**
 * @typedef {{ sends: number, wasm: number, heapUsed: number, external: number, arrayBuffers: number, rss: number, sockets: number, timers: number, handles: number }} Sample
 * @typedef {{ succeeded: number, held: number, ms: number }} AtOnce
 * @typedef {{ sends: number, ms: number, samples: Sample[], last: Sample, first?: AtOnce, second?: AtOnce, counts: Record<string, number>, wrong: Record<string, number>, warnings: number, unhandled: number, alive: boolean }} Report
 */

/**
 * @param {string} packageDirectory @param {{ sends: number, inFlight: number, limit?: number, progress?: (line: string) => void }} options `limit` in milliseconds
 * @returns {Promise<Report>}
 */
export async function runSoak(packageDirectory, { sends, inFlight, limit, progress }) {
  let last = '';
  const { code, signal, stderr } = await runNode(['--expose-gc', sender, packageDirectory, JSON.stringify({ sends, inFlight })], {
    limit,
    onLine: (line) => void (line.startsWith('{') ? (last = line) : progress?.(line)),
  });
  if (code !== 0 || last === '' || stderr !== '') throw new Error(`the soak ended with ${signal ?? code}: ${stderr.trim()}`);
  return JSON.parse(last);
}

/** What is not as it has to be. @param {Report} report @param {{ inFlight: number }} options @returns {string[]} */
export const problemsOf = ({ samples, last, first, second, wrong, warnings, unhandled, alive }, { inFlight }) => {
  const [start] = samples;
  const end = samples.at(-1) ?? last;
  // A straight line is no leak that a second measurement would not show; the middle is where the compiler has come to rest.
  const middle = samples[Math.floor(samples.length / 2)];
  const grown = (/** @type {'heapUsed' | 'external' | 'arrayBuffers'} */ key) => Math.min(end[key] - start[key], end[key] - middle[key]);
  /** @type {[ok: boolean, problem: string][]} */
  const checks = [
    [Object.keys(wrong).length === 0, `unexpected outcomes: ${JSON.stringify(wrong)}`],
    [samples.every(({ wasm }) => wasm === start.wasm), `wasm memory grew from ${start.wasm} to ${end.wasm} bytes`],
    // As many at once again fit into what they had; not to the page, as they do not arrive in the same order.
    [last.wasm - start.wasm <= 1 * MIB, `wasm memory grew from ${start.wasm} to ${last.wasm} bytes with as many sends at once as before`],
    [grown('heapUsed') < 1 * MIB, `the heap grew by ${end.heapUsed - start.heapUsed} bytes`],
    [grown('external') < 1 * MIB, `external memory grew by ${end.external - start.external} bytes`],
    [grown('arrayBuffers') < 1 * MIB, `array buffers grew by ${end.arrayBuffers - start.arrayBuffers} bytes`],
    // A socket for each of the 64 that send at a time, at most.
    [samples.every(({ handles }) => handles <= start.handles + 64), `open handles grew from ${start.handles} to ${end.handles}`],
    [samples.every(({ timers }) => timers <= 4), `${end.timers} timers are left`],
    [warnings === 0, `${warnings} warnings of the process`],
    [unhandled === 0, `${unhandled} unhandled rejections`],
    [alive, 'the engine does not send any more'],
    ...[first, second].map((atOnce) => /** @type {[boolean, string]} */ ([
      inFlight === 0 || (atOnce?.succeeded === inFlight && atOnce.held === inFlight),
      `${atOnce?.succeeded} of ${inFlight} in flight succeeded, ${atOnce?.held} were there at once`,
    ])),
  ];
  return checks.flatMap(([ok, problem]) => (ok ? [] : [problem]));
};

/** @param {Report} report @param {{ inFlight: number }} options */
export const summary = ({ sends, ms, samples, last, second, counts, warnings, unhandled, alive }, { inFlight }) => {
  const measured = (samples.at(-1)?.sends ?? 0) - samples[0].sends;
  const mib = (/** @type {number} */ bytes) => (bytes / MIB).toFixed(2);
  const chosen = samples.filter((_, index) => index === 0 || index === samples.length - 1 || index % 3 === 0);
  const row = (/** @type {Sample} */ sample, label = String(sample.sends)) =>
    [label, mib(sample.wasm), mib(sample.heapUsed), mib(sample.external), mib(sample.arrayBuffers), mib(sample.rss), String(sample.sockets), String(sample.timers)];
  return [
    table([
      ...chosen.map((sample) => row(sample)),
      row(last, inFlight > 0 ? `${inFlight} at once` : 'end'),
    ], { head: ['after sends', 'wasm MiB', 'heap MiB', 'external', 'buffers', 'rss', 'sockets', 'timers'] }),
    '',
    `${measured} sends measured in ${(ms / 1000).toFixed(1)} s (${Math.round(measured / (ms / 1000))} a second), ${sends} in all: ${Object.entries(counts).map(([what, count]) => `${count} ${what}`).join('; ')}`,
    ...(inFlight > 0 ? [`${inFlight} in flight at once: ${second?.succeeded} succeeded in ${second?.ms} ms`] : []),
    `warnings: ${warnings}, unhandled rejections: ${unhandled}, engine ${alive ? 'alive' : 'dead'}`,
  ].join('\n');
};
