// The engine in Node, Deno and Bun: the wasm is read from its file, once per process and without top-level await, which
// hosts that load connectors with `require` cannot wait for.
import { readFileSync } from 'node:fs';

import { initSync } from './engine/engine.js';

initSync({ module: readFileSync(new URL('./engine/engine_bg.wasm', import.meta.url)) });

export * from './api.js';
