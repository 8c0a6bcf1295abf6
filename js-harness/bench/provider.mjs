// The provider of the benchmarks, a process of its own: what it costs shall not be measured with the sender. It answers
// as soon as a request is there, and tells what the last one was, so that contestants can be held to the same bytes.
import { createServer } from 'node:http';

const accepted = '{"id":"m-1","status":"queued"}';
const headers = { 'Content-Type': 'application/json', 'Content-Length': String(accepted.length) };

let last = '';

const server = createServer({ keepAliveTimeout: 60_000 }, (request, response) => {
  if (request.url === '/last') return void response.end(last);
  /** @type {Buffer[]} */
  const chunks = [];
  request.on('data', (chunk) => chunks.push(chunk)).on('end', () => {
    const { method, url, headers: { authorization, 'content-type': contentType } } = request;
    last = JSON.stringify({ method, url, authorization, contentType, body: Buffer.concat(chunks).toString() });
    response.writeHead(200, headers).end(accepted);
  });
});
server.listen({ port: 0, host: '127.0.0.1', backlog: 1024 }, () => {
  process.send?.(/** @type {import('node:net').AddressInfo} */ (server.address()).port);
});
process.on('disconnect', () => process.exit());
