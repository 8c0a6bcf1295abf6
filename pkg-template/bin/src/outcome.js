// How a command ends: with what it came to, with a no, or with a wrong use of it.

/**
 * @typedef {{ code: 0 | 1, text?: string, json?: unknown, remarks?: string[] }} Outcome
 *   The exit code, what people and what machines read on standard output, where that was not said before, and what people read
 *   on standard error.
 */

/** The answer is no: exit code 1. The message is what people read. */
export class Refusal extends Error {
  /** @param {string} message @param {unknown} json */
  constructor(message, json) {
    super(message);
    this.json = json;
  }
}

/** The command was used in a wrong way: exit code 2. */
export class Usage extends Error {
  /** @param {string} message @param {{ help?: string } & Record<string, unknown>} [data] `help` is shown in place of the message. */
  constructor(message, data = {}) {
    super(message);
    this.data = data;
  }
}
