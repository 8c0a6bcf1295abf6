// How much of an answer is read.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { describe, test } from 'node:test';
import { core, data, judge, LIMIT, server, verdict } from '../support/answers.mjs';

describe('at most 64 KiB of an answer are read', () => {
  const success = { path: 'status', equals: 'ok' };
  /** JSON of exactly so many bytes. @param {number} bytes @param {string} [filler] */
  const sized = (bytes, filler = 'x') => {
    const empty = JSON.stringify({ status: 'ok', id: 'm-1', filler: '' });
    const room = bytes - empty.length;
    return empty.replace(
      '""',
      `"${filler.repeat(room / Buffer.byteLength(filler))}${'x'.repeat(room % Buffer.byteLength(filler))}"`,
    );
  };

  test('up to there rules work, and ids', async () => {
    for (const filler of ['x', '€']) {
      const body = sized(LIMIT, filler);
      assert.equal(Buffer.byteLength(body), LIMIT);
      assert.equal((await judge({ success, messageId: 'id' }, { body })).result?.messageId, 'm-1');
    }
  });

  test('beyond it JSON cannot be read, and the error names the limit', async () => {
    for (const bytes of [LIMIT + 1, 2 * LIMIT, 4_000_000]) {
      const {
        code,
        data: { errorDescription },
      } = await judge({ success }, { body: sized(bytes) });
      assert.equal(code, 'invalid_response');
      assert.match(errorDescription, /64 KiB/);
    }
  });

  test('without a rule that needs it a large answer is a success', async () => {
    for (const filler of ['x', '€', '👍']) {
      const body = sized(3 * LIMIT, filler);
      assert.equal(await verdict(undefined, { body }), 'sent');
      assert.equal(await verdict({ messageId: 'id' }, { body }), 'sent');
      assert.equal(await verdict({ success: { startsWith: '{"status":"ok"' } }, { body }), 'sent');
    }
  });

  test('a large explanation is no reason to fail otherwise', async () => {
    assert.equal(await verdict({ success }, { status: 400, body: sized(2 * LIMIT) }), 'http_status');
    assert.equal(
      (await judge(undefined, { status: 400, body: `why\n${'x'.repeat(2 * LIMIT)}` })).data.providerMessage,
      'why',
    );
  });

  test('an answer without an end is cancelled', async () => {
    let closed;
    server.answer = (response) => {
      response.writeHead(200, { 'Content-Type': 'text/plain' });
      const timer = setInterval(() => response.write('OK '.repeat(5000)), 1);
      closed = once(response, 'close').then(() => clearInterval(timer));
    };
    const config = { endpoint: `${server.url}/send`, response: { success: { startsWith: 'OK' } } };
    const { status, attempts } = await core.sendMessage(config, data);
    assert.deepEqual([status, attempts], [200, 1]);
    await closed;
  });
});
