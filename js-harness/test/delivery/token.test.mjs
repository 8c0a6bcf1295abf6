// Access tokens: one request for all messages that wait, kept as long as it lives, renewed once, and a failure like any
// other where there is none.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { closedPort } from '../../servers/listen.mjs';
import { findLeaks } from '../support/faults/leaks.mjs';
import { ok, reply } from '../support/server.mjs';
import { asked, byToken, core, data, failing, GRACE, held, markers, provider, send, tokenOf, tokens, withToken } from '../support/delivery.mjs';

/** @typedef {import('../support/delivery.mjs').Server} Server */

const bearer = (/** @type {number} */ nth) => `Bearer ${tokenOf(nth)}`;
/** @param {Server} server */
const authorizations = ({ requests }) => requests.map(({ headers }) => headers.authorization);
/** @param {number} count @param {(index: number) => Promise<unknown>} work */
const atOnce = (count, work) => Promise.all(Array.from({ length: count }, (_, index) => work(index)));

describe('one token for all', () => {
  test('1000 sends at once make one token request, and a second wave none', async () => {
    const [sms, auth] = [await provider(), await provider(tokens())];
    const config = withToken(sms, auth, { timeout: 60_000 });
    for (const wave of [1, 2]) {
      await atOnce(1000, () => send(config));
      assert.equal(auth.requests.length, 1);
      assert.equal(sms.requests.length, wave * 1000);
    }
    assert.deepEqual(new Set(authorizations(sms)), new Set([bearer(1)]));
  });

  test('sends that begin while it is fetched wait for it, too', async () => {
    const late = held(tokens());
    const [sms, auth] = [await provider(), await provider(late.answer)];
    const config = withToken(sms, auth);
    const first = send(config);
    await asked(auth, 1);
    const others = atOnce(20, () => send(config));
    await pause(50);
    late.release();
    assert.deepEqual(await first, { status: 200, attempts: 1 });
    await others;
    assert.deepEqual([auth.requests.length, sms.requests.length], [1, 21]);
  });

  test('another apiSecret, apiKey, variable or token request has another token', async () => {
    const sms = await provider();
    const auth = await provider((response, { headers, body }) => {
      const [, basic = ''] = (headers.authorization ?? '').split(' ');
      // The token tells what it was asked with.
      reply(200, { access_token: Buffer.from(`${basic} ${body}`).toString('hex') })(response, /** @type {any} */ ({}));
    });
    const token = { endpoint: `${auth.url}/token`, authorization: 'Basic {{apiKey}}:{{apiSecret}}', bodyType: 'form' };
    const bodyParams = { scope: '{{scope}}' };
    const base = { ...withToken(sms, auth), apiKey: 'key-1', apiSecret: 'secret-1', variables: { scope: 'a' }, token: { ...token, bodyParams } };
    const configs = [
      base,
      { ...base, apiSecret: 'secret-2' },
      { ...base, apiKey: 'key-2' },
      { ...base, variables: { scope: 'b' } },
      { ...base, token: { ...token, bodyParams: { scope: 'c' } } },
    ];
    await atOnce(50, (index) => send({ ...configs[index % 5], headers: { 'X-Config': index % 5 } }));
    assert.equal(auth.requests.length, 5);
    const used = sms.requests.map(({ headers }) => `${headers['x-config']} ${headers.authorization}`);
    assert.equal(new Set(used).size, 5, 'each configuration has one token');
    assert.equal(new Set(authorizations(sms)).size, 5, 'and none has that of another');
    const other = Buffer.from(String(authorizations(sms).find((_, index) => used[index].startsWith('1 '))).slice(7), 'hex').toString();
    assert.equal(Buffer.from(other.split(' ')[0], 'base64').toString(), 'key-1:secret-2');
  });

  test('what the message is made of changes nothing: one token for another body, template or provider', async () => {
    const [sms, auth] = [await provider(), await provider(tokens())];
    await send(withToken(sms, auth));
    await send(withToken(sms, auth, { bodyParams: { number: '{{to}}', code: '{{code}}' }, timeout: 5000 }));
    await send(withToken(await provider(), auth, { templates: [{ usageType: 'Generic', content: 'Your code: {{code}}' }] }));
    assert.equal(auth.requests.length, 1);
  });
});

describe('how long it is used', () => {
  /** How many tokens three sends fetch, the third after more than a second. @param {unknown} lives @param {unknown} [expiresIn] */
  async function fetched(lives, expiresIn) {
    const [sms, auth] = [await provider(), await provider(tokens({ expires_in: lives }))];
    const config = withToken(sms, auth, { token: { endpoint: `${auth.url}/token`, expiresIn } });
    await send(config);
    await send(config);
    const atFirst = auth.requests.length;
    await pause(1100);
    await send(config);
    const last = sms.requests.at(-1);
    assert.equal(last?.headers.authorization, bearer(auth.requests.length), 'the newest one is used');
    return [atFirst, auth.requests.length];
  }

  test('until 30 s before its end: one of 31 s for a second, one of 30 s or less once', async () => {
    const cases = /** @type {const} */ ([
      [31, [1, 2]], ['31', [1, 2]], [31.5, [1, 2]], [32.5, [1, 1]], [30, [2, 3]], [1, [2, 3]], [0, [2, 3]],
    ]);
    await Promise.all(cases.map(async ([lives, expected]) => assert.deepEqual(await fetched(lives), expected, `expires_in ${lives}`)));
  });

  test('an hour where the provider does not say', async () => {
    await Promise.all([undefined, null, 'soon', {}].map(async (lives) => assert.deepEqual(await fetched(lives), [1, 1], `${lives}`)));
  });

  test('as long as `expiresIn` says, whatever the answer does', async () => {
    assert.deepEqual(await fetched(1, 3600), [1, 1]);
  });

  test('and as long as stands where `expiresIn` points to', async () => {
    const [sms, auth] = [await provider(), await provider(tokens({ data: { ttl: '31' } }))];
    const config = withToken(sms, auth, { token: { endpoint: `${auth.url}/token`, expiresIn: 'data.ttl' } });
    await send(config);
    await pause(1100);
    await send(config);
    assert.equal(auth.requests.length, 2);
  });
});

describe('a token that the provider does not take', () => {
  const expired = reply(200, { code: 'token_expired' });
  const rules = { response: { success: { path: 'id', exists: true }, tokenExpired: { path: 'code', equals: 'token_expired' } } };
  const ways = /** @type {const} */ ([['a 401', reply(401, { message: 'expired' }), {}], ['`tokenExpired`', expired, rules]]);

  for (const [what, refuses, config] of ways) {
    for (const retry of ['never', 'unsent', 'always']) {
      test(`${what}: another one is fetched, and the message accepted once (${retry})`, async () => {
        const [sms, auth] = [await provider(byToken({ 1: refuses })), await provider(tokens())];
        const sent = withToken(sms, auth, { ...config, retry, maxRetries: 0 });
        assert.deepEqual(await send(sent), { status: 200, attempts: 2 });
        assert.deepEqual(authorizations(sms), [bearer(1), bearer(2)]);
        const [first, second] = sms.requests;
        assert.equal(second.body, first.body, 'it is the same message, with the same id');
        assert.deepEqual(await send(sent), { status: 200, attempts: 1 });
        assert.equal(auth.requests.length, 2, 'the new one is kept');
      });
    }

    test(`${what} of 200 messages at once: one new token for all`, async () => {
      const [sms, auth] = [await provider(), await provider(tokens())];
      const sent = withToken(sms, auth, { ...config, timeout: 30_000 });
      await send(sent);
      sms.requests.length = 0;
      sms.answer = byToken({ 1: refuses });
      await atOnce(200, () => send(sent));
      assert.equal(auth.requests.length, 2);
      const accepted = sms.requests.filter(({ headers }) => headers.authorization === bearer(2));
      assert.equal(new Set(accepted.map(({ body }) => JSON.parse(body).id)).size, 200);
      assert.equal(accepted.length, 200, 'no message is accepted twice');
    });

    test(`${what} twice is the provider's answer`, async () => {
      const [sms, auth] = [await provider(refuses), await provider(tokens())];
      const told = await failing(withToken(sms, auth, config), 'general', what === 'a 401' ? 'http_status' : 'rejected');
      assert.deepEqual([told.attempts, auth.requests.length, sms.requests.length], [2, 2, 2]);
      assert.equal(told.status, what === 'a 401' ? 401 : 200);
      assert.equal(told.rule, what === 'a 401' ? undefined : 'tokenExpired');
      assert.match(told.errorDescription, /check the credentials/);
    });
  }

  test('and no other one to be had: the token is what failed', async () => {
    const give = tokens();
    const sms = await provider(reply(401, ''));
    const auth = await provider((response, request) => (auth.requests.length === 1 ? give : reply(400, { error: 'revoked' }))(response, request));
    const told = await failing(withToken(sms, auth), 'general', 'token');
    assert.deepEqual([told.attempts, told.status, told.providerMessage], [1, 400, 'revoked']);
  });

  test('a 403 or a 401 without `token` fetches nothing', async () => {
    const [sms, auth] = [await provider(reply(403, '')), await provider(tokens())];
    assert.equal((await failing(withToken(sms, auth), 'general', 'http_status')).attempts, 1);
    sms.answer = reply(401, '');
    assert.equal((await failing(withToken(sms, auth, { token: undefined }), 'general', 'http_status')).attempts, 1);
    assert.equal(auth.requests.length, 1);
  });
});

describe('waiting for a token', () => {
  test('an abort ends one send, not the fetch that others wait for', async () => {
    const late = held(tokens());
    const [sms, auth] = [await provider(), await provider(late.answer)];
    const config = withToken(sms, auth);
    const controller = new AbortController();
    const aborted = failing(config, 'general', 'aborted', { signal: controller.signal });
    await asked(auth, 1);
    const other = send(config);
    controller.abort();
    assert.equal((await aborted).attempts, 0);
    late.release();
    assert.deepEqual(await other, { status: 200, attempts: 1 });
    assert.deepEqual([auth.requests.length, sms.requests.length], [1, 1]);
  });

  test('what nobody waits for any more is kept all the same', async () => {
    const late = held(tokens());
    const [sms, auth] = [await provider(), await provider(late.answer)];
    const config = withToken(sms, auth);
    const controller = new AbortController();
    const aborted = failing(config, 'general', 'aborted', { signal: controller.signal });
    await asked(auth, 1);
    controller.abort();
    await aborted;
    late.release();
    await pause(50);
    await send(config);
    assert.equal(auth.requests.length, 1);
  });

  const begun = (/** @type {import('../../servers/listen.mjs').Response} */ response) =>
    void response.writeHead(200, { 'Content-Type': 'application/json' }).write('{"access_token":');
  for (const [what, hangs] of /** @type {const} */ ([['before its answer', () => {}], ['within its answer', begun]])) {
    test(`an endpoint that hangs ${what} costs no more than the budget, and the next send nothing`, async () => {
      const [sms, auth] = [await provider(), await provider(hangs)];
      const config = withToken(sms, auth, { timeout: 400 });
      await atOnce(20, async () => {
        const told = await failing(config, 'general', 'token');
        assert.ok(told.ms > 350 && told.ms < 400 + GRACE, `took ${Math.round(told.ms)} ms of 400`);
        assert.equal(told.attempts, 0);
        assert.match(told.errorDescription, /^The access token cannot be fetched, so nothing was sent: `token\.endpoint` did not answer within 400 milliseconds\.$/);
      });
      assert.deepEqual([auth.requests.length, sms.requests.length], [1, 0]);
      auth.answer = tokens();
      // At once: nothing of the fetch that hung may be left.
      assert.deepEqual(await send(config), { status: 200, attempts: 1 });
    });
  }

  test('whoever joined a fetch that hung still has the rest of its own budget', async () => {
    const [sms, auth] = [await provider(), await provider(() => {})];
    const config = withToken(sms, auth, { timeout: 600 });
    const early = failing(config, 'general', 'token');
    await asked(auth, 1);
    await pause(300);
    const late = send(config);
    auth.answer = tokens();
    await early;
    assert.deepEqual(await late, { status: 200, attempts: 1 });
    assert.equal(auth.requests.length, 2);
  });
});

describe('an answer without a token is an error that says so, and nothing is sent', () => {
  /** Says back what it was asked. @param {number} status @returns {import('../support/server.mjs').Answer} */
  const echo = (status) => (response, { headers, body }) =>
    reply(status, { error: `cannot take ${headers.authorization} ${body} of ${markers.apiKey}:${markers.apiSecret}` })(response, /** @type {any} */ ({}));
  /** @type {Record<string, [answer: import('../support/server.mjs').Answer, says: RegExp, status?: number]>} */
  const refusals = {
    'a 400': [echo(400), /`token\.endpoint` answered with HTTP status 400.*\[redacted\]/, 400],
    'a 401': [echo(401), /HTTP status 401; check the credentials/, 401],
    'a 403': [echo(403), /HTTP status 403; check the credentials/, 403],
    'a 404': [reply(404, ''), /HTTP status 404; check /, 404],
    'a 500': [echo(500), /HTTP status 500; the provider has a problem/, 500],
    'a 200 without a token': [echo(200), /has nothing at `access_token`; check `token\.path`/, 200],
    'a token that is empty': [reply(200, { access_token: '' }), /has nothing at `access_token`/, 200],
    'an HTML page': [reply(200, '<!doctype html><title>Sign in<br></title>', { 'Content-Type': 'text/html' }), /neither JSON nor XML; check `token\.endpoint`/, 200],
    'an empty body': [reply(200, ''), /check `token\.endpoint`/, 200],
    'a redirect': [reply(302, '', { Location: 'http://127.0.0.1:9/token' }), /redirects to another address; put the final address/, 302],
    'a token with a line break': [reply(200, { access_token: `${markers.token}\r\nX-Injected: 1` }), /the token in the answer holds a line break.*check `token\.path`/, 200],
    'a token that no header can hold': [reply(200, { access_token: `${markers.token}\u2713` }), /the token in the answer holds a character outside Latin-1/, 200],
    'a token that is the whole answer, where that is not expected': [reply(200, tokenOf(1)), /neither JSON nor XML/, 200],
    'the same as a JSON text': [reply(200, JSON.stringify(tokenOf(1))), /has nothing at `access_token`/, 200],
    'a token elsewhere': [reply(200, { token: tokenOf(1), scope: 'sms' }), /has nothing at `access_token`/, 200],
    'a reason in a 200': [reply(200, { errcode: 40013, errmsg: 'invalid appid', message: 'invalid appid' }), /has nothing at `access_token`.*The provider says: invalid appid$/, 200],
    'a connection that breaks': [(response) => void response.destroy(), /closed the connection/, undefined],
  };
  for (const [what, [answer, says, status]] of Object.entries(refusals)) {
    test(what, async () => {
      const [sms, auth] = [await provider(), await provider(answer)];
      const config = withToken(sms, auth, { retry: 'never' });
      const told = await failing(config, 'general', 'token');
      assert.match(told.errorDescription, /^The access token cannot be fetched, so nothing was sent: /);
      assert.match(told.errorDescription, says);
      assert.deepEqual([told.attempts, told.status, auth.requests.length, sms.requests.length], [0, status, 1, 0]);
      auth.answer = tokens();
      assert.equal((await send(config)).attempts, 1, 'a failure is not kept');
    });
  }

  test('1 MiB that does not end: no more than a part is read, and the rest is cancelled', async () => {
    const sms = await provider();
    let closed = false;
    const auth = await provider((response) => {
      response.on('close', () => (closed = true));
      response.writeHead(200, { 'Content-Type': 'application/json' }).write(`{"pad":"${'x'.repeat(1024 * 1024)}`);
    });
    const told = await failing(withToken(sms, auth, { retry: 'never', timeout: 5000 }), 'general', 'token');
    assert.ok(told.ms < 2500, `took ${Math.round(told.ms)} ms`);
    assert.deepEqual([told.attempts, told.status, sms.requests.length], [0, 200, 0]);
    await pause(50);
    assert.ok(closed, 'the rest is cancelled');
  });

  test('the token request may be repeated whatever became of it, but for `never`: it sends no message', async () => {
    for (const [answer, tries] of /** @type {const} */ ([[reply(500, ''), 3], [reply(429, '', { 'Retry-After': '0' }), 3], [(response) => response.destroy(), 3], [reply(400, ''), 1]])) {
      for (const retry of ['never', 'unsent', 'always']) {
        const [sms, auth] = [await provider(), await provider(/** @type {any} */ (answer))];
        await failing(withToken(sms, auth, { retry }), 'general', 'token');
        assert.deepEqual([auth.requests.length, sms.requests.length], [retry === 'never' ? 1 : tries, 0], retry);
      }
    }
    const give = tokens();
    const sms = await provider();
    const auth = await provider((response, request) => (auth.requests.length < 3 ? reply(503, '', { 'Retry-After': '0' }) : give)(response, request));
    assert.deepEqual(await send(withToken(sms, auth)), { status: 200, attempts: 1 });
  });

  test('an endpoint that refuses connections is asked again, but for `never`', async () => {
    const sms = await provider();
    for (const [retry, tries] of /** @type {const} */ ([['never', 1], ['unsent', 3]])) {
      /** @type {any[]} */
      const attempts = [];
      const token = { endpoint: `http://127.0.0.1:${await closedPort()}/${retry}` };
      const told = await failing(withToken(sms, sms, { token, retry }), 'general', 'token', { onAttempt: (attempt) => attempts.push(attempt) });
      assert.match(told.errorDescription, /`token\.endpoint` cannot be reached: the connection is refused; /);
      assert.equal(told.attempts, 0);
      assert.deepEqual(attempts.map(({ attempt, reason, retryInMs }) => [attempt, reason, typeof retryInMs]), [
        ...Array.from({ length: tries - 1 }, () => [0, 'token', 'number']), [0, 'token', 'undefined'],
      ]);
    }
    assert.equal(sms.requests.length, 0);
  });
});

describe('the token request', () => {
  test('is that of RFC 6749, section 4.4, where nothing else is said', async () => {
    const [sms, auth] = [await provider(), await provider(tokens())];
    await send(withToken(sms, auth));
    const [{ method, headers, body, url }] = auth.requests;
    assert.deepEqual([method, url, headers['content-type'], body], ['POST', '/token', 'application/x-www-form-urlencoded', 'grant_type=client_credentials']);
    const [scheme, basic] = String(headers.authorization).split(' ');
    const parts = Buffer.from(basic, 'base64').toString().split(':');
    assert.equal(scheme, 'Basic');
    // Section 2.3.1: each as in a form, so that neither can hold the colon between them.
    assert.deepEqual(parts.map((part) => new URLSearchParams(`part=${part}`).get('part')), [markers.apiKey, markers.apiSecret]);
  });

  test('may be JSON, with the token and its lifetime elsewhere', async () => {
    const [sms, auth] = [await provider(), await provider(reply(200, { data: { token: tokenOf(1) } }))];
    const token = {
      endpoint: `${auth.url}/auth`, method: 'PUT', headers: { 'X-Tenant': 't-1' }, bodyType: 'json',
      bodyParams: { client: { id: '{{apiKey}}', secret: '{{apiSecret}}' } }, path: 'data.token', expiresIn: 600,
    };
    await send(withToken(sms, auth, { token }));
    await send(withToken(sms, auth, { token }));
    const [{ method, headers, body }, ...others] = auth.requests;
    assert.deepEqual([method, headers['content-type'], headers['x-tenant'], headers.authorization, others.length], ['PUT', 'application/json', 't-1', undefined, 0]);
    assert.deepEqual(JSON.parse(body), { client: { id: markers.apiKey, secret: markers.apiSecret } });
    assert.deepEqual(authorizations(sms), [bearer(1), bearer(1)]);
  });

  test('may be a GET with a query, and its answer XML', async () => {
    const [sms, auth] = [await provider(), await provider(reply(200, '<r><token>tok-xml-1</token></r>'))];
    const token = { endpoint: `${auth.url}/gettoken`, method: 'GET', queryParams: { corpid: '{{apiKey}}', corpsecret: '{{apiSecret}}' }, path: 'r.token' };
    await send(withToken(sms, auth, { token }));
    const [{ method, query, headers, body }] = auth.requests;
    assert.deepEqual([method, query.get('corpid'), query.get('corpsecret'), headers.authorization, body], ['GET', markers.apiKey, markers.apiSecret, undefined, '']);
    assert.deepEqual(authorizations(sms), ['Bearer tok-xml-1']);
  });

  test('has nothing of any message', async () => {
    const sms = await provider();
    for (const bodyParams of [{ to: '{{to}}' }, { text: '{{message}}' }, { code: '{{code}}' }, { of: '{{token}}' }, { id: '{{id}}' }]) {
      const token = { endpoint: `${sms.url}/token`, bodyParams };
      const { issues } = core.validateConfig(withToken(sms, sms, { token }));
      assert.ok(issues.some(({ path, severity }) => path.startsWith('token') && severity === 'error'), JSON.stringify(bodyParams));
    }
  });
});

describe('where the token goes', () => {
  /** @type {Record<string, [config: Record<string, unknown>, find: (request: any) => unknown, authorization?: string]>} */
  const uses = {
    'nowhere: it becomes a Bearer': [{}, ({ headers }) => headers.authorization, bearer(1)],
    'authorization of another scheme': [{ authorization: 'Zoho-oauthtoken {{token}}' }, ({ headers }) => headers.authorization.replace('Zoho-oauthtoken', 'Bearer'), `Zoho-oauthtoken ${tokenOf(1)}`],
    'a header': [{ headers: { 'X-Access-Token': 'Bearer {{token}}' } }, ({ headers }) => headers['x-access-token']],
    'the query': [{ queryParams: { access_token: 'Bearer {{token}}' } }, ({ query }) => query.get('access_token')],
    'the body': [{ bodyParams: { to: '{{to}}', text: '{{message}}', auth: 'Bearer {{token}}' } }, ({ body }) => JSON.parse(body).auth],
    'a variable of the body': [
      { variables: { auth: 'Bearer {{token}}' }, bodyParams: { to: '{{to}}', text: '{{message}}', auth: '{{auth}}' } }, ({ body }) => JSON.parse(body).auth,
    ],
  };
  for (const [what, [config, find, authorization]] of Object.entries(uses)) {
    test(what, async () => {
      const [sms, auth] = [await provider(), await provider(tokens())];
      await send(withToken(sms, auth, config));
      const [request] = sms.requests;
      assert.equal(find(request), bearer(1));
      assert.equal(request.headers.authorization, authorization, 'and in no other place');
    });

    test(`${what}, and it shows in no error`, async () => {
      const echo = (/** @type {any} */ response, /** @type {any} */ { headers, body, url }) =>
        reply(400, { message: `${headers.authorization} ${headers['x-access-token']} ${url.slice(5)} ${body}`.slice(0, 190) })(response, /** @type {any} */ ({}));
      const [sms, auth] = [await provider(echo), await provider(tokens())];
      const told = await failing(withToken(sms, auth, { ...config, bodyParams: config.bodyParams ?? { to: '{{to}}' } }), 'general', 'http_status');
      assert.match(told.providerMessage, /redacted/);
      // That of the next request is as secret as that of the last, and one that was never used before.
      assert.deepEqual(findLeaks(told, { token: tokenOf(1) }), []);
    });
  }
});

describe('a preview', () => {
  test('fetches nothing, shows `<token>`, and the token request under `token`', async () => {
    const [sms, auth] = [await provider(), await provider(tokens())];
    const config = withToken(sms, auth);
    const revealed = core.previewRequest(config, data, { reveal: true });
    assert.equal(revealed.headers.Authorization, 'Bearer <token>');
    assert.deepEqual([revealed.token?.method, revealed.token?.url, revealed.token?.body], ['POST', `${auth.url}/token`, 'grant_type=client_credentials']);
    await send(config);
    assert.equal(revealed.token?.headers.Authorization, auth.requests[0].headers.authorization, 'as it is sent');
    const { apiKey, apiSecret, token } = markers;
    const basic = String(revealed.token?.headers.Authorization).split(' ')[1];
    // Also now that there is one.
    const shown = core.previewRequest(config, data);
    assert.deepEqual(findLeaks(shown, { apiKey, apiSecret, token, basic }), []);
    assert.equal(auth.requests.length, 1);
  });

  test('shows `<token>` where the token is used', async () => {
    const auth = await provider();
    const preview = core.previewRequest(withToken(auth, auth, { bodyParams: { to: '{{to}}', text: '{{message}}', auth: '{{token}}' } }), data, { reveal: true });
    assert.equal(JSON.parse(preview.body ?? '').auth, '<token>');
    assert.equal(preview.headers.Authorization, undefined);
    assert.equal('token' in core.previewRequest(withToken(auth, auth, { token: undefined }), data), false);
  });
});
