import { ConnectorError, ConnectorType } from '@logto/connector-kit';
import { z } from 'zod';

import * as core from './core.js';
import { defaultMetadata } from './metadata.js';

/**
 * The guard that Logto checks a configuration with before it stores one. The engine finds the issues, so that the console
 * shows exactly what a send would say; warnings do not keep anybody from saving.
 */
export const configGuard = z.unknown().superRefine((config, context) => {
  for (const { path, message, severity } of core.validateConfig(config).issues) {
    if (severity === 'error') {
      context.addIssue({
        code: z.ZodIssueCode.custom,
        path: path === '' ? [] : path.split('.').map((key) => (/^\d+$/.test(key) ? Number(key) : key)),
        message,
      });
    }
  }
});

/**
 * @param {import('@logto/connector-kit').GetConnectorConfig} getConfig
 * @returns {import('@logto/connector-kit').SendMessageFunction}
 */
const sendMessage = (getConfig) => async (data, inputConfig) => {
  // Not validated here: the engine does so with every send, and reports through the same error.
  const config = inputConfig ?? (await getConfig(defaultMetadata.id));

  try {
    return await core.sendMessage(
      /** @type {import('./core.js').HttpSmsConfig} */ (config),
      data
    );
  } catch (error) {
    const { code, data } = /** @type {import('./core.js').SendError} */ (error);

    throw new ConnectorError(
      /** @type {import('@logto/connector-kit').ConnectorErrorCodes} */ (code),
      data
    );
  }
};

/** @type {import('@logto/connector-kit').CreateConnector<import('@logto/connector-kit').SmsConnector>} */
const createGenericHttpSmsConnector = async ({ getConfig }) => ({
  metadata: defaultMetadata,
  type: ConnectorType.Sms,
  configGuard,
  sendMessage: sendMessage(getConfig),
});

export default createGenericHttpSmsConnector;
