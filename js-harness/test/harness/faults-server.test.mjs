// The misbehaving providers misbehave as their names say. The connector itself is not needed here.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import http from 'node:http';
import { after, before, describe, test } from 'node:test';
import tls from 'node:tls';
import { gunzipSync } from 'node:zlib';
import { runScript } from '../../runtimes/process.mjs';
import { echoModes } from '../../servers/faults/echo.mjs';
import { httpFaults, redirects, retryAfter } from '../../servers/faults/http-faults.mjs';
import { rawFaults } from '../../servers/faults/raw-faults.mjs';
import { startFaults } from '../../servers/faults/server.mjs';
import { root } from '../../setup/paths.mjs';
import { catalogue, policies } from '../support/faults/catalogue.mjs';
import { markers } from '../support/faults/markers.mjs';
import { findLeaks } from '../support/faults/matrix.mjs';
import { talk } from '../support/faults/raw-client.mjs';
import { complete, looks } from '../support/faults/raw-looks.mjs';

/** @type {import('../../servers/faults/server.mjs').Faults} */
let faults;
before(async () => {
  faults = await startFaults();
});
after(() => faults.stop());

/** @param {string} fault @param {{ echo?: string, run?: string, path?: string, method?: string, headers?: Record<string, string | string[]>, body?: string }} [options] @returns {Promise<{ status: number, reason: string, headers: http.IncomingHttpHeaders, body: Buffer }>} */
const ask = (fault, { echo, run, path = '', method = 'POST', headers = {}, body = '{"a":1}' } = {}) =>
  new Promise((resolve, reject) => {
    const request = http.request(`${faults.url(fault, { echo, run })}${path}`, { method, headers, agent: false }, async (response) => {
      const chunks = await response.toArray();
      resolve({ status: response.statusCode ?? 0, reason: response.statusMessage ?? '', headers: response.headers, body: Buffer.concat(chunks) });
    });
    request.on('error', reject).end(method === 'GET' ? undefined : body);
  });

/** @param {string} fault @param {string} run @param {number} [count] */
const recorded = async (fault, run, count = 1) => {
  for (let turn = 0; turn < 200 && faults.seen(fault, run).length < count; turn += 1) {
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  return faults.seen(fault, run);
};

describe('raw faults', { concurrency: 8 }, () => {
  test('each is looked at', () => assert.deepEqual(Object.keys(looks).sort(), Object.keys(rawFaults).sort()));
  for (const [fault, { text, ended, more, ...options }] of Object.entries(looks)) {
    test(fault, async () => {
      const talked = await talk(faults.url(fault, { run: 'look' }), { quiet: ended === 'open' ? 300 : 10_000, ...options });
      assert.match(talked.text.slice(0, 1_100_000), text);
      assert.equal(talked.ended, ended);
      more?.(talked);
      const seen = await recorded(fault, 'look', options.times);
      assert.equal(seen.length, options.times ?? 1);
      assert.equal(seen.at(-1)?.accepted, rawFaults[fault]?.accepted);
      assert.equal(seen[0]?.body, fault.startsWith('early-') && ended === 'reset' ? '' : '{"a":1}');
    });
  }
  test('silence is silence: nothing for 300 ms', async () => {
    for (const fault of ['hang-before-headers', 'tls-hang']) {
      const { bytes, ended, ms } = await talk(faults.url(fault, { run: 'silence' }), { ms: 300 });
      assert.deepEqual([bytes.length, ended], [0, 'open']);
      assert.ok(ms > 290);
    }
  });
  test('an endless body ends when the client closes', async () => {
    await talk(faults.url('endless-body', { run: 'closing' }), { maxBytes: 200_000 });
    await new Promise((resolve) => setTimeout(resolve, 200));
    const [record] = faults.seen('endless-body', 'closing');
    const sent = record?.sent ?? 0;
    await new Promise((resolve) => setTimeout(resolve, 200));
    assert.ok(sent > 200_000 && sent < 16 * 1024 * 1024, `${sent} bytes`);
    assert.equal(record?.sent, sent);
  });
  test('reset-once recovers', async () => {
    assert.equal((await talk(faults.url('reset-once', { run: 'twice' }))).ended, 'reset');
    assert.match((await talk(faults.url('reset-once', { run: 'twice' }))).text, complete);
  });
});

describe('places where no answer can come from', () => {
  test('a closed port refuses', async () => assert.equal((await talk(faults.url('refused'))).ended, 'refused'));
  test('a name that does not resolve', () => assert.match(new URL(faults.url('dns-failure') ?? '').hostname, /\.invalid$/));
  test('a connection that is never made', async (context) => {
    const url = faults.url('connect-timeout');
    if (!url) {
      context.skip('this platform refuses where others let wait');
      return;
    }
    assert.equal((await talk(url, { ms: 600 })).ended, 'hanging');
  });
  test('a reset instead of a connection', async () => assert.equal((await talk(faults.url('reset-on-connect'))).ended, 'reset'));
  test('plain text to a TLS port gets no HTTP', async () => {
    const { text, ended } = await talk(faults.url('plain-to-tls'));
    assert.doesNotMatch(text, /HTTP/);
    assert.notEqual(ended, 'open');
  });
  test('a certificate with nothing wrong but its signature', async () => {
    const port = Number(new URL(faults.url('tls-untrusted') ?? '').port);
    /** @param {tls.ConnectionOptions} options @returns {Promise<string>} */
    const connect = (options) =>
      new Promise((resolve) => {
        const socket = tls.connect({ port, host: '127.0.0.1', ...options }, () => resolve('connected'));
        socket.on('error', (/** @type {NodeJS.ErrnoException} */ error) => resolve(String(error.code)));
        socket.on('close', () => resolve('closed'));
        socket.on('secureConnect', () => socket.destroy());
      });
    assert.equal(await connect({}), 'DEPTH_ZERO_SELF_SIGNED_CERT');
    const ca = await readFile(new URL('../../servers/faults/test-only-cert.pem', import.meta.url));
    assert.equal(await connect({ ca }), 'connected');
    assert.deepEqual(faults.seen('tls-untrusted'), []);
  });
});

describe('answers over HTTP', () => {
  test('every row of the catalogue has a provider', async () => {
    const plain = [...catalogue, ...policies].filter(({ fault }) => /^\d{3}/.test(fault) || httpFaults.includes(fault));
    assert.ok(plain.length > 100);
    for (const { fault } of plain) {
      const { status } = await ask(fault, { run: 'catalogue' });
      assert.equal(status, /^\d{3}/.test(fault) && !fault.endsWith('-once') ? Number(fault.slice(0, 3)) : status);
      assert.ok(fault === '410' || status !== 410, `nobody knows ${fault}`);
    }
    for (const { fault } of [...catalogue, ...policies]) {
      const known = rawFaults[fault] || plain.some((row) => row.fault === fault) || new URL(faults.url(fault) ?? 'http://x').port;
      assert.ok(known || fault === 'dns-failure' || fault === 'connect-timeout', `nobody knows ${fault}`);
    }
    assert.equal((await ask('no-such-fault')).status, 410);
  });
  test('redirects point to a server that counts', async () => {
    for (const status of redirects) {
      const { headers } = await ask(String(status), { run: 'redirect' });
      assert.match(String(headers.location), /^http:\/\/127\.0\.0\.1:\d+\/elsewhere$/);
    }
    assert.deepEqual(faults.targetRequests, []);
    const { headers } = await ask('307', { run: 'redirect' });
    assert.equal((await fetch(String(headers.location), { headers: { connection: 'close' } })).status, 200);
    assert.deepEqual(faults.targetRequests, ['GET /elsewhere']);
  });
  test('Retry-After in every form', async () => {
    for (const kind of Object.keys(retryAfter)) {
      const before = Date.now();
      const value = (await ask(`429-${kind}`)).headers['retry-after'];
      assert.equal(typeof value, 'string', kind);
      if (kind === 'retry-date') {
        const ahead = Date.parse(String(value)) - before;
        assert.ok(ahead >= 0 && ahead <= 2000, `${ahead} ms ahead`);
      } else if (kind.startsWith('retry-date')) {
        assert.equal(Date.parse(String(value)) > before, kind === 'retry-date-far');
      } else {
        assert.equal(value, retryAfter[kind]?.());
      }
    }
    assert.equal((await ask('429')).headers['retry-after'], undefined);
  });
  test('once, then good', async () => {
    const first = await ask('503-once', { run: 'recover' });
    assert.deepEqual([first.status, first.headers['retry-after']], [503, '0']);
    assert.equal((await ask('503-once', { run: 'recover' })).status, 200);
    assert.deepEqual(faults.seen('503-once', 'recover').map(({ accepted }) => accepted), [false, true]);
  });
  test('bodies that are not what they say', async () => {
    const body = async (/** @type {string} */ fault) => (await ask(fault)).body;
    const cut = await ask('gzip-truncated');
    assert.deepEqual([cut.headers['content-encoding'], Number(cut.headers['content-length'])], ['gzip', cut.body.length]);
    assert.throws(() => gunzipSync(cut.body), { code: 'Z_BUF_ERROR' }, 'cut off, not damaged');
    const bomb = await body('gzip-bomb');
    assert.ok(bomb.length < 100_000);
    assert.equal(gunzipSync(bomb).length, 50_000_000);
    const garbage = await body('gzip-garbage');
    assert.throws(() => gunzipSync(garbage), { code: 'Z_DATA_ERROR' });
    assert.deepEqual([...(await body('bom')).subarray(0, 4)], [0xef, 0xbb, 0xbf, 0x7b]);
    const strict = new TextDecoder('utf-8', { fatal: true });
    for (const fault of ['invalid-utf8', 'charset-latin1']) {
      const bytes = await body(fault);
      assert.throws(() => strict.decode(bytes), TypeError);
      assert.equal(JSON.parse(new TextDecoder().decode(bytes)).status, 'sent');
    }
    assert.equal((await body('nul-bytes')).includes(0), true);
    assert.equal(JSON.parse((await body('charset-utf16')).toString('utf16le')).status, 'sent');
    assert.ok((await body('ok-large')).length > 1_000_000);
  });
});

test('requests are recorded: what, for which run, and whether the message was taken', async () => {
  const [first, second] = [{ run: 'a', headers: { 'X-Key': 'k' }, body: 'text \u00fc' }, { run: 'b', method: 'GET', path: '?q=1' }];
  await ask('200', first);
  await ask('200', second);
  await ask('503', first);
  const [a, ...rest] = faults.seen('200', 'a');
  assert.equal(rest.length, 0);
  assert.deepEqual([a?.method, a?.url, a?.headers['x-key'], a?.body, a?.accepted], ['POST', '/200/a', 'k', 'text \u00fc', true]);
  assert.ok(Math.abs(Date.now() - (a?.at ?? 0)) < 5000);
  assert.equal(faults.seen('200', 'b')[0]?.url, '/200/b?q=1');
  assert.equal(faults.seen('503', 'a')[0]?.accepted, false);
  assert.ok(faults.requests.length >= 3);
  faults.reset();
  assert.deepEqual([faults.requests.length, faults.targetRequests.length, faults.seen('200', 'a').length], [0, 0, 0]);
});

describe('echo', () => {
  const authorization = `Basic ${Buffer.from(`${markers.user}:${markers.password}`).toString('base64')}`;
  const body = JSON.stringify({ to: `+${markers.to}`, text: markers.message });
  const fromHeaders = ['headers-json', 'header-values', 'headers-text', 'basic-decoded'];
  /** @type {Record<string, string[]>} */
  const shown = {
    url: ['query', 'segment'], 'url-escaped': ['query', 'segment'], 'url-values': ['query'], 'path-segments': ['segment'], 'code-grouped': ['code'],
    'number-separated': ['to'], 'in-reason': ['code', 'message', 'password', 'to', 'user'], 'in-header': ['code', 'message', 'password', 'to', 'user'],
  };
  for (const mode of echoModes) {
    test(mode, async () => {
      const path = `/${encodeURIComponent(markers.segment)}?key=${encodeURIComponent(markers.query)}`;
      const answer = await ask('400', { echo: mode, path, headers: { Authorization: authorization }, body });
      const leaks = findLeaks({ ...answer, body: answer.body.toString() }, markers).map(({ marker }) => marker);
      const expected = fromHeaders.includes(mode) ? ['password', 'user'] : (shown[mode] ?? ['code', 'message', 'to']);
      // A header and a reason phrase cannot hold what is not Latin-1, so not the whole message.
      const possible = mode.startsWith('in-') && mode !== 'in-location' ? expected.filter((marker) => marker !== 'message') : expected;
      assert.deepEqual([...new Set(leaks)].sort(), possible);
    });
  }
});

test('a stopped server leaves nothing that keeps a process alive', async () => {
  // In a process of its own: here, connections of other tests are still closing.
  const script = `
    const { startFaults } = await import(process.argv[1]);
    const faults = await startFaults();
    const hanging = fetch(faults.url('hang-before-headers')).catch(() => 'lost');
    while (faults.requests.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    await faults.stop();
    console.log(await hanging);
  `;
  const server = new URL('../../servers/faults/server.mjs', import.meta.url).href;
  const { stdout } = await runScript(root, script, { args: [server], limit: 10_000 });
  assert.equal(stdout.trim(), 'lost');
});
