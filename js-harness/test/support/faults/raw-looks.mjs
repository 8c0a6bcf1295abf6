/**
 * How each raw fault looks to a client that mends nothing: what arrives, and how it ends.
 *
 * @typedef {import('./raw-client.mjs').Talk} Talk
 * @typedef {{ text: RegExp, ended: Talk['ended'], ms?: number, maxChunks?: number, times?: number, body?: string, more?: (talked: Talk) => void }} Look
 */
import assert from 'node:assert/strict';
import { dripMs } from '../../../servers/faults/raw-faults.mjs';

export const complete = /^HTTP\/1\.1 200 OK\r\n[^]*\r\n\r\n\{"status":"sent","id":"message-1"\}$/;

/** @param {Talk} talked */
const large = ({ bytes }) => assert.ok(bytes.length > 1_000_000, `only ${bytes.length} bytes`);
/** @param {number} min */
const dripped = (min) => (/** @type {Talk} */ { chunks }) => assert.ok(chunks >= min, `only ${chunks} chunks`);
/** Four pieces with a pause between them. @param {Talk} talked */
const slow = ({ ms }) => assert.ok(ms >= 3 * dripMs * 0.8, `only ${ms} ms`);

/** @type {Record<string, Look>} */
export const looks = {
  'reset-before-answer': { text: /^$/, ended: 'reset' },
  'close-before-answer': { text: /^$/, ended: 'end' },
  'reset-in-headers': { text: /^HTTP\/1\.1 200 OK\r\nContent-Ty$/, ended: 'reset' },
  'reset-after-headers': { text: /^HTTP\/1\.1 200 OK\r\n[^]*\r\n\r\n$/, ended: 'reset' },
  'reset-in-body': { text: /^HTTP\/1\.1 200 OK\r\n[^]*\r\n\r\n\{"status":$/, ended: 'reset' },
  'reset-in-body-500': { text: /^HTTP\/1\.1 500 [^]*\r\n\r\nhalf of$/, ended: 'reset' },
  'reset-once': { text: /^$/, ended: 'reset' },
  'hang-before-headers': { text: /^$/, ended: 'open', ms: 400 },
  'hang-in-headers': { text: /^HTTP\/1\.1 200 OK\r\nContent-Ty$/, ended: 'open' },
  'hang-after-headers': { text: /^HTTP\/1\.1 200 OK\r\n[^]*Content-Length: 34\r\n\r\n$/, ended: 'open' },
  'hang-in-body': { text: /\r\n\r\n\{"status":$/, ended: 'open' },
  'hang-in-body-500': { text: /^HTTP\/1\.1 500 [^]*\r\n\r\nhalf of$/, ended: 'open' },
  'drip-headers': { text: /^HT(?!.*\r\n\r\n)/s, ended: 'open', maxChunks: 4, more: slow },
  'drip-headers-once': { text: complete, ended: 'end', more: dripped(10) },
  'drip-body': { text: /\r\n\r\n\{"[^}]*$/, ended: 'open', maxChunks: 4, more: slow },
  'drip-body-once': { text: complete, ended: 'end', more: dripped(5) },
  'endless-body': { text: /^HTTP\/1\.1 200 OK\r\n(?:(?!Content-Length).)*\r\n\r\nx+$/s, ended: 'open', more: large },
  'endless-json': { text: /\r\n\r\n\{"status":"sent","pad":"x+$/, ended: 'open', more: large },
  'endless-body-500': { text: /^HTTP\/1\.1 500 [^]*\r\n\r\nx+$/, ended: 'open', more: large },
  'endless-chunks': { text: /chunked\r\n\r\n400\r\nx{1024}\r\n400\r\n/, ended: 'open', more: large },
  'endless-headers': { text: /^HTTP\/1\.1 200 OK\r\n(X-Flood: x+\r\n){1000}/, ended: 'open', more: large },
  'length-too-long': { text: /Content-Length: 1000\r\n\r\n.{34}$/, ended: 'end' },
  'length-too-short': { text: /Content-Length: 5\r\n\r\n.{34}$/, ended: 'end' },
  'length-smuggles': { text: /Content-Length: 34\r\n\r\n.{34}HTTP\/1\.1 200 OK\r\n/, ended: 'end' },
  'length-twice': { text: /Content-Length: 34\r\nContent-Length: 3\r\n\r\n/, ended: 'end' },
  'length-negative': { text: /Content-Length: -1\r\n\r\n/, ended: 'end' },
  'length-and-chunked': { text: /Content-Length: 34\r\nTransfer-Encoding: chunked\r\n\r\n22\r\n.{34}\r\n0\r\n\r\n$/, ended: 'end' },
  'chunk-size-garbage': { text: /chunked\r\n\r\nzz\r\n/, ended: 'end' },
  'chunk-size-huge': { text: /chunked\r\n\r\nf{30}\r\n/, ended: 'end' },
  'chunk-never-ends': { text: /chunked\r\n\r\n22\r\n.{34}\r\n$/, ended: 'end' },
  'no-length': { text: /^HTTP\/1\.1 200 OK\r\nContent-Type: application\/json\r\n\r\n.{34}$/, ended: 'end' },
  'interim-100': { text: /^HTTP\/1\.1 100 Continue\r\nX-Interim: yes\r\n\r\nHTTP\/1\.1 200 OK\r\n/, ended: 'end' },
  'interim-101': { text: /^HTTP\/1\.1 101 [^]*?\r\n\r\nHTTP\/1\.1 200 OK\r\n/, ended: 'end' },
  'interim-102': { text: /^HTTP\/1\.1 102 [^]*?\r\n\r\nHTTP\/1\.1 200 OK\r\n/, ended: 'end' },
  'interim-103': { text: /^HTTP\/1\.1 103 [^]*?\r\n\r\nHTTP\/1\.1 200 OK\r\n/, ended: 'end' },
  'interim-only': { text: /^HTTP\/1\.1 102 Processing\r\n\r\n$/, ended: 'open' },
  'headers-many': { text: /(X-Header-\d+: value\r\n){100}/, ended: 'end' },
  'headers-flood': { text: /(X-Header-\d+: value\r\n){5000}/, ended: 'end' },
  'header-huge': { text: /X-Huge: x{1000000}\r\n/, ended: 'end' },
  'header-bad-name': { text: /\r\nX Bad\u0001: value\r\n/, ended: 'end' },
  'header-latin1': { text: /\r\nX-Place: caf\u00e9\r\n/, ended: 'end' },
  'no-reason-phrase': { text: /^HTTP\/1\.1 200\r\n/, ended: 'end' },
  'http-1.0': { text: /^HTTP\/1\.0 200 OK\r\n/, ended: 'end' },
  'http-0.9': { text: /^\{"status":"sent","id":"message-1"\}$/, ended: 'end' },
  'http-3.7': { text: /^HTTP\/3\.7 200 OK\r\n/, ended: 'end' },
  'status-099': { text: /^HTTP\/1\.1 099 /, ended: 'end' },
  'status-600': { text: /^HTTP\/1\.1 600 /, ended: 'end' },
  'status-999': { text: /^HTTP\/1\.1 999 /, ended: 'end' },
  'status-20': { text: /^HTTP\/1\.1 20 OK\r\n/, ended: 'end' },
  'not-http': { text: /^SSH-2\.0-[^]*\r\n$/, ended: 'end' },
  'not-http-echo': { text: /^undefined \{"a":1\}$/, ended: 'end' },
  'random-bytes': { text: /^(?!HTTP)[^]{4096}$/, ended: 'end' },
  'body-on-204': { text: /^HTTP\/1\.1 204 [^]*\r\n\r\n.{34}$/, ended: 'end' },
  'early-200': { text: complete, ended: 'open' },
  'early-413': { text: /^HTTP\/1\.1 413 [^]*\r\n\r\n$/, ended: 'reset', body: 'x'.repeat(2_000_000) },
  'early-reset': { text: /^$/, ended: 'reset', body: 'x'.repeat(2_000_000) },
  'keep-alive-closed': { text: complete, ended: 'end', times: 2 },
  'keep-alive-reset': { text: complete, ended: 'reset', times: 2 },
  'keep-alive-idle': { text: complete, ended: 'end' },
};
