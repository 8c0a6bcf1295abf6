import { sendMessage as send } from './engine/engine.js';

export { previewRequest, validateConfig, version } from './engine/engine.js';

/**
 * The engine's `sendMessage`, with the guarantee that it never throws synchronously and rejects with nothing but errors
 * that have `code` and `data`: should the engine itself break, its trap becomes such an error.
 *
 * @type {typeof import('./core.js').sendMessage}
 */
export const sendMessage = (config, data, options) => {
  try {
    return send(config, data, options);
  } catch {
    return Promise.reject(
      Object.assign(new Error('The connector failed: its engine stopped.'), {
        code: 'general',
        data: {
          errorDescription: 'The connector failed: its engine stopped.',
          reason: 'internal',
          attempts: 0,
        },
      })
    );
  }
};
