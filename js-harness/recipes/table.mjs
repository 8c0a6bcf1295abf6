// The recipes in the package's README, which gets them when the package is made: nobody has to keep them. A table, and
// each recipe as text, because Logto's console shows that README beside the form and no file of the package.
import { listRecipes, loadRecipe, templateRecipes } from './recipes.mjs';

// Link definitions and not HTML comments: Logto's console prints a comment as text.
const TABLE = '[//]: # (recipes)';
const TEXTS = '[//]: # (recipes as text)';

/** @param {string} readme */
export function withRecipes(readme) {
  for (const marker of [TABLE, TEXTS]) {
    if (!readme.includes(marker)) throw new Error(`the README of the package lacks the line "${marker}"`);
  }
  return readme.replace(TABLE, table).replace(TEXTS, texts);
}

/** @param {import('./recipes.mjs').Recipe} recipe */
const bodyType = ({ method, bodyType: type }) => {
  if (method === 'GET' || type === 'none') {
    return 'query';
  }

  return type === 'form' ? 'form' : 'JSON';
};

/**
 * How the number travels, read off the placeholder that carries it.
 *
 * @param {import('./recipes.mjs').Recipe} recipe
 */
const numberFormat = ({ bodyParams, queryParams }) => {
  const text = JSON.stringify([bodyParams, queryParams]);

  if (text.includes('"{{to | digits | number}}"')) {
    return 'digits, a JSON number';
  }

  if (text.includes('"{{to | digits}}"')) {
    return 'digits';
  }

  if (text.includes('"{{to | national}}"')) {
    return 'national';
  }

  if (text.includes('"0{{to | national}}"')) {
    return 'national, after a 0';
  }

  if (text.includes('"00{{to | digits}}"')) {
    return 'digits, after 00';
  }

  return text.includes('"{{to}}"') ? '`+` and digits' : 'none';
};

const recipes = () => listRecipes(templateRecipes).map((id) => ({ id, recipe: loadRecipe(id, templateRecipes) }));

// Three columns: in the console each has a third of half the window.
const table = () =>
  [
    '| Recipe | Provider | Sends |',
    '| --- | --- | --- |',
    ...recipes().map(({ id, recipe }) => {
      const { name, region, docs } = recipe.$recipe;
      const links = docs.map((url, index) => (index === 0 ? `[${name}](${url})` : `[${index + 1}](${url})`)).join(', ');

      return `| [${id}](#${id}) | ${links}; ${region} | ${bodyType(recipe)}; number: ${numberFormat(recipe)} |`;
    }),
  ].join('\n');

/** The fields of the form, in its order; text fields take a value as it is, the others JSON. */
const FIELDS = {
  endpoint: 'Endpoint',
  method: 'Method',
  authorization: 'Authorization',
  bodyType: 'Body type',
  bodyParams: 'Body parameters',
  queryParams: 'Query parameters',
  templates: 'Templates',
  response: 'Response',
  headers: 'Headers (advanced)',
  apiKey: 'API key (advanced)',
  apiSecret: 'API secret (advanced)',
  variables: 'Variables (advanced)',
  token: 'Token (advanced)',
  signature: 'Signature (advanced)',
};

/** JSON of at most 56 columns where its strings allow it: the README's half of the console has no more. @param {unknown} value */
const narrow = (value) =>
  JSON.stringify(value, null, 2)
    .split('\n')
    .map((line) => (line.length > 56 ? line.replace(/^( *)("[^"]+":) /, '$1$2\n$1  ') : line))
    .join('\n');

/** @param {{ id: string, recipe: import('./recipes.mjs').Recipe }} entry */
const text = ({ id, recipe: { $recipe, ...config } }) => {
  const missing = Object.keys(config).filter((key) => !Object.hasOwn(FIELDS, key));

  if (missing.length > 0) {
    throw new Error(`the recipe ${id} has a key that its text in the README would lack: ${missing.join(', ')}`);
  }

  const fields = Object.entries(FIELDS).filter(([key]) => config[key] !== undefined);
  const inline = fields.filter(([key]) => typeof config[key] === 'string').map(([key, label]) => `- ${label}: \`${config[key]}\``);
  const fenced = fields
    .filter(([key]) => typeof config[key] !== 'string')
    .flatMap(([key, label]) => ['', `${label}:`, '', '```', narrow(config[key]), '```']);

  // The heading is the name of the recipe and nothing else, so that the table's links find it.
  return [
    `### ${id}`,
    '',
    `${$recipe.name}. ${$recipe.notes}`,
    '',
    ...$recipe.fillIn.map(({ placeholder, what, example }) => `- Replace \`${placeholder}\`: ${what}${example === undefined ? '' : ` (for example \`${example}\`)`}`),
    ...inline,
    ...fenced,
  ].join('\n');
};

const texts = () => recipes().map(text).join('\n\n');
