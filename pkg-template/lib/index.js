import { ConnectorError, ConnectorErrorCodes, ConnectorType } from '@logto/connector-kit';
import { z } from 'zod';

import * as core from './core.js';
import { defaultMetadata } from './metadata.js';
import { forVisitors, logFailure, logSuccess } from './report.js';

/**
 * The guard that Logto checks a configuration with before it stores one. It refuses every likely mistake, because nobody
 * ever sees a warning in Logto: also a placeholder that Logto has no value for, which another caller of the engine may
 * have (`not_in_logto`). Other warnings do not keep anybody from saving.
 */
export const configGuard = z.unknown().superRefine((config, context) => {
  for (const { path, code, message, severity } of core.validateConfig(config).issues) {
    if (severity === 'error' || code === 'not_in_logto') {
      context.addIssue({
        code: z.ZodIssueCode.custom,
        path: path === '' ? [] : path.split('.').map((key) => (/^\d+$/.test(key) ? Number(key) : key)),
        message,
      });
    }
  }
});

/**
 * A real send. The configuration is not guarded: one that was stored earlier and still works goes on working.
 *
 * @param {import('@logto/connector-kit').SendMessageData} data
 * @param {unknown} config
 */
const send = async (data, config) => {
  try {
    const result = await core.sendMessage(/** @type {import('./core.js').HttpSmsConfig} */ (config), data);
    logSuccess(config, result, data);

    return result;
  } catch (error) {
    const sendError = /** @type {import('./core.js').SendError} */ (error);
    logFailure(config, sendError, () => core.validateConfig(config).issues);

    throw new ConnectorError(
      /** @type {import('@logto/connector-kit').ConnectorErrorCodes} */ (sendError.code),
      forVisitors(sendError)
    );
  }
};

/**
 * A send of the console's test button, by an administrator and with a configuration that nobody has checked. The error
 * says everything, in the two forms that the console shows: a ZodError, which it lists key by key, and `general`, the only
 * code whose `errorDescription` it shows.
 *
 * @param {import('@logto/connector-kit').SendMessageData} data
 * @param {unknown} config
 */
const sendTest = async (data, config) => {
  const { error: refused } = configGuard.safeParse(config);

  if (refused) {
    throw new ConnectorError(ConnectorErrorCodes.InvalidConfig, refused);
  }

  try {
    return await core.sendMessage(/** @type {import('./core.js').HttpSmsConfig} */ (config), data);
  } catch (error) {
    const { code, data: told } = /** @type {import('./core.js').SendError} */ (error);

    throw new ConnectorError(ConnectorErrorCodes.General, { ...told, code });
  }
};

/**
 * Logto passes a configuration for a test, and none for a real send.
 *
 * @param {import('@logto/connector-kit').GetConnectorConfig} getConfig
 * @returns {import('@logto/connector-kit').SendMessageFunction}
 */
const sendMessage = (getConfig) => async (data, inputConfig) =>
  inputConfig === undefined || inputConfig === null
    ? send(data, await getConfig(defaultMetadata.id))
    : sendTest(data, inputConfig);

/** @type {import('@logto/connector-kit').CreateConnector<import('@logto/connector-kit').SmsConnector>} */
const createGenericHttpSmsConnector = async ({ getConfig }) => ({
  metadata: defaultMetadata,
  type: ConnectorType.Sms,
  configGuard,
  sendMessage: sendMessage(getConfig),
});

export default createGenericHttpSmsConnector;
