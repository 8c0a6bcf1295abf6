// What goes back over the wire, and how the facts of a provider say it.
import { EVERYWHERE, template, tree } from './template.mjs';
import { holds } from './when.mjs';

/** @typedef {import('./types.mjs').Answer} Answer */
/** @typedef {import('./types.mjs').Call} Call */
/** @typedef {import('./schema.mjs').AnswerFact} AnswerFact */
/** @typedef {import('./template.mjs').Scene} Scene */
/** @typedef {import('./template.mjs').Values} Values */
/** @typedef {{ demo: Record<string, string>, id?: string, tokens?: import('./tokens.mjs').Tokens }} Context What an answer may give away. */
/** @typedef {ReturnType<typeof readShape>} Shape */

const TYPES = { json: 'application/json', text: 'text/plain; charset=utf-8', xml: 'application/xml' };

/** @param {number} status @param {string} body @param {Record<string, string>} [headers] @returns {Answer} */
export const text = (status, body, headers = {}) => ({ status, headers: { 'Content-Type': TYPES.text, ...headers }, body });

/**
 * An answer for each name of `facts`.
 * @param {Record<string, AnswerFact[] | undefined>} facts @param {AnswerFact[]} failure @param {string} at @param {Context} context
 * @returns {any}
 */
export function readAnswers(facts, failure, at, context) {
  const makeId = context.id === undefined ? undefined : template(context.id, 'id');
  const given = Object.entries(facts).flatMap(([name, all]) => (all ? [{ name, all }] : []));
  /** @type {Values} */
  const values = new Map(given.flatMap(({ all }) => all.flatMap((one) => Object.keys(one.with ?? {}))).map((name) => [name, false]));
  const failures = failure.map((fact, index) => readShape(fact, `${at}failure.${index}`, EVERYWHERE, values));
  const unwritten = [...values].find(([, written]) => !written);
  if (unwritten) throw new Error(`${at}answers: \`with\` has ${unwritten[0]}, and no \`failure\` writes {{${unwritten[0]}}}`);
  return Object.fromEntries(given.map(({ name, all }) => {
    const extra = name === 'success' ? [...(makeId ? ['id'] : []), ...(context.tokens ? ['token', 'lifetime'] : [])] : [];
    const shapes = all.map((fact, index) => {
      const place = `${at}answers.${name}.${index}`;
      const shape = readShape(fact, place, [...EVERYWHERE, ...extra]);
      if (fact.with && failures.length === 0) throw new Error(`${place}: \`with\` needs a \`failure\``);
      const bodies = fact.with ? failures : [shape];
      if (bodies.some(({ status }) => (shape.status ?? status) === undefined)) throw new Error(`${place}: no status`);
      return { shape, bodies };
    });
    return [name, (/** @type {Call} */ call) => {
      const { shape, bodies } = firstFor(call, shapes, (one) => one.shape);
      return respond(call, shape, firstFor(call, bodies, (body) => body), context, makeId);
    }];
  }));
}

/** The last one always holds. @template T @param {Call} call @param {T[]} all @param {(one: T) => Shape} shapeOf */
const firstFor = (call, all, shapeOf) => /** @type {T} */ (all.find((one) => shapeOf(one).when(call)));

/** @param {AnswerFact} fact @param {string} at @param {readonly string[]} names @param {Values} [values] */
function readShape({ when, status, headers = {}, json, text: plain, xml, with: own }, at, names, values) {
  const body = plain ?? xml;
  return {
    when: when ? holds(when) : () => true,
    status,
    type: /** @type {keyof typeof TYPES} */ (plain !== undefined ? 'text' : xml !== undefined ? 'xml' : 'json'),
    headers: tree(headers, `${at}.headers`, names, values),
    own: tree(own ?? {}, `${at}.with`, names),
    body: body === undefined ? tree(json, `${at}.json`, names, values) : template(body, at, names, values),
  };
}

/**
 * @param {Call} call @param {Shape} shape @param {Shape} failure the same where the answer has a body of its own
 * @param {Context} context @param {import('./template.mjs').Made} [makeId]
 * @returns {Answer}
 */
function respond(call, shape, failure, { demo, tokens }, makeId) {
  const status = Number(shape.status ?? failure.status);
  /** @type {unknown} */
  let issued;
  /** @type {string | undefined} */
  let token;
  /** @type {Scene} */
  const scene = {
    call,
    demo,
    status,
    lifetime: tokens?.lifetime,
    get id() {
      return issued ??= makeId?.({ call, demo });
    },
    get token() {
      return token ??= tokens?.issue();
    },
  };
  scene.values = /** @type {Record<string, unknown>} */ (shape.own(scene));
  const body = failure.body(scene);
  const headers = Object.assign({ 'Content-Type': TYPES[failure.type] }, failure.headers(scene), shape.headers(scene));
  return {
    status,
    headers,
    body: failure.type === 'json' ? JSON.stringify(body) : String(body ?? ''),
    ...(issued !== undefined && { messageId: String(issued) }),
  };
}
