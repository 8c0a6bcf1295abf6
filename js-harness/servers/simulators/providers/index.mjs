// Every provider by its id: a file of this folder is one.
import { readdir } from 'node:fs/promises';

const ids = (await readdir(new URL('.', import.meta.url)))
  .filter((name) => name.endsWith('.mjs') && name !== 'index.mjs')
  .map((name) => name.replace('.mjs', ''))
  .sort();

/** @type {ReadonlyMap<string, import('../types.mjs').Provider>} */
export const providers = new Map(await Promise.all(ids.map(async (id) => {
  const { default: provider } = await import(`./${id}.mjs`);
  if (provider.id !== id) throw new Error(`providers/${id}.mjs describes ${provider.id}`);
  return /** @type {[string, import('../types.mjs').Provider]} */ ([id, provider]);
})));
