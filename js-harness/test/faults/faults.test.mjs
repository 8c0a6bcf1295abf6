// Endpoints that misbehave: each gives its error within the time budget. The matrix of every fault is elsewhere; these are
// the ones that a person meets first, through the package as a program uses it.
import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { freshProject } from '../../build/project.mjs';
import { closedPort } from '../../servers/listen.mjs';
import { message as data } from '../support/messages.mjs';
import { failureOf } from '../support/outcome.mjs';
import { reply, startServer, startTcp, warmUp } from '../support/server.mjs';

const TIMEOUT = 500;
/** What a busy machine may add to a budget. */
const GRACE = 250;

/** @type {import('../../build/project.mjs').Core} */
let core;
before(async () => {
  core = await (await freshProject('faults')).core();
  await warmUp(core);
});

/**
 * @param {string} endpoint
 * @param {[code: string, reason: string]} expected
 * @param {Record<string, unknown>} [config]
 */
const failing = async (endpoint, [code, reason], config) => {
  const { data: errorData, ms } = await failureOf(
    () => core.sendMessage({ endpoint, timeout: TIMEOUT, ...config }, data),
    code,
    reason
  );
  assert.ok(ms <= TIMEOUT + GRACE, `took ${Math.round(ms)} ms of ${TIMEOUT}`);
  return { ...errorData, ms };
};

/** @param {import('node:test').TestContext} context @param {Parameters<typeof startTcp>[0]} onConnection */
const tcp = async (context, onConnection) => {
  const server = await startTcp(onConnection);
  context.after(() => server.stop());
  return server.url;
};

const HEAD = 'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n';

describe('an endpoint that hangs', () => {
  test('before it answers', async (context) => {
    let connections = 0;
    const url = await tcp(context, (socket) => {
      connections += 1;
      socket.resume();
    });
    const { ms, attempts, status } = await failing(url, ['general', 'timeout']);
    assert.ok(ms >= TIMEOUT - 20, 'the whole budget is given to it');
    assert.equal(attempts, 1);
    assert.equal(connections, 1, 'a message that may be on its way is not sent again');
    assert.equal(status, undefined);
  });

  for (const retry of ['never', 'unsent', 'always']) {
    test(`with retry ${retry}: one budget for everything`, async (context) => {
      await failing(await tcp(context, (socket) => void socket.resume()), ['general', 'timeout'], { retry });
    });
  }

  test('between headers and body', async (context) => {
    const url = await tcp(context, (socket) => void socket.once('data', () => socket.write(`${HEAD}Content-Length: 20\r\n\r\n{"id":`)));
    await failing(url, ['general', 'timeout'], { retry: 'never' });
  });

  test('the connection is closed when the budget is used up', async (context) => {
    /** @type {(value: unknown) => void} */
    let closed = () => {};
    const closing = new Promise((resolve) => (closed = resolve));
    const url = await tcp(context, (socket) => void socket.resume().once('close', closed));
    await failing(url, ['general', 'timeout']);
    await closing;
  });
});

describe('an endpoint that drips', () => {
  /** @param {import('node:net').Socket} socket @param {() => string} next */
  const drip = (socket, next) => {
    const timer = setInterval(() => socket.write(next()), 20);
    socket.once('close', () => clearInterval(timer));
  };

  test('its headers', async (context) => {
    const url = await tcp(context, (socket) => {
      socket.once('data', () => {
        socket.write('HTTP/1.1 200 OK\r\n');
        let count = 0;
        drip(socket, () => `X-${(count += 1)}: 1\r\n`);
      });
    });
    await failing(url, ['general', 'timeout']);
  });

  test('its body, chunk by chunk', async (context) => {
    const url = await tcp(context, (socket) => {
      socket.once('data', () => {
        socket.write(`${HEAD}Transfer-Encoding: chunked\r\n\r\n`);
        drip(socket, () => '1\r\n \r\n');
      });
    });
    await failing(url, ['general', 'timeout']);
  });

  test('its body, byte by byte of a length that it gave', async (context) => {
    const url = await tcp(context, (socket) => {
      socket.once('data', () => {
        socket.write(`${HEAD}Content-Length: 5000\r\n\r\n`);
        drip(socket, () => ' ');
      });
    });
    await failing(url, ['general', 'timeout'], { response: { success: { path: 'status', equals: 'ok' } } });
  });

  test('the body of an error', async (context) => {
    const url = await tcp(context, (socket) => {
      socket.once('data', () => {
        socket.write('HTTP/1.1 500 Broken\r\nContent-Type: text/plain\r\nTransfer-Encoding: chunked\r\n\r\n');
        drip(socket, () => '1\r\nx\r\n');
      });
    });
    const { status } = await failing(url, ['general', 'http_status'], { retry: 'never' });
    assert.equal(status, 500, 'what is known is told');
  });
});

describe('a connection that fails', () => {
  test('refused: tried again, as nothing can have been accepted', async () => {
    const { attempts, ms } = await failing(`http://127.0.0.1:${await closedPort()}/`, ['general', 'network'], { timeout: 5000 });
    assert.equal(attempts, 3);
    assert.ok(ms < 2500, 'a refusal is known at once');
  });

  test('refused: once, where nothing is to be repeated', async () => {
    const url = `http://127.0.0.1:${await closedPort()}/`;
    assert.equal((await failing(url, ['general', 'network'], { retry: 'never' })).attempts, 1);
    assert.equal((await failing(url, ['general', 'network'], { maxRetries: 0 })).attempts, 1);
  });

  test('refused: the budget is never exceeded', async () => {
    const url = `http://127.0.0.1:${await closedPort()}/`;
    await failing(url, ['general', 'network'], { timeout: 100, maxRetries: 5 });
  });

  for (const [policy, attempts] of /** @type {const} */ ([['unsent', 1], ['never', 1], ['always', 3]])) {
    test(`reset, with retry ${policy}`, async (context) => {
      let requests = 0;
      const url = await tcp(context, (socket) => {
        socket.once('data', () => {
          requests += 1;
          socket.resetAndDestroy();
        });
      });
      const failed = await failing(url, ['general', 'network'], { retry: policy, timeout: 5000 });
      assert.equal(failed.attempts, attempts);
      assert.equal(requests, attempts, 'what is counted is what was sent');
    });
  }

  test('reset in the middle of the body', async (context) => {
    const url = await tcp(context, (socket) => {
      socket.once('data', () => socket.write(`${HEAD}Content-Length: 500\r\n\r\n{"id":`, () => setTimeout(() => socket.resetAndDestroy(), 30)));
    });
    const { attempts } = await failing(url, ['invalid_response', 'invalid_response'], { response: { success: { path: 'id', exists: true } } });
    assert.equal(attempts, 1);
  });

  test('something that is not HTTP', async (context) => {
    const url = await tcp(context, (socket) => void socket.once('data', () => socket.end('220 mail.sms.test ESMTP\r\n')));
    await failing(url, ['general', 'network']);
  });
});

describe('a redirect', () => {
  for (const status of [301, 302, 303, 307, 308]) {
    test(`${status} is an error, and the other place sees nothing`, async (context) => {
      const other = await startServer();
      const server = await startServer(reply(status, 'moved', { Location: `${other.url}/there` }));
      context.after(() => [other, server].forEach(({ stop }) => stop()));
      for (const method of ['POST', 'GET']) {
        const failed = await failing(server.url, ['general', 'redirect'], { method, authorization: 'Bearer t0ken' });
        assert.equal(failed.attempts, 1);
        assert.equal(failed.status, status);
        assert.match(failed.errorDescription, /redirect/i);
      }
      await failing(`${server.url}/same`, ['general', 'redirect'], { retry: 'always' });
      assert.equal(server.requests.length, 3);
      assert.equal(other.requests.length, 0);
    });
  }

  test('within the same server is one as well, and a 3xx without a location too', async (context) => {
    const server = await startServer(reply(302, '', { Location: '/there' }));
    context.after(() => server.stop());
    await failing(`${server.url}/here`, ['general', 'redirect']);
    server.answer = reply(304, '');
    await failing(`${server.url}/here`, ['general', 'redirect']);
    server.answer = reply(300, 'choose');
    await failing(`${server.url}/here`, ['general', 'redirect']);
    assert.deepEqual(server.requests.map(({ url }) => url), ['/here', '/here', '/here']);
  });
});

describe('too much of an answer', () => {
  const megabyte = 'x'.repeat(2 ** 20);

  test('an error page of 10 MB: its beginning is read, the rest is cancelled', async (context) => {
    let ended = false;
    const server = await startServer((response) => {
      response.writeHead(500, { 'Content-Type': 'text/html' });
      response.write('<html><body>Internal error');
      let left = 10;
      const more = () => {
        if (left === 0) return void response.end(() => (ended = true));
        left -= 1;
        response.write(megabyte) ? setImmediate(more) : response.once('drain', more);
      };
      more();
    });
    context.after(() => server.stop());
    const failed = await failing(server.url, ['general', 'http_status'], { retry: 'never' });
    assert.equal(failed.status, 500);
    assert.ok(JSON.stringify(failed).length < 2000, 'a page is no error message');
    assert.equal(ended, false, 'the server could not hand over everything');
  });

  test('of a length that the server gave', async (context) => {
    const server = await startServer(reply(503, megabyte.repeat(10)));
    context.after(() => server.stop());
    const failed = await failing(server.url, ['general', 'http_status']);
    assert.equal(failed.status, 503);
    assert.equal(failed.attempts, 1, 'a 503 without Retry-After may have been accepted');
  });

  test('a body without an end, where the message was accepted', async (context) => {
    const server = await startServer((response) => {
      response.writeHead(200, { 'Content-Type': 'text/plain' });
      const timer = setInterval(() => response.write('x'.repeat(20_000)), 5);
      response.once('close', () => clearInterval(timer));
    });
    context.after(() => server.stop());
    const started = performance.now();
    const { status, attempts } = await core.sendMessage({ endpoint: server.url, timeout: TIMEOUT }, data);
    assert.deepEqual([status, attempts], [200, 1]);
    assert.ok(performance.now() - started < TIMEOUT + GRACE);
  });
});

test('none of this breaks the next send', async (context) => {
  const server = await startServer();
  context.after(() => server.stop());
  assert.deepEqual(await core.sendMessage({ endpoint: server.url }, data), { status: 200, attempts: 1 });
});
