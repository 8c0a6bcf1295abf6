// Random values of every kind that JavaScript has, in the place of configuration, data and options: what comes out is always
// what the contract says. The worst ones are listed by hand in hostile.test.mjs; here are those that nobody thought of.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import fc from 'fast-check';
import { freshProject, wasmMemory } from '../../build/project.mjs';
import { circular, revoked, throwing, throwingProxy, withGetter } from '../../soak/hostile.mjs';
import { message } from '../support/messages.mjs';
import { assertIssue, assertSendError, outcomeOf } from '../support/outcome.mjs';
import { startServer } from '../support/server.mjs';
import { failOnUnhandled } from '../support/unhandled.mjs';

/** The same cases in every run; a failure names the case. */
const SEED = 20_261_123;
/** @param {number} numRuns */
const runs = (numRuns) => ({ seed: SEED, numRuns, interruptAfterTimeLimit: 20_000, markInterruptAsFailure: false, endOnFailure: false });

/** @type {import('../../build/project.mjs').Core} */
let core;
/** @type {Awaited<ReturnType<typeof startServer>>} */
let server;
/** @type {() => number} */
let memory;
let endpoint = '';

failOnUnhandled();
before(async () => {
  const project = await freshProject('fuzz');
  core = await project.core();
  memory = await wasmMemory(project.packageDirectory);
  server = await startServer();
  endpoint = server.url;
});
after(() => server.stop());

// Values are generated as plans, which fast-check can copy and print, and made anew for every use: a hostile value would
// break whoever looks at it, and one that was read once may behave differently the second time.

const exotic = /** @type {Record<string, () => any>} */ ({
  symbol: () => Symbol('x'), bigint: () => 10n, function: () => () => {}, class: () => class {}, date: () => new Date(Number.NaN),
  map: () => new Map([['a', 1]]), set: () => new Set([1]), weakMap: () => new WeakMap(), regExp: () => /x/, error: () => new Error('x'),
  bytes: () => new Uint8Array(3), buffer: () => new ArrayBuffer(8), boxedText: () => Object('text'), boxedNumber: () => Object(1),
  promise: () => Promise.resolve(1), thenable: () => ({ then: throwing }), toJson: () => ({ toJSON: throwing }),
  toText: () => ({ toString: throwing, valueOf: throwing }), toPrimitive: () => ({ [Symbol.toPrimitive]: throwing }),
  bare: () => Object.create(null), inherited: () => Object.create({ endpoint }), holes: () => new Array(5),
  long: () => Array.from({ length: 2000 }, () => 'x'), generator: () => (function* () { yield 1; })(), global: () => globalThis,
  url: () => new URL('http://127.0.0.1:1/'), headers: () => new Headers({ a: 'b' }), proto: () => JSON.parse('{"__proto__":{"a":1}}'),
  undefined: () => undefined, nan: () => Number.NaN, infinite: () => Number.POSITIVE_INFINITY,
});

const TRAPS = ['get', 'has', 'ownKeys', 'getOwnPropertyDescriptor', 'getPrototypeOf', 'isExtensible'];
let reads = 0;
/** What an object or a list may be made into. @type {Record<string, (value: any) => any>} */
const twists = {
  ...Object.fromEntries(TRAPS.map((trap) => [trap, (/** @type {object} */ value) => throwingProxy(value, trap)])),
  transparent: (value) => new Proxy(value, {}),
  getter: (value) => withGetter(value, 'a'),
  circular,
  frozen: (value) => Object.freeze(value),
  orphan: (value) => (Array.isArray(value) ? value : Object.setPrototypeOf(value, null)),
  heir: (value) => (Array.isArray(value) ? value : Object.setPrototypeOf(value, { headers: 5 })),
  toJson: (value) => Object.assign(value, { toJSON: () => ({ endpoint }) }),
  fickle: (value) => Object.defineProperty(value, 'endpoint', { enumerable: true, configurable: true, get: () => ((reads += 1) % 2 ? endpoint : 5) }),
  symbol: (value) => Object.assign(value, { [Symbol('x')]: 1 }),
  revoked,
};

/**
 * @typedef {{ is: 'plain', value: unknown } | { is: 'exotic', name: string } | { is: 'repeated', text: string, times: number }
 *   | { is: 'list', items: Plan[], twist: string } | { is: 'object', entries: [string, Plan][], twist: string }} Plan
 */

/** @param {Plan} plan @returns {any} */
const make = (plan) => {
  switch (plan.is) {
    case 'plain': return plan.value;
    case 'exotic': return exotic[plan.name]();
    case 'repeated': return plan.text.repeat(plan.times);
    case 'list': return twist(plan.twist, plan.items.map(make));
    case 'object': return twist(plan.twist, Object.fromEntries(plan.entries.map(([name, value]) => [name, make(value)])));
  }
};
/** @param {string} name @param {any} value */
const twist = (name, value) => twists[name]?.(value) ?? value;

const text = fc.oneof(
  { weight: 4, arbitrary: fc.string({ unit: 'binary', maxLength: 20 }) },
  { weight: 3, arbitrary: fc.string({ maxLength: 12 }) },
  {
    weight: 4,
    arbitrary: fc.constantFrom(
      '', '{{', '{{to}}', '{{ code | upper }}', '{{message}}', '{{code | truncate:3}}', '{{ x | nothing }}', '{{a.b.0.c}}', '{{__proto__}}', '{{to|digits|number}}',
      'GET', 'POST', 'always', 'never', 'Generic', 'SignIn', 'application/json', 'application/x-www-form-urlencoded', 'text/xml', 'text/plain',
      'Basic a:b', 'Bearer x', 'aws4', 'tc3', 'acs3', '14155550123', '+1 415 555 0123', 'http://127.0.0.1:1/', 'ftp://x', 'http://', '\ud800', '\udc00\ud800', '\0', '\r\nX: y',
      'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw', 'messages.0.status', '\\', '"', '0', '-0', '1e400'
    ),
  }
);

const key = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(
    'endpoint', 'method', 'authorization', 'headers', 'queryParams', 'bodyParams', 'templates', 'apiKey', 'apiSecret', 'response', 'timeout', 'retry', 'maxRetries',
    'signature', 'scheme', 'region', 'service', 'signingSecret', 'success', 'path', 'equals', 'exists', 'messageId', 'error', 'usageType', 'content', 'locale', 'to', 'type', 'payload', 'code', 'message', 'ip', 'link'
  ) },
  { weight: 1, arbitrary: fc.constantFrom('__proto__', 'constructor', 'toJSON', 'then', 'length', '0', '', 'toString', 'hasOwnProperty', 'Content-Type') },
  { weight: 1, arbitrary: text }
);

/** @type {fc.Arbitrary<Plan>} */
const leaf = fc.oneof(
  {
    weight: 14,
    arbitrary: fc.oneof({ weight: 6, arbitrary: text }, fc.double(), fc.integer(), fc.boolean(), fc.constant(null)).map((value) => ({ is: /** @type {const} */ ('plain'), value })),
  },
  { weight: 3, arbitrary: fc.constantFrom(...Object.keys(exotic)).map((name) => ({ is: /** @type {const} */ ('exotic'), name })) },
  { weight: 1, arbitrary: fc.integer({ min: 0, max: 18 }).map((power) => ({ is: /** @type {const} */ ('repeated'), text: 'ab', times: 2 ** power })) }
);

const someTwist = fc.oneof({ weight: 5, arbitrary: fc.constant('') }, { weight: 1, arbitrary: fc.constantFrom(...Object.keys(twists)) });

/** @type {fc.Arbitrary<Plan>} */
const anything = fc.letrec((tie) => ({
  value: fc.oneof({ maxDepth: 4 }, leaf, tie('list'), tie('object'), tie('object')),
  list: fc.record({ is: fc.constant('list'), items: fc.array(tie('value'), { maxLength: 4 }), twist: someTwist }),
  object: fc.record({ is: fc.constant('object'), entries: fc.array(fc.tuple(key, tie('value')), { maxLength: 6 }), twist: someTwist }),
})).value;

/** An object that would do, with a few of its keys replaced. @param {() => Record<string, unknown>} good @param {string[]} [kept] */
const near = (good, kept = []) =>
  fc.record({ some: fc.array(fc.tuple(key, anything), { maxLength: 3 }), twist: someTwist }).map((plan) => ({
    plan,
    make: () => {
      const some = Object.fromEntries(plan.some.filter(([name]) => !kept.includes(name)).map(([name, value]) => [name, make(value)]));
      return twist(plan.twist, { ...good(), ...some });
    },
  }));
/** @param {fc.Arbitrary<Plan>} plans */
const made = (plans) => plans.map((plan) => ({ plan, make: () => make(plan) }));

const config = fc.oneof(
  { weight: 3, arbitrary: near(() => ({ endpoint, bodyParams: { to: '{{to}}', text: '{{message}}' }, retry: 'never', timeout: 150 }), ['endpoint', 'timeout']) },
  { weight: 1, arbitrary: made(anything) }
);
const data = fc.oneof(
  { weight: 3, arbitrary: near(() => ({ ...message })) },
  { weight: 1, arbitrary: made(anything) }
);
/** What stands in the place of `options`, or of something in it. @type {Record<string, (value: any) => any>} */
const optionKinds = {
  none: () => ({ fetch: localOnly }),
  signal: (signal) => ({ fetch: localOnly, signal }),
  fetch: (value) => ({ fetch: typeof value === 'function' || value == null ? localOnly : value }),
  returns: (value) => ({ fetch: () => value }),
  resolves: (value) => ({ fetch: async () => value }),
  rejects: (value) => ({ fetch: () => Promise.reject(value) }),
  throws: (value) => ({ fetch: () => { throw value; } }),
  response: (value) => ({ fetch: async () => ({ status: 200, headers: value, body: value, text: () => value }) }),
  headers: (value) => ({ fetch: async () => ({ status: value, headers: { get: () => value }, body: null, text: async () => value }) }),
  stream: (value) => ({ fetch: async () => ({ status: 400, headers: new Headers(), body: { getReader: () => ({ read: async () => ({ done: false, value }), cancel: throwing }) } }) }),
  body: () => ({ fetch: async () => new Response('{"message":"no"}', { status: 400 }) }),
};
const options = fc.record({ kind: fc.oneof(fc.constant('none'), fc.constantFrom(...Object.keys(optionKinds))), plan: anything });

/** Random endpoints could be those of somebody: only the server of this test is asked. @type {typeof fetch} */
const localOnly = (url, init) =>
  String(url).startsWith(`${endpoint}/`) ? fetch(url, init) : Promise.reject(Object.assign(new Error('x'), { code: 'ECONNREFUSED' }));
const outcomes = { success: 0, error: /** @type {Record<string, number>} */ ({}) };

describe('whatever comes in', () => {
  test('a send settles with a result or with an Error of the contract', async () => {
    await fc.assert(
      fc.asyncProperty(config, data, options, async (someConfig, someData, { kind, plan }) => {
        const asked = optionKinds[kind](make(plan));
        const { result, error, ms } = await outcomeOf(() => core.sendMessage(someConfig.make(), someData.make(), asked));
        assert.ok(ms < 2000, `took ${Math.round(ms)} ms`);
        if (error === undefined) {
          assert.ok(result && Number.isInteger(result.status) && result.attempts >= 1);
          outcomes.success += 1;
        } else {
          assertSendError(error);
          outcomes.error[error.code] = (outcomes.error[error.code] ?? 0) + 1;
        }
      }),
      runs(2500)
    );
    // Or the values are so wild that nothing gets beyond the first check.
    assert.ok(outcomes.success > 40, `only ${outcomes.success} sends succeeded`);
    for (const code of ['invalid_config', 'invalid_request_parameters', 'general']) assert.ok(outcomes.error[code] > 10, `${code} hardly came`);
  });

  test('validateConfig returns its verdict and never throws', () => {
    let valid = 0;
    fc.assert(
      fc.property(config, (value) => {
        const verdict = core.validateConfig(value.make());
        assert.deepEqual(Object.keys(verdict).sort(), ['issues', 'valid']);
        assert.equal(verdict.valid, verdict.issues.every(({ severity }) => severity !== 'error'));
        verdict.issues.forEach(assertIssue);
        assert.deepEqual(JSON.parse(JSON.stringify(verdict)), verdict, 'plain JSON');
        valid += verdict.valid ? 1 : 0;
      }),
      runs(4000)
    );
    assert.ok(valid > 100, `only ${valid} were valid`);
  });

  test('previewRequest returns a request or throws what a send would reject with', () => {
    let built = 0;
    fc.assert(
      fc.property(config, data, anything, (someConfig, someData, someOptions) => {
        try {
          const { method, url, headers } = core.previewRequest(someConfig.make(), someData.make(), make(someOptions));
          assert.ok(['GET', 'POST'].includes(method) && typeof url === 'string' && typeof headers === 'object');
          built += 1;
        } catch (error) {
          if (error instanceof assert.AssertionError) throw error;
          assertSendError(error);
        }
      }),
      runs(3000)
    );
    assert.ok(built > 50, `only ${built} were built`);
  });
});

test('the engine is as good as new', async () => {
  assert.ok(memory() < 16 * 2 ** 20, `${memory()} bytes of wasm memory`);
  // Another server: the connections to that one were idle while this process did nothing but validate.
  const { url, stop } = await startServer();
  assert.deepEqual(await core.sendMessage({ endpoint: url }, message), { status: 200, attempts: 1 });
  stop();
});
