// The recipes of the package: ready configurations in which a few values are missing.
import { readdirSync, readFileSync } from 'node:fs';
import { Usage } from './outcome.js';

// From the built file in bin/.
const folder = new URL('../recipes/', import.meta.url);
const MARKER = /<[a-z0-9][a-z0-9 -]*>/g;

/** @typedef {{ name: string, placeholder: string, what: string, example?: string }} FillIn `name` is the placeholder without its brackets. */

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

/** @param {any} recipe @returns {FillIn[]} */
export const fillInsOf = ({ $recipe }) => $recipe.fillIn.map((entry) => ({ ...entry, name: entry.placeholder.slice(1, -1) }));

/** The configuration with its values, without the notes. @param {any} recipe @param {Record<string, string>} values By name. */
export function filled({ $recipe, ...config }, values) {
  const marked = JSON.stringify(config).replaceAll(MARKER, (marker) => {
    const value = values[marker.slice(1, -1)];
    return value === undefined ? marker : JSON.stringify(value).slice(1, -1);
  });
  return JSON.parse(marked);
}

/** How the message travels, in a word. @param {any} recipe */
export const sends = ({ method, bodyType }) => (method === 'GET' || bodyType === 'none' ? 'query' : bodyType === 'form' ? 'form' : bodyType === 'xml' ? 'XML' : 'JSON');
