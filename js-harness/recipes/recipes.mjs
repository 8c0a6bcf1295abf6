/**
 * The recipes of the package: ready configurations, one JSON file for each SMS provider.
 *
 * They are read from the built package when there is one, because that is what a user gets, otherwise from the
 * template it is built from.
 */
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

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

const templateDirectory = fileURLToPath(new URL('../../pkg-template/recipes', import.meta.url));
const packageDirectory = fileURLToPath(new URL('../../pkg/recipes', import.meta.url));

/** Names that stand for a credential or an id: `API_KEY`, `SID`, `API_KEY_OR_MD5`. */
const namePattern = /^[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)*$/;

/** The top-level keys in which an unfilled name is always a mistake: the others may hold sample senders. */
const keysWithoutSamples = ['endpoint', 'authorization', 'apiKey', 'apiSecret'];

/**
 * @param {'built' | 'template'} [source] `built` (the default) falls back to the template
 * @returns {string}
 */
const recipesDirectory = (source = 'built') =>
  source === 'built' && existsSync(packageDirectory) ? packageDirectory : templateDirectory;

/** @param {string} text */
const escapeForRegExp = (text) => text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');

/**
 * The ids of all recipes in alphabetical order.
 *
 * @param {'built' | 'template'} [source]
 * @returns {string[]}
 */
export const listRecipes = (source) =>
  readdirSync(recipesDirectory(source))
    .filter((name) => name.endsWith('.json'))
    .map((name) => name.slice(0, -'.json'.length))
    .sort();

/**
 * @param {string} id e.g. `twilio`
 * @param {'built' | 'template'} [source]
 * @returns {Recipe}
 */
export const loadRecipe = (id, source) => {
  const known = listRecipes(source);

  // The list is the only way in, so an id can never lead out of the directory.
  if (!known.includes(id)) {
    throw new Error(`there is no recipe "${id}"; known recipes: ${known.join(', ')}`);
  }

  return JSON.parse(readFileSync(`${recipesDirectory(source)}/${id}.json`, 'utf8'));
};

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

  if (unknown.length > 0) {
    throw new Error(`the recipe of ${$recipe.name} has no ${unknown.join(', ')}`);
  }

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

  if (missing.length > 0) {
    throw new Error(`no value for ${missing.join(', ')} of the recipe of ${$recipe.name}`);
  }

  return { $recipe, ...JSON.parse(filled) };
};
