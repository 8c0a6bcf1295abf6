// Where the time of a send goes: `npm --prefix js-harness run bench -- --profile`. V8's profiles of sends over the socket, split
// by what was running; a bare fetch of the same stands beside them, for what is not ours.
import { table } from '../ui/table.mjs';
import { startContestant, withProvider } from './race.mjs';
import { titleOf } from './scenes.mjs';

/** @typedef {'wasm' | 'glue' | 'called by them' | 'package' | 'garbage' | 'JavaScript of Node' | 'native'} Part */
/** @typedef {Record<string, number>} Split Microseconds of one send, by part and by function of it. */

const CONCURRENCY = 32;

/** @param {import('node:inspector').Profiler.Profile} profile @param {number} sends @returns {{ parts: Split, functions: Split }} */
export function split({ nodes, samples = [], timeDeltas = [] }, sends) {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  /** @type {Map<number, number>} */
  const parents = new Map(nodes.flatMap(({ id, children = [] }) => children.map((child) => /** @type {[number, number]} */ ([child, id]))));
  /** @type {Split} */
  const parts = {};
  /** @type {Split} */
  const functions = {};
  for (const [index, id] of samples.entries()) {
    const node = byId.get(id);
    const part = node && partOf(node, byId.get(parents.get(id) ?? -1));
    if (!part) continue;
    const cost = timeDeltas[index] / sends;
    parts[part] = (parts[part] ?? 0) + cost;
    const name = `${part}: ${node.callFrame.functionName.replace(/_[0-9a-f]{16}$/, '').replace(/::h[0-9a-f]{16}$/, '') || '(anonymous)'}`;
    functions[name] = (functions[name] ?? 0) + cost;
  }
  return { parts, functions };
}

/** @typedef {import('node:inspector').Profiler.ProfileNode} ProfileNode @param {ProfileNode} node @param {ProfileNode} [parent] @returns {Part | undefined} */
function partOf({ callFrame: { functionName, url } }, parent) {
  if (functionName === '(garbage collector)') return 'garbage';
  if (functionName === '(idle)') return undefined;
  if (url.startsWith('wasm:')) return 'wasm';
  if (url.endsWith('/engine.js')) return 'glue';
  if (url.startsWith('node:')) return 'JavaScript of Node';
  if (url) return 'package';
  // What has no place is native; it belongs to whoever called it.
  const caller = parent?.callFrame.url ?? '';
  return caller.startsWith('wasm:') || caller.endsWith('/engine.js') ? 'called by them' : 'native';
}

/** @param {string} directory @param {import('./scenes.mjs').Scene[]} scenes @param {number} count @param {(text: string) => void} progress */
export const profileSends = (directory, scenes, count, progress) =>
  withProvider(async (url) => {
    const rows = [];
    for (const scene of scenes) {
      for (const who of ['ours', 'fetch']) {
        progress(`${titleOf(scene)}: ${who}`);
        const worker = startContestant('send', who, { url, directory, scene });
        try {
          await worker.answer();
          await worker.ask({ concurrency: CONCURRENCY, count });
          const { profile } = await worker.ask({ concurrency: CONCURRENCY, count, profiled: true });
          rows.push({ title: `${titleOf(scene)}: ${who}`, ...split(profile, count) });
        } finally {
          await worker.stop();
        }
      }
    }
    return rows;
  });

/** @param {Awaited<ReturnType<typeof profileSends>>} rows */
export function profileTable(rows) {
  const parts = [...new Set(rows.flatMap((row) => Object.keys(row.parts)))];
  const head = ['µs of a send', ...rows.map(({ title }) => title)];
  const most = Object.entries(rows[0].functions).filter(([name]) => !/^(native|JavaScript)/.test(name)).sort(([, a], [, b]) => b - a).slice(0, 30);
  return [
    table(parts.map((part) => [part, ...rows.map((row) => (row.parts[part] ?? 0).toFixed(1))]), { head, columns: Infinity }),
    '',
    table(most.map(([name, cost]) => [name, cost.toFixed(1)]), { head: [`the most of ${rows[0].title}`, 'µs'], columns: Infinity }),
  ].join('\n');
}
