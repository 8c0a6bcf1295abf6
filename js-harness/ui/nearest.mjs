/**
 * What a person may have meant by a name that there is not: one with the same beginning, or a few slips away.
 * @param {string} typed @param {string[]} names
 */
export function nearest(typed, names) {
  const left = letters(typed);
  if (left.length < 2) return [];
  const distances = names.map((name) => {
    const right = letters(name);
    // "vonage" stands for both recipes that begin so, "twilio-sms" for the one of Twilio.
    if (right.startsWith(left) || left.startsWith(right)) return { name, slips: 0 };
    const slips = distance(left, right);
    return { name, slips: slips <= Math.ceil(right.length / 3) ? slips : Infinity };
  });
  const fewest = Math.min(...distances.map(({ slips }) => slips));
  return distances.filter(({ slips }) => slips === fewest && slips < Infinity).map(({ name }) => name);
}

/** `; did you mean …?`, or nothing. @param {string} typed @param {string[]} names @param {(name: string) => string} [spelled] */
export function didYouMean(typed, names, spelled = (name) => name) {
  const found = nearest(typed, names).map(spelled);
  return found.length > 0 ? `; did you mean ${found.join(' or ')}?` : '.';
}

/** @param {string} text */
const letters = (text) => text.toLowerCase().replaceAll(/[^a-z0-9]/g, '');

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
