// from-curl: a provider's curl example becomes a configuration.
import { readText } from '../configuration-file.js';
import { configurationOfCurl } from '../curl/configuration.js';
import { Unreadable } from '../curl/unreadable.js';
import { issuesOf } from '../issues.js';
import { Refusal } from '../outcome.js';
import { red, remark } from '../terminal.js';

/** @type {import('../arguments.js').Command} */
export const fromCurl = {
  summary: "Make a configuration from a provider's curl example.",
  usage: 'from-curl < curl.txt',
  examples: [
    'connector-generic-http-sms from-curl < curl.txt > sms.json',
    `echo "curl -d 'to=+14155550100' -d 'text=Your code is 1234' https://api.example.com/sms" | connector-generic-http-sms from-curl`,
  ],
  about: 'What was done, and what to look at, is on standard error. FILE may be used instead of standard input.',
  options: {},
  positionals: [0, 1],
  async run({ positionals: [path = '-'] }) {
    if (path === '-' && process.stdin.isTTY) remark('Paste the curl command, then press Enter and Ctrl+D.');
    const { configuration, notes, checks } = made(await readText(path));
    const text = JSON.stringify(configuration, null, 2);
    const issues = issuesOf(configuration, text);
    // That an example is none of one's own credentials is no mistake of the command.
    const failed = issues.some(({ severity, code }) => severity === 'error' && code !== 'leftover');
    const remarks = [
      ...notes.map((note) => `done   ${note}`),
      ...checks.map((check) => `check  ${check}`),
      ...issues.map(({ severity, path: key, message }) => `${severity.padEnd(6)} ${key}: ${message}`),
    ];
    return { code: failed ? 1 : 0, text, json: { configuration, notes, checks, issues }, remarks };
  },
};

/** @param {string} text */
function made(text) {
  try {
    return configurationOfCurl(text);
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error;
    throw new Refusal(`${red('✗')} ${error.message}`, { error: { message: error.message } });
  }
}
