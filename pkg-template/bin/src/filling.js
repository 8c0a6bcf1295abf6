// The values of one's own that a recipe needs. No Node here: the page uses it too.
const MARKER = /<[a-z0-9][a-z0-9 -]*>/g;

/** @typedef {{ name: string, placeholder: string, what: string, example?: string }} FillIn `name` is the placeholder without its brackets. */

/** @param {any} recipe @returns {FillIn[]} */
export const fillInsOf = ({ $recipe }) => $recipe.fillIn.map((entry) => ({ ...entry, name: entry.placeholder.slice(1, -1) }));

/** @param {string} text A configuration as JSON. @param {Record<string, string>} values By name; what has none stays. */
export const filled = (text, values) =>
  text.replaceAll(MARKER, (marker) => {
    const name = marker.slice(1, -1);
    return Object.hasOwn(values, name) ? JSON.stringify(values[name]).slice(1, -1) : marker;
  });
