// Chromium and its driver, for the tests that run in a browser. They come from the system: a browser is no npm package.
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { root, target } from '../paths.mjs';
import { Stop } from '../terminal/stop.mjs';
import { succeed } from './command.mjs';
import { executable, find, versionOf } from './find.mjs';

const MAC_APPS = ['Google Chrome', 'Chromium'].map((name) => `/Applications/${name}.app/Contents/MacOS/${name}`);
const DEBIAN_PACKAGES = ['chromium', 'chromium-driver'];

/** @type {import('./setup.mjs').Piece} */
export const browser = {
  title: 'Chromium and ChromeDriver',
  async present() {
    const [chromium, driver] = [await findChromium(), await findDriver()];
    return chromium && driver ? `ChromeDriver ${await versionOf(driver)}` : undefined;
  },
  async install() {
    const system = await distribution();
    if (system !== 'debian' || process.getuid?.() !== 0) throw new Stop(await whatToInstall(system));
    const advice = 'The browser could not be installed: see above; install Debian\'s packages chromium and chromium-driver, then run this again.';
    const env = { DEBIAN_FRONTEND: 'noninteractive' };
    await succeed('apt-get', ['update'], { env, advice });
    await succeed('apt-get', ['install', '-y', '--no-install-recommends', ...DEBIAN_PACKAGES], { env, advice });
  },
};

/**
 * What `wasm-pack test` needs to know about the browser: the driver, so that it downloads none, and webdriver.json
 * completed with the browser's place, so that the driver starts this one.
 * @returns {Promise<{ driver: string, settings: string }>}
 */
export async function browserSettings() {
  const [binary, driver] = [await findChromium(), await findDriver()];
  if (!binary || !driver) throw new Stop(await whatToInstall(await distribution()));
  const settings = JSON.parse(await readFile(join(root, 'webdriver.json'), 'utf8'));
  settings['goog:chromeOptions'].binary = binary;
  const path = join(target, 'webdriver.json');
  await writeFile(path, JSON.stringify(settings, null, 2));
  return { driver, settings: path };
}

const findDriver = () => find('chromedriver', 'chromium.chromedriver');

async function findChromium() {
  for (const app of process.platform === 'darwin' ? MAC_APPS : []) {
    if (await executable(app)) return app;
  }
  return find('chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome');
}

/** @returns {Promise<string>} `debian`, `ubuntu`, …, or Node's name of the platform. */
async function distribution() {
  const release = await readFile('/etc/os-release', 'utf8').catch(() => '');
  return /^ID="?([^"\n]+)/m.exec(release)?.[1] ?? process.platform;
}

/** @param {string} system */
async function whatToInstall(system) {
  const missing = [(await findChromium()) ? '' : 'Chromium', (await findDriver()) ? '' : 'ChromeDriver'].filter(Boolean).join(' and ');
  const command = {
    debian: `sudo apt-get install ${DEBIAN_PACKAGES.join(' ')}`,
    ubuntu: 'sudo apt-get install chromium-browser chromium-chromedriver',
    darwin: 'brew install --cask google-chrome chromedriver',
  }[system];
  const how = command ? `install with "${command}"` : 'install Chromium or Chrome and the ChromeDriver of the same version, both on PATH';
  return `The browser tests need what is missing here (${missing}): ${how}, then run this again.`;
}
