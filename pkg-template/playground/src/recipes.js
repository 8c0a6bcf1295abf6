// The recipes, and the values of one's own that they need.
import recipes from 'recipes';
import { element } from './elements.js';
import { filled, fillInsOf } from '../../bin/src/filling.js';
import { namesSecret } from '../../bin/src/secret-names.js';

/** @param {HTMLSelectElement} select @param {(recipe: any) => void} chosen */
export function offerRecipes(select, chosen) {
  select.append(...Object.entries(recipes).map(([id, { $recipe }]) => element('option', { value: id }, `${$recipe.name} – ${$recipe.region}`)));
  select.addEventListener('change', () => select.value && chosen(recipes[select.value]));
}

/** The configuration without its notes, as it would stand in a file. @param {any} recipe */
export function configurationOf({ $schema, $recipe, ...config }) {
  return JSON.stringify(config, null, 2);
}

/**
 * A form for the values that are missing. One that is left empty can be filled in later, here or in the text.
 * @param {HTMLElement} section @param {any} recipe @param {(fill: (text: string) => string) => void} change
 */
export function askForValues(section, recipe, change) {
  const fillIns = fillInsOf(recipe);
  section.hidden = fillIns.length === 0;
  const form = /** @type {HTMLFormElement} */ (section.querySelector('form'));
  const inputs = fillIns.map(({ name, what, example }) => {
    const secret = namesSecret(name);
    const input = element('input', { name, type: secret ? 'password' : 'text', autocomplete: 'off', spellcheck: false, placeholder: example ? `for example ${example}` : '' });
    return element('label.wide', {}, what, input);
  });
  form.querySelector('.fields')?.replaceChildren(...inputs);
  const [link] = recipe.$recipe.docs;
  form.querySelector('.notes')?.replaceChildren(recipe.$recipe.notes, ' ', element('a', { href: link, target: '_blank', rel: 'noreferrer' }, 'Documentation'));
  form.onsubmit = (event) => {
    event.preventDefault();
    const values = Object.fromEntries([...new FormData(form)].filter(([, value]) => String(value).trim() !== '').map(([name, value]) => [name, String(value).trim()]));
    change((text) => filled(text, values));
    const left = fillIns.filter(({ name }) => !Object.hasOwn(values, name));
    if (left.length > 0) askForValues(section, { $recipe: { ...recipe.$recipe, fillIn: left } }, change);
    else section.hidden = true;
  };
}
