// The sizes of the package beside the checked-in ones: `npm --prefix js-harness run sizes [-- --update]`.
import { build } from '../build/package.mjs';
import { compareSizes, readSizes, sizeTable, writeSizes } from '../build/sizes.mjs';
import { Stop } from '../ui/stop.mjs';
import { command } from './arguments.mjs';

/** @typedef {import('../build/package.mjs').Sizes} Sizes */

await command('sizes', async ({ update }) => {
  const { sizes } = await build();
  const known = await readSizes().catch(() => /** @type {Sizes} */ ({}));
  console.log(`\n${sizeTable(known, sizes)}\n`);
  if (update) await writeSizes(sizes);
  const { problems, notes } = compareSizes(update ? sizes : known, sizes);
  if (update) console.log('js-harness/build/sizes.json holds these sizes now.');
  for (const note of notes) console.log(note);
  if (problems.length > 0) throw new Stop(problems.join('\n'));
});
