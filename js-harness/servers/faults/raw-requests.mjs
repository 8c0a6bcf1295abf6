/**
 * Reads HTTP requests from a socket, as little as the raw faults need: a head, then as many bytes as `Content-Length`
 * says. Chunked requests are not read: `fetch` sends a string with its length.
 *
 * @typedef {import('./raw-faults.mjs').RawFault} RawFault
 * @typedef {{ method: string, url: string, headers: Record<string, string>, rawHeaders: string[] }} Head
 * @typedef {import('./server.mjs').SeenRequest} Entry
 * @typedef {{ socket: import('node:net').Socket, record: (head: Head, socket: import('node:net').Socket) => { entry: Entry, nth: number }, faultOf: (path: string) => RawFault | undefined }} Reader
 */
const maxHead = 64 * 1024;
const maxBody = 1024 * 1024;

/** @param {string} text @returns {Head} */
const parseHead = (text) => {
  const [first = '', ...lines] = text.split('\r\n');
  const [method = '', url = ''] = first.split(' ');
  const headers = /** @type {Record<string, string>} */ ({});
  for (const line of lines) {
    const colon = line.indexOf(':');
    headers[line.slice(0, colon).toLowerCase()] = line.slice(colon + 1).trim();
  }
  return { method, url, headers, rawHeaders: Object.entries(headers).flat() };
};

/** @param {Reader} reader */
export const readRequests = ({ socket, record, faultOf }) => {
  let pending = Buffer.alloc(0);
  let nthOnSocket = 0;
  /** @type {{ fault: RawFault, entry: Entry, nth: number, length: number, answered: boolean } | undefined} */
  let current;

  const answer = () => {
    if (!current || current.answered) {
      return;
    }
    const { fault, entry, nth } = current;
    current.answered = true;
    fault.answer({ socket, nth, nthOnSocket, record: entry });
  };

  socket.on('data', (chunk) => {
    pending = Buffer.concat([pending, chunk]);
    if (!current) {
      const end = pending.indexOf('\r\n\r\n');
      if (end === -1) {
        if (pending.length > maxHead) {
          socket.destroy();
        }
        return;
      }
      const head = parseHead(pending.subarray(0, end).toString('latin1'));
      pending = pending.subarray(end + 4);
      const fault = faultOf(head.url.split('?')[0]);
      if (!fault) {
        socket.destroy(); // only `url` makes these paths, so this is a mistake in a test
        return;
      }
      nthOnSocket += 1;
      current = { fault, ...record(head, socket), length: Math.min(Number(head.headers['content-length'] ?? 0), maxBody), answered: false };
      if (fault.at === 'head') {
        answer();
      }
    }
    if (pending.length >= current.length) {
      const { entry, fault, length } = current;
      entry.bytes = pending.subarray(0, length);
      entry.body = entry.bytes.toString('utf8');
      entry.accepted = fault.accepted;
      pending = pending.subarray(length);
      answer();
      current = undefined; // ready for the next request of a kept connection
    }
  });
};
