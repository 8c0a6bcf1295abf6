// What stands at the right: the issues, the request, the phone, the verdict. Each shows what the engine said.
import { isWithoutRule, WITHOUT_RULE } from '../../bin/src/acceptance.js';
import { block, element, pairs, sentence } from './elements.js';

/** @param {HTMLElement} section @param {import('./engine.js').PlacedIssue[]} issues @param {(issue: import('./engine.js').PlacedIssue) => void} go */
export function showIssues(section, issues, go) {
  const errors = issues.filter(({ severity }) => severity === 'error').length;
  const warnings = issues.length - errors;
  const counts = [count(errors, 'error'), count(warnings, 'warning')].filter(Boolean).join(', ');
  const summary = /** @type {HTMLElement} */ (section.querySelector('.summary'));
  const said = errors > 0 ? counts : `${counts || 'No issues'}. Logto saves this configuration.`;
  // Said again only when it is another: a screen reader reads every change.
  if (summary.textContent !== said) summary.textContent = said;
  summary.className = `summary ${errors > 0 ? 'bad' : warnings > 0 ? 'doubtful' : 'good'}`;
  section.querySelector('ol')?.replaceChildren(...issues.map((issue) => element('li', {}, issueButton(issue, go))));
}

/** @param {import('./engine.js').PlacedIssue} issue @param {(issue: import('./engine.js').PlacedIssue) => void} go */
function issueButton(issue, go) {
  const { line, path, severity, message } = issue;
  return element(
    `button.issue.${severity}`,
    { type: 'button', onclick: () => go(issue) },
    element('span.place', {}, `Line ${line}`, ...(path ? [' ', element('code', {}, path)] : [])),
    element('span.severity', {}, severity),
    element('span.text', {}, ...sentence(message)),
  );
}

/** @param {number} number @param {string} noun */
const count = (number, noun) => (number === 0 ? '' : `${number} ${noun}${number === 1 ? '' : 's'}`);

/** @param {HTMLElement} output @param {import('./engine.js').Judgement} judgement */
export function showRequest(output, { preview, previewError }) {
  if (!preview) return output.replaceChildren(unavailable(previewError));
  const { token, via } = preview;
  output.replaceChildren(
    ...(token ? [element('h3', {}, 'Token, fetched first'), ...request(token)] : []),
    // Headings below it are of the next level, so there is always one.
    element('h3', {}, via ? `The message, via ${via}` : 'The message'),
    ...request(preview),
  );
}

/** @param {{ method: string, url: string, headers: Record<string, string>, body?: string }} request */
function request({ method, url, headers, body }) {
  const [address, query] = url.split(/\?(.*)/s);
  return [
    element('p.url', {}, element('b', {}, method), ' ', address),
    ...(query ? [element('h4', {}, 'Query'), pairs([...new URLSearchParams(query)])] : []),
    ...(Object.keys(headers).length > 0 ? [element('h4', {}, 'Headers'), pairs(Object.entries(headers))] : []),
    ...(body ? [element('h4', {}, 'Body'), ...bodyOf(body, headers['Content-Type'] ?? headers['content-type'] ?? '')] : []),
  ];
}

/** @param {string} body @param {string} type */
function bodyOf(body, type) {
  if (type.startsWith('application/x-www-form-urlencoded')) return [pairs([...new URLSearchParams(body)])];
  try {
    return [block(JSON.stringify(JSON.parse(body), null, 2), 'Body of the request')];
  } catch {
    return [block(body, 'Body of the request')];
  }
}

/** @param {any} error What keeps a request from being made; nothing where the text is no JSON. */
const unavailable = (error) => element('p.empty', {}, ...(error ? sentence(error.data.errorDescription) : ['Fix the JSON first.']));

const UNITS = { gsm7: { name: 'GSM-7', one: 160, part: 153 }, ucs2: { name: 'UCS-2', one: 70, part: 67 } };

/** @param {HTMLElement} output @param {import('./engine.js').Judgement} judgement @param {string} to */
export function showPhone(output, { preview }, to) {
  const message = preview?.message;
  if (!message) return output.replaceChildren(element('p.empty', {}, preview ? 'The provider writes the text itself.' : 'No message yet.'));
  const { text, encoding, units, segments } = message;
  const { name, one, part } = UNITS[encoding];
  // A long message goes in parts, and each part begins with a few units that number it.
  const room = segments > 1 ? segments * part : one;
  output.replaceChildren(
    element('div.device', {}, element('p.number', {}, to), element('p.bubble', {}, text)),
    element('meter', { max: room, value: units, 'aria-label': 'How full the SMS is' }),
    element('p.segments', {}, `${segments} SMS, ${name}, ${units} of ${room}`),
  );
}

const VERDICTS = {
  accepted: ['good', 'The message counts as accepted.'],
  refused: ['bad', 'The message counts as refused.'],
  unclear: ['doubtful', 'It is unclear whether the message was accepted; it counts as not accepted.'],
};

/** @param {HTMLElement} output @param {import('./engine.js').Judgement} judgement */
export function showVerdict(output, { preview, explanation, explanationError }) {
  // Where there is no request either, the reason stands there.
  if (!explanation) return output.replaceChildren(...(preview && explanationError ? [unavailable(explanationError)] : []));
  const { verdict, rules, errorDescription, repeat, fallback, ...others } = explanation;
  const [mood, headline] = VERDICTS[verdict];
  const known = ['messageId', 'providerMessage', 'code', 'reason', 'via'].filter((key) => others[key] !== undefined).map((key) => [LABELS[key], String(others[key])]);
  const next = verdict === 'accepted' ? [] : [['Repeated', repeat ? 'yes' : 'no'], ...(others.via ? [['Fallback', fallback ? 'tried' : 'not tried']] : [])];
  output.replaceChildren(
    element(`p.verdict.${mood}`, {}, headline),
    ...(isWithoutRule(explanation) ? [element('p.hint', {}, WITHOUT_RULE)] : []),
    ...(errorDescription ? [element('p', {}, ...sentence(errorDescription))] : []),
    ...(rules.length > 0 ? [ruleTable(rules)] : []),
    pairs(/** @type {[string, string][]} */ ([...known, ...next])),
  );
}

const LABELS = { messageId: 'Message id', providerMessage: 'The provider says', code: 'Code', reason: 'Reason', via: 'Via' };

/** @param {{ path: string, holds: boolean | null, found?: string }[]} rules */
const ruleTable = (rules) =>
  element(
    'table',
    {},
    element('thead', {}, element('tr', {}, ...['Rule', 'Holds', 'Found'].map((name) => element('th', { scope: 'col' }, name)))),
    element(
      'tbody',
      {},
      ...rules.map(({ path, holds, found }) => element('tr', {}, element('td', {}, element('code', {}, path)), element('td', {}, held(holds)), element('td', {}, found ?? 'nothing is there'))),
    ),
  );

/** @param {boolean | null} holds */
const held = (holds) => (holds === null ? 'not judged' : holds ? 'yes' : 'no');
