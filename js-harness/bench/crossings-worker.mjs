// How often a send of ours calls out of wasm, by import: `node crossings-worker.mjs DIRECTORY URL`, a process of its own, because
// it takes the place of what instantiates the wasm. The same every time, so it shows what a change brought where the
// machine is too busy for figures.
import { setImmediate as turn } from 'node:timers/promises';
import { configOf, endpointOf, messageOf } from './scenes.mjs';
import { engine } from './contestants.mjs';

/** @typedef {Record<string, number>} Counts Of calls, by the name of what is called. */

/** @type {Counts} */
let counts = {};

/** The name of an import without the hash that wasm-bindgen gives it. @param {string} name */
const nameOf = (name) => name.replace(/^(__wbg_)?(__wbindgen_)?/, '').replace(/_[0-9a-f]{16}$/, '');

const { Instance } = WebAssembly;
WebAssembly.Instance = new Proxy(Instance, {
  construct(target, [module, imports]) {
    const counted = Object.fromEntries(Object.entries(imports).map(([from, functions]) => [
      from,
      Object.fromEntries(Object.entries(functions).map(([name, imported]) => [name, typeof imported === 'function' ? counting(nameOf(name), imported) : imported])),
    ]));
    return new target(module, /** @type {any} */ (counted));
  },
});

/** @param {string} name @param {Function} imported */
function counting(name, imported) {
  return (/** @type {unknown[]} */ ...args) => {
    counts[name] = (counts[name] ?? 0) + 1;
    return imported(...args);
  };
}

const [directory, url] = process.argv.slice(2);
const { sendMessage } = await engine(directory);

process.on('message', async (/** @type {import('./scenes.mjs').Scene} */ scene) => {
  const config = configOf(endpointOf(url, scene), scene);
  // The first sends of a process make what later ones find.
  for (let send = 0; send < 4; send += 1) {
    counts = {};
    await sendMessage(config, messageOf(scene));
    // An answer that nobody needs is read after the send.
    for (let wait = 0; wait < 20; wait += 1) await turn();
  }
  process.send?.(counts);
});
process.on('disconnect', () => process.exit());
process.send?.('ready');
