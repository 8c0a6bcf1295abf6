// What is compared: for each contestant a function that does the work once. Each runs in a process of its own, so nothing
// is imported before it is asked for.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { authorization, configOf, endpointOf, messageOf, TIMEOUT } from './scenes.mjs';

/**
 * `directory` is where a package of ours lies, `url` the provider's address.
 * @typedef {{ url: string, directory: string, scene: import('./scenes.mjs').Scene }} Place
 * @typedef {() => unknown} Work
 */

/** @param {string} url @param {{ method: string, headers: Record<string, string>, body?: string }} request */
async function request(url, { method, headers, body }) {
  const response = await fetch(url, { method, headers, body, redirect: 'manual', signal: AbortSignal.timeout(TIMEOUT) });
  assert.equal(response.status, 200);
  return judge(await response.text());
}

/** What rules and a message id come to in any language. @param {string} text */
function judge(text) {
  const { status, id } = JSON.parse(text);
  assert.equal(status, 'queued');
  return id;
}

/** The request of a scene, as a message makes it. @param {Place} place */
async function requestOf({ url, scene }) {
  const { buildInJavaScript } = await import('./javascript.mjs');
  return buildInJavaScript(configOf(endpointOf(url, scene), scene), messageOf(scene));
}

/** @param {string} directory @returns {Promise<typeof import('../../pkg-template/lib/core.js')>} */
export const engine = (directory) => import(pathToFileURL(join(directory, 'lib', 'core.js')).href);

/** By what they do, and who does it. @satisfies {Record<string, Record<string, (place: Place) => Promise<Work>>>} */
export const contestants = {
  /** A message, with the answer read and a time limit on. */
  send: {
    async ours({ url, directory, scene }) {
      const { sendMessage } = await engine(directory);
      const message = messageOf(scene);
      const configs = Array.from({ length: scene.configurations ?? 1 }, (_, index) => configOf(endpointOf(url, scene), scene, index));
      let next = 0;
      return () => {
        next = (next + 1) % configs.length;
        return sendMessage(configs[next], message);
      };
    },

    async fetch(place) {
      const { url, ...rest } = await requestOf(place);
      return () => request(url, rest);
    },

    async javascript({ url: provider, scene }) {
      const { buildInJavaScript } = await import('./javascript.mjs');
      const config = configOf(endpointOf(provider, scene), scene);
      const message = messageOf(scene);
      return () => {
        const { url, ...rest } = buildInJavaScript(config, message);
        return request(url, rest);
      };
    },

    // As Logto uses it: the connector exists, and asks for its configuration with every message.
    async official({ url, scene }) {
      const { default: createConnector } = await import('@logto/connector-http-sms');
      const connector = await createConnector({ getConfig: async () => ({ endpoint: endpointOf(url, scene), authorization }) });
      const message = messageOf(scene);
      return () => connector.sendMessage(message);
    },

    // The floor: what lies below Node's own `fetch`.
    async undici(place) {
      const { request: send } = await import('undici');
      const { url, ...rest } = await requestOf(place);
      return async () => {
        const { statusCode, body } = await send(url, { .../** @type {any} */ (rest), headersTimeout: TIMEOUT, bodyTimeout: TIMEOUT });
        assert.equal(statusCode, 200);
        return judge(await body.text());
      };
    },
  },

  /** The part of it before the network. */
  build: {
    async ours({ directory }) {
      const { previewRequest } = await engine(directory);
      const { buildInJavaScript, config, message: data } = await import('./javascript.mjs');
      // Both sides do the same work only if the same comes out.
      const { method, url, headers, body } = previewRequest(config, data, { reveal: true });
      assert.deepEqual({ method, url, headers, body }, buildInJavaScript(config, data));
      return () => previewRequest(config, data, { reveal: true });
    },

    async javascript() {
      const { buildInJavaScript, config, message: data } = await import('./javascript.mjs');
      return () => buildInJavaScript(config, data);
    },
  },
};
