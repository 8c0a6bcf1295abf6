// Imported before the package: notes by which calls the wasm is loaded, and what rejects with nobody to hear it.

/** The calls of WebAssembly that compile or instantiate, in their order. @type {string[]} */
export const wasmCalls = [];

/** @type {string[]} */
export const unhandled = [];

for (const name of /** @type {const} */ (['Module', 'Instance', 'compile', 'compileStreaming', 'instantiate', 'instantiateStreaming'])) {
  const original = WebAssembly[name];
  if (!original) continue;
  const note = () => wasmCalls.push(name);
  /** @type {any} */ (WebAssembly)[name] = new Proxy(original, {
    apply: (target, self, args) => (note(), Reflect.apply(/** @type {Function} */ (target), self, args)),
    construct: (target, args, self) => (note(), Reflect.construct(/** @type {Function} */ (target), args, self)),
  });
}

globalThis.addEventListener?.('unhandledrejection', (event) => {
  event.preventDefault();
  unhandled.push(String(event.reason));
});
// Node has no such event; Deno and Bun have both.
/** @type {any} */ (globalThis).process?.on?.('unhandledRejection', (/** @type {unknown} */ reason) => unhandled.push(String(reason)));
