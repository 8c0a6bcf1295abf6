// Values that throw. Needs nothing but the language, so that a process of its own can import it.

/** What a getter or a proxy may throw; little of it is an Error. */
const thrown = [new Error('from a getter'), 'text', null, undefined, 0, Symbol('thrown'), { code: 'ECONNREFUSED' }];
let throws = 0;

/** @returns {never} */
export const throwing = () => {
  throws += 1;
  throw thrown[throws % thrown.length];
};

/** @template {object} T @param {T} target @param {string} key */
export const withGetter = (target, key) => Object.defineProperty(target, key, { enumerable: true, configurable: true, get: throwing });

/** @param {object} target @param {string} trap */
export const throwingProxy = (target, trap) => new Proxy(target, { [trap]: throwing });

/** @param {object} [target] */
export const revoked = (target = {}) => {
  const { proxy, revoke } = Proxy.revocable(target, {});
  revoke();
  return proxy;
};

/** @template {object} T @param {T} target An object or a list, which holds itself then. */
export const circular = (target) => Object.defineProperty(target, 'self', { enumerable: true, configurable: true, value: target });
