// Brings what the commands need, each piece only when it is missing. Runs before any package is installed and on any
// Node from 18 on: nothing here may import more than node: and its neighbours.
import { paragraphs } from '../ui/list.mjs';
import { ready, step } from '../ui/steps.mjs';
import { Stop } from '../ui/stop.mjs';
import { nodeAndPackages } from './packages.mjs';
import { rustAndTarget } from './rust.mjs';
import { announce, wasmTools } from './wasm-tools.mjs';

/**
 * @typedef {object} Piece
 * @property {string} title
 * @property {'npm' | 'cargo' | 'system'} lane What brings it. Pieces of different lanes are brought at the same time.
 * @property {() => Promise<string | undefined>} present What is there, in a few words; `undefined` when it is missing.
 * @property {(signal: AbortSignal) => Promise<void>} install Ends early when another piece has failed.
 */

export async function setUpTools() {
  // Rust first: nobody shall wait for npm to hear that there is no Rust.
  await setUp('ready', [rustAndTarget, nodeAndPackages, ...(await wasmTools())]);
}

/** @param {string} title @param {Piece[]} pieces */
export async function setUp(title, pieces) {
  /** @type {Map<Piece, string | undefined>} */
  const found = new Map();
  for (const piece of pieces) found.set(piece, await piece.present());
  const missing = pieces.filter((piece) => !found.get(piece));
  const announced = await announce(missing);
  if (announced) console.log(paragraphs(announced));

  const stop = new AbortController();
  /** @type {unknown[]} */
  const errors = [];
  const lanes = [...new Set(missing.map(({ lane }) => lane))].map((lane) => missing.filter((piece) => piece.lane === lane));
  await Promise.all(
    lanes.map(async (lane) => {
      try {
        for (const piece of lane) {
          if (stop.signal.aborted) return;
          found.set(piece, await bring(piece, stop.signal));
        }
      } catch (error) {
        errors.push(error);
        stop.abort();
      }
    }),
  );
  if (errors.length > 0) throw errors[0];
  ready(title, [...found.values()].join(', '));
}

/** @param {Piece} piece @param {AbortSignal} signal */
const bring = (piece, signal) =>
  step(piece.title, async (note) => {
    try {
      await piece.install(signal);
    } catch (error) {
      if (signal.aborted) note('stopped');
      throw error;
    }
    const found = await piece.present();
    if (!found) throw new Stop(`${piece.title}: installed without an error, and still not usable.`);
    return found;
  });
