// Assertions for a test body that runs where there is no node:assert.

/** @param {unknown} condition @param {string} promise What should hold. @returns {asserts condition} */
export function expect(condition, promise) {
  if (!condition) throw new Error(promise);
}

/** Compares plain data; the order of keys counts. @param {unknown} actual @param {unknown} wanted @param {string} what */
export function same(actual, wanted, what) {
  const [have, want] = [actual, wanted].map((value) => JSON.stringify(value));
  if (have !== want) throw new Error(`${what}: ${have} instead of ${want}`);
}

/**
 * Waits for something that takes a moment, two seconds at most.
 * @param {() => Promise<boolean>} holds @param {string} promise
 */
export async function eventually(holds, promise) {
  for (let tries = 0; tries < 40; tries += 1) {
    if (await holds()) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(promise);
}
