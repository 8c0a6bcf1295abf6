// check: every issue of a configuration.
import { readConfiguration } from '../configuration-file.js';
import { drawnIssues, issuesOf } from '../issues.js';
import { hasErrors } from '../placed-issues.js';

/** @type {import('../arguments.js').Command} */
export const check = {
  summary: 'List every issue of a configuration, each at its line.',
  usage: 'check FILE',
  examples: ['connector-generic-http-sms check sms.json', 'connector-generic-http-sms check sms.json --json'],
  about: 'FILE may be - for standard input. A placeholder that Logto has no value for is an error, as it is there.',
  options: {},
  positionals: [1, 1],
  async run({ positionals: [path] }) {
    const { name, text, config } = await readConfiguration(path);
    const issues = issuesOf(config, text);
    const valid = !hasErrors(issues);
    return { code: valid ? 0 : 1, text: drawnIssues(name, text, issues), json: { valid, issues } };
  },
};
