// The examples of the package's README, each put into a configuration under the key that its section is about.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { connectorDirectory } from '../../logto/layout.mjs';

const readme = await readFile(join(connectorDirectory, 'README.md'), 'utf8');

/** What an example needs around it: a request with number and text, and the names that the examples use. */
export const base = {
  endpoint: 'https://sms.test/send',
  bodyParams: { to: '{{to}}', text: '{{message}}', from: '{{sender}}', sign: '{{sign}}', template: '{{templateId}}' },
  variables: { sender: 'X', sign: 'X', templateId: 'X' },
};
export const client = { apiKey: 'client-1', apiSecret: 'secret-1' };

/** The sections with examples of a key, and how many each has at least. */
export const sections = [
  { heading: 'Templates and languages', key: 'templates', others: {}, count: 2 },
  { heading: 'Reading the answer', key: 'response', others: {}, count: 8 },
  { heading: 'Log in first', key: 'token', others: client, count: 2 },
  { heading: 'Signed requests', key: 'signature', others: { ...client, headers: { 'Content-Type': 'application/json' } }, count: 3 },
  { heading: 'Routes', key: 'routes', others: {}, count: 2 },
  { heading: 'Fallback', key: 'fallback', others: {}, count: 1 },
];

/** @param {typeof sections[number]} section */
export function examples({ heading, key, others }) {
  const [, section = ''] = new RegExp(`^## ${heading}$(.*?)^## `, 'ms').exec(readme) ?? [];
  const texts = [...section.matchAll(/^```\n([{["].*?)^```$/gms)].map(([, json]) => json);
  // A body in the same section is none of them.
  return texts.filter((json) => !json.includes('"template": "otp-1"')).map((json) => {
    // Some show a key of the section with its value, as it stands in an object.
    const value = JSON.parse(json.startsWith('"') ? `{${json}}` : json);
    return { json, config: { ...base, ...others, [key]: value } };
  });
}

/** The example of variables. */
export const variables = () => {
  const [, json = ''] = /^### Variables$.*?^```\n(.*?)^```$/ms.exec(readme) ?? [];
  return JSON.parse(json);
};

/** The worked example of a whole configuration, and the rows of the table about it. */
export const byCountryAndLanguage = () => {
  const [, json = '', table = ''] = /^## By country and language$.*?^```\n(.*?)^```$(.*?)^## /ms.exec(readme) ?? [];
  return { config: JSON.parse(json), rows: [...table.matchAll(/^\| (to .*?) \| (.*) \|$/gm)].map(([, message, goes]) => ({ message, goes })) };
};
