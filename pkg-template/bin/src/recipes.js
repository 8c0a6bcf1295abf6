// The recipes of the package: ready configurations in which a few values are missing.
import { readdirSync, readFileSync } from 'node:fs';
import { Usage } from './outcome.js';

// From the built file in bin/.
const folder = new URL('../recipes/', import.meta.url);

export const recipeIds = () => readdirSync(folder).filter((name) => name.endsWith('.json')).map((name) => name.slice(0, -'.json'.length)).sort();

/** @param {string} id @returns {any} */
export function loadRecipe(id) {
  const ids = recipeIds();
  // The list is the only way in, so an id can never lead out of the folder.
  if (!ids.includes(id)) {
    const near = ids.filter((known) => known.includes(id.toLowerCase()) || id.toLowerCase().includes(known));
    const hint = near.length > 0 ? `did you mean ${near.join(' or ')}?` : 'see npx connector-generic-http-sms recipes';
    throw new Usage(`there is no recipe "${id}"; ${hint}`);
  }
  // The schema is named by its place beside the recipe, which is another one for whoever gets the recipe from here.
  const { $schema, ...recipe } = JSON.parse(readFileSync(new URL(`${id}.json`, folder), 'utf8'));
  return recipe;
}

/** How the message travels, in a word. @param {any} recipe */
export const sends = ({ method, bodyType }) => (method === 'GET' || bodyType === 'none' ? 'query' : bodyType === 'form' ? 'form' : bodyType === 'xml' ? 'XML' : 'JSON');
