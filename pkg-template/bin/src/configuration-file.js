// Reads a configuration from a file or from standard input, with the credentials that the environment has.
import { readFile } from 'node:fs/promises';
import { text as everything } from 'node:stream/consumers';
import { Refusal, Usage } from './outcome.js';
import { drawnIssues } from './issues.js';
import { jsonError } from './json-text.js';

/** In place of what the file says: so that it can be kept where others see it. */
const FROM_ENVIRONMENT = { SMS_API_KEY: 'apiKey', SMS_API_SECRET: 'apiSecret', SMS_AUTHORIZATION: 'authorization' };

/** What npx asks before it installs something, on the output that a shell may write to a file. */
const NPM_ASKED = /^\s*Need to install the following packages/;

/**
 * @param {string} path `-` is standard input.
 * @returns {Promise<{ name: string, text: string, config: any }>}
 * @throws {Refusal} where it is no JSON
 */
export async function readConfiguration(path) {
  const text = await readText(path);
  const name = path === '-' ? 'stdin' : path;
  if (NPM_ASKED.test(text)) throw new Usage(`npm wrote its question into ${name}: make the file again, with npx --yes, which does not ask`);
  const error = jsonError(text);
  if (error) {
    const issue = { path: '', code: 'not_json', severity: /** @type {const} */ ('error'), ...error };
    throw new Refusal(drawnIssues(name, text, [issue]), { valid: false, issues: [issue] });
  }
  return { name, text, config: withEnvironment(JSON.parse(text)) };
}

/** @param {string} path `-` is standard input. @returns {Promise<string>} */
export async function readText(path) {
  if (path === '-') return everything(process.stdin);
  const bytes = await readFile(path).catch((error) => {
    const reason = { ENOENT: 'there is no such file', EISDIR: 'it is a folder', EACCES: 'it may not be read' }[error.code] ?? error.code;
    throw new Usage(`cannot read ${path}: ${reason}`);
  });
  // Windows PowerShell writes UTF-16 where its user wrote `> sms.json`. Either decoder takes the byte order mark away.
  return new TextDecoder(bytes[0] === 0xff && bytes[1] === 0xfe ? 'utf-16le' : 'utf-8').decode(bytes);
}

/** The credentials that the environment has. @returns {Record<string, string>} By key. */
export const fromEnvironment = () => Object.fromEntries(Object.entries(FROM_ENVIRONMENT).flatMap(([variable, key]) => (process.env[variable] ? [[key, process.env[variable]]] : [])));

/** @param {any} config */
export const withEnvironment = (config) => (typeof config === 'object' && config !== null && !Array.isArray(config) ? { ...config, ...fromEnvironment() } : config);
