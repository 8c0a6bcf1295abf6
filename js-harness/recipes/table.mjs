/**
 * Writes the table of recipes into the package's README, between the two marker lines.
 *
 *   node js-harness/recipes/table.mjs            writes
 *   node js-harness/recipes/table.mjs --check    fails when the table is stale, writes nothing
 *
 * The markers are link definitions and not HTML comments: Logto's console prints a comment as text.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import { listRecipes, loadRecipe } from './recipes.mjs';

const readme = fileURLToPath(new URL('../../pkg-template/README.md', import.meta.url));
const startMarker = '[//]: # (recipes:start)';
const endMarker = '[//]: # (recipes:end)';

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

/** @returns {string} the table in Markdown */
const renderTable = () =>
  [
    '| Recipe | Provider | Region | Body | Number | Documentation |',
    '| --- | --- | --- | --- | --- | --- |',
    ...listRecipes('template').map((id) => {
      const recipe = loadRecipe(id, 'template');
      const { name, region, docs } = recipe.$recipe;
      const links = docs
        .map((url, index) => `[${index === 0 ? new URL(url).hostname.replace(/^www\./, '') : index + 1}](${url})`)
        .join(', ');

      return `| \`${id}\` | ${name} | ${region} | ${bodyType(recipe)} | ${numberFormat(recipe)} | ${links} |`;
    }),
  ].join('\n');

const text = readFileSync(readme, 'utf8');
const start = text.indexOf(startMarker);
const end = text.indexOf(endMarker);

if (start < 0 || end < start) {
  console.error(`${readme} lacks the lines "${startMarker}" and "${endMarker}", in this order`);
  process.exit(1);
}

const updated = `${text.slice(0, start + startMarker.length)}\n\n${renderTable()}\n\n${text.slice(end)}`;

if (updated === text) {
  console.log('the table of recipes is up to date');
} else if (process.argv.includes('--check')) {
  console.error('the table of recipes in pkg-template/README.md is stale: run node js-harness/recipes/table.mjs');
  process.exit(1);
} else {
  writeFileSync(readme, updated);
  console.log('wrote the table of recipes into pkg-template/README.md');
}
