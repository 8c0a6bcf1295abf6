// The simulators against the facts alone: exchanges recorded from the providers' own documentation and clients, and for
// every provider requests written by hand. Nothing here comes from the connector; otherwise its mistakes would be right.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { request as send } from 'node:http';
import { after, before, test } from 'node:test';
import { decodeXml } from '../../servers/simulators/decode.mjs';
import { providers } from '../../servers/simulators/providers/index.mjs';
import { startSimulator } from '../../servers/simulators/server.mjs';

const { exchanges, vectors } = JSON.parse(
  readFileSync(new URL('../../servers/simulators/examples.json', import.meta.url), 'utf8'),
);

/** @type {Awaited<ReturnType<typeof startSimulator>>} */
let simulator;
before(async () => void (simulator = await startSimulator()));
after(() => simulator.stop());

/** Vectors cannot hold what is signed with the time: `sign` names who signs. The headers that this adds. */
async function signature(id, request, demo = providers.get(id)?.demo) {
  const { sign } = vectors[id] ?? {};
  if (!sign) return {};
  const module = await import(`../../servers/simulators/signatures/${sign}.mjs`);
  const [path, query = ''] = request.path.split('?');
  const headers = Object.entries({ ...request.headers, host: new URL(simulator.url).host }).map(([name, value]) => [name.toLowerCase(), value]);
  const incoming = { method: request.method, url: `/${id}${request.path}`, path, query, headers: Object.fromEntries(headers), body: Buffer.from(request.body ?? '') };
  return module.sign(incoming, demo);
}

/** Nor a token that is issued first: `token` is the request for one, `at` where its answer has it, and {{token}} stands for it. */
async function withToken(id, request) {
  const { token } = vectors[id] ?? {};
  if (!token || !JSON.stringify(request).includes('{{token}}')) return request;
  const { text } = await plainExchange(id, token);
  return JSON.parse(JSON.stringify(request).replace('{{token}}', dig(JSON.parse(text), token.at ?? 'access_token')));
}

async function exchange(id, request) {
  const ready = await withToken(id, request);
  return plainExchange(id, { ...ready, headers: { ...ready.headers, ...await signature(id, ready) } });
}

/**
 * Not `fetch`: it would repair a path and refuse a GET with a body.
 * @param {string} id @param {{ method: string, path: string, headers: Record<string, string>, body: string | null }} request
 */
function plainExchange(id, { method, path, headers, body }) {
  const seen = simulator.requests.length;
  return new Promise((resolve, reject) => {
    const outgoing = send(`${simulator.url}/${id}`, {
      method,
      path: `/${id}${path}`,
      headers: { ...headers, 'Content-Length': Buffer.byteLength(body ?? '') },
    }, (response) => {
      response.setEncoding('utf8');
      let text = '';
      response.on('data', (chunk) => void (text += chunk));
      response.on('end', () => {
        const record = simulator.requests[seen];
        // A simulator that fails has judged nothing; its 500 must not pass for a refusal.
        if (record) resolve({ status: response.statusCode, headers: response.headers, text, record });
        else reject(new Error(text));
      });
    });
    outgoing.on('error', reject).end(body ?? '');
  });
}

/** The request with one literal replaced, wherever it is; it must be there exactly once. */
function replaced(request, [from, to]) {
  const text = JSON.stringify(request);
  const parts = text.split(JSON.stringify(from).slice(1, -1));
  assert.equal(parts.length, 2, 'the literal to replace is there once');
  return JSON.parse(parts.join(JSON.stringify(to).slice(1, -1)));
}

/** Every key and type, no values: ids, times and prices differ. */
function shape(value) {
  if (Array.isArray(value)) return value.map(shape);
  if (typeof value !== 'object' || value === null) return value === null ? 'null' : typeof value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, shape(inner)]));
}

function shapeOf(text) {
  return text.startsWith('{') ? shape(JSON.parse(text)) : text;
}

/** `part` is within `whole`, at any depth. */
function assertHas(whole, part, at = 'answer') {
  if (typeof part !== 'object' || part === null) return assert.equal(whole, part, at);
  assert.equal(typeof whole, 'object', at);
  assert.equal(Array.isArray(whole), Array.isArray(part), at);
  for (const [key, inner] of Object.entries(part)) assertHas(whole[key], inner, `${at}.${key}`);
}

const dig = (value, path) => path.split('.').reduce((inner, key) => inner?.[key], value);

/** An answer in JSON or XML. */
const parsed = (text) => (text.startsWith('<') ? decodeXml(Buffer.from(text)) : JSON.parse(text));

/** The message id in an answer: at a path, or in a text by a pattern. */
const idIn = (body, place) => (place.startsWith('^') ? new RegExp(place).exec(body)?.[1] : String(dig(parsed(body), place)));

test('there is a vector for each provider and no other', () => {
  assert.deepEqual([...providers.keys()].sort(), Object.keys(vectors).sort());
});

for (const { provider, request, success, failing, failure } of exchanges) {
  test(`${provider}: the documented exchange`, async () => {
    const good = await exchange(provider, request);
    assert.equal(good.record.why, undefined);
    assert.equal(good.status, success.status);
    assert.deepEqual(shapeOf(good.text), shapeOf(success.body));

    const bad = await exchange(provider, replaced(request, failing));
    assert.equal(bad.record.accepted, false);
    assert.equal(bad.status, failure.status);
    assert.deepEqual(shapeOf(bad.text), shapeOf(failure.body));
  });
}

/** The fields of a body or a query, `[path, value]` for each leaf. */
function leaves(value, path = []) {
  if (typeof value !== 'object' || value === null) return [[path, value]];
  return Object.entries(value).flatMap(([key, inner]) => leaves(inner, [...path, key]));
}

/** The request with one field set, or taken away with `undefined`. */
function withField(request, path, value) {
  if (request.body?.startsWith('{')) {
    const body = JSON.parse(request.body);
    const parent = path.slice(0, -1).reduce((inner, key) => inner[key], body);
    if (value === undefined && Array.isArray(parent)) parent.splice(Number(path.at(-1)), 1);
    else parent[path.at(-1)] = value;
    return { ...request, body: JSON.stringify(body) };
  }
  const [place, query] = request.path.split('?');
  const inQuery = new URLSearchParams(query).has(path[0]);
  const fields = new URLSearchParams(inQuery ? query : request.body);
  if (value === undefined) fields.delete(path[0]);
  else fields.set(path[0], value);
  return inQuery ? { ...request, path: `${place}?${fields}` } : { ...request, body: String(fields) };
}

function fieldsOf({ body, path }) {
  if (body?.startsWith('{')) return leaves(JSON.parse(body));
  return [path.split('?')[1], body].flatMap((text) => leaves(Object.fromEntries(new URLSearchParams(text ?? ''))));
}

for (const [id, { request, to, text, code, optional, fixed, success, refusals }] of Object.entries(vectors)) {
  const { demo, expects, numbers } = providers.get(id);

  test(`${id}: takes a good request and understands it`, async () => {
    const issued = new Set();
    for (let round = 0; round < 2; round += 1) {
      const { status, text: body, record } = await exchange(id, request);
      assert.equal(record.why, undefined);
      assert.equal(record.accepted, true);
      assert.equal(record.provider, id);
      assert.equal(status, success.status);
      assert.equal(record.to, to);
      assert.ok(record.text === text, 'the text arrived as it was sent');
      assert.ok(record.code === code, 'the code arrived as it was sent');
      assert.equal(text === undefined, expects.codeOnly);
      if (success.text !== undefined) assert.equal(body, success.text);
      if (success.has) assertHas(parsed(body), success.has);
      assert.equal(success.id ?? 'none', expects.messageId);
      if (success.id) {
        assert.ok(record.messageId, 'an id was issued');
        assert.equal(idIn(body, success.id), record.messageId);
        issued.add(record.messageId);
      } else assert.equal(record.messageId, undefined);
    }
    assert.equal(issued.size, success.id ? 2 : 0, 'each answer has an id of its own');
  });

  for (const { what, replace, method, status, has, text: body } of refusals) {
    test(`${id}: refuses: ${what}`, async () => {
      const changed = { ...(replace ? replaced(request, replace) : request), ...(method && { method }) };
      const answer = await exchange(id, changed);
      assert.equal(answer.record.accepted, false);
      assert.ok(answer.record.why);
      assert.equal(answer.record.messageId, undefined);
      assert.equal(answer.status, status);
      if (body !== undefined) assert.equal(answer.text, body);
      if (has) assertHas(parsed(answer.text), has);
    });
  }

  if (vectors[id].sign) {
    test(`${id}: wants a signature, by its secret and not of long ago`, async (t) => {
      const refused = async (headers) => {
        const { record } = await plainExchange(id, { ...request, headers: { ...request.headers, ...headers } });
        assert.equal(record.accepted, false);
        return record.why;
      };
      assert.match(await refused({}), /credentials.*missing/);
      for (const name of Object.keys(demo).filter((key) => /ID|KEY|SECRET/.test(key) && !/TEMPLATE/.test(key))) {
        assert.match(await refused(await signature(id, request, { ...demo, [name]: 'wrong' })), /credentials.*wrong/);
      }
      t.mock.timers.enable({ apis: ['Date'], now: Date.now() - 25 * 3_600_000 });
      const old = await signature(id, request);
      t.mock.timers.reset();
      assert.match(await refused(old), /credentials.*wrong/);
    });
  }

  if (vectors[id].token) {
    test(`${id}: issues a token to whom it knows, and takes it until it expires`, async () => {
      const { wrong: change, ...token } = vectors[id].token;
      const { record, status } = await plainExchange(id, token);
      assert.deepEqual([record.endpoint, record.why, status], ['token', undefined, 200]);
      const stranger = change ? replaced(token, change) : { ...token, headers: { ...token.headers, Authorization: 'Basic d3Jvbmc6d3Jvbmc=' } };
      const wrong = await plainExchange(id, stranger);
      assert.deepEqual([wrong.record.accepted, wrong.status], [false, 401]);
      assert.equal((await plainExchange(id, { ...token, body: '' })).record.accepted, false);
      const ready = await withToken(id, request);
      assert.equal((await plainExchange(id, ready)).record.accepted, true);
      simulator.expireTokens();
      assert.equal((await plainExchange(id, ready)).status, 401);
    });
  }

  test(`${id}: looks at every field`, async () => {
    const names = [];
    for (const [path, value] of fieldsOf(request)) {
      const name = path.join('.');
      names.push(name);
      const accepts = async (changed) => (await exchange(id, withField(request, path, changed))).record.accepted;
      assert.equal(await accepts(undefined), optional.includes(name), `${name} left out`);
      assert.equal(await accepts(''), false, `${name} empty`);
      // Braces are the user's business in a text, and nowhere else.
      const isText = text !== undefined && String(value).endsWith(text);
      if (!isText) assert.equal(await accepts('{{name}}'), false, `${name} with a placeholder`);
      if (fixed.includes(name)) assert.equal(await accepts('nonsense'), false, `${name} with another value`);
      if (request.body?.startsWith('{')) {
        assert.equal(await accepts(typeof value === 'string' ? {} : String(value)), false, `${name} of another JSON type`);
      }
    }
    for (const name of [...optional, ...fixed]) assert.ok(names.includes(name), name);
  });

  test(`${id}: refuses what belongs to another request`, async () => {
    const [path, query] = request.path.split('?');
    const json = request.body?.startsWith('{');
    const extra = json ? { body: request.body.replace(/\}$/, ',"payload":"x"}') } : { body: `${request.body}&payload=x` };
    const changes = {
      'another path': { path: `${path}/x${query ? `?${query}` : ''}` },
      'a parameter in the query': { path: `${request.path}${query ? '&' : '?'}payload=x` },
      ...(request.body !== null && {
        'a further field': extra,
        'text/plain': { headers: { ...request.headers, 'Content-Type': 'text/plain' } },
        'no content type': { headers: Object.fromEntries(Object.entries(request.headers).filter(([name]) => name !== 'Content-Type')) },
        'a body cut short': { body: json ? request.body.slice(0, -1) : `${request.body}%E2%8` },
        'no body': { body: '' },
      }),
      ...(request.body === null && { 'a body': { body: 'x' } }),
      'a header with a placeholder': { headers: { ...request.headers, 'X-Extra': '{{code}}' } },
    };
    const whys = new Set();
    for (const [what, change] of Object.entries(changes)) {
      const { status, record } = await exchange(id, { ...request, ...change });
      assert.equal(record.accepted, false, what);
      if (what === 'another path') assert.equal(status, 404);
      whys.add(record.why);
    }
    assert.ok(whys.size >= 3, 'the reasons tell the cases apart');
  });

  test(`${id}: what its description says of itself is true`, async () => {
    // Each declared number has a vector, and no vector is for a number that is not declared.
    const declared = Object.keys(numbers).filter((name) => name !== 'good').sort();
    const covered = refusals.map(({ what }) => /^(\w+) number$/.exec(what)?.[1]).filter(Boolean).sort();
    assert.deepEqual(covered, declared);
    for (const number of Object.values(numbers)) assert.match(number, /^\+[1-9]\d{6,14}$/);
    assert.equal(new Set(Object.values(numbers)).size, Object.values(numbers).length);

    const inside = refusals.filter(({ what, status }) => /^(invalid|rejected) number$/.test(what) && status < 300);
    assert.equal(inside.length > 0, expects.failsInside2xx);

    // The harness replaces the markers of these names in a recipe's text: `<account-sid>` of ACCOUNT_SID.
    for (const name of Object.keys(demo)) assert.match(name, /^[A-Z][A-Z0-9]*(_[A-Z0-9]+)*$/);
  });
}

const without = (id, literal, to = '') => exchange(id, replaced(vectors[id].request, [literal, to]));

test('a text outside GSM-7 is lost without the provider\'s flag for it', async () => {
  const cases = {
    'vonage-sms': '&type=unicode', messagebird: ',"datacoding":"auto"', 'gatewayapi-mtsms': '"encoding":"UCS2",',
    smscru: '&charset=utf-8', kannel: '&coding=2',
  };
  for (const [id, flag] of Object.entries(cases)) {
    const { record } = await without(id, flag);
    assert.equal(record.accepted, true, id);
    assert.ok(record.text !== vectors[id].text && record.text.startsWith('Code 012345 '), id);
  }
});

test('a provider that was not asked for JSON answers in its own format', async () => {
  assert.equal((await without('seven', ',"json":"1"')).text.startsWith('{'), true, 'Accept alone asks for JSON');
  const bare = replaced(vectors.seven.request, [',"json":"1"', '']);
  delete bare.headers.Accept;
  const plain = {
    '100': await exchange('seven', bare),
    '202': await exchange('seven', replaced(bare, ['491701234567', '491701234104'])),
    'OK - 1 SMS, ID - \\d+': await without('smscru', '&fmt=3'),
    'ERROR = 2 \\(.*\\)': await exchange('smscru', { ...vectors.smscru.request, body: 'login=a&psw=b&phones=1&mes=c' }),
    'OK:[0-9A-F]{24}:0\\.075:48500000023': await without('smsapi', '&format=json'),
    'ERROR:13': await exchange('smsapi', { ...vectors.smsapi.request, body: 'to=1&message=a&from=b' }),
  };
  for (const [pattern, { status, text }] of Object.entries(plain)) {
    assert.equal(status, 200, pattern);
    assert.match(text, new RegExp(`^${pattern}$`));
  }
  const xml = structuredClone(vectors.africastalking.request);
  xml.headers.Accept = '*/*';
  assert.match((await exchange('africastalking', xml)).text, /^<AfricasTalkingResponse>.*<status>Success<\/status>/);
});

test('rate limits carry the headers that the facts name', async () => {
  const twilio = await without('twilio', '14155550123', '14155550129');
  assert.equal(twilio.headers['retry-after'], '30');
  const kudosity = await without('kudosity-v2', '61481074190', '61481074129');
  assert.equal(kudosity.headers['retry-after'], '30');
  assert.match(kudosity.headers['content-type'], /^application\/problem\+json/);
  const bird = await without('bird', '31612345678', '31612345129');
  assert.equal(bird.headers['x-ratelimit-remaining'], '0');
  assert.equal(bird.headers['retry-after'], undefined);
  const semaphore = await without('semaphore', '09171234567', '09171234129');
  assert.equal(semaphore.headers['retry-after'], '40');
});

test('the other documented forms of a request are taken too', async () => {
  const form = 'application/x-www-form-urlencoded';
  const { smsbao, seven, gotify, kaleyra } = vectors;
  const mtsms = {
    ...vectors['gatewayapi-mtsms'].request,
    headers: { Authorization: 'basic ZGVtby10b2tlbjo=', 'Content-Type': form },
    body: 'sender=a&message=b&recipients.0.msisdn=4512345678',
  };
  const good = [
    ['seven', {
      ...seven.request,
      headers: { Authorization: 'Bearer demo-key', 'Content-Type': form },
      body: 'to=491701234567&text=a&from=b&json=1',
    }],
    ['seven', replaced(seven.request, ['+491701234567', '00491701234567'])],
    ['gotify', {
      ...gotify.request,
      path: '/message?token=demo-token',
      headers: { 'Content-Type': `${form}; charset=UTF-8` },
      body: 'message=a&priority=5',
    }],
    ['kaleyra', {
      ...kaleyra.request,
      headers: { 'api-key': 'demo-key', 'Content-Type': 'application/json' },
      body: '{"to":"919876543210","sender":"a","type":"OTP","body":"b"}',
    }],
    ['gatewayapi-mtsms', replaced(vectors['gatewayapi-mtsms'].request, ['"4512345678"', '4512345678'])],
    ['gatewayapi-mtsms', mtsms],
    ['yunpian', replaced(vectors.yunpian.request, ['%2B8613800138000', '13800138000'])],
    ['yunpian', replaced(vectors.yunpian.request, ['%2B8613800138000', '%2B14155550123'])],
    ['textbelt', replaced(vectors.textbelt.request, ['%2B14155550123', '4155550123'])],
    ['kudosity-v2', replaced(vectors['kudosity-v2'].request, ['61481074190', '0481074190'])],
  ];
  for (const [id, request] of good) assert.equal((await exchange(id, request)).record.why, undefined, id);
  const bad = [
    ['gatewayapi-mtsms', replaced(mtsms, ['&recipients.0.msisdn=4512345678', ''])],
    ['gatewayapi-mtsms', { ...mtsms, path: '/rest/mtsms?token=wrong' }],
    ['gatewayapi-mtsms', { ...mtsms, headers: { 'Content-Type': form }, path: '/rest/mtsms?token=wrong' }],
    ['gotify', {
      ...gotify.request,
      path: '/message?token=demo-token',
      headers: { 'Content-Type': form },
      body: 'message=a&priority=high',
    }],
    ['fast2sms', { ...vectors.fast2sms.request, body: 'route=otp&variables_values=1' }],
    ['fast2sms', { ...vectors.fast2sms.request, body: 'route=dlt&variables_values=1&numbers=9876543210' }],
  ];
  for (const [id, request] of bad) assert.equal((await exchange(id, request)).record.accepted, false, id);
  const free = '{"messaging_product":"whatsapp","to":"14155550123","type":"text","text":{"body":"a"}}';
  const open = await exchange('whatsapp-cloud', { ...vectors['whatsapp-cloud'].request, body: free });
  assert.deepEqual([open.record.why, open.record.text, open.record.code], [undefined, 'a', undefined]);
  assert.equal((await exchange('smsbao', { ...smsbao.request, path: `${smsbao.request.path}&u=demo` })).record.accepted, false);
});

test('the signatures of OVH and SMSGlobal are those that their own clients are tested with', async () => {
  // https://github.com/ovh/python-ovh: tests/test_client.py
  const { signatureOf } = await import('../../servers/simulators/signatures/ovh.mjs');
  const account = ['9ufkBmLaTQ9nz5yMUlg79taH0GNnzDjk', '5mBuy6SUQcRw2ZUxg0cG68BoDKpED4KY'];
  const call = ['https://eu.api.ovh.com/1.0/auth', '{"a":"b","c":"d"}', '1457018875'];
  assert.equal(signatureOf(...account, 'POST', ...call), '$1$ec2fb5c7a81f64723c77d2e5b609ae6f58a84fc1');
  assert.equal(signatureOf(...account, 'PUT', ...call), '$1$8a75a9e7c8e7296c9dbeda6a2a735eb6bd58ec4b');
  // https://github.com/smsglobal/rest-api-client-php: tests/Smsglobal/ClassLibrary/ApiKeyTest.php
  const { macOf } = await import('../../servers/simulators/signatures/smsglobal.mjs');
  const mac = macOf('abcd', 1375000000, 'random-nonce', 'GET', '/v1/sms/', 'api.smsglobal.com', 443, '');
  assert.equal(mac, 'xHRg9NU2FyDXb6X/iWGfseHslX7ES3IKPSwFV5QLguQ=');
});

test('a nonce of SMSGlobal counts once', async () => {
  const { request } = vectors.smsglobal;
  const ready = { ...request, headers: { ...request.headers, ...await signature('smsglobal', request) } };
  assert.equal((await plainExchange('smsglobal', ready)).status, 200);
  assert.equal((await plainExchange('smsglobal', ready)).status, 403);
});

test('a signature of Tencent Cloud is that of the documentation\'s example', async () => {
  const { authorization } = await import('../../servers/simulators/signatures/tc3.mjs');
  const example = {
    method: 'POST', url: '/', headers: { 'content-type': 'application/json; charset=utf-8', host: 'cvm.tencentcloudapi.com' },
    body: String.raw`{"Limit": 1, "Filters": [{"Values": ["\u672a\u547d\u540d"], "Name": "instance-name"}]}`,
    service: 'cvm', timestamp: 1551113065, signed: ['content-type', 'host'],
  };
  // The stars are the documentation's.
  const account = { SECRET_ID: 'AKIDz8krbsJ5yKBZQpn74WFkmLPx3*******', SECRET_KEY: 'Gu5t9xGARNpq86cd98joQYCN3*******' };
  assert.match(authorization(example, account), /, Signature=2230eefd229f582d8b1b891af7107b91597240707d778ab3738f756258d7652c$/);
});

test('the server keeps a log, forgets it on request, and knows no other provider', async () => {
  simulator.reset();
  assert.equal(simulator.requests.length, 0);
  const { status, record } = await exchange('nobody', { method: 'POST', path: '/', headers: {}, body: '{}' });
  assert.deepEqual([status, record.provider, record.accepted, record.rawBody], [404, undefined, false, '{}']);
  assert.equal(simulator.requests.length, 1);
  simulator.reset();
  assert.equal(simulator.requests.length, 0);
  const second = await startSimulator();
  assert.match(second.url, /^http:\/\/127\.0\.0\.1:\d+$/);
  assert.notEqual(second.url, simulator.url);
  const kept = await fetch(`${second.url}/nobody`);
  await kept.text();
  await second.stop();
  await assert.rejects(fetch(second.url), 'a stopped server does not answer');
});

test('two credentials in one request are refused', async () => {
  const { request } = vectors.telnyx;
  const status = await new Promise((resolve, reject) => {
    const outgoing = send(`${simulator.url}/telnyx${request.path}`, { method: 'POST' }, (response) => {
      response.resume().on('end', () => resolve(response.statusCode));
    });
    outgoing.setHeader('Content-Type', 'application/json');
    outgoing.setHeader('Authorization', ['Bearer demo-key', 'Bearer other']);
    outgoing.on('error', reject).end(request.body);
  });
  assert.equal(status, 401);
});
