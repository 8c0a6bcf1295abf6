// What `start -- --list` shows, and what a mistyped name gets for an answer; both before anything is set up.
import { list } from '../ui/list.mjs';
import { didYouMean, nearest } from '../ui/nearest.mjs';
import { cyan, dim } from '../ui/style.mjs';
import { hasSimulator, listRecipes, loadRecipe, templateRecipes } from './recipes.mjs';

/** All recipes. @param {string} [folder] */
export function recipeList(folder = templateRecipes) {
  const rows = listRecipes(folder).map((id) => {
    const { name, region } = loadRecipe(id, folder).$recipe;
    return [id, `${name}, ${region}${hasSimulator(id) ? '' : ' (no simulator: a plain gateway answers)'}`];
  });
  return [
    list([['RECIPE', 'provider, region'], ...rows], { style: cyan }),
    '',
    dim(`${rows.length} recipes. Try one on a simulator of its provider:`),
    dim('npm --prefix js-harness start -- --recipe RECIPE'),
  ].join('\n');
}

/**
 * The recipe that a person means, or a sentence that helps them to one.
 * @param {string} name
 * @returns {{ id: string, help?: undefined } | { id?: undefined, help: string }}
 */
export function findRecipe(name) {
  const ids = listRecipes(templateRecipes);
  const wanted = name.trim().toLowerCase();
  if (ids.includes(wanted)) return { id: wanted };
  const help = `there is no recipe "${name}"${didYouMean(wanted, ids)}`;
  return { help: nearest(wanted, ids).length > 0 ? help : `${help} There are:\n${list([[ids.join(', ')]])}` };
}
