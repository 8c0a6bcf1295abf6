// What is measured, against whom, and what we aim at.
import { measureLoading } from './loading.mjs';
import { race, withProvider } from './race.mjs';
import { spread } from './statistics.mjs';

/**
 * @typedef {import('./statistics.mjs').Spread} Spread
 * @typedef {import('./race.mjs').Effort} Effort
 * @typedef {import('./race.mjs').Progress} Progress
 * @typedef {Record<string, string>} Packages Directories: `ours`, and `other` where another build is compared.
 * @typedef {object} Measure
 * @property {string} id
 * @property {string} title
 * @property {string} unit
 * @property {Spread} ours
 * @property {Record<string, Spread & { ratio: number }>} peers By name, each with ours to it: a ratio of medians.
 * @property {Record<string, number>} aims What a ratio is to be at most, by the peer's name; `ours` for the figure itself.
 */

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

/** @param {Packages} packages @param {Effort} effort @param {Progress} [progress] @returns {Promise<Measure[]>} */
export async function cpuPerSend(packages, effort, progress) {
  const runners = { ...runnersOf(packages), fetch: { who: 'fetch' }, javascript: { who: 'javascript' }, official: { who: 'official' } };
  const costs = await withProvider((url) => race('send', runners, [1, 32], effort, { url, progress }));
  return [...costs].map(([concurrency, figures]) =>
    compare(
      { id: `cpu-${concurrency}`, title: `CPU per send, ${concurrency} in flight`, unit: 'µs', aims: { fetch: 1.15, javascript: 1, official: 1 } },
      figures,
    ));
}

/** @param {Packages} packages @param {Effort} effort @param {Progress} [progress] @returns {Promise<Measure>} */
export async function cpuPerBuild(packages, effort, progress) {
  const costs = await race('build', { ...runnersOf(packages), javascript: { who: 'javascript' } }, [0], effort, { progress });
  return compare({ id: 'build', title: 'Validate, render, build', unit: 'µs', aims: { javascript: 1 } }, costs.get(0) ?? {});
}

/** @param {Packages} packages @param {number} rounds @param {Progress} [progress] @returns {Promise<Measure>} */
export async function loading(packages, rounds, progress) {
  const loads = await measureLoading(packages, rounds, progress);
  return compare({ id: 'load', title: 'Loading the package', unit: 'ms', aims: { ours: 10 } }, loads);
}
