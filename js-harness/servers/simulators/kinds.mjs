// Reads what the facts of a provider say about fields. They are drawn like the body itself; what is no constant is a `$kind`.
import { z } from 'zod';
import { wantedValue } from './credentials.mjs';
import * as fields from './fields.mjs';
import { numberFormat, numberNames } from './numbers.mjs';
import { checked, list, nameOrPattern, pattern, whens } from './schema.mjs';
import { OF_REQUEST, template } from './template.mjs';
import { timeFormat } from './time.mjs';
import { holds } from './when.mjs';

/** @typedef {import('./types.mjs').Field} Field */
/** @typedef {import('./facts.mjs').Context} Context */

const numberFact = z.union([
  nameOrPattern(numberNames),
  z.object({ country: z.string().regex(/^\d{1,3}$/), pattern, trunk: z.string().optional() }).strict(),
]);

/**
 * What stands next to a kind, and the field that it is.
 * @type {Record<string, [z.ZodRawShape, (given: any, at: string, context: Context) => Field]>}
 */
const KINDS = {
  $message: [
    { $message: nameOrPattern(fields.encodingNames).optional(), when: whens.optional() },
    ({ $message, when }) => fields.message($message, when && holds(when)),
  ],
  $code: [{ $code: pattern.optional() }, ({ $code }) => fields.code($code && new RegExp($code, 'u'))],
  $recipient: [
    { $recipient: list(numberFact), type: z.enum(['string', 'number', 'either']).default('string') },
    ({ $recipient, type }) => fields.recipient(numberFormat($recipient), type),
  ],
  $mentionsRecipient: [{ $mentionsRecipient: z.undefined() }, fields.mentionsNumber],
  $any: [{ $any: z.undefined() }, fields.any],
  $filled: [{ $filled: z.undefined() }, fields.filled],
  $pattern: [{ $pattern: pattern }, ({ $pattern }) => fields.pattern(new RegExp($pattern, 'u'))],
  $oneOf: [{ $oneOf: z.array(z.union([z.string(), z.number(), z.boolean(), z.null()])).min(1) }, ({ $oneOf }) => fields.oneOf(...$oneOf)],
  $integer: [{ $integer: z.tuple([z.number().int(), z.number().int()]) }, ({ $integer: [low, high] }) => fields.integer(low, high)],
  $boolean: [{ $boolean: z.undefined() }, () => fields.oneOf(true, false)],
  $credential: [{ $credential: z.string().min(1) }, ({ $credential }, at, { tokens }) => fields.credential(wantedValue($credential, at, tokens))],
  $hash: [
    { $hash: z.enum(['md5', 'sha1', 'sha256', 'sha512']), of: z.string().min(1), as: z.enum(['hex', 'HEX', 'base64']).default('hex') },
    ({ $hash, of, as }, at, { demo }) => {
      const make = template(of, at, OF_REQUEST);
      return fields.digest($hash, as, (call) => make({ call, demo }));
    },
  ],
  $json: [{ $json: z.unknown() }, ({ $json }, at, context) => fields.jsonText(readField($json, `${at}.$json`, context))],
  $date: [
    {
      $date: z.string().regex(...timeFormat),
      minutes: z.number().positive().default(5),
      offset: z.string().regex(/^(Z|[+-]\d\d:\d\d)$/).default('Z'),
    },
    ({ $date, minutes, offset }) => fields.date($date, offset, minutes),
  ],
};

const KIND_NAMES = Object.keys(KINDS).join(', ');

/** @param {any} fact @param {string} at where it stands, for the error @param {Context} context @returns {Field} */
export function readField(fact, at, context) {
  if (typeof fact === 'string' && fact.startsWith('$')) return ofKind({ [fact]: undefined }, at, context);
  if (Array.isArray(fact)) return fields.tuple(...fact.map((inner, index) => readField(inner, `${at}.${index}`, context)));
  if (typeof fact !== 'object' || fact === null) return fields.oneOf(fact);
  if ('$by' in fact) return readVariants(fact, at, context);
  return Object.keys(fact).some((name) => name in KINDS) ? ofKind(fact, at, context) : readObject(fact, at, context);
}

/** @param {Record<string, unknown>} fact @param {string} at @param {Context} context */
function ofKind(fact, at, context) {
  const kind = Object.keys(fact).find((name) => name in KINDS);
  if (kind === undefined) throw new Error(`${at}: no kind ${Object.keys(fact)[0]}; there are ${KIND_NAMES}`);
  const [shape, make] = KINDS[kind];
  return make(checked(z.object(shape).strict(), fact, at), at, context);
}

/** @param {Record<string, any>} fact @param {string} at @param {Context} context @returns {Field} */
export function readObject({ $atLeastOne, ...fact }, at, context) {
  /** @type {Record<string, Field>} */
  const members = {};
  /** @type {[Field?, number?]} */
  let others = [];
  for (const [written, inner] of Object.entries(fact)) {
    const name = written.replace(/\?$/, '');
    const field = readField(inner, `${at}.${written}`, context);
    if (name === '$others') others = [field, written === name ? 1 : 0];
    else if (name.startsWith('$')) throw new Error(`${at}: no ${name} in an object; there are $atLeastOne, $others, $by, ${KIND_NAMES}`);
    else members[name] = written === name ? field : fields.optional(field);
  }
  const object = fields.object(members, ...others);
  if ($atLeastOne === undefined) return object;
  const names = checked(z.array(z.enum(/** @type {[string, ...string[]]} */ (Object.keys(members)))).min(2), $atLeastOne, `${at}.$atLeastOne`);
  return fields.withOneOf(names, object);
}

/** @param {Record<string, any>} fact @param {string} at @param {Context} context */
function readVariants({ $by, $common = {}, ...variants }, at, context) {
  const name = checked(z.string().min(1), $by, `${at}.$by`);
  const read = Object.entries(variants).map(([value, own]) => [value, readObject({ ...$common, [name]: value, ...own }, `${at}.${value}`, context)]);
  return fields.variant(name, Object.fromEntries(read));
}
