// The engine with its wasm inside the JavaScript, for whatever puts all code into one file: no file is read, nothing is
// downloaded, nothing is waited for. (Chromium compiles up to 8 MB so on a page.)
import wasm from './engine/engine_bg.inline.js';
import { initSync } from './engine/engine.js';

const characters = atob(wasm);
const module = new Uint8Array(characters.length);
// Not `Uint8Array.from`, which takes 25 times as long.
for (let index = 0; index < module.length; index += 1) module[index] = characters.charCodeAt(index);
initSync({ module });

export * from './api.js';
