// The connector as Logto has it: installed by `logto connector add`, loaded by Logto's own loader.
import assert from 'node:assert/strict';
import { after, beforeEach } from 'node:test';
import { loadConnector } from '../../logto/instance.mjs';
import { ok, startServer } from './server.mjs';

export const server = await startServer();
beforeEach(() => {
  server.answer = ok;
});
after(() => server.stop());

/** A connector whose stored configuration nobody may ask for. */
export const load = () => loadConnector({ getConfig: () => Promise.reject(new Error('getConfig was called')) });

/** @param {Record<string, unknown>} [config] */
export const withEndpoint = (config) => ({ endpoint: `${server.url}/sms`, ...config });

/** What the console stores of a form in which only the endpoint was filled in. */
export const untouchedForm = () =>
  withEndpoint({
    method: 'POST',
    authorization: '',
    headers: {},
    queryParams: {},
    bodyParams: {},
    templates: {},
    apiKey: '',
    apiSecret: '',
    response: {},
    timeout: null,
    retry: 'unsent',
    maxRetries: null,
    signingSecret: '',
  });

/** @param {any} connector @param {unknown} data @param {unknown} [config] */
export const sendOne = async (connector, data, config) => {
  const { seen } = await server.during(() => connector.sendMessage(data, config));
  assert.equal(seen.length, 1, 'one message is one request');
  return seen[0];
};
