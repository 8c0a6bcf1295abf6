// The matrix notices every way for a connector to get a fault wrong.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { echoModes } from '../../servers/faults/echo.mjs';
import { redirects } from '../../servers/faults/http-faults.mjs';
import { startFaults } from '../../servers/faults/server.mjs';
import { catalogue, policies } from '../support/faults/catalogue.mjs';
import { markers } from '../support/faults/markers.mjs';
import { formatTable, runEchoes, runMatrix } from '../support/faults/matrix.mjs';

/** @type {import('../../servers/faults/server.mjs').Faults} */
let faults;
before(async () => {
  faults = await startFaults();
});
after(() => faults.stop());

describe('the matrix', () => {
  /** The least that a connector can do: one attempt, no message of the provider. @param {any} config @param {any} data */
  const careful = async (config, data) => {
    const response = await fetch(config.endpoint, {
      method: 'POST', redirect: 'manual', headers: { 'x-message-id': 'm' }, body: JSON.stringify({ ...config.bodyParams, data }),
    });
    await response.body?.cancel();
    if (response.ok) {
      return { status: response.status, attempts: 1 };
    }
    const reason = response.status < 400 ? 'redirect' : 'http_status';
    throw Object.assign(new Error('refused'), {
      code: 'general', data: { errorDescription: 'Refused.', reason, status: response.status, attempts: 1 },
    });
  };
  const rows = catalogue.filter(({ id }) => ['ok', '302', '400', '500'].includes(id));
  /** @param {import('../support/faults/sending.mjs').Send} send */
  const problemsOf = async (send, which = rows) => (await runMatrix({ send, rows: which, policies: [], faults })).problems.join('\n');

  test('is content with a connector that does it right', async () => {
    const { rows: done, duplicates, leaks, problems } = await runMatrix({ send: careful, rows, policies: [] });
    assert.deepEqual([done.length, duplicates, leaks, problems], [4, 0, 0, []]);
    assert.deepEqual(done.map(({ outcome, seen, accepted }) => [outcome, seen, accepted]).slice(0, 2), [['success', 1, 1], ['error', 1, 0]]);
    const table = formatTable(done).split('\n');
    assert.equal(table.length, 5);
    assert.match(table[1] ?? '', /ok +unsent +a well-behaved provider +success +1 +1 +1 +\d+$/);
  });
  /** @type {Record<string, [send: import('../support/faults/sending.mjs').Send, expected: RegExp, which?: typeof rows]>} */
  const careless = {
    'sends twice': [async (config, data) => (await careful(config, data)) && careful(config, data), /ok: sent 2 times/],
    'claims success': [async (config, data) => careful(config, data).catch(() => ({ status: 200, attempts: 1 })), /500: success instead of error/],
    'claims failure': [async (config, data) => careful(config, data).then(() => { throw new Error('no'); }), /ok: error instead of success/],
    'shows a secret': [async (config, data) => careful(config, data).catch((error) => {
      error.data.providerMessage = encodeURIComponent(config.authorization);
      throw error;
    }), /400: shows token in value\.data\.providerMessage/],
    'logs the code': [async (config, data) => {
      console.warn('sending', data);
      return careful(config, data);
    }, /console output shows code/],
    'throws at once': [/** @type {any} */ (() => { throw new Error('now'); }), /code undefined instead of general/],
    'rejects with a string': [async () => Promise.reject('no'), /rejected with something that is no Error/],
    'follows redirects': [async (config, data) => {
      await fetch(config.endpoint, { method: 'POST', body: '{}' });
      return careful(config, data);
    }, /a redirect was followed/],
    'gives up and leaves the connection open': [async (config, data) => {
      void careful(config, data).catch(() => {});
      throw Object.assign(new Error('late'), { code: 'general', data: { errorDescription: 'Late.', reason: 'timeout', attempts: 1 } });
    }, /hang-before-headers: gave up, but left its connection open/, catalogue.filter(({ id }) => id === 'hang-before-headers')],
    'is slow': [async (config, data) => new Promise((resolve) => setTimeout(resolve, 1350)).then(() => careful(config, data)), /ms, more than 1300/],
  };
  for (const [what, [send, expected, which]] of Object.entries(careless)) {
    test(`notices one that ${what}`, async () => assert.match(await problemsOf(send, which), expected));
  }
  test('notices a send that never settles', async () => {
    const [row] = rows;
    assert.ok(row);
    const impatient = [{ ...row, expect: { ...row.expect, withinMs: -2900 } }];
    const { problems } = await runMatrix({ send: () => new Promise(() => {}), rows: impatient, policies: [], faults });
    assert.match(problems.join(), /did not settle/);
  });
  test('the echo run counts what it looked at, and finds what is shown', async () => {
    const statuses = ['200', '400'];
    const clean = await runEchoes({ send: careful, statuses });
    assert.ok(clean.sends > 200);
    // `careful` knows no rule, so it takes the 200 for a success.
    assert.deepEqual([clean.errors, clean.shown, clean.leaks], [clean.sends / 2, 0, []]);
    const { leaks } = await runEchoes({
      statuses,
      send: async ({ endpoint }) => {
        const response = await fetch(endpoint, { method: 'POST', redirect: 'manual', body: JSON.stringify({ code: markers.code }) });
        throw Object.assign(new Error('no'), { data: { providerMessage: await response.text() } });
      },
    });
    const silent = [...fromWhichNothingShows, 'console'];
    assert.deepEqual([...new Set(leaks.map(({ mode }) => mode))].sort(), echoModes.filter((mode) => !silent.includes(mode)).sort());
  });
});

/** Modes that show headers or a number: not the body's code or the URL, or not in the answer's body. */
const fromWhichNothingShows = [
  'headers-json', 'header-values', 'headers-text', 'basic-decoded', 'number-separated', 'in-header',
  'in-location', 'in-reason',
];
