// Installs the packed package the way an operator does, and loads it the way Logto's server does: both with the code
// of @logto/cli itself.
import { createHash } from 'node:crypto';
import { readFile, stat, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { buildRawConnector, loadConnectorFactories } from '@logto/cli/lib/connector/index.js';
import { consoleLog, getConnectorPackagesFromDirectory } from '@logto/cli/lib/utils.js';
import { attempt, excerpt } from '../setup/command.mjs';
import { packages, root, shown } from '../setup/paths.mjs';
import { ready, step } from '../ui/steps.mjs';
import { Stop } from '../ui/stop.mjs';
import { connectorDirectory, connectors, instance, makeInstance } from './layout.mjs';

/** @typedef {import('@logto/connector-kit').SmsConnector} SmsConnector */

const cli = join(packages, '@logto', 'cli', 'bin', 'logto.js');
const stamp = join(instance, '.installed-from');

/**
 * Installs a tarball that is not the installed one yet.
 * @param {string} tarball
 */
export async function installConnector(tarball) {
  const hash = createHash('sha256').update(await readFile(tarball)).digest('hex');
  if ((await readFile(stamp, 'utf8').catch(() => '')) === hash) return ready('connector installed', `in ${shown(instance)}`);
  await step('logto connector add', async (note) => {
    await makeInstance();
    await addByCli(tarball);
    await writeFile(stamp, hash);
    note('into a scratch instance');
  });
}

/** @param {string} tarball */
async function addByCli(tarball) {
  // The CLI hands this to `npm pack` in the connectors' folder, unquoted: a relative path has no spaces of the machine's
  // in it. Its last part begins with "connector-", or the CLI would put that in front.
  const spec = relative(connectors, tarball);
  const { output } = await attempt(process.execPath, [cli, 'connector', 'add', spec, '-p', relative(root, instance)], {
    // CI=1: no animation in the captured output.
    env: { CI: '1' },
  });
  // The CLI's exit code is 0 even when it could not add the connector.
  const added = await stat(join(connectorDirectory, 'lib', 'index.js')).catch(() => undefined);
  if (!added || output.includes('Failed to add')) throw new Stop('"logto connector add" did not install the package: see above.', excerpt(output));
}

/**
 * Loads the installed connector by Logto's own loader and builds it as Logto does for every message it sends.
 * @param {{ getConfig: import('@logto/connector-kit').GetConnectorConfig }} options
 * @returns {Promise<{ connector: SmsConnector, metadata: import('@logto/connector-kit').ConnectorMetadata }>}
 */
export async function loadConnector({ getConfig }) {
  const { factories, complaints } = await loadFactories();
  const factory = factories.find(({ path }) => path === connectorDirectory);
  if (!factory) throw new Stop(`Logto's loader did not take the connector: ${complaints.join('; ')}`);
  const { rawConnector, rawMetadata } = await buildRawConnector(factory, getConfig);
  return { connector: /** @type {SmsConnector} */ (rawConnector), metadata: rawMetadata };
}

async function loadFactories() {
  /** @type {string[]} */
  const complaints = [];
  // The loader skips a connector that fails to load, and says why in its log only.
  const { error } = consoleLog;
  consoleLog.error = (...args) => void complaints.push(stripVTControlCharacters(args.join(' ')));
  try {
    const found = await getConnectorPackagesFromDirectory(connectors);
    return { factories: await loadConnectorFactories(found, false), complaints };
  } finally {
    consoleLog.error = error;
  }
}
