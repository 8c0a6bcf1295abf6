// How often a send calls out of wasm: `npm --prefix js-harness run bench -- --crossings`.
import { startWorker } from '../runtimes/process.mjs';
import { table } from '../ui/table.mjs';
import { withProvider } from './race.mjs';
import { titleOf } from './scenes.mjs';

/** @typedef {import('./crossings-worker.mjs').Counts} Counts */

/**
 * @param {import('./measures.mjs').Packages} packages @param {import('./scenes.mjs').Scene[]} scenes
 * @returns {Promise<{ title: string, counts: Counts }[]>} For each scene and package.
 */
export const countCrossings = (packages, scenes) =>
  withProvider(async (url) => {
    const found = [];
    for (const scene of scenes) {
      for (const [name, directory] of Object.entries(packages)) {
        const worker = startWorker(new URL('crossings-worker.mjs', import.meta.url), [directory, url]);
        try {
          await worker.answer();
          found.push({ title: `${titleOf(scene)}${name === 'ours' ? '' : ' (other build)'}`, counts: await worker.ask(scene) });
        } finally {
          await worker.stop();
        }
      }
    }
    return found;
  });

/** @param {{ title: string, counts: Counts }[]} found */
export function crossingTable(found) {
  const sum = (/** @type {Counts} */ counts) => Object.values(counts).reduce((all, count) => all + count, 0);
  const names = [...new Set(found.flatMap(({ counts }) => Object.keys(counts)))].sort((a, b) => most(b) - most(a) || a.localeCompare(b));
  /** @param {string} name */
  function most(name) {
    return Math.max(...found.map(({ counts }) => counts[name] ?? 0));
  }
  return table(
    [['all', ...found.map(({ counts }) => sum(counts))], ...names.map((name) => [name, ...found.map(({ counts }) => counts[name] ?? 0)])],
    { head: ['calls of one send', ...found.map(({ title }) => title)], columns: Infinity },
  );
}
