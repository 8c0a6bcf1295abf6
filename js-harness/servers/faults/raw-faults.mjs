/**
 * Faults written byte by byte: broken HTTP, resets, silence. An HTTP library would mend or refuse them.
 *
 * Every loop ends by itself: with the socket, or with `maxBytes` or `maxMs` of this file.
 *
 * @typedef {{ socket: import('node:net').Socket, nth: number, nthOnSocket: number, record: import('./server.mjs').SeenRequest }} RawSituation
 *   `nth` counts the requests of one run of one fault, `nthOnSocket` those of one connection, both from 1
 * @typedef {{ at?: 'head' | 'body', accepted: boolean, answer: (situation: RawSituation) => void }} RawFault
 *   `at`: answer when the head is there, or (default) when the whole request is
 */
export const maxBytes = 64 * 1024 * 1024;
export const maxMs = 8000;
export const dripMs = 50;

const json = '{"status":"sent","id":"message-1"}';
/** @param {string[]} headers */
const head = (...headers) => ['HTTP/1.1 200 OK', 'Content-Type: application/json', ...headers, '', ''].join('\r\n');
const sized = `Content-Length: ${json.length}`;
const good = `${head(sized, 'Connection: close')}${json}`;
const recovered = good;

/**
 * Writes `step` bytes every `everyMs`; then `after`. The interval ends with the socket, with the text or after `maxMs`.
 *
 * @param {RawSituation['socket']} socket @param {string} text @param {{ step: number, everyMs: number }} pace @param {() => void} after
 */
const drip = (socket, text, { step, everyMs }, after) => {
  socket.setNoDelay(); // or Nagle's algorithm holds a piece back until the one before is acknowledged, and joins what follows
  let at = 0;
  const limit = Math.min(text.length, Math.ceil(maxMs / everyMs) * step);
  const timer = setInterval(() => {
    if (at >= limit) {
      clearInterval(timer);
      after();
      return;
    }
    socket.write(text.slice(at, at + step));
    at += step;
  }, everyMs);
  socket.once('close', () => clearInterval(timer));
};
const tooSlow = { step: 1, everyMs: dripMs };
// About a dozen pieces each: a busy machine fires a timer late, and with one for every few bytes that adds up to seconds.
const headInTime = { step: 11, everyMs: 8 };
const bodyInTime = { step: 3, everyMs: 8 };

/**
 * As much as the client takes, up to `maxBytes` and `maxMs`.
 *
 * @param {RawSituation} situation @param {Buffer} chunk
 */
const flood = ({ socket, record }, chunk) => {
  const until = Date.now() + maxMs;
  const more = () => {
    while (!socket.destroyed && record.sent < maxBytes && Date.now() < until) {
      record.sent += chunk.length;
      if (!socket.write(chunk)) {
        socket.once('drain', more);
        return;
      }
    }
    socket.destroy();
  };
  more();
};

/** @param {string | Buffer} bytes @returns {RawFault} answers and closes */
const says = (bytes) => ({ accepted: true, answer: ({ socket }) => socket.end(bytes) });
/** @param {string} text @returns {RawFault} answers, and resets once that has had time to arrive: a reset discards what is on its way */
const saysThenResets = (text) => ({
  accepted: true,
  answer: ({ socket }) => {
    socket.write(text);
    setTimeout(() => socket.resetAndDestroy(), 60);
  },
});
/** @param {RawFault['answer']} answer @returns {RawFault} */
const taken = (answer) => ({ accepted: true, answer });
/** @param {string} interim @returns {RawFault} */
const interim = (interim) => says(`HTTP/1.1 ${interim}\r\nX-Interim: yes\r\n\r\n${good}`);

const serverError = 'HTTP/1.1 500 Internal Server Error\r\nContent-Type: text/plain\r\n';
const padding = Buffer.alloc(64 * 1024, 'x');

/** @type {Record<string, RawFault>} */
export const rawFaults = {
  // Connections that die.
  'reset-before-answer': taken(({ socket }) => socket.resetAndDestroy()),
  'close-before-answer': taken(({ socket }) => socket.end()),
  'reset-in-headers': saysThenResets('HTTP/1.1 200 OK\r\nContent-Ty'),
  'reset-after-headers': saysThenResets(head(sized)),
  'reset-in-body': saysThenResets(`${head(sized)}${json.slice(0, 10)}`),
  'reset-in-body-500': saysThenResets(`${serverError}Content-Length: 1000\r\n\r\nhalf of`),
  'reset-once': taken(({ socket, nth }) => (nth === 1 ? socket.resetAndDestroy() : socket.end(recovered))),

  // Connections that do not.
  'hang-before-headers': taken(() => {}),
  'hang-in-headers': taken(({ socket }) => socket.write('HTTP/1.1 200 OK\r\nContent-Ty')),
  'hang-after-headers': taken(({ socket }) => socket.write(head(sized))),
  'hang-in-body': taken(({ socket }) => socket.write(`${head(sized)}${json.slice(0, 10)}`)),
  'hang-in-body-500': taken(({ socket }) => socket.write(`${serverError}Content-Length: 1000\r\n\r\nhalf of`)),
  'drip-headers': taken(({ socket }) => drip(socket, head(`X-Pad: ${'x'.repeat(1000)}`), tooSlow, () => socket.destroy())),
  'drip-headers-once': taken(({ socket }) => drip(socket, good, headInTime, () => socket.end())),
  'drip-body': taken(({ socket }) => {
    socket.write(head('Content-Length: 1000'));
    drip(socket, json.padEnd(1000), tooSlow, () => socket.destroy());
  }),
  'drip-body-once': taken(({ socket }) => {
    socket.write(head(sized, 'Connection: close'));
    drip(socket, json, bodyInTime, () => socket.end());
  }),

  // Bodies without an end.
  'endless-body': taken((situation) => {
    situation.socket.write(head('Connection: close'));
    flood(situation, padding);
  }),
  'endless-json': taken((situation) => {
    situation.socket.write(`${head('Connection: close')}{"status":"sent","pad":"`);
    flood(situation, padding);
  }),
  'endless-body-500': taken((situation) => {
    situation.socket.write(`${serverError}Connection: close\r\n\r\n`);
    flood(situation, padding);
  }),
  'endless-chunks': taken((situation) => {
    situation.socket.write(head('Transfer-Encoding: chunked'));
    flood(situation, Buffer.from(`400\r\n${'x'.repeat(1024)}\r\n`.repeat(64)));
  }),
  'endless-headers': taken((situation) => {
    situation.socket.write('HTTP/1.1 200 OK\r\n');
    flood(situation, Buffer.from(`X-Flood: ${'x'.repeat(100)}\r\n`.repeat(100)));
  }),

  // Lengths and chunks that lie.
  'length-too-long': says(`${head('Content-Length: 1000')}${json}`),
  'length-too-short': says(`${head('Content-Length: 5')}${json}`),
  // What follows the declared body looks like another answer: it must not become the answer to anything.
  'length-smuggles': says(`${head(sized)}${json}HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nno`),
  'length-twice': says(`${head(sized, 'Content-Length: 3')}${json}`),
  'length-negative': says(`${head('Content-Length: -1')}${json}`),
  'length-and-chunked': says(`${head(sized, 'Transfer-Encoding: chunked')}${json.length.toString(16)}\r\n${json}\r\n0\r\n\r\n`),
  'chunk-size-garbage': says(`${head('Transfer-Encoding: chunked')}zz\r\n${json}\r\n0\r\n\r\n`),
  'chunk-size-huge': says(`${head('Transfer-Encoding: chunked')}${'f'.repeat(30)}\r\n${json}`),
  'chunk-never-ends': says(`${head('Transfer-Encoding: chunked')}${json.length.toString(16)}\r\n${json}\r\n`),
  'no-length': says(`${head()}${json}`),

  // Interim answers, section 15.2 of RFC 9110.
  'interim-100': interim('100 Continue'),
  'interim-101': interim('101 Switching Protocols'),
  'interim-102': interim('102 Processing'),
  'interim-103': interim('103 Early Hints'),
  'interim-only': taken(({ socket }) => socket.write('HTTP/1.1 102 Processing\r\n\r\n')),

  // Heads that a client may not like.
  'headers-many': says(`${head(...Array.from({ length: 100 }, (_, index) => `X-Header-${index}: value`), sized)}${json}`),
  'headers-flood': says(`${head(...Array.from({ length: 5000 }, (_, index) => `X-Header-${index}: value`), sized)}${json}`),
  'header-huge': says(`${head(`X-Huge: ${'x'.repeat(1_000_000)}`, sized)}${json}`),
  'header-bad-name': says(`${head('X Bad\u0001: value', sized)}${json}`),
  'header-latin1': says(Buffer.from(`${head('X-Place: caf\u00e9', sized)}${json}`, 'latin1')),
  'no-reason-phrase': says(good.replace('200 OK', '200')),
  'http-1.0': says(`HTTP/1.0 200 OK\r\nContent-Type: application/json\r\n\r\n${json}`),
  'http-0.9': says(json),
  'http-3.7': says(good.replace('HTTP/1.1', 'HTTP/3.7')),
  'status-099': says(good.replace('200 OK', '099 Low')),
  'status-600': says(good.replace('200 OK', '600 High')),
  'status-999': says(good.replace('200 OK', '999 Request denied')),
  'status-20': says(good.replace('200 OK', '20 OK')),
  'not-http': says('SSH-2.0-OpenSSH_9.6\r\n'),
  // What a client cannot parse may end in its error: undici keeps it there.
  'not-http-echo': taken(({ socket, record }) => socket.end(`${record.headers.authorization} ${record.body}`)),
  'random-bytes': says(Buffer.from(Array.from({ length: 4096 }, (_, index) => (index * 89 + 7) % 256))),

  // A 204 has no body; this one sends one.
  'body-on-204': says(`HTTP/1.1 204 No Content\r\nContent-Length: ${json.length}\r\n\r\n${json}`),

  // Answers that do not wait for the request's body.
  'early-200': { at: 'head', accepted: false, answer: ({ socket }) => socket.write(`${head(sized)}${json}`) },
  'early-413': {
    at: 'head',
    accepted: false,
    answer: ({ socket }) => {
      // Never reads on, as a proxy with a size limit; the pause lets the answer arrive before the close makes a reset.
      socket.pause();
      socket.write('HTTP/1.1 413 Content Too Large\r\nContent-Length: 0\r\nConnection: close\r\n\r\n');
      setTimeout(() => socket.destroy(), 200);
    },
  },
  'early-reset': { at: 'head', accepted: false, answer: ({ socket }) => socket.resetAndDestroy() },

  // Keep-alive: the first answer of a connection is good, the second request meets the end of the connection.
  'keep-alive-closed': taken(({ socket, nthOnSocket }) => (nthOnSocket === 1 ? socket.write(`${head(sized)}${json}`) : socket.destroy())),
  'keep-alive-reset': taken(({ socket, nthOnSocket }) =>
    nthOnSocket === 1 ? socket.write(`${head(sized)}${json}`) : socket.resetAndDestroy(),
  ),
  // Closed while idle: the client has to notice, and to open another one.
  'keep-alive-idle': taken(({ socket }) => {
    socket.write(`${head(sized)}${json}`);
    setTimeout(() => socket.end(), 20);
  }),
};
