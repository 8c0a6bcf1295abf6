// Keeps the answers that a send gets, so that they can be explained. The engine reads its own copy.
/** As much as the engine reads where rules need the body. */
const MOST_BYTES = 1024 * 1024;
/** An answer that the engine does not wait for may still be coming in. */
const PATIENCE_MS = 2000;

/**
 * @param {typeof fetch} original
 * @returns {{ fetch: typeof fetch, last: () => Promise<{ status: number, headers: Record<string, string>, body: string } | undefined> }}
 */
export function keeping(original) {
  /** @type {{ response: Response, text: Promise<string> } | undefined} */
  let kept;
  return {
    async fetch(input, init) {
      kept = undefined;
      const response = await original(input, init);
      kept = { response, text: textOf(response.clone()) };
      return response;
    },
    async last() {
      if (!kept) return undefined;
      const { response, text } = kept;
      return { status: response.status, headers: Object.fromEntries(response.headers), body: await text };
    },
  };
}

/** @param {Response} response */
async function textOf({ body }) {
  const reader = body?.getReader();
  if (!reader) return '';
  /** @type {Uint8Array[]} */
  const chunks = [];
  const timer = setTimeout(() => reader.cancel().catch(() => {}), PATIENCE_MS);
  try {
    for (let size = 0; size < MOST_BYTES; ) {
      const { done, value } = await reader.read();
      if (done) break;
      chunks.push(value);
      size += value.length;
    }
  } catch {
    // Broken off: what came until then is what there is to explain.
  } finally {
    clearTimeout(timer);
    reader.cancel().catch(() => {});
  }
  return Buffer.concat(chunks).toString('utf8');
}
