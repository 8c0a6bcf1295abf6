// What comes out of a placeholder with filters.
import { basename } from 'node:path';
import { freshProject } from '../../build/project.mjs';

const { core: load } = await freshProject(basename(process.argv[1], '.test.mjs'));
export const core = await load();

// Fixed, so that a failure is the same failure tomorrow; fast-check prints it with the counterexample.
export const options = { seed: 20_261_123, numRuns: 300 };

export const endpoint = 'https://api.sms.test/send';
export const plain = { 'Content-Type': 'text/plain' };
export const payload = {
  code: '012345',
  locale: 'pt-BR',
  user: { name: 'Ana', nick: null, empty: '', age: 7, big: 1e21, admin: false, tags: ['a', 'B'] },
  application: { name: '  Demo App \t\n' },
};

/**
 * What stands in the place of a placeholder that is the whole body.
 * @param {string} source @param {Record<string, unknown>} [more] @param {Record<string, unknown>} [settings]
 */
export const render = (source, more, settings) =>
  core.previewRequest(
    { endpoint, headers: plain, bodyParams: source, ...settings },
    /** @type {any} */ ({ to: '14155550123', type: 'SignIn', payload, ...more }),
    { reveal: true },
  ).body;

/** The value of one filter chain. @param {string} chain @param {unknown} value @param {Record<string, unknown>} [settings] */
export const filtered = (chain, value, settings) => render(`{{value | ${chain}}}`, { payload: { value } }, settings);
