// The local command that serves the page: it has the file, and sends in its stead, because providers do not let pages send.
const NAME = '#key=';
const STORED = 'key';

/**
 * The address that the command prints holds a key, so that no other page can send. It leaves the address bar at once.
 * @returns {Promise<{ session?: { name?: string, text?: string, environment: string[] }, send: (request: object) => Promise<any>, save: (text: string) => Promise<void> } | undefined>}
 */
export async function localCommand() {
  if (location.hash.startsWith(NAME)) {
    sessionStorage.setItem(STORED, location.hash.slice(NAME.length));
    history.replaceState(null, '', location.pathname);
  }
  const key = sessionStorage.getItem(STORED);
  if (!key) return undefined;
  const ask = async (/** @type {string} */ path, /** @type {RequestInit} */ init = {}) => {
    const response = await fetch(path, { ...init, headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' } });
    if (response.ok) return response.json();
    const { message } = await response.json().catch(() => ({ message: `The command answered with HTTP status ${response.status}.` }));
    throw new Error(message);
  };
  // A page whose command has ended, or was started anew, is a page without one.
  const session = await ask('session').catch(() => undefined);
  if (!session) return undefined;
  return {
    session,
    send: (request) => ask('send', { method: 'POST', body: JSON.stringify(request) }),
    save: (text) => ask('file', { method: 'PUT', body: JSON.stringify({ text }) }),
  };
}
