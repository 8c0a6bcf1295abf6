// The measures as a table for the terminal.
import { table } from '../ui/table.mjs';

/** @typedef {import('./measures.mjs').Measure} Measure */

/** Three significant digits, and no more than a person reads. @param {number} value */
export const figure = (value) => (value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toFixed(2));

/** @param {import('./statistics.mjs').Spread} spread */
const withSpread = ({ median, low, high }) => (low === high ? figure(median) : `${figure(median)} (${figure(low)}–${figure(high)})`);

/** @param {import('./measures.mjs').Goal} goal @param {boolean} isRatio */
export const goalText = ({ atMost, atLeast }, isRatio) => {
  if (atMost !== undefined) return `≤ ${isRatio ? atMost.toFixed(2) : figure(atMost)}`;
  return atLeast === undefined ? '' : `≥ ${atLeast.toFixed(2)}`;
};

/** @param {Measure} measure */
const verdict = ({ goal, met }) => (goal.atMost === undefined && goal.atLeast === undefined ? '' : met ? 'met' : 'not met');

/** @param {Measure[]} measures */
export const report = (measures) =>
  [
    table(measures.flatMap((measure) => {
      const { title, unit, ours, peer, ratio, goal, others } = measure;
      return [
        [title, unit, withSpread(ours), peer ? withSpread(peer) : '', peer?.name ?? '', ratio ? withSpread(ratio) : '', goalText(goal, Boolean(ratio)), verdict(measure)],
        ...others.map((other) => [`  ${other.name}`, unit, withSpread(other), '', '', peer ? withSpread(other.ratio) : '', '', '']),
      ];
    }), { head: ['', 'unit', 'ours', 'peer', 'the peer', 'ratio', 'goal', ''], columns: Infinity }),
    '',
    'Medians of all rounds, quartiles in brackets; a ratio is the median of the rounds\' ratios, to the peer in the same round.',
    'Memory after many sends: npm --prefix js-harness run soak',
  ].join('\n');
