// The table of recipes for the package's README, which gets it when the package is made: nobody has to keep it.
import { listRecipes, loadRecipe, templateRecipes } from './recipes.mjs';

// A link definition and not an HTML comment: Logto's console prints a comment as text.
const MARKER = '[//]: # (recipes)';

/** @param {string} readme */
export function withRecipes(readme) {
  if (!readme.includes(MARKER)) throw new Error(`the README of the package lacks the line "${MARKER}"`);
  return readme.replace(MARKER, table);
}

/** @param {import('./recipes.mjs').Recipe} recipe */
const bodyType = ({ method, headers = {} }) => {
  if (method === 'GET') {
    return 'query';
  }

  return headers['Content-Type'] === 'application/x-www-form-urlencoded' ? 'form' : 'JSON';
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

  return text.includes('"{{to}}"') ? '`+` and digits' : 'none';
};

const table = () =>
  [
    '| Recipe | Provider | Region | Body | Number | Documentation |',
    '| --- | --- | --- | --- | --- | --- |',
    ...listRecipes(templateRecipes).map((id) => {
      const recipe = loadRecipe(id, templateRecipes);
      const { name, region, docs } = recipe.$recipe;
      const links = docs
        .map((url, index) => `[${index === 0 ? new URL(url).hostname.replace(/^www\./, '') : index + 1}](${url})`)
        .join(', ');

      return `| \`${id}\` | ${name} | ${region} | ${bodyType(recipe)} | ${numberFormat(recipe)} | ${links} |`;
    }),
  ].join('\n');
