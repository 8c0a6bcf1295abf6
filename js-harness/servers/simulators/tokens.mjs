// The tokens that a provider's token endpoint has issued.
import { hex } from './ids.mjs';

export class Tokens {
  /** @type {Map<string, number>} Unix time in milliseconds until which each is taken. */
  #until = new Map();

  /** @param {number} lifetime in seconds */
  constructor(lifetime) {
    this.lifetime = lifetime;
  }

  issue() {
    const token = `token-${hex(32)}`;
    this.#until.set(token, Date.now() + this.lifetime * 1000);
    return token;
  }

  /** @param {string} token */
  holds = (token) => Date.now() < (this.#until.get(token) ?? 0);

  expire() {
    for (const token of this.#until.keys()) this.#until.set(token, 0);
  }
}
