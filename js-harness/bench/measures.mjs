// What is measured, against whom, and what we aim at.
import { programOf } from '../setup/runtimes.mjs';
import { measureLoading } from './loading.mjs';
import { race, withProvider } from './race.mjs';
import { titleOf } from './scenes.mjs';
import { spread } from './statistics.mjs';

/**
 * @typedef {import('./statistics.mjs').Spread} Spread
 * @typedef {import('./race.mjs').Effort} Effort
 * @typedef {import('./race.mjs').Progress} Progress
 * @typedef {import('./scenes.mjs').Scene} Scene
 * @typedef {Record<string, string>} Packages Directories: `ours`, and `other` where another build is compared.
 * @typedef {{ perSecond: number, p50: number, p99: number }} Pace Sends a second, and latencies in milliseconds: medians of the rounds.
 * @typedef {object} Measure
 * @property {string} id
 * @property {string} title
 * @property {string} unit
 * @property {Spread} ours
 * @property {Record<string, Spread & { ratio: number }>} peers By name, each with ours to it: a ratio of medians.
 * @property {Record<string, number>} aims What a ratio is to be at most, by the peer's name; `ours` for the figure itself.
 * @property {Record<string, Pace>} [paces] Of sends, by name.
 */

/** One way to send, and from it one step in each direction. @type {Scene[]} */
const scenes = [
  { body: 'json', answer: 'length', rules: false },
  { body: 'json', answer: 'length', rules: true },
  { body: 'json', answer: 'chunked', rules: false },
  { body: 'json', answer: 'chunked', rules: true },
  { body: 'form', answer: 'length', rules: true },
  { body: 'get', answer: 'length', rules: true },
];
/** As slow as a real one; with one in flight there would be nothing to see but the delay. @type {Scene} */
const slow = { body: 'json', answer: 'length', rules: true, delay: 50 };

/** What is raced, and in which Nodes. @typedef {{ scenes: [scene: Scene, concurrencies: number[]][], majors: number[] }} Course */

/** @type {Course} */
export const FULL_COURSE = { scenes: [...scenes.map((scene) => /** @type {[Scene, number[]]} */ ([scene, [1, 32, 256]])), [slow, [32, 256]]], majors: [22, 24] };
/** @type {Course} */
export const QUICK_COURSE = { scenes: [[scenes[0], [1, 32]], [scenes[3], [32]], [scenes[4], [32]], [scenes[5], [32]], [slow, [32]]], majors: [22] };

/**
 * @param {Pick<Measure, 'id' | 'title' | 'unit' | 'aims'>} about
 * @param {Record<string, number[]>} figures Of each round by name.
 * @returns {Measure}
 */
function compare(about, { ours, ...others }) {
  const mine = spread(ours);
  const peers = Object.entries(others).map(([name, values]) => {
    const theirs = spread(values);
    return [name, { ...theirs, ratio: mine.median / theirs.median }];
  });
  return { ...about, ours: mine, peers: Object.fromEntries(peers) };
}

/** Ours, once for each package. @param {Packages} packages */
const runnersOf = (packages) => Object.fromEntries(Object.entries(packages).map(([name, directory]) => [name, { who: 'ours', directory }]));

/** @param {Packages} packages @param {Course} course @param {Effort} effort @param {Progress} [progress] @returns {Promise<Measure[]>} */
export async function sends(packages, course, effort, progress) {
  const measures = [];
  for (const major of course.majors) {
    const node = await nodeOf(major);
    for (const [scene, concurrencies] of course.scenes) {
      // Logto's own connector sends nothing but its JSON, and knows no rules.
      const official = scene.body === 'json' ? { official: { who: 'official' } } : {};
      const runners = { ...runnersOf(packages), fetch: { who: 'fetch' }, javascript: { who: 'javascript' }, ...official, undici: { who: 'undici' } };
      const where = `Node ${major}, ${titleOf(scene)}`;
      const costs = await withProvider((url) => race('send', runners, concurrencies, effort, { url, scene, node, progress: (text) => progress?.(`${where}: ${text}`) }));
      for (const [concurrency, of] of costs) {
        const { body, answer, rules, delay } = scene;
        const id = ['send', major, body, answer, ...(rules ? ['rules'] : []), ...(delay ? [delay] : []), concurrency].join('-');
        const aims = { fetch: 1.15, javascript: 1, ...(scene.body === 'json' && { official: 1 }) };
        const figures = Object.fromEntries(Object.entries(of).map(([name, rounds]) => [name, rounds.map(({ cpu }) => cpu)]));
        const paces = Object.fromEntries(Object.entries(of).map(([name, rounds]) => [name, paceOf(rounds)]));
        measures.push({ ...compare({ id, title: `${where}, ${concurrency} in flight`, unit: 'µs', aims }, figures), paces });
      }
    }
  }
  return measures;
}

/** Another Node than this one comes with the runtimes of the tests. @param {number} major */
async function nodeOf(major) {
  if (process.versions.node.startsWith(`${major}.`)) return process.execPath;
  const node = await programOf(new RegExp(`^node${major}-`), 'bin/node');
  if (!node) throw new Error(`there is no Node ${major} for this platform`);
  return node;
}

/** @param {import('./race.mjs').Round[]} rounds @returns {Pace} */
const paceOf = (rounds) => ({
  perSecond: spread(rounds.map(({ perSecond }) => perSecond)).median,
  p50: spread(rounds.map(({ p50 }) => p50)).median,
  p99: spread(rounds.map(({ p99 }) => p99)).median,
});

/** @param {Packages} packages @param {Effort} effort @param {Progress} [progress] @returns {Promise<Measure>} */
export async function cpuPerBuild(packages, effort, progress) {
  const costs = await race('build', { ...runnersOf(packages), javascript: { who: 'javascript' } }, [0], effort, { progress });
  const of = Object.entries(costs.get(0) ?? {});
  return compare({ id: 'build', title: 'Validate, render, build', unit: 'µs', aims: { javascript: 1 } }, Object.fromEntries(of.map(([name, rounds]) => [name, rounds.map(({ cpu }) => cpu)])));
}

/** @param {Packages} packages @param {number} rounds @param {Progress} [progress] @returns {Promise<Measure>} */
export async function loading(packages, rounds, progress) {
  const loads = await measureLoading(packages, rounds, progress);
  return compare({ id: 'load', title: 'Loading the package', unit: 'ms', aims: { ours: 10 } }, loads);
}
