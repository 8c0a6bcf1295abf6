// The provider of the benchmarks, a process of its own: what it costs shall not be measured with the sender. It answers
// as its path says, and tells what the last request was, so that contestants can be held to the same bytes.
import { serve } from '../servers/listen.mjs';
import { accepted } from './scenes.mjs';

const json = { 'Content-Type': 'application/json' };
const answers = {
  length: { ...json, 'Content-Length': String(accepted.length) },
  // Nothing says how long it will be when its headers are written.
  chunked: { ...json, 'Transfer-Encoding': 'chunked' },
};

let last = '';

const { port } = await serve((response, { method, url, path, headers, body }) => {
  if (url === '/last') return void response.end(last);
  last = JSON.stringify({ method, url, authorization: headers.authorization, contentType: headers['content-type'], body });
  const [, answer, delay] = path.split('/');
  const send = () => response.writeHead(200, answers[/** @type {keyof typeof answers} */ (answer)]).end(accepted);
  if (delay === '0') send();
  else setTimeout(send, Number(delay));
  // A connection is not to be closed under a contestant that waits for its turn.
}, { backlog: 10_000, keepAliveTimeout: 600_000 });
process.send?.(port);
process.on('disconnect', () => process.exit());
