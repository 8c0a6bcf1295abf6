import * as engine from './engine/engine.js';

// The engine answers every input with an error that has `code` and `data`, and never throws anything else. Should it break
// all the same, these functions keep that promise in its stead.

const stopped = 'The connector failed: its engine stopped.';

/** Eight hex digits that are the reference of a message whose id died with the engine. */
const anyReference = () => Math.floor(Math.random() * 2 ** 32).toString(16).padStart(8, '0');

const stoppedError = () =>
  Object.assign(new Error(stopped), {
    code: 'general',
    data: { errorDescription: stopped, reason: 'internal', attempts: 0, reference: anyReference() },
  });

/** @type {typeof import('./core.js').sendMessage} */
export const sendMessage = (config, data, options) => {
  try {
    return engine.sendMessage(config, data, options);
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
    throw error instanceof Error && 'data' in error ? error : stoppedError();
  }
};

export const { version } = engine;
