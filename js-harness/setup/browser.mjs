// The browsers and their drivers. They come from the system, because a browser is no npm package; only geckodriver is
// compiled where there is none, since no Debian has it.
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Stop } from '../ui/stop.mjs';
import { succeed } from './command.mjs';
import { executable, find, versionOf } from './find.mjs';
import { root, target } from './paths.mjs';
import { tool } from './wasm-tools.mjs';

/**
 * A program of the system: its names on PATH, the apps that hold it on a Mac, and the packages that bring it.
 * @typedef {{ title: string, names: string[], apps?: string[], packages: Record<string, string> }} Program
 */

/** @satisfies {Record<string, Program>} */
const programs = {
  chromium: {
    title: 'Chromium',
    names: ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome'],
    apps: ['Google Chrome.app/Contents/MacOS/Google Chrome', 'Chromium.app/Contents/MacOS/Chromium'],
    packages: { debian: 'chromium', ubuntu: 'chromium-browser', darwin: '--cask google-chrome' },
  },
  chromedriver: {
    title: 'ChromeDriver',
    names: ['chromedriver', 'chromium.chromedriver'],
    packages: { debian: 'chromium-driver', ubuntu: 'chromium-chromedriver', darwin: '--cask chromedriver' },
  },
  firefox: {
    title: 'Firefox',
    names: ['firefox-esr', 'firefox'],
    apps: ['Firefox.app/Contents/MacOS/firefox'],
    packages: { debian: 'firefox-esr', ubuntu: 'firefox', darwin: '--cask firefox' },
  },
};

export const findChromium = () => findProgram(programs.chromium);
export const findFirefox = () => findProgram(programs.firefox);
const findChromeDriver = () => findProgram(programs.chromedriver);
const findGeckoDriver = () => find('geckodriver');

const geckoDriverCrate = tool('geckodriver', '0.37.1', ['geckodriver'], 60);
const geckoDriver = {
  ...geckoDriverCrate,
  // Any version: drivers are made to work with browsers older and newer than themselves.
  async present() {
    const path = await findGeckoDriver();
    const version = path && (await versionOf(path));
    return version && `geckodriver ${version}`;
  },
};

/** @type {import('./setup.mjs').Piece[]} */
export const browsers = [programs.chromium, programs.firefox].map(fromSystem);
/** @type {import('./setup.mjs').Piece[]} */
export const browsersAndDrivers = [...browsers, fromSystem(programs.chromedriver), geckoDriver];

/** @param {Program} program @returns {import('./setup.mjs').Piece} */
function fromSystem(program) {
  const { title, packages } = program;
  return {
    title,
    lane: 'system',
    async present() {
      const path = await findProgram(program);
      return path && `${title} ${(await versionOf(path)) ?? ''}`.trim();
    },
    async install(signal) {
      const system = await distribution();
      if (system !== 'debian' || process.getuid?.() !== 0) throw new Stop(whatToInstall(program, system));
      const advice = `${title} could not be installed as Debian's package ${packages.debian}: see above.`;
      const env = { DEBIAN_FRONTEND: 'noninteractive' };
      await succeed('apt-get', ['update'], { env, signal, advice });
      await succeed('apt-get', ['install', '-y', '--no-install-recommends', packages.debian], { env, signal, advice });
    },
  };
}

/**
 * What `wasm-pack test` needs to know about a browser: the driver, so that it downloads none, and webdriver.json
 * completed with the browser's place, so that the driver starts this one. Each gets its own options alone, because a
 * driver takes those of another browser for a demand that it cannot meet.
 * @param {'chromium' | 'firefox'} browser
 * @returns {Promise<{ driver: string, settings: string }>}
 */
export async function browserSettings(browser) {
  const [key, binary, driver] =
    browser === 'chromium'
      ? /** @type {const} */ (['goog:chromeOptions', await findChromium(), await findChromeDriver()])
      : /** @type {const} */ (['moz:firefoxOptions', await findFirefox(), await findGeckoDriver()]);
  if (!binary || !driver) throw new Stop(`${programs[browser].title} or its driver has gone since this run looked for it: run this again.`);
  const options = JSON.parse(await readFile(join(root, 'webdriver.json'), 'utf8'))[key];
  const path = join(target, `webdriver-${browser}.json`);
  await writeFile(path, JSON.stringify({ [key]: { ...options, binary } }, null, 2));
  return { driver, settings: path };
}

/** @param {Program} program */
async function findProgram({ names, apps = [] }) {
  for (const app of process.platform === 'darwin' ? apps : []) {
    const path = join('/Applications', app);
    if (await executable(path)) return path;
  }
  return find(...names);
}

/** @returns {Promise<string>} `debian`, `ubuntu`, …, or Node's name of the platform. */
async function distribution() {
  const release = await readFile('/etc/os-release', 'utf8').catch(() => '');
  return /^ID="?([^"\n]+)/m.exec(release)?.[1] ?? process.platform;
}

/** @param {Program} program @param {string} system */
function whatToInstall({ title, packages }, system) {
  const command = system === 'darwin' ? 'brew install' : 'sudo apt-get install';
  const how = packages[system] ? `install it with "${command} ${packages[system]}"` : 'install it, on PATH';
  return `The browser tests need ${title}, which is missing here: ${how}, then run this again.`;
}
