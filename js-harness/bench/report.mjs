// The measures as tables for the terminal.
import { table } from '../ui/table.mjs';
import { spread } from './statistics.mjs';

/** @typedef {import('./measures.mjs').Measure} Measure */

/** Names for people. */
const NAMES = { ours: 'ours', other: 'other build', fetch: 'bare fetch', javascript: 'JavaScript', official: 'official', undici: 'undici' };

/** Three significant digits, and no more than a person reads. @param {number} value */
const figure = (value) => (value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toFixed(2));

/** @param {Measure[]} measures */
export function report(measures) {
  const names = /** @type {(keyof typeof NAMES)[]} */ (Object.keys(NAMES)).filter((name) => name === 'ours' || measures.some(({ peers }) => peers[name]));
  const [, ...peersOf] = names;
  const head = names.map((name) => NAMES[name]);
  return [
    table(measures.map(({ title, unit, ours, peers, aims }) => [
      title,
      unit,
      `${figure(ours.median)}${missed(ours.median, aims.ours)}`,
      ...peersOf.map((name) => (peers[name] ? `${figure(peers[name].median)} ${peers[name].ratio.toFixed(2)}${missed(peers[name].ratio, aims[name])}` : '')),
    ]), { head: ['', 'unit', ...head], columns: Infinity }),
    '',
    table(measures.flatMap(({ title, paces }) => (paces ? [[
      title,
      ...names.map((name) => (paces[name] ? `${figure(paces[name].perSecond)} ${figure(paces[name].p50)} ${figure(paces[name].p99)}` : '')),
    ]] : [])), { head: ['sends/s, p50 and p99 in ms', ...head], columns: Infinity }),
    '',
    table(middles(measures).map(({ title, ratios }) => [title, ...peersOf.map((name) => ratios[name]?.toFixed(2) ?? '')]), { head: ['ours to each, in the middle of all scenes', ...peersOf.map((name) => NAMES[name])], columns: Infinity }),
    '',
    'CPU of one send, medians of all rounds; behind the figure of another is what ours is to it, a ratio of two medians, and a',
    '"!" where that misses our aim: at most 1.15 of a bare fetch, and no more than JavaScript and official; a load of 10 ms.',
    '"JavaScript" is the same work with zod, connector-kit\'s renderer and fetch, "official" is @logto/connector-http-sms,',
    '"undici" its `request`, which lies below fetch. All send the same bytes, read the answer and have a time limit.',
    'Memory after many sends: npm --prefix js-harness run soak',
  ].join('\n');
}

/**
 * What ours is to each peer in the middle of all scenes: one figure alone says less, because a process may be lucky.
 * @param {Measure[]} measures
 */
export function middles(measures) {
  /** @type {Map<string, Measure[]>} */
  const groups = new Map();
  for (const measure of measures) {
    const [, major, inFlight] = /^send-(\d+)-.*-(\d+)$/.exec(measure.id) ?? [];
    const title = `Node ${major}, ${inFlight} in flight`;
    if (major) groups.set(title, [...(groups.get(title) ?? []), measure]);
  }
  return [...groups].map(([title, all]) => {
    const names = new Set(all.flatMap(({ peers }) => Object.keys(peers)));
    const ratios = [...names].map((name) => [name, spread(all.flatMap(({ peers }) => peers[name]?.ratio ?? [])).median]);
    return { title, ratios: /** @type {Record<string, number>} */ (Object.fromEntries(ratios)) };
  });
}

/** @param {number} value @param {number | undefined} aim */
const missed = (value, aim) => (aim !== undefined && value > aim ? '!' : '');
