// The README as the guide page of Logto's console shows it: beside the form, in half of the window. In a real browser,
// because only that knows how wide a text is.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { chromium } from 'playwright-core';
import { findChromium } from '../../setup/browser.mjs';
import { fonts, guidePage, measure } from '../support/guide-page.mjs';
import { loadUnstored } from '../support/sends.mjs';

/** The widths of usual notebooks; from 1536 px on even an editor in a README fits. */
const WINDOWS = { 1280: 545, 1366: 588, 1440: 625 };

/** @type {string} */
let readme;
/** @type {import('playwright-core').Browser} */
let browser;
before(async () => {
  const executablePath = await findChromium();
  assert.ok(executablePath, 'this test needs Chromium: install it, or run "npm --prefix js-harness run setup"');
  browser = await chromium.launch({
    executablePath,
    // Root, as in many containers, may not use the sandbox. The console draws scroll bars, which take room.
    args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
    ignoreDefaultArgs: ['--hide-scrollbars'],
  });
  readme = /** @type {string} */ ((await loadUnstored()).metadata.readme);
});
after(() => browser?.close());

/** @param {string} markdown @param {number} width @param {string} [font] */
const measured = async (markdown, width, font) => {
  const page = await browser.newPage({ viewport: { width, height: 800 } });
  try {
    await page.setContent(guidePage(markdown, font));
    return await measure(page);
  } finally {
    await page.close();
  }
};

for (const [width, column] of Object.entries(WINDOWS)) {
  describe(`in a window of ${width} px`, () => {
    for (const [name, font] of Object.entries(fonts)) {
      test(`everything fits, in ${name}`, async () => {
        const found = await measured(readme, Number(width), font);
        // A scroll bar has 15 or 16 px, a border of 1.5 px one or two.
        assert.ok(Math.abs(found.column - column) <= 2, `the column has ${found.column} px, in the console ${column}`);
        assert.ok(found.fences > 10 && found.tables > 5, 'the README was rendered');
        assert.deepEqual(found.tooWide, []);
      });
    }
  });
}

test('a fence that is too wide is found', async () => {
  const long = `# Title\n\n\`\`\`\n${'wide '.repeat(30)}\n\`\`\`\n`;
  assert.deepEqual((await measured(long, 1280)).tooWide, [`PRE: ${'wide '.repeat(12)}`, 'the column scrolls sideways']);
});

test('no fence names a language: the console makes an editor of a fixed width of it', () => {
  assert.deepEqual([...readme.matchAll(/^\s*(?:```|~~~)(\S+)/gm)].map(([, language]) => language), []);
});

test('fences of the written part have at most 56 columns, those of recipes and of the two examples as few as JSON allows', () => {
  const [written] = readme.split('## Recipes as text');
  const fences = [...written.matchAll(/^```\n(.*?)^```$/gms)].flatMap(([, text]) => text.split('\n'));
  assert.deepEqual(fences.filter((line) => [...line].length > 56 && !line.includes('for Logto is')), []);
});

test('every link of the contents leads to a heading, by the names that the console gives them', () => {
  // components/Markdown/index.tsx of the console.
  const idOf = (/** @type {string} */ heading) => heading.replaceAll(/\p{S}|\p{Pi}|\p{Pf}|\p{Ps}|\p{Pe}|\p{Po}/gu, '').replaceAll(/\s+/g, '-').toLowerCase();
  const headings = [...readme.matchAll(/^#+ (.+)$/gm)].map(([, heading]) => heading);
  for (const heading of headings) assert.doesNotMatch(heading, /[`*[]/, 'the console makes no name of a heading with markup');
  const ids = new Set(headings.map(idOf));
  assert.equal(ids.size, headings.length, 'no two headings have one name');
  for (const [, anchor] of readme.matchAll(/\]\(#([^)]+)\)/g)) assert.ok(ids.has(anchor), `there is no heading for #${anchor}`);
  const [, contents = ''] = /^## Contents\n(.*?)^## /ms.exec(readme) ?? [];
  for (const heading of readme.matchAll(/^## (.+)$/gm)) {
    if (heading[1] !== 'Contents') assert.ok(contents.includes(`(#${idOf(heading[1])})`), `${heading[1]} is in the contents`);
  }
});
