// The main job with any configuration: one message to a gateway on this machine that answers as it was told. What
// happened is shown and not judged: only whoever wrote the configuration knows what was meant.
import { statSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { loadConnector } from '../logto/instance.mjs';
import { connectorDirectory } from '../logto/layout.mjs';
import { startGateway } from '../servers/gateway/server.mjs';
import { paragraphs } from '../ui/list.mjs';
import { drawnBody, drawnRequest, heading, indent } from '../ui/picture.mjs';
import { step } from '../ui/steps.mjs';
import { dim, green, red } from '../ui/style.mjs';
import { table } from '../ui/table.mjs';
import { data } from './examples.mjs';

/** @typedef {typeof import('../../pkg-template/lib/core.js')} Core */
/** @typedef {import('../../pkg-template/lib/core.js').SendError} SendError */

/** @param {{ config: string, to: string, code: string, type: string, locale: string, status: number, answer?: string }} options As they were typed. */
export async function playFile({ config: path, to, code, type, locale, status, answer }) {
  const body = answer !== undefined && statSync(answer, { throwIfNoEntry: false })?.isFile() ? await readFile(answer, 'utf8') : answer;
  const config = JSON.parse(await readFile(path, 'utf8'));
  const message = { ...data, to: to.replaceAll(/\D/g, ''), type: /** @type {any} */ (type), payload: { code, locale } };
  return playConfiguration({ title: 'Your configuration', config, message, answer: { status, body } });
}

/**
 * @param {{ title: string, config: any, message: typeof data, answer: { status: number, body?: string } }} scene
 * @returns {Promise<{ text: string, summary: string, failed: boolean }>}
 */
export async function playConfiguration({ title, config, message, answer }) {
  /** @type {Core} */
  const core = await import(pathToFileURL(join(connectorDirectory, 'lib', 'core.js')).href);
  const { connector } = await loadConnector({ getConfig: async () => config });
  const saved = connector.configGuard.safeParse(config).success;
  const gateway = await startGateway(answer);
  /** Where the requests would have gone. @type {Set<string>} */
  const origins = new Set();
  /** The gateway stands for every server: whatever the configuration names, nothing leaves this machine. @type {typeof fetch} */
  const toGateway = (url, init) => {
    const { origin, href } = new URL(String(url));
    origins.add(origin);
    return fetch(gateway.url + href.slice(origin.length), init);
  };
  try {
    const outcome = await step('message', async (note) => {
      const result = await core.sendMessage(config, message, { fetch: toGateway }).then(
        (receipt) => ({ receipt, error: undefined }),
        (error) => ({ receipt: undefined, error: /** @type {SendError} */ (error) }),
      );
      note(result.receipt ? 'accepted' : `not accepted: ${result.error?.data.reason}`);
      return result;
    });
    const sent = gateway.requests.length > 0;
    const instead = [...origins].join(' and ');
    const sections = [
      issuesOf(core, config, saved),
      requestOf(core, config, message),
      sent && dim(paragraphs(`The gateway ${gateway.url} took the place of ${instead}, and answered${answer.body === undefined ? ', as nothing was given as --answer' : ''}:`, 76)),
      sent && `HTTP ${answer.status}\n${drawnBody(gateway.answers.at(-1) ?? '')}`.trimEnd(),
      outcomeOf(outcome),
    ];
    return {
      text: [heading(title), ...sections.filter((text) => typeof text === 'string').map(indent)].join('\n\n'),
      summary: sent ? 'One message was sent to a gateway on this machine.' : 'Nothing was sent.',
      failed: !sent,
    };
  } finally {
    await gateway.stop();
  }
}

/** @param {Core} core @param {any} config @param {boolean} saved */
function issuesOf(core, config, saved) {
  const { issues } = core.validateConfig(config);
  const verdict = saved ? `${green('✓')} Logto's console saves this configuration.` : `${red('✗')} Logto's console does not save this configuration.`;
  if (issues.length === 0) return verdict;
  return `${verdict}\n\n${table(issues.map(({ severity, path, message }) => [severity, path || '(all of it)', message]), { columns: 76 })}`;
}

/** @param {Core} core @param {any} config @param {typeof data} message */
function requestOf(core, config, message) {
  try {
    // Its credentials are redacted.
    return drawnRequest(core.previewRequest(config, message)).replaceAll(/^ {4}/gm, '');
  } catch {
    // The outcome says why there is no request.
    return undefined;
  }
}

/** @param {{ receipt?: import('../../pkg-template/lib/core.js').SendMessageResult, error?: SendError }} outcome */
function outcomeOf({ receipt, error }) {
  const rows = receipt
    ? { ...receipt }
    : { code: error?.code, ...error?.data, issues: undefined };
  const lines = Object.entries(rows).flatMap(([name, value]) => (value === undefined ? [] : [[dim(name), String(value)]]));
  const verdict = receipt ? `${green('✓')} The message counts as accepted.` : `${red('✗')} The message does not count as accepted.`;
  return `${verdict}\n\n${table(lines, { columns: 76 })}`;
}
