// In what the runtimes differ, so that one test body fits all. None of it is a choice of the package but `loading`, which
// is the point of having an entry per runtime.

/**
 * @typedef {object} Traits
 * @property {string[]} loading The calls of WebAssembly that load the engine: each runtime's best way, and once.
 * @property {boolean} tellsRefused Whether a failed fetch says that nothing was sent. Without that nothing may be repeated.
 * @property {string[]} repeats The methods that it sends again, behind our back, when a connection that was kept open is lost
 *   before the answer: a provider may get a message twice, and only its id tells.
 * @property {boolean} sharesTokens Whether sends that begin together wait for one token. Where no request may wait for the I/O
 *   of another, each fetches its own.
 * @property {boolean} tellsRedirect Whether the status of a redirect that is not followed is known.
 */

/** The bytes are read from the file, and compiled at once. */
const file = ['Module', 'Instance'];

/** @type {Record<string, Traits>} */
export const traits = {
  node: { loading: file, tellsRefused: true, repeats: [], tellsRedirect: true, sharesTokens: true },
  // The errors of its fetch had a code once (in 2.1); since then what happened stands in a message only.
  deno: { loading: file, tellsRefused: false, repeats: ['POST', 'GET'], tellsRedirect: true, sharesTokens: true },
  bun: { loading: file, tellsRefused: true, repeats: ['GET'], tellsRedirect: true, sharesTokens: true },
  // Compiled before the worker starts. "Network connection lost." is all that workerd ever says.
  workerd: { loading: ['Instance'], tellsRefused: false, repeats: [], tellsRedirect: true, sharesTokens: false },
  // The Fetch standard hides from a page why a request failed and where a redirect leads.
  browser: { loading: ['instantiateStreaming'], tellsRefused: false, repeats: ['POST', 'GET'], tellsRedirect: false, sharesTokens: true },
};
