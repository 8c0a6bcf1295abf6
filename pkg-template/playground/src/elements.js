// Makes elements of the page. Texts are always texts: nothing that somebody wrote or a provider answered becomes markup.

/**
 * @param {string} tag A name, and classes behind dots.
 * @param {Record<string, any>} [properties] Those with a hyphen are attributes.
 * @param {(Node | string | undefined)[]} children
 */
export function element(tag, properties = {}, ...children) {
  const [name, ...classes] = tag.split('.');
  const made = document.createElement(name);
  if (classes.length > 0) made.className = classes.join(' ');
  for (const [key, value] of Object.entries(properties)) {
    if (key.includes('-')) made.setAttribute(key, value);
    else made[key] = value;
  }
  made.append(...children.filter((child) => child !== undefined));
  return made;
}

/** @template {HTMLElement} T @param {string} selector @returns {T} */
export const find = (selector) => /** @type {T} */ (document.querySelector(selector));

/**
 * Names and what belongs to them, in two columns.
 * @param {[string, string | Node][]} rows
 */
export const pairs = (rows) => element('dl', {}, ...rows.flatMap(([name, value]) => [element('dt', {}, name), element('dd', {}, value)]));

/** A text in lines, which may be wider than the page: it scrolls, so it can be reached by keyboard. @param {string} text @param {string} label */
export const block = (text, label) => element('pre', { tabIndex: 0, role: 'region', 'aria-label': label }, text);

/** A sentence of the engine, in which names stand between backticks. @param {string} text */
export const sentence = (text) => text.split(/`([^`]+)`/).map((part, at) => (at % 2 === 0 ? part : element('code', {}, part)));
