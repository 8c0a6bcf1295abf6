// A long run of the fuzz targets: `npm --prefix js-harness run fuzz`. What it finds comes to tests/fuzz/crashes, which the
// tests replay from then on.
import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { attempt, excerpt, succeed } from '../setup/command.mjs';
import { root, shown, target } from '../setup/paths.mjs';
import { setUp } from '../setup/setup.mjs';
import { tool } from '../setup/wasm-tools.mjs';
import { step } from '../ui/steps.mjs';
import { Stop } from '../ui/stop.mjs';
import { command } from './arguments.mjs';
import { fuzzTargets } from './tasks.mjs';

const CARGO_FUZZ = '0.13.2';
const fuzz = join(root, 'tests', 'fuzz');
const LONGEST = 4096;
/** Where shorter inputs find as much, and sooner. In bytes. @type {Record<string, number>} */
const SHORTER = { answer: 2048, phone: 64, redact: 1024, template: 1024 };

const env = {
  // The sanitizers' flags are for nightly only; this lets the stable compiler take them.
  RUSTC_BOOTSTRAP: '1',
};

await command('fuzz', async ({ seconds }, named) => {
  const targets = named.length > 0 ? named : fuzzTargets();
  await setUp('fuzzer ready', [tool('cargo-fuzz', CARGO_FUZZ, ['cargo-fuzz'], 40)]);
  const common = ['--fuzz-dir', shown(fuzz), '--target-dir', shown(join(target, 'fuzz'))];
  await step('fuzz targets', () => succeed('cargo', ['fuzz', 'build', ...common], { env, advice: 'The fuzz targets could not be compiled: see above.' }));
  let failed = 0;
  for (const name of targets) {
    await step(name, async (note) => {
      const corpus = join(target, 'fuzz', 'corpus', name);
      const crashes = join(fuzz, 'crashes', name);
      const before = await names(crashes);
      await mkdir(corpus, { recursive: true });
      await mkdir(crashes, { recursive: true });
      const { output } = await attempt('cargo', [
        'fuzz', 'run', ...common, name, shown(corpus), shown(join(fuzz, 'seeds', name)), '--',
        `-max_total_time=${seconds}`, `-max_len=${SHORTER[name] ?? LONGEST}`, `-dict=${shown(join(fuzz, 'dictionary.txt'))}`, '-timeout=10', '-rss_limit_mb=1024',
        `-artifact_prefix=${shown(crashes)}/`, '-print_final_stats=1',
      ], { env });
      const found = (await names(crashes)).filter((one) => !before.includes(one));
      const [, count] = /number_of_executed_units: (\d+)/.exec(output) ?? [];
      note(found.length > 0 ? `found ${found.join(', ')} in ${shown(crashes)}` : `${count ?? 'no'} inputs, nothing found`, found.length === 0 && Boolean(count));
      if (found.length > 0 || !count) {
        failed += 1;
        console.log(excerpt(output));
      }
    });
  }
  if (failed > 0) throw new Stop(`${failed} of ${targets.length} targets failed.`);
});

/** @param {string} folder */
function names(folder) {
  return readdir(folder).catch(() => /** @type {string[]} */ ([]));
}
