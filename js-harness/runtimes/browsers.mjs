// Browsers, each with a profile of its own that is deleted with the scratch folder. They load the package from its files
// by an import map, and once more as Vite has built it.
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { packageName } from '../build/project.mjs';
import { environment } from '../setup/command.mjs';
import { root } from '../setup/paths.mjs';

/** @typedef {import('./runtimes.mjs').Setting} Setting */
/** @typedef {import('./server.mjs').Result} Result */
/** @typedef {{ address: string, more: () => Promise<Result[]> }} Page */

/** As `wasm-pack test` starts it. @type {string[]} */
const CHROMIUM_FLAGS = JSON.parse(await readFile(join(root, 'webdriver.json'), 'utf8'))['goog:chromeOptions'].args;

/**
 * Opens a page in the system's own browser, over the protocol that each speaks by itself. (Playwright drives Firefox in a
 * build of its own only.)
 * @param {'chrome' | 'firefox'} browser @param {Pick<Setting, 'program' | 'scratch'>} setting @param {Page} page
 */
export async function openPage(browser, { program, scratch }, { address, more }) {
  // Imported here, as all that is installed for the runtimes alone: whoever lists them may not have it yet.
  const { launch } = await import('puppeteer-core');
  const opened = await launch({
    browser,
    executablePath: program,
    args: browser === 'chrome' ? CHROMIUM_FLAGS : [],
    userDataDir: join(scratch, 'profile'),
    env: environment({ HOME: scratch }),
  });
  let output = '';
  const page = await opened.newPage();
  page.on('console', (message) => (output += `${message.text()}\n`)).on('pageerror', (error) => (output += `${error}\n`));
  await page.goto(address);
  return {
    ended: new Promise((resolve) => opened.once('disconnected', resolve)),
    output: () => output,
    stop: () => opened.close(),
    more,
  };
}

/** The package's own files. @param {Setting} setting @returns {Promise<Page>} */
export async function pageFor({ id, kind, project, server }) {
  const manifest = JSON.parse(await readFile(join(project, 'node_modules', packageName, 'package.json'), 'utf8'));
  const imports = { [`${packageName}/core`]: `./${join('node_modules', packageName, manifest.exports['./core'].default)}` };
  await writeFile(join(project, 'index.html'), html(`<script type="importmap">${JSON.stringify({ imports })}</script>`));
  return page(server.addPage(id, project), { id, kind, server });
}

/** @param {Setting} setting @returns {Promise<Page>} */
export async function viteBuild({ id, kind, project, scratch, server }) {
  const { build } = await import('vite');
  const built = join(scratch, 'built');
  await writeFile(join(project, 'index.html'), html(''));
  await build({ configFile: false, root: project, base: './', logLevel: 'silent', build: { outDir: built, emptyOutDir: true } });
  const files = await readdir(built, { recursive: true });
  const wasm = files.filter((name) => name.endsWith('.wasm'));
  const texts = await Promise.all(files.filter((name) => /\.(js|html)$/.test(name)).map((name) => readFile(join(built, name), 'utf8')));
  const inlined = texts.filter((text) => text.includes('data:application/wasm')).length;
  const { address, more } = page(server.addPage(id, built), { id, kind, server });
  return {
    address,
    more: async () => [
      ...(await more()),
      { name: 'one .wasm in the build', ok: wasm.length === 1 && inlined === 0, detail: `it has ${wasm.length}, and ${inlined} inlined` },
    ],
  };
}

export const viteVersion = async () => (await import('vite')).version;

/** @param {string} place @param {Pick<Setting, 'id' | 'kind' | 'server'>} setting @returns {Page} */
function page(place, { id, kind, server }) {
  return {
    address: `${place}?${new URLSearchParams({ base: server.url, runtime: id, kind })}`,
    async more() {
      const served = server.served(id, '.wasm');
      return [{ name: 'the wasm is downloaded once', ok: served.length === 1, detail: `it was asked for ${served.length} times` }];
    },
  };
}

/** A page whose own failure to start is reported too. @param {string} head */
const html = (head) => `<!doctype html>
<meta charset="utf-8">
<title>connector-generic-http-sms</title>
<link rel="icon" href="data:,">
<script>
  addEventListener('error', ({ message, target }) => {
    const { base, runtime } = Object.fromEntries(new URLSearchParams(location.search));
    const detail = message ?? \`\${target.src} does not load\`;
    fetch(\`\${base}/report/\${runtime}\`, { method: 'POST', body: JSON.stringify([{ name: 'the page loads', ok: false, detail }]) });
  }, true);
</script>
${head}
<script type="module" src="./page.mjs"></script>
`;
