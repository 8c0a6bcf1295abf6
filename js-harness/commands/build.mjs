// The npm package and its tarball: `npm --prefix js-harness run build`.
import { build } from '../build/package.mjs';
import { command } from './arguments.mjs';

await command('build', async () => void (await build()));
