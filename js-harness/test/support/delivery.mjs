// Sends that go by several servers: token endpoints and providers, each an origin of its own that keeps what it was asked.
import assert from 'node:assert/strict';
import { after } from 'node:test';
import { basename } from 'node:path';
import { freshProject } from '../../build/project.mjs';
import { findLeaks } from './faults/leaks.mjs';
import { data, markers } from './faults/markers.mjs';
import { failureOf } from './outcome.mjs';
import { ok, reply, startServer, warmUp } from './server.mjs';
import { failOnUnhandled } from './unhandled.mjs';

/** @typedef {Awaited<ReturnType<typeof startServer>>} Server */
/** @typedef {import('../../../pkg-template/lib/core.js').SendOptions} SendOptions */

export { data, markers };

/** What a busy machine may add to a budget, in milliseconds. */
export const GRACE = 250;

const project = await freshProject(basename(process.argv[1], '.test.mjs'));
export const core = await project.core();
await warmUp(core);
failOnUnhandled();

/** @type {Server[]} */
const servers = [];
after(() => Promise.all(servers.map(({ stop }) => stop())));

/** A server of its own, so also another origin. @param {import('./server.mjs').Answer} [answer] */
export async function provider(answer = ok) {
  const server = await startServer(answer);
  servers.push(server);
  return server;
}

/** The token that `tokens` gives at its nth request. */
export const tokenOf = (/** @type {number} */ nth) => `${markers.token}.${nth}`;

/** Answers of a token endpoint: another token each time. @param {Record<string, unknown>} [more] */
export function tokens(more) {
  let nth = 0;
  return /** @type {import('./server.mjs').Answer} */ ((response, request) => {
    nth += 1;
    reply(200, { access_token: tokenOf(nth), token_type: 'bearer', expires_in: 3600, ...more })(response, request);
  });
}

/** Answers by the token that a message came with. @param {Record<number, import('./server.mjs').Answer>} answers By the token's number. */
export const byToken = (answers) =>
  /** @type {import('./server.mjs').Answer} */ ((response, request) => {
    const nth = Number(/\.(\d+)$/.exec(request.headers.authorization ?? '')?.[1]);
    (answers[nth] ?? ok)(response, request);
  });

/** Keeps every answer back until it is released. @param {import('./server.mjs').Answer} answer */
export function held(answer) {
  /** @type {Array<() => void>} */
  const waiting = [];
  return {
    answer: /** @type {import('./server.mjs').Answer} */ ((response, request) => void waiting.push(() => answer(response, request))),
    release: () => waiting.splice(0).forEach((go) => go()),
  };
}

/** A configuration whose messages need a token. @param {Server} sms @param {Server} auth @param {Record<string, unknown>} [more] */
export const withToken = (sms, auth, more) => ({
  endpoint: `${sms.url}/send`,
  bodyParams: { to: '{{to}}', text: '{{message}}', id: '{{id}}' },
  apiKey: markers.apiKey,
  apiSecret: markers.apiSecret,
  token: { endpoint: `${auth.url}/token` },
  ...more,
});

/** @param {unknown} config @param {SendOptions} [options] */
export const send = (config, options) => core.sendMessage(/** @type {any} */ (config), data, options);

/**
 * The data of the error of a send that has to fail and must show nothing.
 * @param {unknown} config @param {string} code @param {string} reason @param {SendOptions} [options]
 */
export async function failing(config, code, reason, options) {
  const { error, data: told, ms } = await failureOf(() => send(config, options), code, reason);
  assert.deepEqual(findLeaks(error, markers), [], 'an error shows nothing');
  return { ...told, ms };
}

/** Waits until a server has been asked so often. @param {Server} server @param {number} count */
export async function asked(server, count) {
  const until = performance.now() + 5000;
  while (server.requests.length < count) {
    assert.ok(performance.now() < until, `${server.requests.length} of ${count} requests came`);
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}
