// init: a configuration from a recipe and what it needs, or for a provider without one.
import { filled, fillInsOf } from '../filling.js';
import { issuesOf } from '../issues.js';
import { Usage } from '../outcome.js';
import { configurationOf, questions as otherQuestions } from '../other-provider.js';
import { hasErrors } from '../placed-issues.js';
import { answers, canAsk, choose, settings } from '../questions.js';
import { loadRecipe, recipeIds } from '../recipes.js';
import { namesSecret } from '../secret-names.js';

const OTHER = 'other';

/** @type {import('../arguments.js').Command} */
export const init = {
  summary: 'Write a configuration; asks for what is missing.',
  usage: 'init [RECIPE] [--set name=value …]',
  examples: [
    'connector-generic-http-sms init twilio > sms.json',
    'connector-generic-http-sms init seven --set api-key="$KEY" --set sender=MyBrand > sms.json',
  ],
  about: `RECIPE is a name that recipes lists, or ${OTHER} for any other provider. Questions are on standard error, the\nconfiguration is on standard output.`,
  options: { set: { type: 'string', multiple: true, what: 'a value, as name=value; may be repeated' } },
  positionals: [0, 1],
  async run({ positionals: [named], values }) {
    const asking = canAsk(values.json === true);
    const given = settings(values.set);
    const id = named ?? (await chosen(asking));
    const config = id === OTHER ? configurationOf(await answers(otherQuestions, given, asking)) : await fromRecipe(id, given, asking);
    const text = JSON.stringify(config, null, 2);
    const issues = issuesOf(config, text);
    const remarks = [
      ...issues.map(({ severity, path, message }) => `${severity} ${path}: ${message}`),
      'Next, where you wrote it to sms.json: npx connector-generic-http-sms check sms.json',
    ];
    return { code: hasErrors(issues) ? 1 : 0, text, json: { configuration: config, issues }, remarks };
  },
};

/** @param {boolean} asking */
async function chosen(asking) {
  if (!asking) throw new Usage(`nobody can be asked here: name a recipe, or ${OTHER}; see npx connector-generic-http-sms recipes`);
  const known = recipeIds().map((id) => ({ name: `${loadRecipe(id).$recipe.name} (${id})`, value: id }));
  return choose('Which provider?', [{ name: 'another provider, from a few answers', value: OTHER }, ...known]);
}

/** @param {string} id @param {Record<string, string>} given @param {boolean} asking */
async function fromRecipe(id, given, asking) {
  const recipe = loadRecipe(id);
  const questions = fillInsOf(recipe).map(({ name, what, example }) => ({ name, what, example, secret: namesSecret(name) }));
  const { $recipe, ...config } = recipe;
  return JSON.parse(filled(JSON.stringify(config), await answers(questions, given, asking)));
}
