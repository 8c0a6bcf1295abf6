// The page in Chromium and Firefox, as a person uses it: keys and clicks in, words out.
import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import axe from 'axe-core';
import { startGateway } from '../../servers/gateway/server.mjs';
import { root } from '../../setup/paths.mjs';
import { configurationFile, cursorBehind, editorText, launchBrowser, openedPage, pictures, read, reads, startPlayground, workFolder } from '../support/playground.mjs';

const SECRET = 'k3y-Zq81xv-marker';
/** A provider's answer, as its documentation may show it. */
const ANSWER = '{"success":"100","messages":[{"id":"77"}]}';

/** @type {Awaited<ReturnType<typeof workFolder>>} */
let folder;
/** @type {Awaited<ReturnType<typeof startPlayground>>} */
let alone;
before(async () => {
  folder = await workFolder();
  alone = await startPlayground(folder.directory, ['--port', '0']);
});
after(() => alone?.stop());

/** @param {import('../support/playground.mjs').Page} page @param {string} key */
async function withControl(page, key) {
  await page.keyboard.down('Control');
  await page.keyboard.press(key);
  await page.keyboard.up('Control');
}

/** @param {import('../support/playground.mjs').Page} page @param {Record<string, string>} values By field, in a form whose button is pressed. */
async function fillIn(page, values) {
  for (const [name, value] of Object.entries(values)) await page.type(`#fill-in input[name="${name}"]`, value);
  await page.click('#fill-in button[type="submit"]');
}

for (const name of /** @type {const} */ (['chrome', 'firefox'])) {
  describe(name, () => {
    /** @type {Awaited<ReturnType<typeof launchBrowser>>} */
    let browser;
    before(async () => {
      browser = await launchBrowser(name);
    });
    after(() => browser?.close());

    /** @param {string} title @param {(page: import('../support/playground.mjs').Page) => Promise<void>} body @param {{ address?: () => string, width?: number }} [options] */
    const onPage = (title, body, { address = () => alone.address, width } = {}) =>
      test(title, async () => {
        const { page, complaints, origins } = await openedPage(browser.opened, address(), { width });
        try {
          await body(page);
          assert.deepEqual(complaints, [], 'the browser has nothing to complain of');
          assert.deepEqual([...origins], [new URL(address()).origin], 'nothing else is asked for anything');
        } finally {
          await page.close();
        }
      });

    onPage('a recipe is picked, its values are filled in, and the phone shows the message', async (page) => {
      await page.select('#recipe', 'seven');
      await reads(page, '#issues .summary', /^2 errors$/);
      assert.match(await read(page, '#issues li:first-child'), /Line 12 bodyParams\.from[\s\S]*<sender> is an example/);
      assert.equal(await page.$$eval('.cm-lint-marker-error', (marks) => marks.length), 2, 'marks at their lines');
      assert.equal(await page.$eval('#fill-in input[name="api-key"]', (input) => /** @type {HTMLInputElement} */ (input).type), 'password');
      await fillIn(page, { 'api-key': SECRET });
      await reads(page, '#issues .summary', /^1 error$/);
      await fillIn(page, { sender: 'My "Brand"' });
      await reads(page, '#issues .summary', /^No issues\. Logto saves this configuration\.$/);
      assert.equal(await page.$eval('#fill-in', (section) => /** @type {HTMLElement} */ (section).hidden), true);
      assert.equal(JSON.parse(await editorText(page)).bodyParams.from, 'My "Brand"', 'whatever is typed stays JSON');
      const request = await read(page, '#request .output');
      assert.match(request, /POST https:\/\/gateway\.seven\.io\/api\/sms/);
      assert.match(request, /"to": "\+14155550123"/);
      assert.doesNotMatch(request, /marker/, 'credentials are hidden');
      await page.click('#reveal');
      await reads(page, '#request .output', /k3y-Zq81xv-marker/);
      assert.match(await read(page, '#phone .bubble'), /^Your verification code is 123456\.$/);
      assert.match(await read(page, '#phone .segments'), /^1 SMS, GSM-7, 33 of 160$/);
    });

    onPage('a configuration is broken, the issue stands at its line, and goes when it is fixed', async (page) => {
      await page.select('#recipe', 'ntfy');
      const before = await reads(page, '#issues .summary', /error/);
      await cursorBehind(page, '{{code}');
      await page.keyboard.press('ArrowLeft');
      await page.keyboard.press('Backspace');
      const line = (await editorText(page)).split('\n').findIndex((text) => text.includes('{{cod}}')) + 1;
      await reads(page, '#issues ol', new RegExp(`Line ${line} templates\\.0\\.content[\\s\\S]*cod[\\s\\S]*code`));
      await page.keyboard.type('e');
      await reads(page, '#issues .summary', new RegExp(`^${before}$`));
      assert.doesNotMatch(await read(page, '#issues ol'), /templates/);

      await withControl(page, 'Home');
      await page.keyboard.press('Delete');
      await reads(page, '#issues ol', /Line 2[\s\S]*expected nothing more/);
      await reads(page, '#request .output', /Fix the JSON first/);
      await withControl(page, 'z');
      await reads(page, '#request .output', /POST/);
    });

    onPage('an issue leads to its line', async (page) => {
      await page.select('#recipe', 'seven');
      await reads(page, '#issues .summary', /^2 errors$/);
      await page.click('#issues li:nth-child(2) button');
      assert.equal(await page.evaluate(() => document.activeElement?.className.includes('cm-content')), true);
      assert.match(await read(page, '.cm-activeLine'), /"apiKey"/);
    });

    onPage('keys are completed and explained from the schema', async (page) => {
      await cursorBehind(page, '"method": "POST",');
      await page.keyboard.press('Enter');
      await page.keyboard.type('"bodyT');
      await page.waitForSelector('.cm-tooltip-autocomplete li');
      assert.match(await read(page, '.cm-tooltip-autocomplete li'), /^bodyType/);
      await reads(page, '.cm-completionInfo', /encoded/);
      await new Promise((resolve) => setTimeout(resolve, 150));
      await page.keyboard.press('Enter');
      await page.waitForFunction(() => document.querySelector('.cm-content')?.textContent?.includes('"bodyType":'));
    });

    onPage('an answer is pasted, and the verdict says rule by rule what it means', async (page) => {
      await page.select('#recipe', 'seven');
      await fillIn(page, { 'api-key': SECRET, sender: 'MyBrand' });
      assert.equal(await read(page, '#answer .output'), '');
      await page.type('#answer-body', ANSWER);
      await reads(page, '#answer .output', /The message counts as accepted\.[\s\S]*response\.success[\s\S]*yes[\s\S]*"?100"?[\s\S]*Message id\s+77/);
      await page.focus('#answer-body');
      await withControl(page, 'a');
      await page.type('#answer-body', '{"success":"900"}');
      const told = await reads(page, '#answer .output', /unclear whether the message was accepted/);
      assert.match(told, /response\.success[\s\S]*no[\s\S]*900/);
      await page.type('#status', '429');
      await page.type('#answer-headers', 'Retry-After: 30');
      await reads(page, '#answer .output', /rate_limit_exceeded[\s\S]*Repeated\s+no/);
    });

    onPage("a provider's curl example becomes a configuration", async (page) => {
      await page.click('#open-curl');
      await page.type('#curl-text', 'curl -F a=b https://sms.test.com');
      await page.click('#read-curl');
      await reads(page, '#curl-error', /multipart/);
      await page.$eval('#curl-text', (input) => void (/** @type {HTMLTextAreaElement} */ (input).value = ''));
      await page.type('#curl-text', `curl https://api.sms.test.com/v1/messages -u "u-123456789:p-123456789" -d to=+14155550100 -d "text=Your code is 1234"`);
      await page.click('#read-curl');
      await reads(page, '#notice', /the number: body to is now \{\{to\}\}/);
      const { bodyParams, authorization } = JSON.parse(await editorText(page));
      assert.deepEqual(bodyParams, { to: '{{to}}', text: '{{message}}' });
      assert.equal(authorization, 'Basic u-123456789:p-123456789');
    });

    onPage('a link holds the configuration without its credentials', async (page) => {
      await page.evaluate(() => Object.defineProperty(navigator, 'clipboard', { value: { writeText: async (/** @type {string} */ text) => void (document.title = text) } }));
      await page.select('#recipe', 'twilio');
      await fillIn(page, { 'account-sid': 'AC0123456789abcdef0123456789abcdef', 'auth-token': SECRET, 'your-twilio-number': '+15005550006' });
      await page.click('#link');
      await reads(page, '#notice', /^Copied a link without endpoint, authorization\.$/);
      const link = await page.title();
      const decoded = Buffer.from(link.split('#configuration=')[1], 'base64url').toString();
      assert.doesNotMatch(decoded, /marker|0123456789abcdef/);
      assert.match(decoded, /"From": "\+15005550006"/);
      const { page: other, complaints } = await openedPage(browser.opened, link);
      assert.equal(await editorText(other), decoded);
      assert.equal(new URL(other.url()).hash, '', 'the configuration leaves the address bar');
      await reads(other, '#sending .hint', /Run npx connector-generic-http-sms playground/);
      assert.deepEqual(complaints, []);
      await other.close();
    });

    test('a message is sent once by the command, with what only the command knows; the answer is explained', async () => {
      const gateway = await startGateway({ body: '{"status":"failed","why":"no credit left"}' });
      const file = await configurationFile(folder.directory, `send-${name}.json`, {
        endpoint: `${gateway.url}/send`,
        headers: { 'X-Api-Key': '{{apiKey}}' },
        bodyParams: { to: '{{to}}', text: '{{message}}' },
        templates: [{ usageType: 'Generic', content: 'Code {{code}}' }],
        response: { success: { path: 'status', equals: 'ok' }, error: 'why' },
      });
      const command = await startPlayground(folder.directory, [file, '--port', '0'], { SMS_API_KEY: SECRET });
      const { page, complaints } = await openedPage(browser.opened, command.address);
      try {
        await reads(page, '#sending .hint', new RegExp(`goes to ${new URL(gateway.url).host}`));
        await page.click('#send');
        await reads(page, '#sending .output', /HTTP 200 after \d+ ms/);
        assert.equal(gateway.requests.length, 1);
        assert.deepEqual(JSON.parse(gateway.requests[0].body), { to: '+14155550123', text: 'Code 123456' });
        assert.equal(gateway.requests[0].headers['x-api-key'], SECRET);
        assert.match(await read(page, '#sending .output'), /no credit left/);
        await reads(page, '#answer .output', /unclear whether[\s\S]*response\.success[\s\S]*no[\s\S]*failed/);
        assert.equal(await page.$eval('#answer-body', (input) => /** @type {HTMLTextAreaElement} */ (input).value), '{"status":"failed","why":"no credit left"}');

        await cursorBehind(page, 'Code {{code}}');
        await page.keyboard.type('!');
        await withControl(page, 's');
        await reads(page, '#notice', new RegExp(`Saved to ${file}`));
        assert.match(await readFile(join(folder.directory, file), 'utf8'), /Code \{\{code\}\}!/);
        await page.keyboard.type('?');
        assert.equal(await read(page, '#sending .output'), '', 'what came of the send was about another configuration');
        await reads(page, '#phone .bubble', /^Code 123456!\?$/);
        await page.reload();
        await page.waitForSelector('.cm-content');
        assert.match(await editorText(page), /Code \{\{code\}\}!\?/, 'what was typed since survives');
        const elsewhere = JSON.stringify({ endpoint: gateway.url, bodyParams: { to: '{{to}}', code: '{{code}}' } });
        await writeFile(join(folder.directory, file), elsewhere);
        await page.reload();
        await page.waitForSelector('.cm-content');
        assert.equal(await editorText(page), elsewhere, 'a file that was changed elsewhere counts');
        await reads(page, '#sending .hint', /goes to/);
        assert.deepEqual(complaints, []);

        assert.equal(await command.stop(), 0, 'Ctrl+C is its regular end');
        await page.click('#send');
        await reads(page, '#sending .output', /does not answer/);
        assert.equal(gateway.requests.length, 1);
      } finally {
        await page.close();
        await command.stop();
        await gateway.stop();
      }
    });

    onPage('by keyboard alone: every control is reached in order, and shows that it is', async (page) => {
      /** @type {string[]} */
      const reached = [];
      for (let tries = 0; tries < 80 && reached.at(-1) !== 'end'; tries += 1) {
        await page.keyboard.press('Tab');
        reached.push(
          await page.evaluate(() => {
            const { activeElement } = document;
            if (!activeElement || activeElement === document.body) return 'end';
            const { outlineStyle } = getComputedStyle(activeElement.closest('#editor') ?? activeElement);
            return `${activeElement.id || activeElement.className}${outlineStyle === 'none' ? ' without an outline' : ''}`;
          }),
        );
      }
      const named = reached.map((one) => (one.startsWith('cm-content') ? 'editor' : one));
      assert.deepEqual(named.filter((one) => /without/.test(one)), []);
      const order = ['recipe', 'open-curl', 'copy', 'link', 'editor', 'issue', 'to', 'code', 'type', 'locale', 'reveal', 'status', 'answer-headers', 'answer-body'];
      const positions = order.map((id) => named.findIndex((one) => one.startsWith(id)));
      assert.ok(positions.every((position) => position >= 0), `all of them are reached: ${named.join(', ')}`);
      assert.deepEqual(positions, [...positions].sort((a, b) => a - b), 'in the order of the page');
    });

    onPage('by keyboard alone: a recipe, its values, an issue', async (page) => {
      await page.keyboard.press('Tab');
      await page.keyboard.type('seven');
      await page.keyboard.press('Enter');
      await reads(page, '#issues .summary', /^2 errors$/);
      for (let tries = 0; tries < 20 && (await page.evaluate(() => /** @type {any} */ (document.activeElement).name)) !== 'api-key'; tries += 1) await page.keyboard.press('Tab');
      await page.keyboard.type(SECRET);
      await page.keyboard.press('Enter');
      await reads(page, '#issues .summary', /^1 error$/);
      for (let tries = 0; tries < 20 && !(await page.evaluate(() => document.activeElement?.className.startsWith('issue'))); tries += 1) await page.keyboard.press('Tab');
      await page.keyboard.press('Enter');
      assert.match(await read(page, '.cm-activeLine'), /"from"/);
    });

    for (const width of [360, 768, 1440]) {
      onPage(`nothing is wider than the window at ${width} px`, async (page) => {
        await page.select('#recipe', 'twilio');
        await page.type('#answer-body', '{"sid":"SM1"}');
        await reads(page, '#answer .output', /accepted/);
        const [content, window] = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
        assert.ok(content <= window, `${content} px of content in ${window}`);
        if (name === 'chrome') await page.screenshot({ path: join(pictures, `light-${width}.png`), fullPage: true });
      }, { width });
    }

    onPage('each key stroke is answered within a frame', async (page) => {
      await page.select('#recipe', 'sinch');
      await cursorBehind(page, 'Your verification code');
      await page.evaluate(() => performance.clearMeasures());
      await page.keyboard.type(' for a page in which every key counts');
      const times = (await page.evaluate(() => performance.getEntriesByName('engine').map(({ duration }) => duration))).sort((a, b) => a - b);
      assert.ok(times.length >= 36, `${times.length} measures`);
      const median = times[Math.floor(times.length / 2)];
      console.log(`playground, ${name}: the engine answers a key stroke in ${median.toFixed(1)} ms (median of ${times.length})`);
      assert.ok(median < 1000 / 60, `${median} ms`);
    });
  });
}

describe('accessibility', () => {
  for (const name of /** @type {const} */ (['chrome', 'firefox'])) {
    for (const dark of [false, true]) {
      test(`axe finds nothing in ${name}, ${dark ? 'dark' : 'light'}`, async () => {
        const { opened, close } = await launchBrowser(name, { dark });
        try {
          const { page } = await openedPage(opened, alone.address, { width: dark ? 360 : 1280 });
          assert.equal(await page.evaluate(() => matchMedia('(prefers-color-scheme: dark)').matches), dark);
          const look = async (/** @type {string} */ state) => assert.deepEqual(await violations(page), [], state);
          await look('as it opens');
          await page.select('#recipe', 'ovh');
          await look('a recipe with errors and values to fill in');
          await page.select('#recipe', 'seven');
          await fillIn(page, { 'api-key': SECRET, sender: 'MyBrand' });
          await page.type('#answer-body', ANSWER);
          await reads(page, '#answer .output', /accepted/);
          await look('a configuration without issues, and a verdict');
          await cursorBehind(page, '"method": "POST",');
          await page.keyboard.type('"');
          await page.waitForSelector('.cm-tooltip-autocomplete li');
          await look('a list of keys');
          await page.keyboard.press('Escape');
          await page.click('#open-curl');
          await page.click('#read-curl');
          await reads(page, '#curl-error', /./);
          await look('the dialog');
        } finally {
          await close();
        }
      });
    }
  }
});

describe('the pictures of the README', () => {
  for (const scheme of /** @type {const} */ (['light', 'dark'])) {
    test(`${scheme}: they are there, and as large as the page is now`, async () => {
      const { opened, close } = await launchBrowser('chrome', { dark: scheme === 'dark' });
      try {
        const { page } = await openedPage(opened, alone.address, { width: 1280, height: 1000 });
        await page.select('#recipe', 'seven');
        await fillIn(page, { 'api-key': 'example-key-1a2b3c4d', sender: 'MyBrand' });
        await cursorBehind(page, '{{code}');
        await page.keyboard.press('ArrowLeft');
        await page.keyboard.press('Backspace');
        await reads(page, '#issues ol', /\{\{cod\}\}/);
        await page.evaluate(() => scrollTo(0, 0));
        const shown = await page.screenshot({ path: join(pictures, `${scheme}.png`) });
        const kept = join(root, 'js-harness', 'pictures', `playground-${scheme}.png`);
        if (process.env.UPDATE_SNAPSHOTS) await writeFile(kept, shown);
        // Letters look different on each machine, so the pixels are not compared.
        assert.deepEqual(sizeOf(await readFile(kept)), sizeOf(Buffer.from(shown)));
      } finally {
        await close();
      }
    });
  }
});

/** Of a PNG: its first chunk begins with width and height. @param {Buffer} png */
const sizeOf = (png) => ({ width: png.readUInt32BE(16), height: png.readUInt32BE(20) });

/** @param {import('../support/playground.mjs').Page} page */
async function violations(page) {
  await page.evaluate(axe.source);
  const found = await page.evaluate(async () => (await /** @type {any} */ (globalThis).axe.run()).violations);
  return found.map((/** @type {any} */ { id, nodes }) => `${id}: ${nodes.map((/** @type {any} */ { html, failureSummary }) => `${html.slice(0, 120)} ${failureSummary}`).join('\n')}`);
}
