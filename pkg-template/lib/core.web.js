// The engine in browsers: the wasm is compiled while it is downloaded.
import init from './engine/engine.js';

await init({ module_or_path: new URL('./engine/engine_bg.wasm', import.meta.url) });

export * from './api.js';
