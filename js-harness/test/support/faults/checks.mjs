/**
 * What is wrong with the outcome of one row. What holds for every row stands here; what differs, in the catalogue.
 *
 * @typedef {import('./expectations.mjs').Row} Row
 * @typedef {import('./expectations.mjs').Count} Count
 */

/** Logto's ConnectorErrorCodes, as far as this connector uses them. */
const codes = [
  'general', 'invalid_config', 'invalid_request_parameters', 'invalid_response', 'rate_limit_exceeded', 'template_not_found',
  'usage_limit_exceeded',
];

/** @param {unknown} actual @param {Count} expected */
const within = (actual, expected) => {
  const [min, max] = Array.isArray(expected) ? expected : [expected, expected];
  return typeof actual === 'number' && actual >= min && actual <= max;
};
/** @param {Count} count */
const show = (count) => (Array.isArray(count) ? count.join(' to ') : String(count));

/** Logto runs JSON.stringify over it and hands it to a visitor. @param {unknown} value */
const isPlainJson = (value) => {
  try {
    return JSON.stringify(structuredClone(value)) === JSON.stringify(JSON.parse(JSON.stringify(value)));
  } catch {
    return false;
  }
};

/** @param {any} error @returns {string[]} */
const errorProblems = (error) => {
  if (!(error instanceof Error)) {
    return ['rejected with something that is no Error'];
  }
  const { code, data } = /** @type {any} */ (error);
  return [
    ...(codes.includes(code) ? [] : ['code is none of Logto']),
    ...(isPlainJson(data) ? [] : ['data is no plain JSON']),
    ...(typeof data?.errorDescription === 'string' && data.errorDescription ? [] : ['no errorDescription']),
    ...(typeof data?.reason === 'string' && data.reason ? [] : ['no reason']),
    ...(typeof data?.providerMessage === 'string' && [...data.providerMessage].length > 200 ? ['providerMessage is too long'] : []),
  ];
};

/**
 * @param {Row} row @param {import('./sending.mjs').Settled} settled @param {import('../../../servers/faults/server.mjs').SeenRequest[]} requests
 * @param {import('./leaks.mjs').Leak[]} leaks
 * @returns {string[]}
 */
export const checkRow = ({ retry, expect }, { settled, value, ms }, requests, leaks) => {
  if (settled === 'never') {
    return [`did not settle in ${ms} ms`];
  }
  const failed = settled === 'error';
  const result = failed ? value?.data : value;
  const accepted = requests.filter((request) => request.accepted).length;
  const strict = expect.outcome !== 'either';
  /** @type {[ok: boolean, problem: string][]} */
  const checks = [
    [!strict || settled === expect.outcome, `${settled} instead of ${expect.outcome}`],
    [!failed || !expect.code || value?.code === expect.code, `code ${value?.code} instead of ${expect.code}`],
    [!failed || !expect.reason || [expect.reason].flat().includes(result?.reason), `reason ${result?.reason} instead of ${expect.reason}`],
    [expect.status === undefined || (!strict && failed) || result?.status === expect.status, `status ${result?.status} instead of ${expect.status}`],
    [expect.messageId === undefined || result?.messageId === expect.messageId, 'another messageId'],
    [expect.retryAfter === undefined || result?.retryAfter === expect.retryAfter, `retryAfter ${result?.retryAfter} instead of ${expect.retryAfter}`],
    [within(result?.attempts, expect.attempts), `${result?.attempts} attempts instead of ${show(expect.attempts)}`],
    [within(requests.length, expect.requestsSeen), `${requests.length} requests seen instead of ${show(expect.requestsSeen)}`],
    [expect.accepted === undefined || within(accepted, expect.accepted), `accepted ${accepted} times instead of ${show(expect.accepted ?? 0)}`],
    [retry === 'always' || accepted <= 1, `sent ${accepted} times`],
    [ms <= expect.withinMs, `${ms} ms, more than ${expect.withinMs}`],
    [ms >= (expect.minMs ?? 0), `${ms} ms, less than ${expect.minMs}`],
    [requests.every(({ sent }) => sent <= (expect.maxSent ?? Infinity)), 'read on after it had enough'],
    [settled !== 'error' || result?.reason !== 'timeout' || requests.every(({ closed }) => closed), 'gave up, but left its connection open'],
    // One message: the provider must be able to know a repetition again.
    [new Set(requests.map(({ headers }) => headers['x-message-id'])).size <= 1, 'another id on another attempt'],
    [requests.every(({ headers }) => headers['x-message-id'] !== ''), 'no id'],
    [new Set(requests.map(({ body }) => body)).size <= 1, 'another body on another attempt'],
  ];
  return [
    ...(failed ? errorProblems(value) : []),
    ...checks.flatMap(([ok, problem]) => (ok ? [] : [problem])),
    ...leaks.map(({ marker, encoding, where }) => `shows ${marker} in ${where} (${encoding})`),
  ];
};
