// What the engine promises, tested in whatever runtime this runs: the same body in all of them, over real HTTP. Needs
// nothing but the language and fetch.
import { eventually, expect, same } from './expect.mjs';

/** @typedef {typeof import('../../../pkg-template/lib/core.js')} Core */
/** @typedef {import('../server.mjs').Seen} Seen */
/** @typedef {import('../server.mjs').Result} Result */
/** @typedef {{ core: Core, traits: import('./traits.mjs').Traits, watched: typeof import('./watch.mjs'), server: ReturnType<typeof connect> }} Context */

/** As Logto passes it: the number without its plus. */
const data = { to: '14155550123', type: 'SignIn', payload: { code: '493817', locale: 'pt-BR' } };
const authorization = 'Bearer tok-5c1d7e90a2';
/** Rules that need the answer. */
const needed = { success: { exists: true } };
const letters = 'Grüße, код, コード, 𝄞 🔑 "quoted" & <more>\n';

/** @type {Record<string, (context: Context) => Promise<void>>} */
const tests = {
  'loads the wasm its own way, once': async ({ core, traits, watched }) => {
    same(Object.keys(core).sort(), ['explainAnswer', 'isSendError', 'previewRequest', 'sendMessage', 'validateConfig', 'version'], 'exports');
    expect(/^\d+\.\d+\.\d+$/.test(core.version()), 'the engine tells its version');
    same(watched.wasmCalls, traits.loading, 'calls of WebAssembly');
  },

  'validates and previews': async ({ core, server }) => {
    const { valid, issues } = core.validateConfig({ endpoint: 'ftp://example.com', retry: 'sometimes' });
    same([valid, issues.map(({ path }) => path).sort()], [false, ['endpoint', 'retry']], 'issues');
    const preview = core.previewRequest({ endpoint: server.path('ok'), authorization, bodyParams: { a: '{{to}}' } }, data);
    same([preview.method, preview.body, preview.headers.Authorization ?? preview.headers.authorization], ['POST', '{"a":"+14155550123"}', '[redacted]'], 'preview');
  },

  'POST with JSON': async ({ core, server }) => {
    const endpoint = server.path('ok');
    const config = { endpoint, authorization, bodyParams: { recipient: '{{to}}', text: 'Code: {{message}}' }, response: { messageId: 'id' } };
    same(await core.sendMessage(config, data), { status: 200, messageId: 'm-1', attempts: 1 }, 'result');
    const { method, headers, body } = await server.only(endpoint);
    same([method, headers.authorization, headers['content-type']], ['POST', authorization, 'application/json'], 'request');
    same(JSON.parse(body), { recipient: '+14155550123', text: 'Code: 493817' }, 'body');
  },

  'GET with a query': async ({ core, server }) => {
    const endpoint = server.path('ok');
    await core.sendMessage({ endpoint, method: 'GET', queryParams: { to: '{{to}}', message: '{{message}}' } }, data);
    const { method, url, body } = await server.only(endpoint);
    same([method, url.split('?')[1], body], ['GET', 'to=%2B14155550123&message=493817', ''], 'request');
  },

  'a form': async ({ core, server }) => {
    const endpoint = server.path('ok');
    const headers = { 'Content-Type': 'application/x-www-form-urlencoded' };
    await core.sendMessage({ endpoint, headers, bodyParams: { to: '{{to}}', text: 'a b&c', tag: ['x', 'y'] } }, data);
    const request = await server.only(endpoint);
    same([request.headers['content-type'], request.body], [headers['Content-Type'], 'to=%2B14155550123&text=a+b%26c&tag=x&tag=y'], 'request');
  },

  'letters of every kind': async ({ core, server }) => {
    const endpoint = server.path('ok');
    const headers = { 'Content-Type': 'text/xml; charset=utf-8' };
    await core.sendMessage({ endpoint, headers, bodyParams: '<sms>{{message}}</sms>' }, { ...data, payload: {}, message: letters });
    const escaped = letters.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;').replace('\n', '&#10;');
    const request = await server.only(endpoint);
    same([request.headers['content-type'], request.body], [headers['Content-Type'], `<sms>${escaped}</sms>`], 'request');
  },

  'a signature that Standard Webhooks takes': async ({ core, server }) => {
    const endpoint = server.path('ok');
    const key = btoa(String.fromCharCode(...crypto.getRandomValues(new Uint8Array(32))));
    await core.sendMessage({ endpoint, signingSecret: `whsec_${key}`, bodyParams: { text: letters } }, data);
    same(await server.ask('verify', endpoint, { secret: `whsec_${key}` }), [{ accepted: true, acceptedAltered: false }], 'verification');
  },

  'statuses become errors': async ({ core, server }) => {
    for (const [status, code] of /** @type {const} */ ([[400, 'general'], [402, 'usage_limit_exceeded'], [500, 'general']])) {
      const error = await failure(() => core.sendMessage({ endpoint: `${server.path('status')}/${status}` }, data));
      same([error.code, error.data.status, error.data.attempts], [code, status, 1], `status ${status}`);
      same(error.data.providerMessage, 'The account is not ready.', 'providerMessage');
    }
    const { code, data: limited } = await failure(() => core.sendMessage({ endpoint: server.path('busy') }, data));
    same([code, limited.retryAfter, limited.attempts], ['rate_limit_exceeded', 120, 1], 'status 429');
  },

  'rules about the answer': async ({ core, server }) => {
    const rejected = await failure(() =>
      core.sendMessage({ endpoint: server.path('ok'), response: { success: { path: 'status', equals: '1' } } }, data));
    same([rejected.code, rejected.data.reason], ['general', 'rejected'], 'a rule that does not hold');
    const unreadable = await failure(() =>
      core.sendMessage({ endpoint: server.path('text'), response: { success: { path: 'status', equals: '0' } } }, data));
    same(unreadable.code, 'invalid_response', 'a page instead of JSON');
  },

  'what cannot be sent is not sent': async ({ core, server }) => {
    const endpoint = server.path('ok');
    same((await failure(() => core.sendMessage({ endpoint, timeout: 5 }, data))).code, 'invalid_config', 'a bad configuration');
    same((await failure(() => core.sendMessage({ endpoint }, { ...data, to: 'x' }))).code, 'invalid_request_parameters', 'a bad number');
    // @ts-expect-error Nothing at all.
    same((await failure(() => core.sendMessage())).code, 'invalid_config', 'nothing');
    same((await server.seen(endpoint)).length, 0, 'requests');
  },

  'a redirect is not followed': async ({ core, server, traits }) => {
    const endpoint = server.path('redirect');
    const { code, data: details } = await failure(() => core.sendMessage({ endpoint, retry: 'always' }, data));
    same([code, details.reason, details.attempts], ['general', 'redirect', 1], 'error');
    same(details.status, traits.tellsRedirect ? 307 : undefined, 'status');
    await server.only(endpoint);
  },

  'time-out without an answer': async ({ core, server }) => {
    const endpoint = server.path('hang');
    const { value: error, ms } = await timed(() => failure(() => core.sendMessage({ endpoint, timeout: 400, retry: 'always' }, data)));
    same([error.code, error.data.reason, error.data.attempts], ['general', 'timeout', 1], 'error');
    expect(ms >= 350 && ms < 3000, `a send with a budget of 400 ms took ${ms}`);
    await eventually(async () => (await server.only(endpoint)).ended, 'the request is cancelled');
  },

  'time-out within an answer': async ({ core, server }) => {
    const endpoint = server.path('hang-in-body');
    const { value: error, ms } = await timed(() => failure(() => core.sendMessage({ endpoint, timeout: 400, response: needed }, data)));
    same([error.code, error.data.reason], ['general', 'timeout'], 'error');
    expect(ms >= 350 && ms < 3000, `a send with a budget of 400 ms took ${ms}`);
    await eventually(async () => (await server.only(endpoint)).ended, 'the answer is cancelled');

    // Where nobody needs the answer, its status is enough.
    const accepted = server.path('hang-in-body');
    const { value: receipt, ms: taken } = await timed(() => core.sendMessage({ endpoint: accepted, timeout: 5000 }, data));
    same(receipt, { status: 200, attempts: 1 }, 'an answer that nobody needs');
    expect(taken < 3000, `a send that was accepted at once took ${taken}`);
    await eventually(async () => (await server.only(accepted)).ended, 'the rest is cancelled');
  },

  'abort': async ({ core, server }) => {
    const before = server.path('hang');
    const early = await failure(() => core.sendMessage({ endpoint: before }, data, { signal: AbortSignal.abort() }));
    same([early.data.reason, early.data.attempts, (await server.seen(before)).length], ['aborted', 0, 0], 'aborted before');

    for (const behaviour of ['hang', 'hang-in-body']) {
      const endpoint = server.path(behaviour);
      const controller = new AbortController();
      setTimeout(() => controller.abort(), 200);
      const { value: error, ms } = await timed(() => failure(() => core.sendMessage({ endpoint, response: needed }, data, { signal: controller.signal })));
      same([error.code, error.data.reason, error.data.attempts], ['general', 'aborted', 1], behaviour);
      expect(ms < 3000, `a send that was aborted after 200 ms took ${ms}`);
      await eventually(async () => (await server.only(endpoint)).ended, 'the request is cancelled');
    }
  },

  'an answer without end is cut': async ({ core, server }) => {
    const endpoint = server.path('endless');
    const config = { endpoint, response: { success: { startsWith: 'OK' } } };
    same(await core.sendMessage(config, data), { status: 200, attempts: 1 }, 'result');
    await eventually(async () => (await server.only(endpoint)).ended, 'the rest is cancelled');
    const { sent } = await server.only(endpoint);
    expect(sent >= 64 * 1024 - 16 && sent < 8 * 1024 * 1024, `${sent} bytes left the server`);
  },

  'secrets stay out of errors': async ({ core, server }) => {
    const config = { endpoint: server.path('echo'), authorization, bodyParams: { to: '{{to}}', text: 'Code {{message}}' } };
    const error = await failure(() => core.sendMessage(config, data));
    expect(error.data.providerMessage?.includes('[redacted]'), 'what the provider echoed is redacted');
    const text = JSON.stringify([error.message, error.stack, error.data]);
    for (const secret of ['493817', '4155550123', 'tok-5c1d7e90a2']) expect(!text.includes(secret), 'a secret is shown');
  },

  'a retry that the provider asks for': async ({ core, server }) => {
    const endpoint = server.path('busy-once');
    const config = { endpoint, headers: { 'Idempotency-Key': '{{id}}' }, response: { messageId: 'id' } };
    const { value: result, ms } = await timed(() => core.sendMessage(config, data));
    same(result, { status: 200, messageId: 'm-2', attempts: 2 }, 'result');
    expect(ms >= 900 && ms < 5000, `the retry came after ${ms} ms instead of a second`);
    const [first, second] = (await server.seen(endpoint)).map(({ headers }) => headers['idempotency-key']);
    expect(first && first === second, 'both attempts have the same id');
  },

  'a refused connection': async ({ core, server, traits }) => {
    const { url } = await server.ask('refused', '');
    const error = await failure(() => core.sendMessage({ endpoint: url, maxRetries: 1 }, data));
    same([error.code, error.data.reason, error.data.attempts], ['general', 'network', traits.tellsRefused ? 2 : 1], 'error');
  },

  'a lost connection': async ({ core, server, traits }) => {
    const headers = { 'Idempotency-Key': '{{id}}' };
    for (const method of /** @type {const} */ (['POST', 'GET'])) {
      const endpoint = server.path('drop');
      const lost = await failure(() => core.sendMessage({ endpoint, method, headers }, data));
      same([lost.code, lost.data.reason, lost.data.attempts], ['general', 'network', 1], method);
      // What a runtime repeats on its own is the same message for whoever looks at its id.
      const ids = (await server.seen(endpoint)).map((request) => request.headers['idempotency-key']);
      expect(ids.length > 0 && ids.every((id) => id === ids[0]), 'all requests have the same id');
      expect(ids.length === 1 || traits.repeats.includes(method), `${method} came ${ids.length} times`);

      const cut = server.path('drop-in-body');
      const config = { endpoint: cut, method, headers, response: { success: { path: 'id', exists: true } } };
      const error = await failure(() => core.sendMessage(config, data));
      same([error.code, error.data.attempts, (await server.seen(cut)).length], ['invalid_response', 1, 1], `${method}, cut answer`);
    }
  },

  'a token is fetched first, for all who wait, and again when it is refused': async ({ core, server, traits }) => {
    const [endpoint, source] = [server.path('wants-second-token'), server.path('token')];
    const bodyParams = { to: '{{to}}', text: '{{message}}' };
    const config = { endpoint, bodyParams, apiKey: 'key-1', apiSecret: 'secret-1', token: { endpoint: source }, response: { messageId: 'id' } };
    same(await core.sendMessage(config, data), { status: 200, messageId: 'tok-2', attempts: 2 }, 'result');
    const [first] = await server.seen(source);
    same([first.method, first.body, first.headers.authorization], ['POST', 'grant_type=client_credentials', `Basic ${btoa('key-1:secret-1')}`], 'token request');
    same((await server.seen(source)).length, 2, 'token requests');
    await core.sendMessage(config, data);
    same((await server.seen(source)).length, 2, 'token requests, with one that is kept');

    const shared = { ...config, endpoint: server.path('ok'), token: { endpoint: server.path('token') } };
    await Promise.all(Array.from({ length: 20 }, () => core.sendMessage(shared, data)));
    same((await server.seen(shared.token.endpoint)).length, traits.sharesTokens ? 1 : 20, 'token requests of 20 sends at once');
  },

  'a fallback, after a sure refusal only': async ({ core, server }) => {
    const bodyParams = { to: '{{to}}', text: '{{message}}' };
    /** @param {string} endpoint */
    const withFallback = (endpoint) => ({ endpoint, bodyParams, fallback: [{ endpoint: server.path('ok'), bodyParams }] });
    /** @type {unknown[]} */
    const told = [];
    const refused = withFallback(`${server.path('status')}/404`);
    const result = await core.sendMessage(refused, data, { onAttempt: ({ attempt, status, via }) => told.push([attempt, status, via]) });
    same(result, { status: 200, attempts: 2, via: 'fallback.0' }, 'result');
    same(told, [[1, 404, 'base'], [2, 200, 'fallback.0']], 'attempts');
    for (const first of [`${server.path('status')}/500`, server.path('drop'), server.path('hang')]) {
      const config = { ...withFallback(first), timeout: 500 };
      const error = await failure(() => core.sendMessage(config, data));
      same([error.data.via, (await server.seen(config.fallback[0].endpoint)).length], ['base', 0], 'what may have been accepted');
    }
  },

  'its own fetch, passed as an option': async ({ core, server }) => {
    const endpoint = server.path('ok');
    same((await core.sendMessage({ endpoint }, data, { fetch })).attempts, 1, 'the global one');
    /** @type {unknown[]} */
    const calls = [];
    /** @type {typeof fetch} */
    const counting = (url, init) => {
      calls.push(String(url));
      return fetch(url, init);
    };
    await core.sendMessage({ endpoint }, data, { fetch: counting });
    same([calls, (await server.seen(endpoint)).length], [[endpoint], 2], 'calls');
  },

  '100 messages at once': async ({ core, server }) => {
    const endpoint = server.path('mirror');
    const texts = Array.from({ length: 100 }, (_, index) => `${'x'.repeat(index % 7)}${index}`);
    const config = { endpoint, bodyParams: { text: '{{message}}' }, response: { messageId: 'id' } };
    const results = await Promise.all(texts.map((message) => core.sendMessage(config, { to: data.to, type: data.type, message })));
    same(results.map(({ messageId }) => messageId), texts, 'every send gets the answer to its own message');
    same((await server.seen(endpoint)).length, 100, 'requests');
  },

  'no rejection is left unhandled': async ({ watched }) => {
    await new Promise((resolve) => setTimeout(resolve, 100));
    same(watched.unhandled, [], 'unhandled');
  },
};

/**
 * @param {Omit<Context, 'server'>} given
 * @param {string} base The origin of the server.
 * @returns {Promise<Result[]>}
 */
export async function runBody(given, base) {
  const context = { ...given, server: connect(base) };
  const results = [];
  // One after the other: a busy machine shall not make a time-out of what is none.
  for (const [name, test] of Object.entries(tests)) {
    const detail = await test(context).then(() => '', (error) => String(error?.message ?? error));
    results.push({ name, ok: detail === '', detail });
  }
  return results;
}

/** The names of all tests, for the rows of a runtime that never reported. */
export const testNames = Object.keys(tests);

/** @param {string} base */
function connect(base) {
  /** @param {string} area @param {string} endpoint @param {unknown} [question] @returns {Promise<any>} */
  const ask = async (area, endpoint, question = null) => {
    const key = new URL(endpoint || base).pathname.split('/')[2] ?? '';
    const response = await fetch(`${base}/${area}/${key}`, { method: 'POST', body: JSON.stringify(question) });
    return response.json();
  };
  /** @type {(endpoint: string) => Promise<Seen[]>} */
  const seen = (endpoint) => ask('seen', endpoint);
  return {
    ask,
    seen,
    /** An endpoint of its own for every use. @param {string} behaviour */
    path: (behaviour) => `${base}/sms/${crypto.randomUUID()}/${behaviour}`,
    /** The one request that came to an endpoint. @param {string} endpoint */
    async only(endpoint) {
      const requests = await seen(endpoint);
      same(requests.length, 1, 'requests that the server saw');
      return requests[0];
    },
  };
}

/** The error of a send that has to fail, and in good order. @param {() => Promise<unknown>} send @returns {Promise<import('../../../pkg-template/lib/core.js').SendError>} */
async function failure(send) {
  const promise = send();
  const error = await promise.then(() => undefined, (reason) => reason);
  expect(error !== undefined, 'the send has to fail');
  expect(error instanceof Error && 'code' in error && 'data' in error, 'it fails with an Error that has code and data');
  const failed = /** @type {import('../../../pkg-template/lib/core.js').SendError} */ (error);
  expect(/^[A-Z].{10,}/s.test(failed.data.errorDescription), 'errorDescription is a sentence');
  return failed;
}

/** @template T @param {() => Promise<T>} work @returns {Promise<{ value: T, ms: number }>} */
async function timed(work) {
  const started = Date.now();
  const value = await work();
  return { value, ms: Date.now() - started };
}
