// explain: what an answer of the provider would mean, without a send.
import * as core from '../../../lib/core.js';
import { messageOf, messageOptions } from '../arguments.js';
import { readConfiguration, readText } from '../configuration-file.js';
import { refusedBy } from '../failure.js';
import { Refusal, Usage } from '../outcome.js';
import { drawnExplanation } from '../verdict.js';

/** @type {import('../arguments.js').Command} */
export const explain = {
  summary: 'Say what an answer of the provider would mean, rule by rule.',
  usage: 'explain FILE --status N --body FILE [--header …] [--to … --code …]',
  examples: [
    'connector-generic-http-sms explain sms.json --status 200 --body answer.json',
    `echo '{"status":"error"}' | connector-generic-http-sms explain sms.json --status 200 --body -`,
  ],
  about: 'Exit code 0 where the message counts as accepted. Without --to and --code the answer is judged for a sample message.',
  options: {
    status: { type: 'string', what: 'the HTTP status of the answer' },
    body: { type: 'string', what: 'the file that holds its body; - is standard input' },
    header: { type: 'string', multiple: true, what: 'a header of it, as "Retry-After: 30"; may be repeated' },
    ...messageOptions,
  },
  positionals: [1, 1],
  required: ['status', 'body'],
  async run({ positionals: [path], values }) {
    if (!/^[1-5]\d\d$/.test(values.status)) throw new Usage('--status takes an HTTP status, such as 200');
    if (path === '-' && values.body === '-') throw new Usage('standard input cannot be both the configuration and the body; give one of them as a file');
    const headers = Object.fromEntries((values.header ?? []).map(headerOf));
    const { config } = await readConfiguration(path);
    const body = await readText(values.body);
    const explanation = explained(config, { status: Number(values.status), headers, body }, values.to && messageOf(/** @type {any} */ (values)));
    if (!explanation) throw new Refusal('This engine cannot explain an answer.', { error: { message: 'this engine cannot explain an answer' } });
    return { code: explanation.verdict === 'accepted' ? 0 : 1, text: drawnExplanation(explanation), json: explanation };
  },
};

/** @param {string} header */
function headerOf(header) {
  const [, name, value] = /^([^:\s]+):\s*(.*)$/.exec(header) ?? [];
  if (!name) throw new Usage('--header takes a name and a value, as "Retry-After: 30"');
  return [name, value];
}

/**
 * @param {any} config @param {{ status: number, headers?: Record<string, string>, body: string }} answer @param {any} [data]
 */
export function explained(config, answer, data) {
  try {
    return core.explainAnswer(config, answer, data || undefined);
  } catch (error) {
    throw refusedBy(error);
  }
}
