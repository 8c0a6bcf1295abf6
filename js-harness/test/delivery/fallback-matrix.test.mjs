// The fault matrix with two providers: every fault of the catalogue as the first, a healthy one as its fallback, under every
// retry policy. No message is accepted by both, whatever happens.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { startFaults } from '../../servers/faults/server.mjs';
import { table } from '../../ui/table.mjs';
import { core, GRACE, markers, provider } from '../support/delivery.mjs';
import { catalogue } from '../support/faults/catalogue.mjs';
import { budget } from '../support/faults/expectations.mjs';
import { findLeaks } from '../support/faults/leaks.mjs';
import { runMatrix } from '../support/faults/matrix.mjs';

/** @typedef {import('../support/faults/catalogue.mjs').Row} Row */
/** @typedef {import('../support/faults/matrix.mjs').MatrixRow} MatrixRow */
/** @typedef {'never' | 'unsent' | 'always'} Policy */
/**
 * @typedef {object} Outcome
 * @property {Row} row
 * @property {Policy} policy
 * @property {MatrixRow} judged what the first provider saw, and what came of the send
 * @property {any} told the result or the error's data
 * @property {import('../../servers/listen.mjs').Received[]} second what the second provider saw
 * @property {string[]} ids the message's id in every request
 */

const policies = /** @type {const} */ (['never', 'unsent', 'always']);

/** What a first provider surely did not accept: there was no connection, or it answered with one of these statuses. */
const NO_CONNECTION = ['refused', 'dns-failure', 'tls-untrusted'];
const SURE_STATUS = /^(401|402|403|404|429)(-retry-.*)?$/;

/** Whether the second provider has to be asked. @param {Row} row @param {Policy} policy */
const isHandedOn = ({ fault, connectTimeout }, policy) =>
  NO_CONNECTION.includes(fault) ||
  SURE_STATUS.test(fault) ||
  // The client's own limit for a connection; without it the budget ends first.
  (fault === 'connect-timeout' && connectTimeout !== undefined) ||
  // Its second answer is a 200, if it is asked again.
  (fault === '429-once' && policy === 'never');

/** @param {Row} row */
const limitOf = ({ config }) => (typeof config?.timeout === 'number' ? config.timeout : budget) + GRACE;
/** @param {string} problem */
const isAboutTime = (problem) => /^\d+ ms, (more|less) than \d+$/.test(problem) || problem.startsWith('did not settle');
/** Rows run beside each other; one that is slow by itself is slow when alone, too. @param {Outcome} outcome */
const isLate = ({ row, judged: { ms, problems } }) => ms > limitOf(row) || problems.some(isAboutTime);
/** @param {Outcome} outcome */
const nameOf = ({ row, policy }) => `${row.id} (${policy})`;

describe('fault matrix with a fallback', () => {
  /** @type {Outcome[]} */
  let outcomes = [];
  /** @type {import('../support/delivery.mjs').Server} */
  let second;
  /** @type {Awaited<ReturnType<typeof startFaults>>} */
  let faults;
  let leaks = 0;

  before(async () => {
    second = await provider();
    faults = await startFaults();
    for (const policy of policies) outcomes.push(...(await run(catalogue, policy, 8)));
    const late = outcomes.filter((outcome) => isLate(outcome) && !isHandedOn(outcome.row, outcome.policy));
    for (const outcome of late.length > 10 ? [] : late) {
      const [alone] = await run([outcome.row], outcome.policy, 1);
      outcomes = outcomes.map((each) => (each === outcome ? alone : each));
    }
    console.log(`\nwho accepted the message, by the fault of the first provider and \`retry\`\n\n${shown()}\n`);
  });
  after(() => faults.stop());

  /** @param {readonly Row[]} rows @param {Policy} policy @param {number} concurrency @returns {Promise<Outcome[]>} */
  async function run(rows, policy, concurrency) {
    /** By the row's id, the last where one came before to warm up. @type {Map<unknown, { told: any, path: string, first: string, before: number }>} */
    const sends = new Map();
    const result = await runMatrix({
      faults, concurrency, policies: [],
      // `$comment` is of no meaning to the engine.
      rows: rows.map((row) => ({ ...row, retry: policy, config: { ...row.config, $comment: row.id } })),
      send: async (config, message) => {
        const path = `/${policy}/${encodeURIComponent(config.$comment)}`;
        const entry = { endpoint: second.url + path, headers: { 'X-Message-Id': '{{id}}' }, bodyParams: { to: '{{to}}', text: '{{message}}' } };
        const first = new URL(config.endpoint).pathname;
        const before = seenAt(first).length;
        /** @param {any} told */
        const note = (told) => void sends.set(config.$comment, { told, path, first, before });
        try {
          const receipt = await core.sendMessage({ ...config, fallback: [entry] }, message);
          note(receipt);
          return receipt;
        } catch (error) {
          note(/** @type {any} */ (error).data);
          throw error;
        }
      },
    });
    leaks += result.leaks;
    return result.rows.map((judged, index) => {
      const sent = sends.get(judged.id);
      const seen = second.requests.filter(({ path }) => path === sent?.path);
      const first = seenAt(sent?.first).slice(sent?.before);
      const ids = [...first, ...seen].map(({ headers }) => String(headers['x-message-id']));
      return { row: rows[index], policy, judged, told: sent?.told, second: seen, ids };
    });
  }

  /** What came to a place of the first provider. @param {string | undefined} place */
  const seenAt = (place) => faults.requests.filter(({ path }) => path === place);

  /** The outcomes that were judged. */
  const all = () => outcomes.filter(({ judged }) => !judged.skipped);

  function shown() {
    /** @param {Outcome | undefined} outcome */
    const cell = (outcome) => {
      if (!outcome || outcome.judged.skipped) return 'skipped';
      const { judged: { accepted, outcome: settled }, second: seen } = outcome;
      const by = [...(accepted > 0 ? [accepted > 1 ? `first x ${accepted}` : 'first'] : []), ...(seen.length > 0 ? ['second'] : [])].join(' and ');
      return `${by || 'nobody'}${(settled === 'success') === (by === '') || settled === 'never' ? `, told: ${settled}` : ''}`;
    };
    const rows = catalogue.map((row) => [row.id, ...policies.map((policy) => cell(outcomes.find((each) => each.row === row && each.policy === policy)))]);
    const [handedOn, judged] = [all().filter(({ second: seen }) => seen.length > 0).length, all().length];
    return `${table(rows, { head: ['fault', ...policies], columns: 110 })}\n\n${judged} sends, ${handedOn} handed on to the second provider`;
  }

  test('covers the whole catalogue under every policy, and all of it but what this platform cannot do', () => {
    assert.equal(outcomes.length, catalogue.length * policies.length);
    assert.ok(outcomes.length - all().length <= 4 * policies.length, 'few rows are skipped');
  });

  test('no message is accepted twice: not by both, and not by one of them, except where the policy is `always`', () => {
    for (const outcome of all()) {
      const { judged: { accepted }, second: seen, policy } = outcome;
      assert.ok(seen.length <= 1, `${nameOf(outcome)}: the second was asked ${seen.length} times`);
      assert.ok(seen.length === 0 || accepted === 0, `${nameOf(outcome)}: both accepted it`);
      assert.ok(policy === 'always' || accepted + seen.length <= 1, `${nameOf(outcome)}: accepted ${accepted} times`);
    }
  });

  test('the second is asked where the first surely did not accept the message, and nowhere else', () => {
    const asked = all().filter(({ second: seen }) => seen.length > 0).map(nameOf);
    assert.deepEqual(asked, all().filter(({ row, policy }) => isHandedOn(row, policy)).map(nameOf));
    assert.ok(asked.length > 50, `${asked.length} were handed on`);
  });

  test('what is handed on is a success by `fallback.0`; everything else says `base`', () => {
    for (const outcome of all()) {
      const { judged, told, second: seen } = outcome;
      assert.equal(told.via, seen.length > 0 ? 'fallback.0' : 'base', nameOf(outcome));
      if (seen.length > 0) assert.deepEqual([judged.outcome, told.status], ['success', 200], nameOf(outcome));
    }
  });

  test('without a hand-over everything is as with one provider', () => {
    const different = all().filter(({ policy, second: seen, judged }) => policy === 'unsent' && seen.length === 0 && judged.problems.length > 0);
    assert.deepEqual(different.map((outcome) => [nameOf(outcome), outcome.judged.problems]), []);
  });

  test('it stays one message: all requests have the same id', () => {
    for (const outcome of all()) assert.ok(new Set(outcome.ids).size <= 1, nameOf(outcome));
  });

  test(`every send settles within its budget and ${GRACE} ms`, () => {
    assert.deepEqual(all().filter(({ judged }) => judged.outcome === 'never').map(nameOf), []);
    assert.deepEqual(all().filter(({ row, judged }) => judged.ms > limitOf(row)).map((outcome) => [nameOf(outcome), outcome.judged.ms]), []);
  });

  test('nothing leaks: not in what is told, not on the console, and not to the second provider', () => {
    assert.equal(leaks, 0);
    const { token, header, apiSecret } = markers;
    const wire = second.requests.map(({ rawHeaders, body }) => ({ rawHeaders, body }));
    assert.deepEqual(findLeaks(wire, { token, header, apiSecret }), []);
    assert.deepEqual(faults.targetRequests, [], 'no redirect is followed');
  });
});
