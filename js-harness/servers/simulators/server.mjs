// One local HTTP server that stands for all providers: `<url>/twilio` for `https://api.twilio.com`, and so on. Host and
// scheme cannot be simulated; everything after them is.
import { serve } from '../listen.mjs';
import { text } from './answers.mjs';
import { judge } from './judge.mjs';
import { providers } from './providers/index.mjs';

/** @typedef {import('./types.mjs').Recorded} Recorded */
/** @typedef {import('../listen.mjs').Received} Received */

/** @returns {Promise<{ url: string, requests: Recorded[], reset: () => void, expireTokens: () => void, stop: () => Promise<void> }>} */
export async function startSimulator() {
  /** @type {Recorded[]} */
  const requests = [];
  const { url, stop } = await serve((response, request) => {
    const { status, headers, body } = answerTo(request, requests);
    response.writeHead(status, { ...headers, 'Content-Length': Buffer.byteLength(body) }).end(body);
    // Longer than any test: a connection closed while the client reuses it would look like a fault of the client.
  }, { keepAliveTimeout: 120_000 });
  return {
    url,
    requests,
    reset: () => void requests.splice(0),
    // As if their time was over.
    expireTokens: () => providers.forEach((provider) => provider.expireTokens()),
    stop,
  };
}

/** @param {Received} request @param {Recorded[]} requests @returns {import('./types.mjs').Answer} */
function answerTo(request, requests) {
  const { method, url, rawQuery, body } = request;
  const [, id = '', rest = ''] = /^\/([^/?]*)([^]*)$/.exec(url) ?? [];
  const [path] = rest.split('?', 1);
  const headers = plainHeaders(request);
  const provider = providers.get(id);
  try {
    const { endpoint, call, answer, why } = provider
      ? judge(provider, { method, url, path, query: rawQuery, headers, body: request.bytes })
      : { endpoint: undefined, call: { headers, fields: undefined }, answer: text(404, 'no such provider'), why: `no provider ${id}` };
    requests.push({
      ...request,
      provider: provider?.id,
      endpoint,
      accepted: why === undefined,
      why,
      path: rest,
      headers,
      rawBody: body,
      decoded: call.fields,
      status: answer.status,
      to: call.to,
      text: call.text,
      code: call.code,
      messageId: answer.messageId,
    });
    return answer;
  } catch (error) {
    return text(500, `the simulator failed: ${error instanceof Error ? error.stack : error}`);
  }
}

/**
 * Node keeps the first of two `Authorization` or `Content-Type` headers silently; joined with a comma, as any other
 * header is, the second one shows up and is refused.
 * @param {Received} request
 */
function plainHeaders({ rawHeaders }) {
  /** @type {Record<string, string>} */
  const plain = {};
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index].toLowerCase();
    plain[name] = Object.hasOwn(plain, name) ? `${plain[name]}, ${rawHeaders[index + 1]}` : rawHeaders[index + 1];
  }
  return plain;
}
