// The soak run: `npm --prefix js-harness run soak`.
import { build } from '../build/package.mjs';
import { freshProject } from '../build/project.mjs';
import { problemsOf, runSoak, summary } from '../soak/run.mjs';
import { step } from '../ui/steps.mjs';
import { Stop } from '../ui/stop.mjs';
import { command } from './arguments.mjs';

await command('soak', async ({ sends, 'in-flight': inFlight }) => {
  await build();
  const { packageDirectory } = await freshProject('soak');
  const report = await step(`${sends} sends`, (note) => runSoak(packageDirectory, { sends, inFlight, progress: note }));
  console.log(`\n${summary(report, { inFlight })}`);
  const problems = problemsOf(report, { inFlight });
  if (problems.length > 0) throw new Stop(problems.join('\n'));
  console.log('Memory and handles are flat.');
});
