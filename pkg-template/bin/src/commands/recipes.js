// recipes: the list of them, or one.
import { columns } from '../drawing.js';
import { loadRecipe, recipeIds, sends } from '../recipes.js';

/** @type {import('../arguments.js').Command} */
export const recipes = {
  summary: 'List the ready configurations, or print one.',
  usage: 'recipes [NAME]',
  examples: ['connector-generic-http-sms recipes', 'connector-generic-http-sms recipes twilio'],
  options: {},
  positionals: [0, 1],
  run({ positionals: [id] }) {
    if (id !== undefined) {
      const recipe = loadRecipe(id);
      return { code: 0, text: JSON.stringify(recipe, null, 2), json: recipe };
    }
    const all = recipeIds().map((id) => {
      const recipe = loadRecipe(id);
      const { name, region, docs } = recipe.$recipe;
      return { id, provider: name, region, sends: sends(recipe), docs };
    });
    return { code: 0, text: columns(all.map(({ id, provider, region, sends: how }) => [id, provider, region, how]), ['Recipe', 'Provider', 'Region', 'Sends']), json: all };
  },
};
