// The promises about speed and size, each measured and held against its goal.
import { GOALS } from '../build/sizes.mjs';
import { measureLoading } from './loading.mjs';
import { race, withProvider } from './race.mjs';
import { ratio, spread } from './statistics.mjs';

/**
 * @typedef {import('./statistics.mjs').Spread} Spread
 * @typedef {import('./race.mjs').Effort} Effort
 * @typedef {{ name: string } & Spread} Figure
 * @typedef {{ atMost?: number, atLeast?: number }} Goal
 * @typedef {object} Measure
 * @property {string} id
 * @property {string} title
 * @property {string} unit
 * @property {Figure} ours
 * @property {Figure} [peer] What the goal is about; without one it is about the figure itself.
 * @property {Spread} [ratio] To the peer's, of each round.
 * @property {Goal} goal
 * @property {boolean} met
 * @property {(Figure & { ratio: Spread })[]} others The same with other means, and what it is to the peer's.
 */

/** Names for people, of contestants. @type {Record<string, string>} */
const NAMES = {
  engine: 'sendMessage',
  connector: 'this connector',
  official: '@logto/connector-http-sms',
  fetch: 'bare fetch',
  fetchOfDefault: 'bare fetch',
  undici: 'undici.request',
  http: 'node:http',
  preview: 'previewRequest',
  javascript: 'zod and connector-kit',
  previewParsed: 'previewRequest',
  javascriptParsed: 'zod and connector-kit',
};

/** @param {number} value @param {Goal} goal */
const meets = (value, { atMost = Infinity, atLeast = -Infinity }) => value <= atMost && value >= atLeast;

/**
 * @param {Pick<Measure, 'id' | 'title' | 'unit' | 'goal'>} about
 * @param {Record<string, number[]>} figures Of each round by contestant: ours, the peer, then others.
 * @returns {Measure}
 */
function compare(about, figures) {
  const [[ours, ourValues], [peer, peerValues], ...others] = Object.entries(figures);
  const ratios = ratio(ourValues, peerValues);
  return {
    ...about,
    ours: { name: NAMES[ours], ...spread(ourValues) },
    peer: { name: NAMES[peer], ...spread(peerValues) },
    ratio: ratios,
    met: meets(ratios.median, about.goal),
    others: others.map(([name, values]) => ({ name: NAMES[name], ...spread(values), ratio: ratio(values, peerValues) })),
  };
}

/** @param {Record<string, import('./worker.mjs').Cost[]>} costs @param {(cost: import('./worker.mjs').Cost) => number} figure */
const each = (costs, figure) => Object.fromEntries(Object.entries(costs).map(([name, rounds]) => [name, rounds.map(figure)]));

/** @param {import('./worker.mjs').Cost} cost */
const cpuPerCall = ({ cpu, count }) => cpu / count;
/** @param {import('./worker.mjs').Cost} cost */
const perSecond = ({ count, ms }) => (count / ms) * 1000;

/** @param {Effort} effort @param {(text: string) => void} [progress] @returns {Promise<Measure[]>} */
export async function cpuPerSend(effort, progress) {
  const costs = await withProvider((url) => race(['engine', 'fetch', 'undici', 'http'], [1, 32], effort, { url, progress }));
  return [...costs].map(([concurrency, of]) =>
    compare({ id: `cpu-${concurrency}`, title: `CPU per send, ${concurrency} at a time`, unit: 'µs', goal: { atMost: 1.05 } }, each(of, cpuPerCall)));
}

/** @param {Effort} effort @param {(text: string) => void} [progress] @returns {Promise<Measure[]>} */
export async function sendsPerSecond(effort, progress) {
  const costs = await withProvider((url) => race(['connector', 'official', 'fetchOfDefault'], [1, 32], effort, { url, progress }));
  return [...costs].map(([concurrency, of]) =>
    compare(
      { id: `rate-${concurrency}`, title: `Sends per second, ${concurrency} at a time`, unit: '/s', goal: { atLeast: concurrency === 1 ? 1 : 1.15 } },
      each(of, perSecond),
    ));
}

/** @param {Effort} effort @param {(text: string) => void} [progress] @returns {Promise<Measure[]>} */
export async function purePart(effort, progress) {
  const costs = await race(['preview', 'javascript', 'previewParsed', 'javascriptParsed'], [0], effort, { progress });
  const { preview, javascript, previewParsed, javascriptParsed } = each(costs.get(0) ?? {}, cpuPerCall);
  const about = { unit: 'µs', goal: { atMost: 2 } };
  return [
    compare({ id: 'pure', title: 'Validate, render, build: one configuration', ...about }, { preview, javascript }),
    compare({ id: 'pure-parsed', title: 'Validate, render, build: parsed anew', ...about }, { previewParsed, javascriptParsed }),
  ];
}

/** @param {number} rounds @param {(text: string) => void} [progress] @returns {Promise<Measure[]>} */
export async function loading(rounds, progress) {
  const { ours, official, none } = await measureLoading(rounds, progress);
  /** @param {'rss' | 'peak'} what @param {string} id @param {string} title @returns {Measure} */
  const memory = (what, id, title) => {
    const [mine, peers, base] = [ours, official, none].map((loads) => loads.map((load) => load[what] / 2 ** 20));
    return {
      ...compare({ id, title, unit: 'MiB', goal: {} }, { connector: mine, official: peers }),
      others: [{ name: 'neither', ...spread(base), ratio: ratio(base, peers) }],
    };
  };
  const milliseconds = spread(ours.map(({ ms }) => ms));
  const peers = official.map(({ ms }) => ms);
  const goal = { atMost: 8 };
  return [
    {
      id: 'load', title: 'Loading the package', unit: 'ms', goal, met: meets(milliseconds.median, goal),
      ours: { name: NAMES.connector, ...milliseconds },
      others: [{ name: NAMES.official, ...spread(peers), ratio: ratio(peers, peers) }],
    },
    memory('rss', 'rss', 'Memory of a process that loaded it'),
    memory('peak', 'peak', 'Its peak'),
  ];
}

/** @param {import('../build/package.mjs').Sizes} sizes @returns {Measure[]} */
export const sizes = (sizes) =>
  /** @type {const} */ ([['wasm', 'wasm'], ['gzip', 'wasm, gzip'], ['tarball', 'tarball']]).map(([key, title]) => {
    const kib = sizes[key] / 1024;
    const goal = { atMost: (GOALS[key] ?? 0) / 1024 };
    return { id: `size-${key}`, title: `Size: ${title}`, unit: 'KiB', ours: { name: title, median: kib, low: kib, high: kib }, goal, met: meets(kib, goal), others: [] };
  });
