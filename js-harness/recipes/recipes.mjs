// The recipes of the package: ready configurations, one JSON file for each SMS provider. Without packages, because they
// are listed before there are any.
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { harness, pkg, pkgTemplate } from '../setup/paths.mjs';

/**
 * @typedef {{ placeholder: string, what: string, example?: string }} FillIn
 *   A marker in the recipe, such as `<account-sid>`, that the user replaces by a value of their own, what that value is, and
 *   what it looks like where it is no credential.
 * @typedef {{ name: string, region: string, fillIn: FillIn[], docs: string[], notes: string }} RecipeNotes
 *   The connector ignores these notes; they are for people.
 * @typedef {Record<string, unknown> & {
 *   $recipe: RecipeNotes,
 *   endpoint: string,
 *   method: 'GET' | 'POST',
 *   headers?: Record<string, string>,
 *   bodyType?: 'json' | 'form' | 'none',
 *   token?: { endpoint: string } & Record<string, unknown>,
 * }} Recipe
 */

/** What the package is built from. */
export const templateRecipes = join(pkgTemplate, 'recipes');
const packageRecipes = join(pkg, 'recipes');

/** What a user gets, where there is a package. */
const builtRecipes = () => (existsSync(packageRecipes) ? packageRecipes : templateRecipes);

/** What a user replaces: the engine knows it by this form, and reports one that is left over. */
export const markerPattern = /<[a-z0-9][a-z0-9 -]*>/g;

/** The marker of a value's name: `<account-sid>` of `ACCOUNT_SID`. @param {string} name */
const markerOf = (name) => `<${name.toLowerCase().replaceAll('_', '-')}>`;
/** @param {string} marker */
const nameOf = (marker) => marker.slice(1, -1).toUpperCase().replaceAll('-', '_');

/**
 * The ids of all recipes in alphabetical order.
 * @param {string} [folder]
 * @returns {string[]}
 */
export const listRecipes = (folder = builtRecipes()) =>
  readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .map((name) => name.slice(0, -'.json'.length))
    .sort();

/**
 * @param {string} id e.g. `twilio`
 * @param {string} [folder]
 * @returns {Recipe}
 */
export const loadRecipe = (id, folder = builtRecipes()) => {
  const known = listRecipes(folder);
  // The list is the only way in, so an id can never lead out of the folder.
  if (!known.includes(id)) throw new Error(`there is no recipe "${id}"; known recipes: ${known.join(', ')}`);
  return JSON.parse(readFileSync(join(folder, `${id}.json`), 'utf8'));
};

/** Whether somebody has written a simulator of the recipe's provider. @param {string} id */
export const hasSimulator = (id) => existsSync(join(harness, 'servers', 'simulators', 'providers', `${id}.json`));

/**
 * Values of no meaning for the markers of a recipe, where there is no simulator that wants certain ones.
 * @param {Recipe} recipe
 */
export const anyValues = ({ $recipe }) =>
  Object.fromEntries(
    $recipe.fillIn.flatMap(({ placeholder, example }, index) => (example === undefined ? [[nameOf(placeholder), `demo-${index + 1}`]] : [])),
  );

/**
 * The recipe as a user would have filled it in: every marker replaced, by its value in `demo` or else by its example, and
 * the origin of the endpoint, and of that of the token, by `endpointBase`.
 *
 * @param {Recipe} recipe
 * @param {Record<string, string>} demo a value for each name, e.g. `{ ACCOUNT_SID: 'AC0123' }` for `<account-sid>`
 * @param {string} endpointBase an origin, with a path before the provider's own one if wanted: `http://127.0.0.1:8080`
 * @returns {Recipe}
 * @throws {Error} when a name of `demo` is not in the recipe, or a marker has no value
 */
export const fillIn = (recipe, demo, endpointBase) => {
  const { $recipe, ...config } = recipe;
  // Not by `URL`: the host may be a marker.
  /** @param {string} endpoint */
  const moved = (endpoint) => endpointBase.replace(/\/+$/, '') + endpoint.replace(/^https?:\/\/[^/]+/, '');
  const { endpoint, token } = config;
  const examples = $recipe.fillIn.flatMap(({ placeholder, example }) => (example === undefined ? [] : [[placeholder, example]]));
  const values = new Map([
    .../** @type {[string, string][]} */ (examples),
    ...Object.entries(demo).map(([name, value]) => /** @type {[string, string]} */ ([markerOf(name), value])),
  ]);
  const text = JSON.stringify(config);
  const unknown = Object.keys(demo).filter((name) => !text.includes(markerOf(name)));
  if (unknown.length > 0) throw new Error(`the recipe of ${$recipe.name} has no ${unknown.join(', ')}`);

  const there = { ...config, endpoint: moved(endpoint), ...(token && { token: { ...token, endpoint: moved(token.endpoint) } }) };
  const filled = JSON.stringify(there).replaceAll(markerPattern, (marker) => {
    const value = values.get(marker);
    if (value === undefined) throw new Error(`no value for ${marker} of the recipe of ${$recipe.name}`);
    return JSON.stringify(value).slice(1, -1);
  });

  return { $recipe, ...JSON.parse(filled) };
};
