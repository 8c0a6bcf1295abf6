// The chart in the README: each measure with a goal as a bar, the goal as a mark. It has a light and a dark dress, and says
// in words and signs whatever it says in colours.
import { figure, goalText } from './report.mjs';

/** @typedef {import('./measures.mjs').Measure} Measure */

const WIDTH = 960;
const LABEL = 300;
const BAR = 260;
const ROW = 30;
const TOP = 64;

const STYLE = `
  text { font: 13px system-ui, -apple-system, 'Segoe UI', sans-serif; fill: #1f2328; }
  .title { font-size: 15px; font-weight: 600; }
  .quiet { fill: #59636e; }
  .met { fill: #1a7f37; }
  .missed { fill: #bc4c00; }
  .track { fill: #d1d9e0; fill-opacity: 0.5; }
  .goal { stroke: #1f2328; stroke-width: 2; }
  .spread { stroke: #1f2328; stroke-opacity: 0.6; }
  @media (prefers-color-scheme: dark) {
    text { fill: #f0f6fc; }
    .quiet { fill: #9198a1; }
    .met { fill: #3fb950; }
    .missed { fill: #db6d28; }
    .track { fill: #3d444d; }
    .goal, .spread { stroke: #f0f6fc; }
  }`;

/** @param {string} text */
const escape = (text) => text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);

/** @param {number} value */
const place = (value) => Number(value.toFixed(1));

/** @param {Measure} measure @param {number} row */
function bar({ title, unit, ours, peer, ratio, goal, met }, row) {
  const value = ratio ?? ours;
  const wanted = goal.atMost ?? goal.atLeast ?? 0;
  // The goal stands at the same place in every bar, so that one look down the chart tells what is met.
  const scale = BAR / 2 / wanted;
  const end = (/** @type {number} */ number) => place(LABEL + Math.min(number * scale, BAR));
  const y = TOP + row * ROW;
  const kind = met ? 'met' : 'missed';
  const said = ratio ? `${figure(value.median)} × ${peer?.name}` : `${figure(value.median)} ${unit}`;
  return `
  <g>
    <title>${escape(`${title}: ${said}, goal ${goalText(goal, Boolean(ratio))}, ${met ? 'met' : 'not met'}`)}</title>
    <text x="${LABEL - 12}" y="${y + 14}" text-anchor="end">${escape(title)}</text>
    <rect class="track" x="${LABEL}" y="${y + 2}" width="${BAR}" height="16" rx="3"/>
    <rect class="${kind}" x="${LABEL}" y="${y + 2}" width="${place(end(value.median) - LABEL)}" height="16" rx="3"/>
    <line class="spread" x1="${end(value.low)}" x2="${end(value.high)}" y1="${y + 10}" y2="${y + 10}"/>
    <line class="goal" x1="${end(wanted)}" x2="${end(wanted)}" y1="${y - 2}" y2="${y + 22}"/>
    <text x="${LABEL + BAR + 12}" y="${y + 14}"><tspan class="${kind}">${met ? '✓' : '✗'}</tspan> ${escape(said)} <tspan class="quiet">${escape(`goal ${goalText(goal, Boolean(ratio))}`)}</tspan></text>
  </g>`;
}

/** @param {Measure[]} measures @param {{ node: string, date: string }} about */
export function chart(measures, { node, date }) {
  const rows = measures.filter(({ goal }) => goal.atMost !== undefined || goal.atLeast !== undefined);
  const height = TOP + rows.length * ROW + 34;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" role="img" aria-labelledby="title">
  <title id="title">Speed and size against their goals</title>
  <style>${STYLE}
  </style>
  <text class="title" x="16" y="26">Speed and size against their goals</text>
  <text class="quiet" x="16" y="46">Upright line: the goal. Thin line: the quartiles. Measured side by side in one run.</text>${rows.map(bar).join('')}
  <text class="quiet" x="16" y="${height - 12}">${escape(`Node ${node}, ${date}. npm --prefix js-harness run bench`)}</text>
</svg>
`;
}
