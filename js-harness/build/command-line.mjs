// The command line of the package: one file, made of pkg-template/bin/src and the libraries that it uses. What Logto
// installs has no other packages beside it, so they are in that file, and their licences lie next to it.
import { build } from 'esbuild';
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { packages, root } from '../setup/paths.mjs';
import { Stop } from '../ui/stop.mjs';

/** @param {string} pkg The package, in which the sources lie in bin/src; they give way to the file. */
export async function bundleCommandLine(pkg) {
  const bin = join(pkg, 'bin');
  const { metafile } = await build({
    absWorkingDir: root,
    entryPoints: [join(bin, 'src', 'main.js')],
    outfile: join(bin, 'connector-generic-http-sms.js'),
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    nodePaths: [packages],
    // Some call their ES modules by this name only.
    mainFields: ['module', 'main'],
    // The engine that the package has anyway.
    external: [join(pkg, 'lib', 'core.js')],
    // Libraries that are CommonJS ask for Node's own modules by `require`.
    banner: { js: "import { createRequire as requireFrom } from 'node:module';\nconst require = requireFrom(import.meta.url);" },
    legalComments: 'none',
    charset: 'utf8',
    metafile: true,
    logLevel: 'silent',
  });
  await writeFile(join(bin, 'THIRD_PARTY_LICENSES.txt'), await licences(Object.keys(metafile.inputs)));
  await rm(join(bin, 'src'), { recursive: true });
}

/** @param {string[]} files Of the bundle. */
async function licences(files) {
  const folders = [...new Set(files.flatMap((file) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file)?.[0] ?? []))].sort();
  const texts = await Promise.all(folders.map((folder) => licence(join(root, folder))));
  return ['connector-generic-http-sms.js contains the following packages.', ...texts].join(`\n\n${'-'.repeat(80)}\n\n`);
}

/** @param {string} folder */
async function licence(folder) {
  const { name, version, license } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'));
  const file = (await readdir(folder)).find((one) => /^licen[cs]e/i.test(one));
  // Without the text nobody may pass the code on.
  if (!file && !license) throw new Stop(`${name} has no licence; it cannot be part of the package.`);
  return [`${name} ${version}, ${license}`, ...(file ? [(await readFile(join(folder, file), 'utf8')).trim()] : [])].join('\n\n');
}
