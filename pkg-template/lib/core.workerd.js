// The engine in workerd (Cloudflare Workers): code must not compile wasm there, so it is imported, compiled before the
// worker starts.
import module from './engine/engine_bg.wasm';
import { initSync } from './engine/engine.js';

initSync({ module });

export * from './api.js';
