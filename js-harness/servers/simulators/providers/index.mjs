// Every provider by its id, which is the name of its file. One that names itself otherwise fails when this module loads,
// not in the middle of a test.
import { readdir } from 'node:fs/promises';

const files = (await readdir(new URL('.', import.meta.url))).filter((name) => name.endsWith('.mjs') && name !== 'index.mjs').sort();

/** @type {ReadonlyMap<string, import('../types.mjs').Provider>} */
export const providers = new Map(await Promise.all(files.map(async (name) => {
  const { default: provider } = await import(`./${name}`);
  if (`${provider.id}.mjs` !== name) throw new Error(`providers/${name} describes ${provider.id}`);
  return /** @type {[string, import('../types.mjs').Provider]} */ ([provider.id, provider]);
})));
