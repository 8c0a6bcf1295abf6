// The measures as a table for the terminal: a line of figures, and below it what ours is to each of them.
import { table } from '../ui/table.mjs';

/** @typedef {import('./measures.mjs').Measure} Measure */

/** Names for people. */
const PEERS = { other: 'other build', fetch: 'bare fetch', javascript: 'JavaScript', official: 'official' };

/** Three significant digits, and no more than a person reads. @param {number} value */
const figure = (value) => (value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toFixed(2));

/** @param {Measure[]} measures */
export function report(measures) {
  const names = /** @type {(keyof typeof PEERS)[]} */ (Object.keys(PEERS)).filter((name) => measures.some(({ peers }) => peers[name]));
  return [
    table(measures.flatMap(({ title, unit, ours, peers, aims }) => [
      [title, unit, figure(ours.median), ...names.map((name) => (peers[name] ? figure(peers[name].median) : ''))],
      ['  ours to it, aim', '', aimText(aims.ours), ...names.map((name) => (peers[name] ? `${peers[name].ratio.toFixed(2)} ${aimText(aims[name])}`.trim() : ''))],
    ]), { head: ['', 'unit', 'ours', ...names.map((name) => PEERS[name])], columns: Infinity }),
    '',
    'Medians of all rounds; a ratio is that of two medians. "JavaScript" is the same work with zod, connector-kit\'s renderer',
    'and fetch, "official" is @logto/connector-http-sms. All send the same bytes, read the answer and have a time limit.',
    'Memory after many sends: npm --prefix js-harness run soak',
  ].join('\n');
}

/** @param {number | undefined} aim */
const aimText = (aim) => (aim === undefined ? '' : `≤ ${aim}`);
