import * as engine from './engine/engine.js';

// The engine answers every input with an error that has `code` and `data`, and never throws anything else. Should it break
// all the same, these functions keep that promise in its stead. What they throw says where they were called: inside the
// engine there is nothing for a caller to see.

const stopped = 'The connector failed: its engine stopped.';

/** Eight hex digits that are the reference of a message whose id died with the engine. */
const anyReference = () => Math.floor(Math.random() * 2 ** 32).toString(16).padStart(8, '0');

const stoppedError = () => {
  const error = new Error(stopped);
  error.name = 'SendError';

  return Object.assign(error, {
    code: 'general',
    data: { errorDescription: stopped, reason: 'internal', attempts: 0, reference: anyReference() },
  });
};

/** @type {typeof import('./core.js').isSendError} */
export const isSendError = (error) =>
  error instanceof Error && error.name === 'SendError' && 'code' in error && 'data' in error;

/**
 * @param {unknown} thrown
 * @param {Function} called The stack begins where this was called.
 */
const sendErrorOf = (thrown, called) => {
  const error = isSendError(thrown) ? thrown : stoppedError();
  Error.captureStackTrace?.(error, called);

  return error;
};

/** @type {typeof import('./core.js').sendMessage} */
export const sendMessage = (config, data, options) => {
  try {
    // Not an async function: where V8 12.4 (Node 22) inlines one that awaits this, it may end the process with "unreachable
    // code" when it has to go back to slower code. `test/hostile` does it within some seconds.
    return engine.sendMessage(config, data, options).catch(function tell(error) {
      throw sendErrorOf(error, tell);
    });
  } catch {
    return Promise.reject(stoppedError());
  }
};

/** @type {typeof import('./core.js').validateConfig} */
export const validateConfig = (config) => {
  try {
    return engine.validateConfig(config);
  } catch {
    return { valid: false, issues: [{ path: '', code: 'internal', message: stopped, severity: 'error' }] };
  }
};

/** @type {typeof import('./core.js').previewRequest} */
export const previewRequest = (config, data, options) => {
  try {
    return engine.previewRequest(config, data, options);
  } catch (error) {
    throw sendErrorOf(error, previewRequest);
  }
};

/** @type {typeof import('./core.js').explainAnswer} */
export const explainAnswer = (config, answer, data) => {
  try {
    return engine.explainAnswer(config, answer, data);
  } catch (error) {
    throw sendErrorOf(error, explainAnswer);
  }
};

export const { version } = engine;
