// Brings what the commands need, each piece only when it is missing. Runs before any package is installed and on any
// Node from 18 on: nothing here may import more than node: and its neighbours.
import { ready, step } from '../ui/steps.mjs';
import { Stop } from '../ui/stop.mjs';
import { nodeAndPackages } from './packages.mjs';
import { rustAndTarget } from './rust.mjs';
import { wasmTools } from './wasm-tools.mjs';

/**
 * @typedef {object} Piece
 * @property {string} title
 * @property {() => Promise<string | undefined>} present What is there, in a few words; `undefined` when it is missing.
 * @property {() => Promise<void>} install
 */

export async function setUpTools() {
  await setUp('tools ready', [nodeAndPackages, rustAndTarget, ...(await wasmTools())]);
}

/** @param {string} title @param {Piece[]} pieces */
export async function setUp(title, pieces) {
  const found = [];
  for (const piece of pieces) {
    found.push((await piece.present()) ?? (await bring(piece)));
  }
  ready(title, found.join(', '));
}

/** @param {Piece} piece */
const bring = (piece) =>
  step(piece.title, async () => {
    await piece.install();
    const found = await piece.present();
    if (!found) throw new Stop(`${piece.title}: installed without an error, and still not usable.`);
    return found;
  });
