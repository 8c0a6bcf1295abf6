// Requests signed for a cloud vendor: received over HTTP, and judged by a client of the vendor's or another of good repute.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { request } from 'node:http';
import { text } from 'node:stream/consumers';
import { beforeEach, describe, test } from 'node:test';
import fc from 'fast-check';
import { refusedByAlibaba, refusedByAws, refusedByTencent } from '../../servers/simulators/vendor-signatures.mjs';
import { anyText, core, FORM, SEED, server, texts, traps } from '../support/encodings.mjs';
import { message as data } from '../support/messages.mjs';
import { failureOf } from '../support/outcome.mjs';
import { ok, reply } from '../support/server.mjs';

/** @typedef {import('../../servers/listen.mjs').Received} Received */
/** @typedef {import('../../servers/simulators/vendor-signatures.mjs').Account} Account */
/** @typedef {{ config: Record<string, unknown>, most: number, refused: (request: Received, account: Account) => string | undefined, host?: string, headers: string[] }} Vendor */

const MINUTE = 60_000;
const keys = { keyId: 'AKIDEXAMPLE0123456', secret: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY' };

const vendors = /** @type {Record<string, Vendor>} */ ({
  aws4: {
    config: { signature: { scheme: 'aws4', region: 'eu-central-1', service: 'sns' } },
    most: 15 * MINUTE, refused: refusedByAws, headers: ['x-amz-date'],
  },
  tc3: {
    config: { signature: { scheme: 'tc3', service: 'sms' }, headers: { 'X-TC-Action': 'SendSms', 'X-TC-Version': '2021-01-11' } },
    most: 5 * MINUTE, refused: refusedByTencent, headers: ['x-tc-timestamp'],
    // The vendor's client signs the name without the port, so the request is made to a name that has the default one.
    host: 'sms.tencentcloudapi.com',
  },
  acs3: {
    config: { signature: { scheme: 'acs3' }, headers: { 'x-acs-action': 'SendSms', 'x-acs-version': '2017-05-25' } },
    most: 15 * MINUTE, refused: refusedByAlibaba, headers: ['x-acs-date', 'x-acs-signature-nonce', 'x-acs-content-sha256'],
  },
});

/** Who sends, and the vendor's clock. @type {Account & { now: () => number, nonces: Set<string> }} */
let account;
/** @type {string[]} */
let refusals;
beforeEach(() => {
  account = { ...keys, region: 'eu-central-1', service: 'sns', now: Date.now, nonces: new Set() };
  refusals = [];
  server.answer = ok;
  server.requests.length = 0;
});

/**
 * A `fetch` for which the name `host` is that of the server here. Node's own lets nobody choose `Host`.
 * @param {string} host @returns {typeof fetch}
 */
const resolved = (host) => async (url, init) => {
  const { pathname, search } = new URL(String(url));
  const headers = { ...Object.fromEntries(new Headers(init?.headers)), host };
  const made = request(server.url + pathname + search, { method: init?.method, headers });
  made.end(init?.body);
  const [incoming] = await once(made, 'response');
  return new Response(await text(incoming), { status: incoming.statusCode });
};

/** A server that judges as the vendor does. @param {Vendor} vendor */
const judgedBy = ({ refused, config }) => {
  const { service = '' } = /** @type {{ service?: string }} */ (config.signature);
  server.answer = (response, request) => {
    const why = refused(request, { ...account, service });
    if (why) refusals.push(why);
    (why ? reply(403, { message: why }) : ok)(response, request);
  };
};

/**
 * One message by a vendor's scheme, judged as the vendor does.
 * @param {Vendor} vendor @param {Record<string, any>} more @param {Record<string, unknown>} [message]
 */
async function send(vendor, { path = '/', headers = {}, ...more }, message = {}) {
  judgedBy(vendor);
  const { host, config } = vendor;
  const configured = {
    apiKey: account.keyId, apiSecret: account.secret, retry: 'never', ...config, ...more,
    endpoint: (host ? `http://${host}` : server.url) + path,
    headers: { .../** @type {object} */ (config.headers), ...headers },
  };
  const { seen } = await server.during(() =>
    core.sendMessage(/** @type {any} */ (configured), { ...data, ...message }, host ? { fetch: resolved(host) } : {}),
  );
  assert.equal(seen.length, 1);
  return seen[0];
}

const form = { headers: { 'Content-Type': FORM } };
const body = { to: '{{to}}', text: '{{message}}' };
const inQuery = { method: 'GET', queryParams: body, ...form };

describe('the vendor accepts', () => {
  for (const [scheme, vendor] of Object.entries(vendors)) {
    test(`${scheme}: JSON, with the headers of the scheme and no others`, async () => {
      const request = await send(vendor, { bodyParams: { ...body, of: 'Grüße, код, 🔑' } });
      assert.match(request.body, /^\{"to":"\+14155550123".*Grüße, код, 🔑"\}$/);
      const plain = new Set(Object.keys((await sendPlain()).headers));
      const configured = Object.keys(/** @type {object} */ (vendor.config.headers ?? {})).map((name) => name.toLowerCase());
      const added = Object.keys(request.headers).filter((name) => !plain.has(name) && !configured.includes(name));
      assert.deepEqual(added.sort(), [...vendor.headers, 'authorization'].sort());
    });

    test(`${scheme}: a form`, async () => {
      const request = await send(vendor, { ...form, bodyParams: { ...body, list: ['a b', 'c+d'], sign: '~*\'()!' } });
      assert.match(request.body, /^to=%2B14155550123&text=048151&list=a\+b&list=c%2Bd/);
    });

    for (const [what, words] of Object.entries({ ...texts, ...traps })) {
      test(`${scheme}: ${what}, in JSON, in a form and in a query`, async () => {
        const message = { message: words };
        assert.equal(JSON.parse((await send(vendor, { bodyParams: body }, message)).body).text, words);
        assert.equal(new URLSearchParams((await send(vendor, { ...form, bodyParams: body }, message)).body).get('text'), words);
        assert.equal((await send(vendor, inQuery, message)).query.get('text'), words);
      });
    }

    test(`${scheme}: a query with spaces, letters, +, ~, *, an empty value and one of the endpoint's own`, async () => {
      const queryParams = { ...body, a: 'b c', plus: '1+1', signs: '~*\'()!-._', letters: 'Zoë 你好', empty: '', B: '2', Z: 'z', '10': 'x', '9': 'y' };
      const request = await send(vendor, { ...inQuery, path: '/?own=x%20y%2Bz&Action=SendSms', queryParams });
      for (const [name, value] of Object.entries({ ...queryParams, to: '+14155550123', text: '048151', own: 'x y+z', Action: 'SendSms' })) {
        assert.equal(request.query.get(name), value);
      }
    });

    test(`${scheme}: a path with letters, spaces and what is not encoded in one`, async () => {
      const path = scheme === 'acs3' ? '/clusters/{{to}}/Zo%C3%AB/' : '/v1/{{to}}/a b/Zoë/$;,:@&=~(x)/';
      const request = await send(vendor, { path, bodyParams: body });
      assert.match(request.url, /%2B14155550123\/.*Zo%C3%AB\//);
    });

    test(`${scheme}: a content type of its own, and space around headers`, async () => {
      await send(vendor, { headers: { 'Content-Type': '  application/json; charset=utf-8 ' }, bodyParams: body });
      await send(vendor, { headers: { 'Content-Type': 'text/plain' }, bodyParams: 'to {{to}}\r\n{{message}}\n' });
    });

    test(`${scheme}: any text`, async () => {
      const places = fc.constantFrom({ bodyParams: body }, { ...form, bodyParams: body }, inQuery, { path: '/?t={{message}}', bodyParams: { to: '{{to}}' } });
      const some = scheme === 'tc3' ? places.filter((place) => !('path' in place)) : places;
      await fc.assert(
        fc.asyncProperty(anyText, some, async (words, place) => void (await send(vendor, place, { message: words }))),
        { seed: SEED, numRuns: 60 },
      );
      assert.deepEqual(refusals, []);
    });

    test(`${scheme}: 50 messages at once`, async () => {
      judgedBy(vendor);
      const { host, config } = vendor;
      const configured = { ...config, apiKey: account.keyId, apiSecret: account.secret, endpoint: host ? `http://${host}` : server.url, bodyParams: body };
      const options = host ? { fetch: resolved(host) } : {};
      const sends = Array.from({ length: 50 }, () => core.sendMessage(/** @type {any} */ (configured), data, options));
      for (const { status } of await Promise.all(sends)) assert.equal(status, 200);
      if (scheme === 'acs3') assert.equal(account.nonces.size, 50);
    });

    test(`${scheme}: a clock that is a little off`, async () => {
      for (const by of [-1, 1]) {
        account.now = () => Date.now() + by * (vendor.most - MINUTE / 2);
        await send(vendor, { bodyParams: body });
      }
    });
  }

  test('aws4: a key that comes several times, and a plus that was written by hand', async () => {
    const request = await send(vendors.aws4, { ...inQuery, path: '/?x=a+b&x=a%20a', queryParams: { ...body, x: ['z', 'b', '', 'a b'], y: ['1'] } });
    assert.deepEqual(request.query.getAll('x'), ['a b', 'a a', 'z', 'b', '', 'a b']);
  });

  test('tc3: a key that comes several times', async () => {
    const request = await send(vendors.tc3, { ...inQuery, queryParams: { ...body, x: ['z', 'b', '', 'a b'] } });
    assert.deepEqual(request.query.getAll('x'), ['z', 'b', '', 'a b']);
  });

  test('aws4: a session token', async () => {
    const request = await send(vendors.aws4, { headers: { 'X-Amz-Security-Token': 'FwoGZXIvYXdzE//token+x==' }, bodyParams: body });
    assert.match(String(request.headers.authorization), /SignedHeaders=content-type;host;x-amz-date;x-amz-security-token,/);
  });

  test('aws4: slashes that AWS takes for one', async () => {
    const request = await send(vendors.aws4, { path: '//v1///send//', bodyParams: body });
    assert.equal(request.url, '//v1///send//');
  });
});

/** What Node and the connector send without a signature. */
async function sendPlain() {
  server.answer = ok;
  const { seen } = await server.during(() => core.sendMessage({ endpoint: server.url, bodyParams: body }, data));
  return seen[0];
}

describe('the vendor refuses', () => {
  for (const [scheme, vendor] of Object.entries(vendors)) {
    const failing = async (/** @type {Record<string, unknown>} */ more = {}) => {
      const { data: told } = await failureOf(() => send(vendor, { bodyParams: body, ...more }), 'general', 'http_status');
      assert.equal(told.status, 403);
      return refusals;
    };

    test(`${scheme}: another secret, another key`, async () => {
      assert.deepEqual(await failing({ apiSecret: `${keys.secret}x` }), ['the signature is another']);
      assert.deepEqual(await failing({ apiKey: 'AKIDOTHER' }), ['the signature is another', 'the signature is another']);
    });

    test(`${scheme}: a clock that is too far off`, async () => {
      for (const by of [-1, 1]) {
        account.now = () => Date.now() + by * (vendor.most + MINUTE / 2);
        await failing();
      }
      assert.deepEqual(refusals.map((why) => why.startsWith('the time is more than')), [true, true]);
    });

    test(`${scheme}: a body, a path, a query or a content type that was changed on its way`, async () => {
      const request = await send(vendor, { ...inQuery, path: '/v1' });
      const posted = await send(vendor, { bodyParams: body });
      const { service = '' } = /** @type {{ service?: string }} */ (vendor.config.signature);
      const judge = (/** @type {Received} */ one) => vendor.refused(one, { ...account, service, nonces: new Set() });
      assert.deepEqual([judge(request), judge(posted)], [undefined, undefined]);
      const changed = {
        path: { ...request, path: '/v2', url: request.url.replace('/v1', '/v2') },
        query: { ...request, url: request.url.replace('048151', '048152'), query: new URLSearchParams(request.rawQuery.replace('048151', '048152')) },
        method: { ...request, method: 'POST' },
        body: { ...posted, bytes: Buffer.from(posted.body.replace('048151', '048152')) },
        'content type': { ...posted, headers: { ...posted.headers, 'content-type': 'text/plain' } },
        host: { ...posted, headers: { ...posted.headers, host: 'other.example.com' } },
      };
      for (const [what, one] of Object.entries(changed)) assert.notEqual(judge(one), undefined, what);
    });
  }

  test('acs3: a request that comes twice', async () => {
    const request = await send(vendors.acs3, { bodyParams: body });
    assert.equal(refusedByAlibaba(request, account), 'the nonce is none, or was used before');
  });
});

describe('nobody reads a signature', () => {
  for (const [scheme, { config, host }] of Object.entries(vendors)) {
    const configured = /** @type {any} */ ({ ...config, apiKey: keys.keyId, apiSecret: keys.secret, endpoint: host ? `http://${host}` : server.url, bodyParams: body });

    test(`${scheme}: in a preview, unless it is to reveal`, () => {
      const { headers } = core.previewRequest(configured, data);
      assert.equal(headers.Authorization, '[redacted]');
      assert.ok(!JSON.stringify(headers).includes(keys.keyId));
      assert.match(core.previewRequest(configured, data, { reveal: true }).headers.Authorization, /^\w+-HMAC-SHA256 Credential=AKIDEXAMPLE0123456\W/);
    });

    test(`${scheme}: in an error, where the vendor repeats it`, async () => {
      server.answer = (response, request) => reply(403, { message: `expected something else than ${request.headers.authorization}` })(response, request);
      const { data: told } = await failureOf(() => core.sendMessage(configured, data, host ? { fetch: resolved(host) } : {}), 'general', 'http_status');
      assert.match(String(told.providerMessage), /^expected something else than /);
      const { authorization } = server.requests[0].headers;
      const [, signature] = /Signature=([0-9a-f]{64})/.exec(String(authorization)) ?? [];
      assert.ok(signature);
      for (const secret of [signature, signature.slice(0, 16), keys.keyId, keys.secret]) assert.ok(!JSON.stringify(told).includes(secret));
    });
  }
});
