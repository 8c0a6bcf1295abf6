// What a file with a provider's facts may say; FORMAT.md says what it means.
import { z } from 'zod';

/** @template {z.ZodTypeAny} Schema @param {Schema} schema @param {unknown} value @param {string} at @returns {z.output<Schema>} */
export function checked(schema, value, at) {
  const { success, data, error } = schema.safeParse(value);
  if (success) return data;
  const lines = error.issues.flatMap(flat).map(({ path, message }) => `${[at, ...path].filter((key) => key !== '').join('.')}: ${message}`);
  throw new Error(lines.join('\n'));
}

/** Of several possibilities, what is wrong with each: "invalid input" helps nobody. @param {z.ZodIssue} issue @returns {z.ZodIssue[]} */
const flat = (issue) => (issue.code === 'invalid_union' ? issue.unionErrors.flatMap(({ issues }) => issues.flatMap(flat)) : [issue]);

/** One, or several. @template {z.ZodTypeAny} Schema @param {Schema} schema */
export const list = (schema) => z.preprocess((value) => (Array.isArray(value) || value === undefined ? value : [value]), z.array(schema).min(1));

/** @param {string} source */
function isPattern(source) {
  try {
    return source.startsWith('^') && new RegExp(source, 'u') instanceof RegExp;
  } catch {
    return false;
  }
}
export const pattern = z.string().refine(isPattern, 'a regular expression that begins with ^ is expected');

/** @param {readonly string[]} names */
export const nameOrPattern = (names) =>
  z.string().refine(
    (text) => names.includes(text) || isPattern(text),
    `one of ${names.join(', ')}, or a regular expression that begins with ^ is expected`,
  );

const scalar = z.union([z.string(), z.number(), z.boolean(), z.null()]);
const values = z.record(list(scalar));
const kinds = z.enum(['path', 'method', 'media type', 'syntax', 'credentials', 'missing', 'field', 'unknown', 'placeholder', 'number']);

export const whens = list(z.object({
  refused: list(z.string()), kind: list(kinds), why: z.string(), field: values, accepts: z.string(), text: z.enum(['gsm7', 'unicode']),
}).partial().strict().refine((when) => Object.keys(when).length > 0, 'empty'));

const BODIES = /** @type {const} */ (['json', 'text', 'xml']);
const answer = z.object({
  when: whens, status: z.number().int().min(200).max(599), headers: z.record(z.string()),
  json: z.unknown(), text: z.string(), xml: z.string(), with: z.record(z.unknown()),
}).partial().strict();

/** The first that holds is taken, so the last one must always hold. @param {readonly string[]} names of which each has one */
function answers(names) {
  const one = answer.refine((given) => names.filter((name) => Object.hasOwn(given, name)).length === 1, `one of ${names.join(', ')} is expected`);
  return list(one).refine(
    (all) => all.every(({ when }, index) => (when === undefined) === (index === all.length - 1)),
    'the last answer has no `when`, every other has one',
  );
}
const anyAnswer = answers([...BODIES, 'with']);

/** @type {z.ZodTypeAny} */
export const credentials = z.lazy(() => z.object({
  basic: z.tuple([z.string(), z.string()]), scheme: z.tuple([z.string(), z.string()]), header: z.tuple([z.string(), z.string()]),
  query: z.tuple([z.string(), z.string()]), anyOf: z.array(credentials).min(2), allOf: z.array(credentials).min(2),
  signature: z.string().regex(/^[a-z0-9-]+$/),
}).partial().strict().refine((given) => Object.keys(given).length === 1, 'one way is expected'));

const object = z.record(z.unknown());
const endpoint = {
  method: z.enum(['GET', 'POST', 'PUT']),
  path: z.string().regex(/^\//, 'a path begins with /'),
  pathFields: object.optional(),
  headers: object.optional(),
  credentials: credentials.optional(),
  query: object.optional(),
  bodies: z.record(z.union([object, z.string()])).optional(),
  failure: answers(BODIES).optional(),
};
const number = z.string().regex(/^\+[1-9]\d{6,14}$/, 'E.164 with + is expected');

export const factsSchema = z.object({
  notes: z.array(z.string()).optional(),
  sources: z.array(z.string().url().startsWith('https://')).min(1),
  unconfirmed: z.array(z.string()).optional(),
  demo: z.record(z.string().regex(/^[A-Z][A-Z0-9]*(_[A-Z0-9]+)*$/, 'a name is SCREAMING_SNAKE'), z.string().min(1)),
  numbers: z.object({ good: number, invalid: number, limited: number, noQuota: number, rejected: number }).partial().required({ good: true }).strict(),
  expects: z.object({ failsInside2xx: z.boolean(), messageId: z.string().min(1), codeOnly: z.boolean() }).strict(),
  ...endpoint,
  token: z.object({
    ...endpoint,
    lifetime: z.number().positive().default(3600),
    answers: z.object({ success: anyAnswer, malformed: anyAnswer, credentials: anyAnswer.optional() }).strict(),
  }).strict().optional(),
  phoneReads: z.union([
    z.object({ as: z.enum(['gsm7', 'windows-1251']), unless: values }).strict(),
    z.object({ without: pattern }).strict(),
  ]).optional(),
  id: z.string().min(1).optional(),
  answers: z.object({
    success: anyAnswer, malformed: anyAnswer, credentials: anyAnswer, number: anyAnswer, limited: anyAnswer, noQuota: anyAnswer,
    rejected: anyAnswer, method: anyAnswer, path: anyAnswer,
  }).partial().required({ success: true, malformed: true }).strict(),
}).strict();

/** @typedef {z.output<typeof factsSchema>} Facts */
/** @typedef {z.output<typeof answer>} AnswerFact */
/** @typedef {z.output<typeof whens>} Whens */
