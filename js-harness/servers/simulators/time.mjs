// Times in a provider's own format, of which strftime's letters are enough.

/** @type {Record<string, number>} The digits of each. */
const LETTERS = { Y: 4, m: 2, d: 2, H: 2, M: 2, S: 2, L: 3 };

/** What is a format, and what to say of others. @type {[RegExp, string]} */
export const timeFormat = [
  /^(?:[^%]|%[YmdHMSLzsQ])+$/,
  'of strftime there are %Y %m %d %H %M %S %z %s, and %L and %Q in milliseconds',
];

/**
 * @param {Date} time @param {string} format `%Y %m %d %H %M %S %L` and `%z`, `%s` and `%Q` for seconds and milliseconds since 1970
 * @returns {string} in UTC
 */
export function formatTime(time, format) {
  const [Y, m, d, H, M, S, L] = time.toISOString().match(/\d+/g) ?? [];
  /** @type {Record<string, unknown>} */
  const parts = { Y, m, d, H, M, S, L, z: '+0000', s: Math.floor(time.getTime() / 1000), Q: time.getTime() };
  return format.replace(/%(\w)/g, (_, letter) => String(parts[letter]));
}

/**
 * A reader of times, for `formatTime`'s letters.
 * @param {string} format @param {string} offset `Z`, `+08:00`: where the format has no `%z`
 * @returns {(text: string) => number} Unix time in milliseconds, NaN where the text is not in this format
 */
export function timeReader(format, offset) {
  const source = format.replace(/%(\w)|[^\w\s]/g, (found, letter) => {
    if (letter === undefined) return `\\${found}`;
    if (letter === 'z') return String.raw`(?<z>Z|[+-]\d\d:?\d\d)`;
    if (letter === 's' || letter === 'Q') return String.raw`(?<${letter}>\d+)`;
    return `(?<${letter}>\\d{${LETTERS[letter]}})`;
  });
  const shape = new RegExp(`^${source}$`);
  return (text) => {
    const groups = shape.exec(text)?.groups;
    if (!groups) return Number.NaN;
    if (groups.s || groups.Q) return groups.Q ? Number(groups.Q) : Number(groups.s) * 1000;
    const { Y, m = '01', d = '01', H = '00', M = '00', S = '00', L = '000', z = offset } = groups;
    return Date.parse(`${Y}-${m}-${d}T${H}:${M}:${S}.${L}${z.replace(/^([+-]\d\d)(\d\d)$/, '$1:$2')}`);
  };
}
