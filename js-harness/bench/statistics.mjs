// Medians with their spread. A median of a few rounds says little alone; the quartiles say how much to trust it.

/** @typedef {{ median: number, low: number, high: number }} Spread `low` and `high` are the quartiles. */

/** @param {number[]} values @param {number} share */
const quantile = (values, share) => {
  const sorted = [...values].sort((a, b) => a - b);
  const position = share * (sorted.length - 1);
  const below = Math.floor(position);
  const above = Math.min(below + 1, sorted.length - 1);
  return sorted[below] + (sorted[above] - sorted[below]) * (position - below);
};

/** @param {number[]} values @returns {Spread} */
export const spread = (values) => ({ median: quantile(values, 0.5), low: quantile(values, 0.25), high: quantile(values, 0.75) });
