// A link that holds a configuration without its credentials. It stands behind the #, which browsers send to nobody.
import { withoutCredentials } from '../../bin/src/credentials.js';

const NAME = '#configuration=';

/**
 * @param {string} text @param {Location} location
 * @returns {{ link: string, hidden: string[] }} And the key paths of what was left out.
 */
export function linkOf(text, { origin, pathname }) {
  const { text: harmless, hidden } = withoutCredentials(text);
  const binary = String.fromCharCode(...new TextEncoder().encode(harmless));
  return { link: `${origin}${pathname}${NAME}${btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')}`, hidden };
}

/** @param {string} hash @returns {string | undefined} */
export function configurationIn(hash) {
  if (!hash.startsWith(NAME)) return undefined;
  try {
    const binary = atob(hash.slice(NAME.length).replaceAll('-', '+').replaceAll('_', '/'));
    return new TextDecoder('utf-8', { fatal: true }).decode(Uint8Array.from(binary, (character) => character.charCodeAt(0)));
  } catch {
    return undefined;
  }
}
