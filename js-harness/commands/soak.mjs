// The soak run: `npm --prefix js-harness run soak [-- --sends N] [--in-flight N]`, 1 000 000 sends where nothing is said.
import { parseArgs } from 'node:util';
import { build } from '../build/package.mjs';
import { freshProject } from '../build/project.mjs';
import { problemsOf, runSoak, summary } from '../soak/run.mjs';
import { step } from '../ui/steps.mjs';
import { run, Stop } from '../ui/stop.mjs';

await run(async () => {
  const { sends, inFlight } = readArguments();
  await build();
  const { packageDirectory } = await freshProject('soak');
  const report = await step(`${sends} sends`, (note) => runSoak(packageDirectory, { sends, inFlight, progress: note }));
  console.log(`\n${summary(report, { inFlight })}`);
  const problems = problemsOf(report, { inFlight });
  if (problems.length > 0) throw new Stop(problems.join('\n'));
  console.log('Memory and handles are flat.');
});

function readArguments() {
  try {
    const { values } = parseArgs({ options: { sends: { type: 'string', default: '1000000' }, 'in-flight': { type: 'string', default: '10000' } } });
    const [sends, inFlight] = [Number(values.sends), Number(values['in-flight'])];
    if (Number.isSafeInteger(sends) && sends >= 1000 && Number.isSafeInteger(inFlight) && inFlight >= 0) return { sends, inFlight };
  } catch {
    // An option that does not exist.
  }
  throw new Stop('Usage: npm --prefix js-harness run soak [-- --sends N] [--in-flight N], with at least 1000 sends');
}
