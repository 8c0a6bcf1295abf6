// What is compared: for each contestant a function that does the work once. Each runs in a process of its own, so nothing
// is imported before it is asked for.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { connectorDirectory } from '../logto/layout.mjs';

/** @typedef {() => unknown} Work */

const TIMEOUT = 10_000;
const authorization = 'Bearer token-of-the-benchmark';
const message = { to: '+14155550123', type: 'SignIn', payload: { code: '123456', locale: 'en' }, ip: '127.0.0.1' };
const bodyParams = { recipient: '{{to}}', text_content: 'Hello! Your verification code for Logto is: {{message}}' };
/** What the engine makes of it, for those that have no templates; that all send the same is checked before measuring. */
const rendered = '{"recipient":"+14155550123","text_content":"Hello! Your verification code for Logto is: 123456"}';
const headers = { authorization, 'content-type': 'application/json' };

/** @returns {Promise<typeof import('../../pkg-template/lib/core.js')>} */
const engine = () => import(pathToFileURL(join(connectorDirectory, 'lib', 'core.js')).href);

/** @param {string} endpoint @param {string} body @returns {Work} */
const bareFetch = (endpoint, body) => async () => {
  const response = await fetch(endpoint, { method: 'POST', headers, body, redirect: 'manual', signal: AbortSignal.timeout(TIMEOUT) });
  assert.equal(response.status, 200);
  return response.text();
};

/** By name; what each is given is the provider's address. @type {Record<string, (endpoint: string) => Promise<Work>>} */
export const contestants = {
  async engine(endpoint) {
    const { sendMessage } = await engine();
    const config = { endpoint, method: /** @type {const} */ ('POST'), authorization, headers: { 'Content-Type': 'application/json' }, bodyParams };
    return () => sendMessage(config, message);
  },

  fetch: async (endpoint) => bareFetch(endpoint, rendered),

  async undici(endpoint) {
    const { request } = await import('undici');
    return async () => {
      const response = await request(endpoint, { method: 'POST', headers, body: rendered, signal: AbortSignal.timeout(TIMEOUT) });
      assert.equal(response.statusCode, 200);
      return response.body.text();
    };
  },

  async http(endpoint) {
    const { Agent, request } = await import('node:http');
    const agent = new Agent({ keepAlive: true });
    const options = { method: 'POST', agent, headers: { ...headers, 'content-length': Buffer.byteLength(rendered) } };
    return () =>
      new Promise((resolve, reject) => {
        const sent = request(endpoint, { ...options, signal: AbortSignal.timeout(TIMEOUT) }, (response) => {
          let text = '';
          response.setEncoding('utf8').on('data', (chunk) => (text += chunk)).on('end', () => {
            response.statusCode === 200 ? resolve(text) : reject(new Error(`status ${response.statusCode}`));
          });
        });
        sent.on('error', reject).end(rendered);
      });
  },

  // As Logto uses them: the connector exists, and asks for its configuration with every message.
  async connector(endpoint) {
    const { loadConnector } = await import('../logto/instance.mjs');
    const { connector } = await loadConnector({ getConfig: async () => ({ endpoint, authorization }) });
    return () => connector.sendMessage(message);
  },

  async official(endpoint) {
    const { default: createConnector } = await import('@logto/connector-http-sms');
    const connector = await createConnector({ getConfig: async () => ({ endpoint, authorization }) });
    return () => connector.sendMessage(message);
  },

  // How much of the two above is the host's fetch.
  fetchOfDefault: async (endpoint) => bareFetch(endpoint, JSON.stringify(message)),

  async preview() {
    const { previewRequest } = await engine();
    const { config, message: data } = await checkedPure(previewRequest);
    return () => previewRequest(config, data, { reveal: true });
  },

  async javascript() {
    const { buildInJavaScript, config, message: data } = await import('./pure.mjs');
    return () => buildInJavaScript(config, data);
  },

  // Nothing can be remembered by object here; what parsing costs is on both sides.
  async previewParsed() {
    const { previewRequest } = await engine();
    const { config, message: data } = await checkedPure(previewRequest);
    const text = JSON.stringify(config);
    return () => previewRequest(JSON.parse(text), data, { reveal: true });
  },

  async javascriptParsed() {
    const { buildInJavaScript, config, message: data } = await import('./pure.mjs');
    const text = JSON.stringify(config);
    return () => buildInJavaScript(JSON.parse(text), data);
  },
};

/** Both sides do the same work only if the same comes out. @param {typeof import('../../pkg-template/lib/core.js').previewRequest} previewRequest */
async function checkedPure(previewRequest) {
  const pure = await import('./pure.mjs');
  assert.deepEqual(previewRequest(pure.config, pure.message, { reveal: true }), pure.buildInJavaScript(pure.config, pure.message));
  return pure;
}
