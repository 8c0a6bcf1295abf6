/**
 * Who is told what about a send. Logto hands the data of an error to its caller, who may be a visitor that is not signed
 * in, shows it on the sign-up screen and writes it to the audit log. So an error's data is made of our own words alone,
 * and what an operator needs goes to the server's standard error under the same reference.
 */

/**
 * @typedef {import('./core.js').SendError} SendError
 * @typedef {import('./core.js').SendErrorData} SendErrorData
 * @typedef {import('./core.js').SendMessageResult} SendMessageResult
 * @typedef {import('./core.js').Issue} Issue
 */

const notSent = 'The message could not be sent.';

/** By reason or code, where there is more to say than that it failed. */
const sentences = new Map([
  // The number may be right, and trying again would not help.
  ['blocked', `${notSent} Please use another number or another way to sign in.`],
  ['invalid_request_parameters', `${notSent} Please check the number, then try again.`],
  ['rate_limit_exceeded', 'Too many messages are being sent at the moment. Please try again later.'],
  ['timeout', 'Sending the message took too long. It may still arrive: please wait a moment before you try again.'],
]);

/**
 * What a visitor may see of a failure: nothing of the provider, the configuration, the network or the message.
 *
 * @param {SendError} error
 * @returns {SendErrorData}
 */
export const forVisitors = ({ code, data: { reason, attempts, status, retryAfter, reference } }) => ({
  errorDescription: `${sentences.get(reason) ?? sentences.get(code) ?? `${notSent} Please try again later.`} Reference ${reference}.`,
  reason,
  attempts,
  ...(status !== undefined && { status }),
  ...(retryAfter !== undefined && { retryAfter }),
  reference,
});

/**
 * Writes one line of JSON to standard error, if the configuration's `log` is one of `where`. By `console.error` and not
 * `process.stderr`: it takes the errors of a closed pipe or a full disk for itself, also those that come later as an event,
 * which would end the server. And where a server sends its console elsewhere, the lines go along.
 *
 * @param {unknown} config
 * @param {Array<'failures' | 'all'>} where
 * @param {'error' | 'info'} level
 * @param {() => Record<string, unknown>} entry Called here, so that nothing that goes wrong in it reaches the send.
 */
const write = (config, where, level, entry) => {
  try {
    const { log } = /** @type {{ log?: unknown }} */ (config ?? {});
    // Anything that is not one of the others is the default, as in a configuration that is broken.
    const wanted = log === 'all' || log === 'none' ? log : 'failures';

    if (where.some((one) => one === wanted)) {
      // `stringify` leaves out what is undefined.
      console.error(JSON.stringify({ connector: 'generic-http-sms', level, time: new Date().toISOString(), ...entry() }));
    }
  } catch {
    // A send is worth more than its line.
  }
};

/**
 * @param {unknown} config
 * @param {SendError} error
 * @param {() => Issue[]} findIssues What is wrong with the configuration: it may be why the send failed.
 */
export const logFailure = (config, { code, data }, findIssues) => {
  write(config, ['failures', 'all'], 'error', () => {
    const { reference, reason, errorDescription, via, status, attempts, retryAfter, rule, providerMessage } = data;
    const issues = findIssues();

    return {
      reference,
      code,
      reason,
      message: errorDescription,
      via,
      status,
      attempts,
      retryAfter,
      rule,
      providerMessage,
      issues: issues.length > 0 ? issues : undefined,
    };
  });
};

/**
 * The provider's id, unless its path leads to a place where the provider repeats the number or the code.
 *
 * @param {string | undefined} messageId
 * @param {import('@logto/connector-kit').SendMessageData} data
 */
const withoutMessage = (messageId, { to, payload }) => {
  const digits = (/** @type {unknown} */ text) => String(text).replaceAll(/\D/g, '');
  const own = [digits(to).slice(-7), String(payload.code ?? '')].filter(({ length }) => length > 3);

  return own.some((text) => messageId?.includes(text) || digits(messageId).includes(text)) ? undefined : messageId;
};

/**
 * @param {unknown} config
 * @param {SendMessageResult} result
 * @param {import('@logto/connector-kit').SendMessageData} data
 */
export const logSuccess = (config, { via, status, attempts, messageId }, data) => {
  write(config, ['all'], 'info', () => ({
    message: 'The provider accepted the message.',
    via,
    status,
    attempts,
    messageId: withoutMessage(messageId, data),
  }));
};
