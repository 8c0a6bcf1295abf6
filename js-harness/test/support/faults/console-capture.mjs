/**
 * Collects what code writes to the console, to the standard streams and as process warnings while `run` runs.
 *
 * The console's own methods are not passed on: what may hold a secret does not belong in a test's output. The streams are,
 * because a test runner reports over them.
 *
 * @param {() => Promise<unknown>} run
 * @returns {Promise<string[]>}
 */
import { inspect } from 'node:util';

export const withConsole = async (/** @type {() => Promise<unknown>} */ run) => {
  /** @type {string[]} */
  const lines = [];
  const methods = /** @type {const} */ (['log', 'info', 'warn', 'error', 'debug', 'trace', 'dir', 'table']);
  const restore = methods.map((name) => {
    const original = console[name];
    console[name] = (/** @type {unknown[]} */ ...values) => {
      lines.push(values.map((value) => (typeof value === 'string' ? value : inspect(value, { depth: 8 }))).join(' '));
    };
    return () => void (console[name] = original);
  });
  for (const stream of [process.stdout, process.stderr]) {
    const original = stream.write;
    stream.write = /** @type {typeof original} */ (/** @type {unknown} */ ((/** @type {any} */ chunk, /** @type {any[]} */ ...rest) => {
      lines.push(typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString('utf8'));
      return original.call(stream, chunk, ...rest);
    }));
    restore.push(() => void (stream.write = original));
  }
  const warned = (/** @type {Error} */ warning) => void lines.push(String(warning.stack));
  process.on('warning', warned);
  restore.push(() => void process.off('warning', warned));
  try {
    await run();
  } finally {
    for (const undo of restore) {
      undo();
    }
  }
  return lines;
};
