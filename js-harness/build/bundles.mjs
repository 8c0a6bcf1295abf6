// The command line and the page of the package: each is one file, made of its sources and of the libraries that it uses. What
// Logto installs has no other packages beside it, so they are in that file, and their licences lie next to it.
import { build } from 'esbuild';
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { packages, root } from '../setup/paths.mjs';
import { Stop } from '../ui/stop.mjs';

/** @param {string} pkg The package, in which the sources lie in bin/src and playground/src; they give way to the files. */
export async function bundle(pkg) {
  await Promise.all([commandLine(pkg), page(pkg)]);
  for (const folder of ['bin', 'playground']) await rm(join(pkg, folder, 'src'), { recursive: true });
}

/** @param {string} pkg */
const commandLine = (pkg) =>
  one(join(pkg, 'bin'), 'connector-generic-http-sms.js', {
    platform: 'node',
    target: 'node20',
    // Some call their ES modules by this name only.
    mainFields: ['module', 'main'],
    // The engine that the package has anyway.
    external: [join(pkg, 'lib', 'core.js')],
    // Libraries that are CommonJS ask for Node's own modules by `require`.
    banner: { js: "import { createRequire as requireFrom } from 'node:module';\nconst require = requireFrom(import.meta.url);" },
  });

/** @param {string} pkg */
const page = (pkg) =>
  one(join(pkg, 'playground'), 'playground.js', {
    platform: 'browser',
    // Whatever has `light-dark()`, which the page is coloured by, has these.
    target: ['chrome123', 'firefox120', 'safari17.5'],
    external: [join(pkg, 'lib', 'core.web.js')],
    minify: true,
    plugins: [{ name: 'recipes', setup: recipes(join(pkg, 'recipes')) }],
  });

/** Every recipe, for a page that has no folder to look into. @param {string} folder */
const recipes = (folder) => (/** @type {import('esbuild').PluginBuild} */ { onResolve, onLoad }) => {
  onResolve({ filter: /^recipes$/ }, () => ({ path: 'recipes', namespace: 'recipes' }));
  onLoad({ filter: /.*/, namespace: 'recipes' }, async () => {
    const names = (await readdir(folder)).filter((name) => name.endsWith('.json')).sort();
    const read = async (/** @type {string} */ name) => [name.slice(0, -'.json'.length), JSON.parse(await readFile(join(folder, name), 'utf8'))];
    return { contents: JSON.stringify(Object.fromEntries(await Promise.all(names.map(read)))), loader: 'json' };
  });
};

/** @param {string} folder @param {string} name @param {import('esbuild').BuildOptions} options */
async function one(folder, name, options) {
  const { metafile } = await build({
    absWorkingDir: root,
    entryPoints: [join(folder, 'src', 'main.js')],
    outfile: join(folder, name),
    bundle: true,
    format: 'esm',
    nodePaths: [packages],
    legalComments: 'none',
    charset: 'utf8',
    metafile: true,
    logLevel: 'silent',
    ...options,
  });
  await writeFile(join(folder, 'THIRD_PARTY_LICENSES.txt'), await licences(name, Object.keys(metafile.inputs)));
}

/** @param {string} name @param {string[]} files Of the bundle. */
async function licences(name, files) {
  const folders = [...new Set(files.flatMap((file) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file)?.[0] ?? []))].sort();
  const texts = await Promise.all(folders.map((folder) => licence(join(root, folder))));
  return [`${name} contains the following packages.`, ...texts].join(`\n\n${'-'.repeat(80)}\n\n`);
}

/** @param {string} folder */
async function licence(folder) {
  const { name, version, license } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'));
  const file = (await readdir(folder)).find((one) => /^licen[cs]e/i.test(one));
  // Without the text nobody may pass the code on.
  if (!file && !license) throw new Stop(`${name} has no licence; it cannot be part of the package.`);
  return [`${name} ${version}, ${license}`, ...(file ? [(await readFile(join(folder, file), 'utf8')).trim()] : [])].join('\n\n');
}
