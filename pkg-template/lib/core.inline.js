// The engine with its wasm inside the JavaScript, for whatever puts all code into one file: no file is read, nothing is
// downloaded, nothing is waited for. (Chromium compiles up to 8 MB so on a page.)
import wasm from './engine/engine_bg.inline.js';
import { initSync } from './engine/engine.js';

initSync({ module: Uint8Array.from(atob(wasm), (character) => character.charCodeAt(0)) });

export * from './api.js';
