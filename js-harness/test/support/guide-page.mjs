// The guide page of Logto's console, as far as it says how wide things are: on the left the README of a connector, on the
// right its form. Taken from packages/console of logto-io/logto: pages/Connectors/Guide/index.tsx with its index.module.scss
// (`container`, `content`, `readme`, `setup`), components/Markdown/index.module.scss, scss/normalized.scss, and the fonts of
// packages/toolkit/core-kit/scss/_fonts.scss; `unit(n)` is 4 n px there.
//
// So in a window of 1280 px each half has (1280 - 16 of the scroll bar - 2 × 24 of padding - 24 between them) / 2 = 596 px,
// of which the README has 596 - 2 × 1.5 of border - 2 × 24 of padding = 545 px.
import { marked } from 'marked';

const FONT = "-apple-system, system-ui, BlinkMacSystemFont, 'Segoe UI', Roboto, 'Helvetica Neue', Helvetica, Arial, sans-serif";

/** @param {string} font Of everything; the console's own, or the widest that an operator may have. */
const styles = (font) => `
  * { box-sizing: border-box; }
  body { margin: 0; padding: 0; min-height: 100vh; font-family: ${font}; }
  ::-webkit-scrollbar { width: 16px; }
  ::-webkit-scrollbar:horizontal { height: 16px; }
  .container { display: flex; flex-direction: column; height: 100vh; overflow-x: auto; }
  .header { height: 64px; }
  .content { flex: 1; display: flex; overflow: auto; justify-content: center; min-width: min-content; padding: 8px 24px 24px; }
  .content > * { flex: 1; max-width: 800px; min-width: 400px; }
  .readme { display: flex; flex-direction: column; border: 1.5px solid; border-radius: 16px; margin: 0 24px 0 0; overflow-y: auto; position: sticky; top: 0; scrollbar-width: none; }
  .readmeContent { flex: 1; padding: 0 24px 16px; }
  .setup { padding-bottom: 24px; }
  .form { height: 3000px; border-radius: 16px; background: #eee; }
  .markdown li, .markdown p, .markdown td, .markdown a, .markdown code { font: 400 14px/20px ${font}; }
  .markdown p { margin: 12px 0; }
  .markdown ul { padding-inline-start: 4ch; }
  .markdown ul > li { margin-block: 8px; padding-inline-start: 4px; }
  .markdown ol { padding-inline-start: 2ch; }
  .markdown ol > li { margin-block: 12px; padding-inline-start: 4px; }
  .markdown h1 { font: 600 20px/28px ${font}; }
  .markdown h2 { font: 600 16px/24px ${font}; }
  .markdown h3 { font: 600 14px/20px ${font}; }
  .markdown table { border: 1px solid; border-spacing: 0; width: 100%; table-layout: fixed; word-break: break-word; }
  .markdown th { font: 600 14px/20px ${font}; padding: 12px; text-align: start; }
  .markdown td { padding: 12px; border-bottom: 1px solid; }
  .markdown code { padding: 4px; border-radius: 4px; background: #eee; }`;

/** The fonts to try: the console's, and one whose letters are all as wide as its widest. */
export const fonts = { 'the fonts of the console': FONT, 'letters of one width': 'monospace' };

/**
 * @param {string} readme In Markdown; the console takes its title off.
 * @param {string} [font]
 */
export const guidePage = (readme, font = FONT) => `<!doctype html><meta charset="utf-8"><style>${styles(font)}</style>
  <div class="container"><div class="header"></div><div class="content">
    <div class="readme"><div class="readmeContent markdown">${marked.parse(readme.replace(/^# .*\n/, ''), { async: false })}</div></div>
    <div class="setup"><div class="form"></div></div>
  </div></div>`;

/**
 * What is wider than the column of the README, and what the page cannot show without scrolling sideways.
 * @param {import('playwright-core').Page} page
 * @returns {Promise<{ column: number, fences: number, tables: number, tooWide: string[] }>}
 */
export const measure = (page) =>
  page.evaluate(() => {
    const column = /** @type {Element} */ (document.querySelector('.readmeContent'));
    const { paddingLeft, paddingRight } = getComputedStyle(column);
    const box = column.getBoundingClientRect();
    const right = box.right - Number.parseFloat(paddingRight);
    const all = (/** @type {string} */ selector) => [...column.querySelectorAll(selector)];
    // A range, because the text of a fence is wider than the element where it runs out of it.
    const reach = (/** @type {Element} */ element) => {
      const range = document.createRange();
      range.selectNodeContents(element);
      return Math.max(range.getBoundingClientRect().right, element.getBoundingClientRect().right);
    };
    const tooWide = all('pre, table, td, th, p, li, h2, h3')
      .filter((element) => reach(element) > right + 0.5)
      .map((element) => `${element.tagName}: ${element.textContent?.slice(0, 60)}`);
    const setup = /** @type {Element} */ (document.querySelector('.setup')).getBoundingClientRect();
    if (setup.right > innerWidth) tooWide.push('the form is pushed out of the window');
    if (column.scrollWidth > column.clientWidth) tooWide.push('the column scrolls sideways');
    return {
      column: Math.round(right - box.left - Number.parseFloat(paddingLeft)),
      fences: all('pre').length,
      tables: all('table').length,
      tooWide,
    };
  });
