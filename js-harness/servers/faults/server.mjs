/**
 * SMS providers that misbehave, one per name, on 127.0.0.1. They record what reached them, so that a test can say how
 * often a message was accepted, not only what the sender believes.
 *
 * The fault is the first part of the path: `/fault/run/echo`. A run has counters of its own, so that several runs of one
 * fault can be under way at once.
 *
 * `accepted`: the server took the message as a provider would: it read the whole request and would send the SMS; a fault
 * after that point does not change it. `sent`: bytes of an endless body. `closed`: the connection is gone, which nobody but
 * the client does where a fault hangs.
 * @typedef {import('../listen.mjs').Received & { fault: string, run: string, accepted: boolean, sent: number, closed: boolean }} SeenRequest
 *
 * @typedef {{ run?: string, echo?: string }} UrlParams
 *
 * @typedef {object} Faults
 * @property {(fault: string, params?: UrlParams) => string | undefined} url nothing for a fault that this platform cannot produce
 * @property {SeenRequest[]} requests every request whose head arrived
 * @property {(fault: string, run?: string) => SeenRequest[]} seen
 * @property {string[]} targetRequests what the place that redirects point to has seen: must stay empty
 * @property {() => void} reset
 * @property {() => Promise<void>} stop
 */
import { readFile } from 'node:fs/promises';
import http from 'node:http';
import https from 'node:https';
import net from 'node:net';
import { closedPort, listen, readBody, recordOf, serve } from '../listen.mjs';
import { openBlackhole } from './blackhole.mjs';
import { echo, echoModes } from './echo.mjs';
import { httpAnswer, prepare } from './http-faults.mjs';
import { rawFaults } from './raw-faults.mjs';
import { readRequests } from './raw-requests.mjs';

const here = (/** @type {string} */ name) => readFile(new URL(name, import.meta.url));

/** @param {string} path */
const partsOf = (path) => {
  const [, fault = '', run = '', mode = ''] = path.split('/');
  return { fault: decodeURIComponent(fault), run, mode };
};

/** @returns {Promise<Faults>} */
export const startFaults = async () => {
  /** @type {SeenRequest[]} */
  const requests = [];
  /** @type {string[]} */
  const targetRequests = [];

  const seen = (/** @type {string} */ fault, run = '0') =>
    requests.filter((request) => request.fault === fault && request.run === run);

  /** Called when a head is complete, before any of the body. @param {Parameters<typeof recordOf>[0]} head @param {net.Socket} socket */
  const record = (head, socket) => {
    const received = recordOf(head);
    const { fault, run } = partsOf(received.path);
    // Not spread into another object: `closed` is asked later.
    const entry = Object.defineProperty(Object.assign(received, { fault, run, accepted: false, sent: 0, closed: false }), 'closed', {
      get: () => socket.destroyed,
    });
    requests.push(entry);
    return { entry, nth: seen(fault, run).length };
  };

  const polite = async (/** @type {http.IncomingMessage} */ incoming, /** @type {http.ServerResponse} */ response) => {
    const { entry, nth } = record(incoming, incoming.socket);
    if (!(await readBody(incoming, entry))) return;
    const { fault, mode } = partsOf(entry.path);
    const answer = httpAnswer({ fault, nth, targetUrl });
    if (!answer) {
      response.writeHead(410, 'No such fault').end(); // a status that no row of the catalogue has
      return;
    }
    entry.accepted = answer.accepted;
    const repeated = echoModes.includes(mode) ? echo(mode, entry) : {};
    const body = repeated.body ?? answer.body ?? '';
    const type = repeated.contentType ? { 'Content-Type': repeated.contentType } : {};
    const length = [204, 304].includes(answer.status) ? {} : { 'Content-Length': Buffer.byteLength(body) };
    const all = { ...answer.headers, ...repeated.headers, ...type, ...length };
    response.writeHead(answer.status, repeated.statusText ?? http.STATUS_CODES[answer.status] ?? 'Odd', all);
    response.end([204, 304].includes(answer.status) ? '' : body);
  };

  const limits = { keepAliveTimeout: 20_000 }; // longer than any client keeps an idle connection: not a fault wanted here
  const polited = http.createServer(limits, polite);
  const secure = https.createServer(
    { ...limits, key: await here('test-only-key.pem'), cert: await here('test-only-cert.pem') },
    polite,
  );
  secure.on('tlsClientError', () => {}); // clients that do not trust the certificate, which is the right thing to do
  const target = await serve((response, { method, url }) => {
    targetRequests.push(`${method} ${url}`);
    response.writeHead(200, { 'Content-Type': 'application/json' }).end('{"status":"sent"}');
  });
  const raw = net.createServer((socket) => readRequests({ socket, record, faultOf: (path) => rawFaults[partsOf(path).fault] }));
  const silent = net.createServer((socket) => socket.resume());
  const rude = net.createServer((socket) => socket.resetAndDestroy());

  const listening = await Promise.all([polited, secure, raw, silent, rude].map((server) => listen(server)));
  const [httpPort, securePort, rawPort, silentPort, rudePort] = listening.map(({ port }) => port);
  const targetUrl = `${target.url}/elsewhere`;
  const [blackhole] = await Promise.all([openBlackhole(), prepare()]);

  /** @type {Record<string, string | undefined>} */
  const origins = {
    refused: `http://127.0.0.1:${await closedPort()}`,
    'dns-failure': 'http://sms-provider.invalid', // RFC 6761: resolves nowhere
    'connect-timeout': blackhole && `http://127.0.0.1:${blackhole.port}`,
    'reset-on-connect': `http://127.0.0.1:${rudePort}`,
    'tls-untrusted': `https://127.0.0.1:${securePort}`,
    'tls-hang': `https://127.0.0.1:${silentPort}`,
    'tls-to-plain': `https://127.0.0.1:${httpPort}`,
    'plain-to-tls': `http://127.0.0.1:${securePort}`,
  };

  return {
    requests,
    targetRequests,
    seen,
    url: (fault, { run = '0', echo: mode = '' } = {}) => {
      const origin = fault in origins ? origins[fault] : `http://127.0.0.1:${fault in rawFaults ? rawPort : httpPort}`;
      return origin && `${origin}/${encodeURIComponent(fault)}/${run}${mode && `/${mode}`}`;
    },
    reset: () => {
      requests.length = 0;
      targetRequests.length = 0;
    },
    stop: async () => void (await Promise.all([...[target, ...listening].map(({ stop }) => stop()), blackhole?.stop()])),
  };
};
