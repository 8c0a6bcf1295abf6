// The connector as Logto has it: installed by `logto connector add`, loaded by Logto's own loader.
import assert from 'node:assert/strict';
import { after, beforeEach } from 'node:test';
import { realSend } from './sends.mjs';
import { ok, startServer } from './server.mjs';

export const server = await startServer();
beforeEach(() => {
  server.answer = ok;
});
after(() => server.stop());

export { loadUnstored as load } from './sends.mjs';

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
    log: 'failures',
    signingSecret: '',
    showAdvanced: false,
  });

/** The one request that a real send makes by a stored configuration. @param {unknown} data @param {unknown} config */
export const sendOne = async (data, config) => {
  const { value, seen } = await server.during(() => realSend(config, data));
  assert.equal(value.error, undefined);
  assert.equal(seen.length, 1, 'one message is one request');
  return seen[0];
};
