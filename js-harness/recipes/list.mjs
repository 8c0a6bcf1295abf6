// What `start -- --list` shows, and what a mistyped name gets for an answer.
import { bold, cyan, dim } from '../ui/style.mjs';
import { pad, width } from '../ui/text.mjs';
import { listRecipes, loadRecipe } from './recipes.mjs';

/** Read from the template: a list needs no build. */
const SOURCE = 'template';

/** All recipes as a table for the terminal. */
export function recipeTable() {
  const columns = ['recipe', 'provider', 'region'];
  const rows = listRecipes(SOURCE).map((id) => {
    const { name, region } = loadRecipe(id, SOURCE).$recipe;
    return [id, name, region];
  });
  const widths = columns.map((column, index) => Math.max(...[columns, ...rows].map((row) => width(row[index]))));
  const styles = [cyan, (/** @type {string} */ text) => text, dim];
  /** @param {string[]} row @param {Array<(text: string) => string>} style */
  const line = (row, style) =>
    row
      .map((cell, index) => style[index](pad(cell, widths[index])))
      .join('  ')
      .trimEnd();
  return [
    line(columns, [bold, bold, bold]),
    dim(widths.map((columnWidth) => '─'.repeat(columnWidth)).join('  ')),
    ...rows.map((row) => line(row, styles)),
  ].join('\n');
}

/**
 * The recipe that a person means, or a sentence that helps them to one.
 * @param {string} name
 * @returns {{ id: string, help?: undefined } | { id?: undefined, help: string }}
 */
export function findRecipe(name) {
  const ids = listRecipes(SOURCE);
  const wanted = name.trim().toLowerCase();
  if (ids.includes(wanted)) return { id: wanted };
  const close = ids.filter((id) => isClose(wanted, id));
  const start = `There is no recipe "${name}"`;
  if (close.length > 0) return { help: `${start}; did you mean ${close.join(' or ')}?` };
  return { help: `${start}. "npm --prefix js-harness start -- --list" lists all ${ids.length}:\n${ids.join(', ')}` };
}

/** A beginning, a part, or a few slips away. @param {string} typed @param {string} id */
function isClose(typed, id) {
  const [left, right] = [typed, id].map((text) => text.replaceAll(/[^a-z0-9]/g, ''));
  if (left.length < 2) return false;
  // "vonage" stands for both of its recipes, "twilio-sms" for the one of Twilio.
  if (right.startsWith(left) || left.startsWith(right)) return true;
  return distance(left, right) <= Math.max(1, Math.floor(right.length / 4));
}

/** Levenshtein distance. @param {string} left @param {string} right */
function distance(left, right) {
  let row = Array.from({ length: right.length + 1 }, (_, index) => index);
  for (const [above, letter] of [...left].entries()) {
    const next = [above + 1];
    for (const [index, other] of [...right].entries()) {
      next.push(Math.min(row[index] + (letter === other ? 0 : 1), row[index + 1] + 1, next[index] + 1));
    }
    row = next;
  }
  return row[right.length];
}
