// The measured process of the soak run: `node --expose-gc sender.mjs PACKAGE '{"sends":…,"inFlight":…}'`. Writes its report
// as JSON to the last line of its output; lines of progress before.
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { startWorker } from '../runtimes/process.mjs';
import { kinds, order } from './mix.mjs';

const CONCURRENCY = 64;
const SAMPLES = 10;

const [packageDirectory, settings] = process.argv.slice(2);
const { sends, inFlight } = JSON.parse(settings);
let warnings = 0;
let unhandled = 0;
process.on('warning', () => void (warnings += 1));
process.on('unhandledRejection', () => void (unhandled += 1));

/** @type {import('./mix.mjs').Core} */
const core = await import(pathToFileURL(join(packageDirectory, 'lib', 'core.js')).href);
// The glue returns what is instantiated already.
const { memory } = (await import(pathToFileURL(join(packageDirectory, 'lib', 'engine', 'engine.js')).href)).initSync();

const provider = startWorker(new URL('provider.mjs', import.meta.url));
const url = `http://127.0.0.1:${await provider.answer()}`;

let number = 0;
/** @type {Record<string, number>} */
const wrong = {};
const counts = Object.fromEntries(kinds.map(({ what }) => [what, 0]));

/** @param {import('./mix.mjs').Kind} kind */
async function one(kind) {
  counts[kind.what] += 1;
  const outcome = await kind.send(core, url, (number += 1)).then(
    () => 'success',
    (error) => (error instanceof Error ? `${/** @type {any} */ (error).code} ${/** @type {any} */ (error).data?.reason}` : 'no Error')
  );
  if (outcome !== kind.expect) {
    const key = `${kind.what}: ${outcome}`;
    wrong[key] = (wrong[key] ?? 0) + 1;
  }
}

/** @param {number} count */
async function many(count) {
  let left = count;
  const lane = async () => {
    while (left > 0) {
      left -= 1;
      await one(order[number % order.length]);
    }
  };
  await Promise.all(Array.from({ length: CONCURRENCY }, lane));
}

/** As many as asked for, none answered before all have arrived. @param {number} count */
async function atOnce(count) {
  const config = { endpoint: `${url}/hold`, headers: { 'X-Count': String(count) }, timeout: 60_000, retry: /** @type {const} */ ('never'), response: { messageId: 'id' } };
  const started = performance.now();
  const results = await Promise.all(Array.from({ length: count }, (_, index) =>
    core.sendMessage(config, { to: '14155550123', type: 'SignIn', payload: { code: String(index) } }).then(
      ({ messageId }) => messageId === 'm-1', () => false)));
  const held = Number(await (await fetch(`${url}/held`)).text());
  return { succeeded: results.filter(Boolean).length, held, ms: Math.round(performance.now() - started) };
}

/** What is in use when nothing is under way. */
async function measure() {
  // Sockets that were aborted take a moment to close, and what finalizers free is free one turn later.
  for (let turn = 0; turn < 6; turn += 1) {
    await new Promise((resolve) => setTimeout(resolve, 25));
    globalThis.gc?.();
  }
  const { heapUsed, external, arrayBuffers, rss } = process.memoryUsage();
  const handles = process.getActiveResourcesInfo();
  const count = (/** @type {string} */ name) => handles.filter((handle) => handle === name).length;
  return { sends: number, wasm: memory.buffer.byteLength, heapUsed, external, arrayBuffers, rss, sockets: count('TCPSocketWrap'), timers: count('Timeout'), handles: handles.length };
}

// Warm-up: as many configurations as are ever kept, as much at once as there ever will be, and enough for everything to be
// compiled.
for (let index = 0; index < 5000; index += 1) core.previewRequest({ endpoint: `${url}/kept/${index}`, bodyParams: { to: '{{to}}' } }, { to: '14155550123', type: 'SignIn', payload: { code: '1' } });
const first = inFlight > 0 ? await atOnce(inFlight) : undefined;
if (inFlight > 0) await atOnce(Math.floor(inFlight / 2));
await many(Math.max(2000, Math.min(50_000, Math.floor(sends / 5))));
const samples = [await measure()];
const started = performance.now();
for (let sample = 0; sample < SAMPLES; sample += 1) {
  await many(Math.ceil(sends / SAMPLES));
  samples.push(await measure());
  if (sends >= 100_000) console.log(`${number} sends`);
}
const ms = performance.now() - started;
const second = inFlight > 0 ? await atOnce(inFlight) : undefined;
const last = await measure();
const alive = await core.sendMessage({ endpoint: `${url}/ok` }, { to: '14155550123', type: 'SignIn', payload: { code: '1' } }).then(
  ({ status, attempts }) => status === 200 && attempts === 1, () => false);
await provider.stop();
console.log(JSON.stringify({ sends: number, ms, samples, last, first, second, counts, wrong, warnings, unhandled, alive }));
// The connections to a provider that has gone close by themselves; nothing waits for them.
