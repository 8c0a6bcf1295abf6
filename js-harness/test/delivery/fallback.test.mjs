// Fallback: another provider is asked where the one before surely did not accept the message, and never where it may have.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { closedPort } from '../../servers/listen.mjs';
import { findLeaks } from '../support/faults/leaks.mjs';
import { ok, reply } from '../support/server.mjs';
import { asked, core, data, failing, GRACE, held, markers, provider, send, tokens } from '../support/delivery.mjs';

/** @typedef {import('../support/delivery.mjs').Server} Server */
/** @typedef {import('../support/server.mjs').Answer} Answer */

const bodyParams = { to: '{{to}}', text: '{{message}}', id: '{{id}}' };
/** @param {Server} server */
const entry = (server) => ({ endpoint: `${server.url}/send`, bodyParams });
/** A configuration that tries one provider after the other. @param {Server[]} servers @param {Record<string, unknown>} [more] */
const chain = ([first, ...others], more) => ({ ...entry(first), retry: 'never', fallback: others.map(entry), ...more });
/** @param {Server[]} servers */
const counts = (servers) => servers.map(({ requests }) => requests.length);
/** @param {...Answer} answers */
const providers = (...answers) => Promise.all(answers.map((answer) => provider(answer)));

describe('a sure refusal: the next provider is asked', () => {
  /** @type {Record<string, [answer: Answer, response?: Record<string, unknown>]>} */
  const refusals = {
    ...Object.fromEntries([401, 402, 403, 404, 429].map((status) => [`status ${status}`, [reply(status, { message: 'no' })]])),
    '`rateLimited`': [reply(200, { code: 7 }), { rateLimited: { path: 'code', equals: 7 }, success: { path: 'code', equals: 0 } }],
    '`quotaExceeded`': [reply(200, { code: 8 }), { quotaExceeded: { path: 'code', equals: 8 }, success: { path: 'code', equals: 0 } }],
    '`refused`': [reply(200, { code: 9 }), { refused: { path: 'code', equals: 9 }, success: { path: 'code', equals: 0 } }],
    '`refused` in a 400': [reply(400, { code: 9 }), { refused: { path: 'code', equals: 9 } }],
    '`refused` in a 500': [reply(500, { code: 9 }), { refused: { path: 'code', equals: 9 } }],
  };
  for (const [what, [answer, response]] of Object.entries(refusals)) {
    test(what, async () => {
      const servers = await providers(answer, ok);
      assert.deepEqual(await send(chain(servers, { response })), { status: 200, attempts: 2, via: 'fallback.0' });
      assert.deepEqual(counts(servers), [1, 1]);
      const [first, second] = servers.map(({ requests }) => JSON.parse(requests[0].body));
      assert.deepEqual(second, first, 'it is the same message, with the same id');
    });
  }

  test('a connection that is refused, after the retries', async () => {
    const second = await provider();
    const config = { endpoint: `http://127.0.0.1:${await closedPort()}/`, bodyParams, fallback: [entry(second)] };
    assert.deepEqual(await send({ ...config, retry: 'never' }), { status: 200, attempts: 2, via: 'fallback.0' });
    assert.deepEqual(await send({ ...config, maxRetries: 1 }), { status: 200, attempts: 3, via: 'fallback.0' });
  });

  test('a token that cannot be fetched: no request was made', async () => {
    const [auth, first, second] = await providers(reply(401, { error: 'invalid_client' }), ok, ok);
    const config = chain([first, second], { apiKey: 'key-1', apiSecret: 'secret-1', token: { endpoint: `${auth.url}/token` } });
    assert.deepEqual(await send(config), { status: 200, attempts: 1, via: 'fallback.0' });
    assert.deepEqual([...counts([auth, first, second]), second.requests[0].headers.authorization], [1, 0, 1, undefined]);
  });

  test('a token that is refused twice', async () => {
    const [auth, first, second] = await providers(tokens(), reply(401, ''), ok);
    const config = chain([first, second], { apiKey: 'key-1', apiSecret: 'secret-1', token: { endpoint: `${auth.url}/token` } });
    assert.deepEqual(await send(config), { status: 200, attempts: 3, via: 'fallback.0' });
    assert.deepEqual(counts([auth, first, second]), [2, 2, 1]);
  });

  test('and it may need a token of its own, which may have ended, too', async () => {
    const [auth, first, second] = await providers(tokens(), reply(404, ''), ok);
    second.answer = (response, request) => (second.requests.length === 1 ? reply(401, '') : ok)(response, request);
    const own = { ...entry(second), apiKey: 'key-2', apiSecret: 'secret-2', token: { endpoint: `${auth.url}/token` } };
    assert.deepEqual(await send(chain([first], { fallback: [own] })), { status: 200, attempts: 3, via: 'fallback.0' });
    assert.deepEqual([...counts([auth, first, second]), first.requests[0].headers.authorization], [2, 1, 2, undefined]);
  });

  test('of a route: its message goes on to the fallback', async () => {
    const [first, route, second] = await providers(ok, reply(402, ''), ok);
    const config = chain([first, second], { routes: [{ to: ['+1'], ...entry(route) }] });
    assert.deepEqual(await send(config), { status: 200, attempts: 2, via: 'fallback.0' });
    assert.deepEqual(counts([first, route, second]), [0, 1, 1]);
  });
});

describe('what may have been accepted is never sent to another provider', () => {
  const rejects = { success: { path: 'status', equals: 'sent' } };
  /** @type {Record<string, [answer: Answer, code: string, reason: string, config?: Record<string, unknown>]>} */
  const outcomes = {
    ...Object.fromEntries([400, 405, 408, 409, 410, 415, 422, 425, 500, 502, 503, 504].map((status) => [`status ${status}`, [reply(status, ''), 'general', 'http_status']])),
    'a 503 that says when to come back': [reply(503, '', { 'Retry-After': '0' }), 'general', 'http_status', { retry: 'unsent' }],
    'a redirect': [reply(302, '', { Location: 'http://127.0.0.1:9/' }), 'general', 'redirect'],
    'a success rule that does not hold': [reply(200, { status: 'queued' }), 'general', 'rejected', { response: rejects }],
    'an answer that rules cannot read': [reply(200, '<html>'), 'invalid_response', 'invalid_response', { response: rejects }],
    'a reset': [(response) => void response.socket?.resetAndDestroy(), 'general', 'network'],
    'a time-out': [() => {}, 'general', 'timeout', { timeout: 300 }],
    'a time-out within the answer': [(response) => void response.writeHead(200).write('{'), 'general', 'timeout', { timeout: 300, response: rejects }],
  };
  for (const [what, [answer, code, reason, config]] of Object.entries(outcomes)) {
    test(what, async () => {
      const servers = await providers(answer, ok);
      const told = await failing(chain(servers, config), code, reason);
      assert.deepEqual([told.via, servers[1].requests.length], ['base', 0]);
    });
  }

  test('also where a sure refusal follows it: every attempt counts', async () => {
    for (const doubtful of /** @type {Answer[]} */ ([reply(500, ''), (response) => void response.destroy()])) {
      const servers = await providers(ok, ok);
      servers[0].answer = (response, request) => (servers[0].requests.length === 1 ? doubtful : reply(401, ''))(response, request);
      const told = await failing(chain(servers, { retry: 'always' }), 'general', 'http_status');
      assert.deepEqual([told.status, told.attempts, told.via, ...counts(servers)], [401, 2, 'base', 2, 0]);
    }
  });

  test('and an abort ends it, wherever it is', async () => {
    for (const at of [0, 1]) {
      const servers = await providers(at === 0 ? () => {} : reply(401, ''), () => {}, ok);
      const controller = new AbortController();
      const aborted = failing(chain(servers), 'general', 'aborted', { signal: controller.signal });
      await asked(servers[at], 1);
      controller.abort();
      const told = await aborted;
      assert.deepEqual([told.attempts, told.via, ...counts(servers)], [at + 1, ['base', 'fallback.0'][at], 1, at, 0]);
    }
  });
});

describe('several', () => {
  test('the first that works is the last that is asked', async () => {
    const servers = await providers(ok, ok, ok);
    assert.deepEqual(await send(chain(servers)), { status: 200, attempts: 1, via: 'base' });
    servers[0].answer = reply(401, '');
    servers[1].answer = reply(404, '');
    assert.deepEqual(await send(chain(servers)), { status: 200, attempts: 3, via: 'fallback.1' });
    assert.deepEqual(counts(servers), [2, 1, 1]);
  });

  test('where all refuse, the error is that of the last', async () => {
    const servers = await providers(reply(401, { message: 'one' }), reply(404, { message: 'two' }), reply(402, { message: 'three' }));
    const told = await failing(chain(servers), 'usage_limit_exceeded', 'http_status');
    assert.deepEqual([told.status, told.attempts, told.via, told.providerMessage], [402, 3, 'fallback.1', 'three']);
  });

  test('one that may have accepted it is the last', async () => {
    const servers = await providers(reply(401, ''), reply(500, ''), ok);
    const told = await failing(chain(servers), 'general', 'http_status');
    assert.deepEqual([told.status, told.via, ...counts(servers)], [500, 'fallback.0', 1, 1, 0]);
  });

  test('each reads its answer by its own rules, and repeats by its own settings', async () => {
    const servers = await providers(reply(200, { code: 9 }), ok);
    servers[1].answer = (response, request) => (servers[1].requests.length < 3 ? reply(500, '') : ok)(response, request);
    const own = { ...entry(servers[1]), retry: 'always', maxRetries: 2, response: { messageId: 'id' } };
    const response = { success: { path: 'code', equals: 0 }, refused: { path: 'code', equals: 9 }, messageId: 'code' };
    assert.deepEqual(await send(chain([servers[0]], { response, fallback: [own] })), { status: 200, messageId: 'm-1', attempts: 4, via: 'fallback.0' });
  });

  test('another origin gets nothing of the base but its words', async () => {
    const [first, second] = await providers(reply(401, ''), ok);
    const { apiKey, apiSecret, token, header, query, body, signingSecret } = markers;
    const secrets = { apiKey, apiSecret, token, header, query, body };
    const config = chain([first, second], {
      authorization: `Bearer ${token}`, headers: { 'X-Key': header, 'X-Other': '{{apiKey}}' }, queryParams: { q: query }, apiKey, apiSecret, signingSecret,
      bodyParams: { text: '{{message}}', secret: '{{apiSecret}}', own: body, to: '{{to}}' }, templates: [{ usageType: 'Generic', content: 'Acme: {{code}}' }],
    });
    assert.equal((await send(config)).via, 'fallback.0');
    const wire = (/** @type {Server} */ { requests }) => requests.map(({ url, rawHeaders, body: sent }) => ({ url, rawHeaders, sent }));
    assert.deepEqual(findLeaks(wire(second), secrets), []);
    assert.equal(new Set(findLeaks(wire(first), secrets).map(({ marker }) => marker)).size, 6, 'the search finds them where they are');
    assert.equal(JSON.parse(second.requests[0].body).text, `Acme: ${markers.code}`);
  });

  test('the same origin inherits what it does not name', async () => {
    const server = await provider((response, request) => (request.path === '/one' ? reply(404, '') : ok)(response, request));
    const config = { endpoint: `${server.url}/one`, authorization: `Bearer ${markers.token}`, bodyParams, fallback: [{ endpoint: `${server.url}/two` }] };
    assert.equal((await send(config)).via, 'fallback.0');
    assert.deepEqual(server.requests.map(({ path, headers }) => [path, headers.authorization]), [['/one', config.authorization], ['/two', config.authorization]]);
  });
});

describe('one budget for all', () => {
  test('a fallback has what the first has left', async () => {
    const late = /** @type {Answer} */ ((response, request) => void setTimeout(() => reply(401, '')(response, request), 300));
    const servers = await providers(late, () => {}, ok);
    const told = await failing(chain(servers, { timeout: 600 }), 'general', 'timeout');
    assert.ok(told.ms > 550 && told.ms < 600 + GRACE, `took ${Math.round(told.ms)} ms of 600`);
    assert.deepEqual([told.attempts, told.via, ...counts(servers)], [2, 'fallback.0', 1, 1, 0]);
  });

  test('a first that uses it up leaves nothing: neither by its answer nor by its token', async () => {
    for (const timeout of [150, 151, 200, 233, 300, 377]) {
      const [auth, first, second] = await providers(() => {}, () => {}, ok);
      const keys = { apiKey: 'key-1', apiSecret: 'secret-1', token: { endpoint: `${auth.url}/token` } };
      await Promise.all(Array.from({ length: 20 }, async (_, index) => {
        const more = index % 2 === 0 ? keys : {};
        const told = await failing(chain([first, second], { timeout, ...more }), 'general', index % 2 === 0 ? 'token' : 'timeout');
        assert.ok(told.ms < timeout + GRACE, `took ${Math.round(told.ms)} ms of ${timeout}`);
        assert.equal(told.via, 'base');
      }));
      assert.equal(second.requests.length, 0);
    }
  });

  test('a token that is late, but there, leaves the rest', async () => {
    const late = held(reply(400, ''));
    const [auth, first, second] = await providers(late.answer, ok, ok);
    const keys = { apiKey: 'key-1', apiSecret: 'secret-1', token: { endpoint: `${auth.url}/token` } };
    const sending = send(chain([first, second], keys));
    await asked(auth, 1);
    late.release();
    assert.deepEqual(await sending, { status: 200, attempts: 1, via: 'fallback.0' });
  });
});

test('a preview is that of the first', async () => {
  const servers = await providers(ok, ok);
  const preview = core.previewRequest(/** @type {any} */ (chain(servers)), data);
  assert.deepEqual([preview.via, preview.url], ['base', `${servers[0].url}/send`]);
});
