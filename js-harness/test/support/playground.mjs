// The page as its users have it: served by the command of the packed package, in the system's own browsers.
import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { spawn } from 'node:child_process';
import { freshProject, packageName } from '../../build/project.mjs';
import { findChromium, findFirefox } from '../../setup/browser.mjs';
import { nodeEnvironment } from '../../setup/command.mjs';
import { root, target } from '../../setup/paths.mjs';

/** Where the run leaves what it saw. */
export const pictures = join(target, 'playground');

/** @type {string[]} */
const CHROMIUM_FLAGS = JSON.parse(await readFile(join(root, 'webdriver.json'), 'utf8'))['goog:chromeOptions'].args;

/** A folder that has the package, in which the command runs. */
export async function workFolder() {
  const { directory, packageDirectory } = await freshProject('playground');
  await rm(pictures, { recursive: true, force: true });
  await mkdir(pictures, { recursive: true });
  return { directory, packageDirectory };
}

/**
 * Runs the command until it is stopped.
 * @param {string} directory @param {string[]} args @param {Record<string, string>} [env]
 */
export async function startPlayground(directory, args, env = {}) {
  const program = join(directory, 'node_modules', packageName, 'bin', 'connector-generic-http-sms.js');
  const child = spawn(process.execPath, [program, 'playground', ...args], { cwd: directory, env: { ...nodeEnvironment(), ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
  let errors = '';
  child.stderr.on('data', (text) => (errors += text));
  const lines = createInterface(child.stdout);
  const exited = new Promise((resolve) => child.once('exit', (code) => resolve(code)));
  const first = await Promise.race([new Promise((resolve) => lines.once('line', resolve)), exited.then(() => undefined)]);
  assert.ok(first, `the command says where the page is; it said ${errors}`);
  let more = '';
  lines.on('line', (line) => (more += line));
  return {
    address: String(first),
    /** What it said after that, on either output. */
    more: () => more + errors,
    /** @param {NodeJS.Signals} [signal] @returns {Promise<number | null>} The exit code. */
    async stop(signal = 'SIGINT') {
      child.kill(signal);
      return /** @type {Promise<number | null>} */ (exited);
    },
  };
}

/** @param {string} directory @param {string} name @param {unknown} content */
export async function configurationFile(directory, name, content) {
  await writeFile(join(directory, name), JSON.stringify(content, null, 2));
  return name;
}

/** @typedef {'chrome' | 'firefox'} BrowserName */

/** @param {BrowserName} browser @param {{ dark?: boolean }} [options] */
export async function launchBrowser(browser, { dark = false } = {}) {
  // Installed for the runtimes alone, so it is not there when other tests are listed.
  const { launch } = await import(join(root, 'js-harness', 'runtimes', 'node_modules', 'puppeteer-core', 'lib', 'esm', 'puppeteer', 'puppeteer-core.js'));
  const executablePath = await (browser === 'chrome' ? findChromium() : findFirefox());
  assert.ok(executablePath, `these tests need ${browser}`);
  const profile = await mkdtemp(join(target, `playground-${browser}-`));
  const opened = await launch({
    browser,
    executablePath,
    args: browser === 'chrome' ? [...CHROMIUM_FLAGS, ...(dark ? ['--blink-settings=preferredColorScheme=0'] : ['--blink-settings=preferredColorScheme=1'])] : [],
    extraPrefsFirefox: { 'layout.css.prefers-color-scheme.content-override': dark ? 0 : 1 },
    userDataDir: profile,
  });
  return {
    /** @type {import('puppeteer-core').Browser} */
    opened,
    async close() {
      await opened.close();
      await rm(profile, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

/**
 * A fresh page on which nothing may go wrong unnoticed.
 * @param {import('puppeteer-core').Browser} browser @param {string} address @param {{ width?: number, height?: number }} [size]
 */
export async function openedPage(browser, address, { width = 1280, height = 900 } = {}) {
  const page = await browser.newPage();
  await page.setViewport({ width, height });
  /** @type {string[]} */
  const complaints = [];
  page.on('console', (message) => ['error', 'warn'].includes(message.type()) && complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(String(error)));
  /** @type {Set<string>} */
  const origins = new Set();
  page.on('request', (request) => /^https?:/.test(request.url()) && origins.add(new URL(request.url()).origin));
  await page.goto(address);
  await page.waitForSelector('.cm-content');
  return { page, complaints, origins };
}

/** @typedef {import('puppeteer-core').Page} Page */

/** What a person reads there. @param {Page} page @param {string} selector */
export const read = (page, selector) => page.$eval(selector, (element) => /** @type {HTMLElement} */ (element).innerText.trim());

/** @param {Page} page @param {string} selector @param {RegExp} expected */
export async function reads(page, selector, expected) {
  let text = '';
  for (let tries = 0; tries < 100; tries += 1) {
    text = await read(page, selector);
    if (expected.test(text)) return text;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  assert.fail(`${selector} should say ${expected}, it says: ${text}`);
}

/** What the editor holds. @param {Page} page */
export const editorText = (page) =>
  page.$$eval('.cm-content .cm-line', (lines) => lines.map((line) => line.textContent).join('\n'));

/** Moves the cursor behind a text, by keys alone. @param {Page} page @param {string} text */
export async function cursorBehind(page, text) {
  const lines = (await editorText(page)).split('\n');
  const line = lines.findIndex((one) => one.includes(text));
  assert.ok(line >= 0, `the editor holds ${text}`);
  await page.focus('.cm-content');
  await page.keyboard.down('Control');
  await page.keyboard.press('Home');
  await page.keyboard.up('Control');
  for (let at = 0; at < line; at += 1) {
    // Lines may be wrapped, and each press goes to the next wrap.
    for (let press = 0; press < 5; press += 1) await page.keyboard.press('End');
    await page.keyboard.press('ArrowRight');
  }
  const [before] = lines[line].split(text);
  for (let at = 0; at < before.length + text.length; at += 1) await page.keyboard.press('ArrowRight');
}
