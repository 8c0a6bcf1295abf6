// The npm package and its tarball: `npm --prefix js-harness run build`.
import { build } from '../build/package.mjs';
import { run } from '../ui/stop.mjs';

await run(async () => void (await build()));
