// The Rust tests: on the host, as wasm in Node, as wasm in headless browsers.
import { browserSettings, browsersAndDrivers } from '../../setup/browser.mjs';
import { attempt } from '../../setup/command.mjs';
import { root } from '../../setup/paths.mjs';
import { setUp } from '../../setup/setup.mjs';
import { Stop } from '../../ui/stop.mjs';
import { fromRust, together } from './counts.mjs';

/** @typedef {import('./counts.mjs').Outcome} Outcome */

// --locked: what Cargo.lock says, not what the registry has today.
const LOCKED = ['--locked'];

export const host = async () => fromRust(await attempt('cargo', ['test', '--no-fail-fast', ...LOCKED]));

export const wasmInNode = async () => fromRust(await wasmPackTest(['--node']));

export const prepareBrowsers = () => setUp('browsers ready', browsersAndDrivers);

export async function wasmInBrowsers() {
  const chromium = await wasmInBrowser('chromium', ['--chrome', '--chromedriver']);
  const firefox = await wasmInBrowser('firefox', ['--firefox', '--geckodriver']);
  return together({ Chromium: chromium, Firefox: firefox });
}

/** @param {'chromium' | 'firefox'} browser @param {string[]} flags Without a driver behind them wasm-pack would download one. */
async function wasmInBrowser(browser, flags) {
  const { driver, settings } = await browserSettings(browser);
  return fromRust(
    await wasmPackTest(['--headless', ...flags, driver], {
      WASM_BINDGEN_TEST_WEBDRIVER_JSON: settings,
      // The defaults suit an idle machine; a busy one needs longer to start a browser, and a hang still ends.
      WASM_BINDGEN_TEST_DRIVER_TIMEOUT: '30',
      WASM_BINDGEN_TEST_TIMEOUT: '180',
    }),
  );
}

/** @param {string[]} where @param {Record<string, string>} [env] */
async function wasmPackTest(where, env) {
  // wasm-pack names its test runner to cargo in a variable that cargo splits at spaces.
  if (/\s/.test(root)) throw new Stop('wasm-pack runs no tests below a folder with a space in its name: move the clone.');
  return attempt('wasm-pack', ['test', ...where, '--mode', 'no-install', '--', ...LOCKED], { env });
}
