// What a server behind a company's firewall meets on its way out: a forward proxy, and a provider whose certificate is of the
// company's own CA. Node reads both from its environment at its start, so each test is a server process of its own.
import assert from 'node:assert/strict';
import { after, beforeEach, describe, test } from 'node:test';
import { caFile, startPrivate } from '../../servers/private-ca/server.mjs';
import { startProxy } from '../../servers/proxy/server.mjs';
import { verification } from '../support/messages.mjs';
import { inAServer } from '../support/server-process.mjs';
import { startServer } from '../support/server.mjs';

const USER = 'egress@corp';
const PASSWORD = 'pw-9c/41+Xq';
/** As Node sends them. */
const BASIC = Buffer.from(`${USER}:${PASSWORD}`).toString('base64');
const TIMEOUT = 1500;
/** What a busy machine, and the first request of a process, may add to a budget. */
const GRACE = 750;

const [plain, secure, proxy] = await Promise.all([startServer(), startPrivate(), startProxy(USER, PASSWORD)]);
const { conduct } = proxy;
beforeEach(() => {
  for (const list of [plain.requests, secure.requests, proxy.asked]) list.length = 0;
  proxy.conduct = conduct;
});
after(() => Promise.all([plain.stop(), secure.stop(), proxy.stop()]));

/** @typedef {Record<string, string | undefined>} Env */

/** The machine's own proxy is none of a test's business. Node looks for the small letters first. @type {Env} */
const BARE = {
  NODE_USE_ENV_PROXY: undefined, NODE_EXTRA_CA_CERTS: undefined, HTTP_PROXY: undefined, HTTPS_PROXY: undefined, NO_PROXY: undefined,
  http_proxy: undefined, https_proxy: undefined, no_proxy: undefined,
};
/** @param {Env} [more] @returns {Env} */
const proxied = (more) => ({ NODE_USE_ENV_PROXY: '1', HTTP_PROXY: proxy.url, HTTPS_PROXY: proxy.url, NODE_EXTRA_CA_CERTS: caFile, ...more });

/** @param {string} endpoint @param {Record<string, unknown>} [config] */
const stored = (endpoint, config) => ({
  endpoint, authorization: 'Bearer tok-Zq81-secret', bodyParams: { to: '{{to}}', text: '{{message}}' }, timeout: TIMEOUT, log: 'all', ...config,
});

/**
 * One message of a server with this environment: what its caller is told, and the line for its operator.
 * @param {unknown} config @param {Env} env
 */
async function send(config, env) {
  // A tunnel that hangs outlives the send that asked for it.
  const last = "await new Promise((resolve) => process.stdout.write('', resolve)); process.exit();";
  const { told, lines, stdout, stderr } = await inAServer(config, [verification], { env: { ...BARE, ...env }, after: last });
  for (const secret of [PASSWORD, encodeURIComponent(PASSWORD), BASIC, USER, encodeURIComponent(USER), 'tok-Zq81', '120952', '4155550201']) {
    assert.ok(!`${stdout}${stderr}`.includes(secret), 'a credential, the code or the number stands in what the server wrote');
  }
  // Node warns that its proxy is new.
  const ours = lines.filter((line) => line.startsWith('{')).map((line) => JSON.parse(line));
  assert.equal(ours.length, 1, 'one message is one line');
  assert.ok(told[0].ms <= TIMEOUT + GRACE, `took ${Math.round(told[0].ms)} ms of ${TIMEOUT}`);
  return { ...told[0], line: ours[0] };
}

/** Both providers, each under the scheme that it speaks. */
const providers = /** @type {const} */ ([['http', plain], ['https', secure]]);
/** @param {{ url: string }} provider */
const hostOf = ({ url }) => new URL(url).host;

describe('a proxy', () => {
  for (const [scheme, provider] of providers) {
    test(`takes an ${scheme} message to its provider, where NODE_USE_ENV_PROXY is 1`, async () => {
      const { result } = await send(stored(provider.url), proxied());
      assert.deepEqual(result, { status: 200, attempts: 1 });
      assert.deepEqual(proxy.asked, [hostOf(provider)]);
      assert.equal(provider.requests.length, 1);
      const [{ headers, body }] = provider.requests;
      assert.deepEqual(JSON.parse(body), { to: '+14155550201', text: '120952' });
      assert.equal(headers.authorization, 'Bearer tok-Zq81-secret');
      assert.equal(headers['proxy-authorization'], undefined, 'the credentials of the proxy are for the proxy');
    });

    test(`is passed by with an ${scheme} message: without NODE_USE_ENV_PROXY, and where NO_PROXY has the host`, async () => {
      for (const env of [{ NODE_USE_ENV_PROXY: undefined }, { NO_PROXY: '127.0.0.1' }]) {
        const { result } = await send(stored(provider.url), proxied(env));
        assert.equal(result?.status, 200);
      }
      assert.deepEqual(proxy.asked, []);
      assert.equal(provider.requests.length, 2);
    });
  }

  test('takes the request of a token, too', async () => {
    plain.answer = (response, { path }) =>
      void response.writeHead(200, { 'Content-Type': 'application/json' }).end(path === '/token' ? '{"access_token":"tok-Zq81-secret"}' : '{}');
    const config = stored(`${plain.url}/sms`, { authorization: '', apiKey: 'id', apiSecret: 'key-77-Xw', token: { endpoint: `${plain.url}/token` } });
    const { result } = await send(config, proxied());
    assert.equal(result?.status, 200);
    assert.deepEqual(plain.requests.map(({ path }) => path), ['/token', '/sms']);
    assert.ok(proxy.asked.length > 0 && proxy.asked.every((host) => host === hostOf(plain)));
  });
});

describe('a proxy in the way: nothing reaches the provider, and the operator reads whose fault it is', () => {
  /** @param {import('../../servers/proxy/server.mjs').Conduct} how @param {Env} [env] */
  const failing = async (how, env) => {
    proxy.conduct = () => how;
    const { code, data, line } = await send(stored(secure.url), proxied(env));
    assert.deepEqual([code, secure.requests.length], ['general', 0]);
    assert.deepEqual([line.code, line.reason, line.attempts], [code, data.reason, data.attempts]);
    return line;
  };

  test('refuses the host, with 403: not asked again', async () => {
    const { reason, message, attempts } = await failing(403);
    assert.deepEqual([reason, attempts, proxy.asked.length], ['network', 1, 1]);
    assert.match(message, /the proxy refuses to connect to it; check the user and password in the URL of the proxy, and which hosts it allows/);
  });

  test('does not know the user, with 407: not asked again', async () => {
    const { reason, message, attempts } = await failing('pass', { HTTPS_PROXY: proxy.urlFor(USER, 'another-41') });
    assert.deepEqual([reason, attempts, proxy.asked.length], ['network', 1, 1]);
    assert.match(message, /the proxy refuses to connect to it; check the user and password/);
  });

  test('does not reach the host, with 502: asked again, as nothing was sent', async () => {
    const { reason, message, attempts } = await failing(502);
    assert.deepEqual([reason, attempts, proxy.asked.length], ['network', 3, 3]);
    assert.match(message, /the proxy could not connect to it/);
  });

  test('does not run: asked again, as nothing was sent', async () => {
    const gone = await startProxy(USER, PASSWORD);
    await gone.stop();
    const { reason, message, attempts } = await failing('pass', { HTTPS_PROXY: gone.url });
    assert.deepEqual([reason, attempts, proxy.asked.length], ['network', 3, 0]);
    assert.match(message, /the connection is refused; check host and port, and the proxy if there is one/);
  });

  test('has a name without an address', async () => {
    const { reason, message, attempts } = await failing('pass', { HTTPS_PROXY: 'http://proxy.invalid:3128' });
    assert.deepEqual([reason, attempts], ['network', 3]);
    assert.match(message, /the host name cannot be resolved; check it, and that of the proxy if there is one/);
  });

  test('hangs: the budget is kept, and a message of which nobody knows is not repeated', async () => {
    const { reason, attempts } = await failing('hang');
    assert.deepEqual([reason, attempts, proxy.asked.length], ['timeout', 1, 1]);
  });

  test('closes the connection', async () => {
    // Node up to 24 asks such a proxy again and again, and says nothing until the budget ends (nodejs/undici#3897).
    const { reason } = await failing('close');
    assert.ok(['timeout', 'network'].includes(reason), reason);
  });

  for (const how of /** @type {const} */ (['reset', 'garbage', 'close-tunnel'])) {
    test(`goes wrong (${how}): as with a provider that does, nothing is repeated`, async () => {
      const { reason, attempts } = await failing(how);
      assert.deepEqual([reason, attempts, proxy.asked.length], ['network', 1, 1]);
    });
  }

  for (const how of [403, 502]) {
    test(`${how}: the next provider is asked, and gets the one message`, async () => {
      proxy.conduct = (host) => (host === hostOf(secure) ? how : 'pass');
      const fallback = [{ endpoint: `${plain.url}/other`, bodyParams: { to: '{{to}}', text: '{{message}}' } }];
      const { result, line } = await send(stored(secure.url, { retry: 'never', fallback }), proxied());
      assert.deepEqual([result?.status, line.via, line.attempts], [200, 'fallback.0', 2]);
      assert.deepEqual([secure.requests.length, plain.requests.length], [0, 1]);
    });
  }
});

describe('a provider with a certificate of a CA that Node does not know', () => {
  const endpoint = secure.url;

  test('gets nothing, and the operator reads what to do', async () => {
    const { code, data, line } = await send(stored(endpoint), {});
    assert.deepEqual([code, data.reason, line.attempts], ['general', 'network', 1]);
    assert.match(line.message, /the issuer of its TLS certificate is not trusted; if that is a CA of your own, let NODE_EXTRA_CA_CERTS name a file/);
    assert.equal(secure.requests.length, 0);
  });

  test('gets the message, where NODE_EXTRA_CA_CERTS names a file with the certificate of the CA', async () => {
    const { result } = await send(stored(endpoint), { NODE_EXTRA_CA_CERTS: caFile });
    assert.deepEqual(result, { status: 200, attempts: 1 });
    assert.equal(secure.requests.length, 1);
  });

  test('gets nothing under another name than that of its certificate, about which the CA says nothing', async () => {
    const { line } = await send(stored(endpoint.replace('127.0.0.1', 'localhost')), { NODE_EXTRA_CA_CERTS: caFile });
    assert.equal(line.reason, 'network');
    assert.match(line.message, /its TLS certificate is not valid; check whether it has expired, and whether it is for the host in `endpoint`/);
    assert.doesNotMatch(line.message, /NODE_EXTRA_CA_CERTS/);
    assert.equal(secure.requests.length, 0);
  });

  test('leaves the next provider to be asked, as nothing was sent', async () => {
    const fallback = [{ endpoint: `${plain.url}/other`, bodyParams: { to: '{{to}}', text: '{{message}}' } }];
    const { result, line } = await send(stored(endpoint, { fallback }), {});
    assert.deepEqual([result?.status, line.via], [200, 'fallback.0']);
    assert.deepEqual([secure.requests.length, plain.requests.length], [0, 1]);
  });
});
