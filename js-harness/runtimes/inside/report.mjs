import { runBody } from './body.mjs';
import { traits } from './traits.mjs';
import * as watched from './watch.mjs';

/**
 * Runs the body and hands the results to the server.
 * @param {import('./body.mjs').Core} core
 * @param {{ base: string, runtime: string, kind: string }} where `kind` is a key of the traits.
 */
export async function report(core, { base, runtime, kind }) {
  const results = await runBody({ core, traits: traits[kind], watched }, base);
  await fetch(`${base}/report/${runtime}`, { method: 'POST', body: JSON.stringify(results) });
}
