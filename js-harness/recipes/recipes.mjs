// The recipes of the package: ready configurations, one JSON file for each SMS provider. Without packages, because they
// are listed before there are any.
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { harness, pkg, pkgTemplate } from '../setup/paths.mjs';

/**
 * @typedef {{ placeholder: string, what: string }} FillIn
 *   A text in the recipe that the user replaces by a value of their own, and what that value is.
 * @typedef {{ name: string, region: string, fillIn: FillIn[], docs: string[], notes: string }} RecipeNotes
 *   The connector ignores these notes; they are for people.
 * @typedef {Record<string, unknown> & {
 *   $recipe: RecipeNotes,
 *   endpoint: string,
 *   method: 'GET' | 'POST',
 *   headers?: Record<string, string>,
 * }} Recipe
 */

/** What the package is built from. */
export const templateRecipes = join(pkgTemplate, 'recipes');
const packageRecipes = join(pkg, 'recipes');

/** What a user gets, where there is a package. */
const builtRecipes = () => (existsSync(packageRecipes) ? packageRecipes : templateRecipes);

/** Names that stand for a credential or an id: `API_KEY`, `SID`, `API_KEY_OR_MD5`. */
const namePattern = /^[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)*$/;

/** The top-level keys in which an unfilled name is always a mistake: the others may hold sample senders. */
const keysWithoutSamples = ['endpoint', 'authorization', 'apiKey', 'apiSecret'];

/** @param {string} text */
const escapeForRegExp = (text) => text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');

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
export const hasSimulator = (id) => existsSync(join(harness, 'servers', 'simulators', 'providers', `${id}.mjs`));

/**
 * Values of no meaning for the names of a recipe, where there is no simulator that wants certain ones.
 * @param {Recipe} recipe
 */
export const anyValues = ({ $recipe }) =>
  Object.fromEntries(
    $recipe.fillIn.flatMap(({ placeholder }, index) => (namePattern.test(placeholder) ? [[placeholder, `demo-${index + 1}`]] : [])),
  );

/**
 * The recipe as a user would have filled it in: every name of `demo` replaced by its value, and the endpoint's
 * origin by `endpointBase`.
 *
 * @param {Recipe} recipe
 * @param {Record<string, string>} demo a value for each name, e.g. `{ ACCOUNT_SID: 'AC0123' }`
 * @param {string} endpointBase an origin, with a path before the provider's own one if wanted: `http://127.0.0.1:8080`
 * @returns {Recipe}
 * @throws {Error} when a name of `demo` is not in the recipe, or a credential has no value
 */
export const fillIn = (recipe, demo, endpointBase) => {
  const { $recipe, ...config } = recipe;
  const { origin } = new URL(config.endpoint);
  const text = JSON.stringify({
    ...config,
    endpoint: endpointBase.replace(/\/+$/, '') + config.endpoint.slice(origin.length),
  });
  // One pass, longest names first: no name is replaced inside another one, nor inside a value already put in.
  const names = Object.keys(demo).sort((left, right) => right.length - left.length);
  const unknown = names.filter((name) => !text.includes(name));
  if (unknown.length > 0) throw new Error(`the recipe of ${$recipe.name} has no ${unknown.join(', ')}`);

  const filled =
    names.length === 0
      ? text
      : text.replaceAll(new RegExp(names.map(escapeForRegExp).join('|'), 'g'), (name) =>
          JSON.stringify(demo[name]).slice(1, -1)
        );
  const missing = $recipe.fillIn
    .map(({ placeholder }) => placeholder)
    .filter(
      (placeholder) =>
        namePattern.test(placeholder) &&
        !Object.hasOwn(demo, placeholder) &&
        keysWithoutSamples.some((key) => String(config[key] ?? '').includes(placeholder))
    );
  if (missing.length > 0) throw new Error(`no value for ${missing.join(', ')} of the recipe of ${$recipe.name}`);

  return { $recipe, ...JSON.parse(filled) };
};
