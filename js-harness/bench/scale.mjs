// What a send costs where there is more of something: `npm --prefix js-harness run bench -- --scale`.
import { table } from '../ui/table.mjs';
import { race, withProvider } from './race.mjs';
import { spread } from './statistics.mjs';

/** @typedef {import('./scenes.mjs').Scene} Scene */
/** @typedef {{ title: string, concurrency: number, ours: number, fetch: number }} Point Microseconds of CPU. */

const IN_FLIGHT = 32;
const KIB = 1024;
/** @type {Scene} */
const usual = { body: 'json', answer: 'length', rules: true };

/** Each with what it is called, its values, and what a value makes of the scene. @type {[what: (value: number) => string, values: number[], scene?: (value: number) => Partial<Scene>][]} */
const curves = [
  // Ten thousand at once are the matter of `soak`: so many connections are made slower than a send of this may last.
  [(count) => `${count} in flight`, [1, 32, 256, 1000, 4000]],
  [(count) => `${count} configurations in turn`, [1, 10, 100, 1000], (configurations) => ({ configurations })],
  [(size) => `a configuration of ${size} KiB`, [1, 4, 16, 60], (size) => ({ unused: size * KIB })],
  [(size) => `100 in turn, each of ${size} KiB`, [1, 4, 16, 60], (size) => ({ unused: size * KIB, configurations: 100 })],
  [(size) => `a request of ${size} KiB`, [1, 16, 64, 240], (size) => ({ sent: size * KIB })],
];

/** @param {string} directory @param {(text: string) => void} progress @returns {Promise<Point[]>} */
export async function scale(directory, progress) {
  const points = [];
  for (const [what, values, scene] of curves) {
    for (const value of values) {
      const title = what(value);
      const concurrency = scene ? IN_FLIGHT : value;
      const runners = { ours: { who: 'ours', directory }, fetch: { who: 'fetch' } };
      const costs = await withProvider((url) =>
        race('send', runners, [concurrency], { rounds: 3, count: 500, warmUp: 1500 }, { url, scene: { ...usual, ...scene?.(value) }, progress: (text) => progress(`${title}: ${text}`) }));
      const { ours, fetch } = costs.get(concurrency) ?? {};
      const median = (/** @type {import('./race.mjs').Round[]} */ rounds) => spread(rounds.map(({ cpu }) => cpu)).median;
      points.push({ title, concurrency, ours: median(ours), fetch: median(fetch) });
    }
  }
  return points;
}

/** @param {Point[]} points */
export const scaleTable = (points) =>
  table(points.map(({ title, ours, fetch }) => [title, ours.toFixed(0), fetch.toFixed(0), (ours - fetch).toFixed(0), (ours / fetch).toFixed(2)]), {
    head: ['µs of CPU for a send', 'ours', 'bare fetch', 'more', 'ratio'], columns: Infinity,
  });
