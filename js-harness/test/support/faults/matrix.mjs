/**
 * Drives a `sendMessage` against the fault server and compares what came out with the catalogue.
 *
 * @typedef {import('./expectations.mjs').Row} Row
 * @typedef {import('./expectations.mjs').Count} Count
 * @typedef {import('../../../servers/faults/server.mjs').Faults} Faults
 * @typedef {import('./sending.mjs').Send} Send
 * @typedef {import('../../../servers/faults/server.mjs').SeenRequest} SeenRequest
 * @typedef {{ row: Row, skipped?: string, settled?: import('./sending.mjs').Settled, requests?: () => SeenRequest[], problems?: string[] }} Run
 *
 * @typedef {object} MatrixRow
 * @property {string} id
 * @property {string} what
 * @property {string} retry the policy
 * @property {string} [skipped] why this row could not be judged here
 * @property {string} outcome `success`, `error` or `never`
 * @property {string} code
 * @property {string} reason
 * @property {number | undefined} attempts
 * @property {number} seen requests
 * @property {number} accepted messages
 * @property {number} ms
 * @property {import('./leaks.mjs').Leak[]} leaks
 * @property {string[]} problems
 */
import { lookup } from 'node:dns/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { startFaults } from '../../../servers/faults/server.mjs';
import { catalogue, policies as policyRows } from './catalogue.mjs';
import { checkRow } from './checks.mjs';
import { withConsole } from './console-capture.mjs';
import { budget } from './expectations.mjs';
import { findLeaks } from './leaks.mjs';
import { data, markers } from './markers.mjs';
import { settle, withConnectTimeout } from './sending.mjs';

export { runEchoes } from './echo-run.mjs';
export { findLeaks } from './leaks.mjs';
export { formatTable } from './table.mjs';
const baseConfig = {
  authorization: `Bearer ${markers.token}`,
  headers: { 'X-Message-Id': '{{id}}', 'X-Api-Key': markers.header },
  bodyParams: { recipient: '{{to}}', text: '{{message}}', secret: '{{apiSecret}}' },
  apiSecret: markers.apiSecret,
  timeout: budget,
};

/** Why a row cannot be judged here, if so. @param {Row} row @param {string | undefined} url */
const impossible = async ({ fault }, url) => {
  if (!url) {
    return 'this platform refuses where others let wait';
  }
  if (fault === 'dns-failure') {
    const start = performance.now();
    const resolved = await lookup(new URL(url).hostname).then(() => true, () => false);
    // Some resolvers answer every name with the address of a search page; no message goes there. Without a network, some wait.
    return resolved ? 'the resolver invents addresses' : performance.now() - start > 200 ? 'the resolver is slow' : undefined;
  }
};

let serial = 0;

/** @param {Faults} faults @param {Row} row @param {Send} send @returns {Promise<Run>} */
const runRow = async (faults, row, send) => {
  const { fault, retry = 'unsent', expect } = row;
  const run = `row-${(serial += 1)}`; // counters of its own, also on a server that others use
  const url = faults.url(fault, { run });
  const skipped = await impossible(row, url);
  if (skipped) {
    return { row, skipped };
  }
  const config = {
    ...baseConfig, retry, maxRetries: 2, ...row.config, endpoint: url,
    headers: { ...baseConfig.headers, .../** @type {{}} */ (row.config?.headers) },
  };
  const message = { ...data, payload: { ...data.payload, ...row.payload } };
  const limit = expect.withinMs + 3000;
  if (row.warmUp) {
    // Before: for idle connections of the row before to close. After: for `keep-alive-idle`, whose close has to arrive.
    await pause(100);
    const opened = await settle(send, config, message, limit);
    await pause(100);
    if (opened.settled !== 'success') {
      return { row, problems: ['the send that was to open the connection failed'] };
    }
  }
  const before = faults.seen(fault, run).length;
  const settled = await settle(send, config, message, limit);
  return { row, settled, requests: () => faults.seen(fault, run).slice(before) };
};

/**
 * Comes after all runs: the search for leaks is work, and would make the rows that wait beside it slow; and what a send
 * that had settled did later is seen then, too.
 *
 * @param {Run} run @returns {MatrixRow}
 */
const judge = ({ row, skipped, settled, requests: read, problems = [] }) => {
  const requests = read?.() ?? [];
  const { id, what, retry = 'unsent' } = row;
  const leaks = findLeaks(settled?.value, markers);
  const failed = settled?.settled === 'error';
  const result = failed ? settled.value?.data : settled?.value;
  return {
    id,
    what,
    retry,
    ...(skipped && { skipped }),
    outcome: settled?.settled ?? '',
    code: failed ? String(settled.value?.code ?? '') : '',
    reason: failed ? String(result?.reason ?? '') : '',
    attempts: result?.attempts,
    seen: requests.length,
    accepted: requests.filter(({ accepted }) => accepted).length,
    ms: settled?.ms ?? 0,
    leaks,
    problems: settled ? checkRow(row, settled, requests, leaks) : problems,
  };
};

/** Rows that share something with others: the dispatcher of fetch, an idle connection. @param {Row} row */
const runsAlone = (row) => Boolean(row.warmUp || row.connectTimeout);

/** @param {Faults} faults @param {readonly Row[]} all @param {Send} send @param {number} concurrency */
const runRows = async (faults, all, send, concurrency) => {
  /** @type {Run[]} */
  const done = [];
  const one = async (/** @type {Row} */ row) => {
    const run = () => runRow(faults, row, send);
    done[all.indexOf(row)] = row.connectTimeout
      ? ((await withConnectTimeout(row.connectTimeout, run)) ?? { row, skipped: 'this fetch is not undici' })
      : await run();
  };
  const queue = all.filter((row) => !runsAlone(row));
  await Promise.all(Array.from({ length: concurrency }, async () => {
    for (let row = queue.shift(); row; row = queue.shift()) {
      await one(row);
    }
  }));
  for (const row of all.filter(runsAlone)) {
    await one(row);
  }
  return done;
};

/**
 * Every row of the catalogue and of the policies, each with counters of its own. Most of the time is waiting, so rows run
 * side by side.
 *
 * @param {{ send: Send, rows?: readonly Row[], policies?: readonly Row[], concurrency?: number, faults?: Faults }} options
 *   `faults`: a server that runs already, and goes on running
 * @returns {Promise<{ rows: MatrixRow[], duplicates: number, leaks: number, problems: string[] }>} `duplicates` counts the
 *   messages accepted more than once under any policy but `always`
 */
export const runMatrix = async ({ send, rows = catalogue, policies = policyRows, concurrency = 8, faults: running }) => {
  const faults = running ?? (await startFaults());
  const followedBefore = faults.targetRequests.length;
  /** @type {Run[]} */
  let runs = [];
  /** @type {MatrixRow[]} */
  let done;
  /** @type {string[]} */
  let output;
  try {
    output = await withConsole(async () => {
      runs = await runRows(faults, [...rows, ...policies], send, concurrency);
      await pause(200); // for what is written, sent or closed late
    });
    done = runs.map(judge);
  } finally {
    await (running ? undefined : faults.stop());
  }
  const inOutput = findLeaks(output, markers);
  const followed = faults.targetRequests.length - followedBefore;
  return {
    rows: done,
    duplicates: done.filter(({ retry }) => retry !== 'always').reduce((sum, { accepted }) => sum + Math.max(0, accepted - 1), 0),
    leaks: done.reduce((sum, { leaks }) => sum + leaks.length, inOutput.length),
    problems: [
      ...done.flatMap(({ id, problems }) => problems.map((problem) => `${id}: ${problem}`)),
      ...inOutput.map(({ marker, encoding }) => `console output shows ${marker} (${encoding})`),
      ...(followed > 0 ? [`a redirect was followed ${followed} times`] : []),
    ],
  };
};
