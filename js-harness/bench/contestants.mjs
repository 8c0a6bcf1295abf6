// What is compared: for each contestant a function that does the work once. Each runs in a process of its own, so nothing
// is imported before it is asked for.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

/**
 * `directory` is where a package of ours lies, `endpoint` the provider's address.
 * @typedef {{ endpoint: string, directory: string }} Place
 * @typedef {() => unknown} Work
 */

const TIMEOUT = 10_000;
const authorization = 'Bearer token-of-the-benchmark';
const message = { to: '+14155550123', type: 'SignIn', payload: { code: '123456', locale: 'en' }, ip: '127.0.0.1' };
/** Comes to what Logto's own connector sends, so that all of them send the same; that is checked before measuring. */
const bodyParams = { to: '{{to}}', type: '{{type}}', payload: { code: '{{code}}', locale: '{{locale}}' }, ip: '{{ip}}' };
/** @param {string} endpoint */
const configOf = (endpoint) => ({ endpoint, method: /** @type {const} */ ('POST'), authorization, headers: { 'Content-Type': 'application/json' }, bodyParams });

/** @param {string} url @param {{ headers: Record<string, string>, body: string }} request */
async function post(url, { headers, body }) {
  const response = await fetch(url, { method: 'POST', headers, body, redirect: 'manual', signal: AbortSignal.timeout(TIMEOUT) });
  assert.equal(response.status, 200);
  return response.text();
}

/** @param {string} directory @returns {Promise<typeof import('../../pkg-template/lib/core.js')>} */
const engine = (directory) => import(pathToFileURL(join(directory, 'lib', 'core.js')).href);

/** By what they do, and who does it. @satisfies {Record<string, Record<string, (place: Place) => Promise<Work>>>} */
export const contestants = {
  /** A message, with the answer read and a time limit on. */
  send: {
    async ours({ endpoint, directory }) {
      const { sendMessage } = await engine(directory);
      const config = configOf(endpoint);
      return () => sendMessage(config, message);
    },

    async fetch({ endpoint }) {
      const request = { headers: { authorization, 'content-type': 'application/json' }, body: JSON.stringify(message) };
      return () => post(endpoint, request);
    },

    async javascript({ endpoint }) {
      const { buildInJavaScript } = await import('./javascript.mjs');
      const config = configOf(endpoint);
      return () => {
        const { url, ...request } = buildInJavaScript(config, message);
        return post(url, request);
      };
    },

    // As Logto uses it: the connector exists, and asks for its configuration with every message.
    async official({ endpoint }) {
      const { default: createConnector } = await import('@logto/connector-http-sms');
      const connector = await createConnector({ getConfig: async () => ({ endpoint, authorization }) });
      return () => connector.sendMessage(message);
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
