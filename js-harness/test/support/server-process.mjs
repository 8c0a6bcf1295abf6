// Messages sent as a server sends them: in a process of its own, through the connector as Logto has installed it.
import assert from 'node:assert/strict';
import { connectorDirectory, core } from '../../logto/layout.mjs';
import { runScript } from '../../runtimes/process.mjs';
import { verification } from './messages.mjs';

/** What Logto's core does for each message, with `config` as the stored configuration. */
const SENDS = `
  const [config, messages] = process.argv.slice(-2).map((text) => JSON.parse(text));
  const { default: createConnector } = await import(${JSON.stringify(`./connectors/${connectorDirectory.split(/[\\/]/).at(-1)}/lib/index.js`)});
  const connector = await createConnector({ getConfig: async () => config });
  const told = [];
  for (const message of messages) {
    const started = performance.now();
    const outcome = await connector.sendMessage(message).then((result) => ({ result }), ({ code, data }) => ({ code, data }));
    told.push({ ...outcome, ms: performance.now() - started });
  }
  console.log(JSON.stringify(told));`;

/**
 * @param {unknown} config @param {unknown[]} [messages]
 * @param {{ before?: string, after?: string, env?: Record<string, string | undefined> }} [options] `before` and `after`: what
 *   the process does first and last.
 */
export async function inAServer(config, messages = [verification], { before = '', after = '', env } = {}) {
  const args = [JSON.stringify(config), JSON.stringify(messages)];
  const { code, stdout, stderr } = await runScript(core, `${before}${SENDS}${after}`, { args, env });
  assert.equal(code, 0);
  assert.ok(stderr === '' || stderr.endsWith('\n'), 'lines end');
  return { told: JSON.parse(stdout), lines: stderr.split('\n').slice(0, -1), stdout, stderr };
}
