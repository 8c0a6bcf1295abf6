/**
 * Leaks: every status that a provider may answer with, times every way to echo the request, times every place where a
 * secret may stand in a configuration. Nothing that comes out may show any of it.
 *
 * @typedef {import('./leaks.mjs').Leak & { fault: string, mode: string, config: string }} EchoLeak
 */
import { echoModes } from '../../../servers/faults/echo.mjs';
import { startFaults } from '../../../servers/faults/server.mjs';
import { withConsole } from './console-capture.mjs';
import { findLeaks } from './leaks.mjs';
import { data, leakConfig, leakConfigs, markers } from './markers.mjs';
import { settle } from './sending.mjs';

const explaining = ['200', '302', '400', '401', '402', '403', '404', '409', '413', '422', '429', '500', '502', '503'];

/** The 200 must be refused by a rule, or there is no error in which anything could show. */
const rules = /** @type {Record<string, Record<string, unknown>>} */ ({
  200: { response: { success: { path: 'status', equals: 'queued' } } },
  // The first field that a configuration may name itself.
  422: { response: { error: 'message' } },
});

/**
 * @param {{ send: import('./sending.mjs').Send, statuses?: string[], concurrency?: number }} options
 * @returns {Promise<{ sends: number, errors: number, shown: number, leaks: EchoLeak[] }>} `errors` and `shown` say that
 *   there was something to search: how many sends failed, as all of them must, and how many showed a provider's message
 */
export const runEchoes = async ({ send, statuses = explaining, concurrency = 16 }) => {
  const faults = await startFaults();
  const queue = statuses.flatMap((fault) =>
    echoModes.flatMap((mode) => Object.keys(leakConfigs).map((config) => ({ fault, mode, config }))),
  );
  const sends = queue.length;
  /** @type {EchoLeak[]} */
  const leaks = [];
  let errors = 0;
  let shown = 0;
  /** @type {string[]} */
  let output;
  try {
    output = await withConsole(() => Promise.all(Array.from({ length: concurrency }, async () => {
      for (let next = queue.shift(); next; next = queue.shift()) {
        const { fault, mode, config: name } = next;
        const config = {
          ...leakConfig(name, faults.url(fault, { run: name, echo: mode })), ...rules[fault], retry: 'never', timeout: 5000,
        };
        const { settled, value } = await settle(send, config, data, 8000);
        errors += settled === 'error' ? 1 : 0;
        shown += typeof value?.data?.providerMessage === 'string' ? 1 : 0;
        leaks.push(...findLeaks(value, markers).map((leak) => ({ ...leak, fault, mode, config: name })));
      }
    })));
  } finally {
    await faults.stop();
  }
  leaks.push(...findLeaks(output, markers).map((leak) => ({ ...leak, fault: '', mode: 'console', config: '' })));
  return { sends, errors, shown, leaks };
};
