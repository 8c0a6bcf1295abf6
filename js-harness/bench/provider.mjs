// The provider of the benchmarks, a process of its own: what it costs shall not be measured with the sender. It answers
// as soon as a request is there, and tells what the last one was, so that contestants can be held to the same bytes.
import { serve } from '../servers/listen.mjs';

const accepted = '{"id":"m-1","status":"queued"}';

let last = '';

const { port } = await serve((response, { method, url, headers, body }) => {
  if (url === '/last') return void response.end(last);
  last = JSON.stringify({ method, url, authorization: headers.authorization, contentType: headers['content-type'], body });
  response.writeHead(200, { 'Content-Type': 'application/json', 'Content-Length': String(accepted.length) }).end(accepted);
}, { backlog: 1024, keepAliveTimeout: 60_000 });
process.send?.(port);
process.on('disconnect', () => process.exit());
