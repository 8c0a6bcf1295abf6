// The command line as its users have it: the packed package, installed by npm into a folder of its own, run by its name.
import assert from 'node:assert/strict';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { basename, delimiter, join } from 'node:path';
import { execa } from 'execa';
import { packageName, tarballPath } from '../../build/project.mjs';
import { nodeEnvironment, succeed } from '../../setup/command.mjs';
import { target } from '../../setup/paths.mjs';

/** No output may hold one of these, but for those that are asked for it. */
export const SECRETS = { apiKey: 'k3y-Zq81xv-marker', apiSecret: 's3cret-Lw40pd-marker', authorization: 'Bearer t0ken-Hd72ms-marker' };
const MARKER = /[\w-]*-marker|t0ken-/;

/** What the package names, and its command line does not need: packages of nothing. */
const EMPTY = { '@logto/connector-kit': '5.1.1', zod: '3.24.3' };

export const folder = join(target, 'projects', `cli-${basename(process.argv[1], '.test.mjs')}`);
const bin = join(folder, 'node_modules', '.bin');

/** Installs without a network: whatever npm had to fetch would be missing at those who have none. */
export async function install() {
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  for (const [name, version] of Object.entries(EMPTY)) {
    await mkdir(join(folder, 'empty', name), { recursive: true });
    await writeFile(join(folder, 'empty', name, 'package.json'), JSON.stringify({ name, version }));
  }
  const dependencies = Object.fromEntries(Object.keys(EMPTY).map((name) => [name, `file:empty/${name}`]));
  const manifest = { private: true, dependencies: { ...dependencies, [packageName]: `file:${await tarballPath()}` } };
  await writeFile(join(folder, 'package.json'), JSON.stringify(manifest));
  await succeed('npm', ['install', '--offline', '--no-audit', '--no-fund'], { cwd: folder, advice: 'npm could not install the package: see above.' });
}

/** @param {string} name @param {unknown} content A text as it is, anything else as JSON. */
export async function file(name, content) {
  await writeFile(join(folder, name), typeof content === 'string' ? content : JSON.stringify(content, null, 2));
  return name;
}

const environment = (/** @type {Record<string, string>} */ env) => {
  const { NO_COLOR, FORCE_COLOR, SMS_API_KEY, SMS_API_SECRET, SMS_AUTHORIZATION, ...inherited } = nodeEnvironment();
  return { ...inherited, PATH: [bin, inherited.PATH].join(delimiter), ...env };
};

/**
 * @typedef {{ stdin?: string, env?: Record<string, string>, reveals?: boolean, patience?: number }} Options
 *   `reveals`: credentials are what is asked for; `patience`: in milliseconds, after which it is asked to end.
 */

/** @param {string[]} args @param {Options} [options] */
export const run = (args, options) => ended(join(bin, packageName), args, {}, options);

/** A line as it is typed into a shell; that of providers' documents is bash. @param {string} line @param {Options} [options] */
export const shell = (line, options) => ended(line, [], { shell: 'bash' }, options);

/** @param {string} command @param {string[]} args @param {object} how @param {Options} [options] */
async function ended(command, args, how, { stdin = '', env = {}, reveals = false, patience = 30_000 } = {}) {
  const { exitCode, stdout, stderr } = await execa(command, args, {
    ...how, cwd: folder, input: stdin, env: environment(env), extendEnv: false, reject: false, timeout: patience, stripFinalNewline: false,
  });
  const output = { code: exitCode, stdout: String(stdout), stderr: String(stderr) };
  assert.doesNotMatch(output.stdout + output.stderr, /\u001b/, 'no colours and no moves of the cursor outside a terminal');
  assert.doesNotMatch(output.stderr, MARKER, 'no credential on standard error');
  if (!reveals) assert.doesNotMatch(output.stdout, MARKER, 'no credential on standard output');
  return output;
}

/** The JSON that a command prints for machines. @param {string[]} args @param {Options} [options] */
export async function json(args, options) {
  const { code, stdout } = await run([...args, '--json'], options);
  return { code, data: JSON.parse(stdout) };
}

/** @param {string} url */
export const configuration = (url) => ({
  endpoint: `${url}/send?version=2`,
  method: 'POST',
  headers: { 'X-Api-Key': '{{apiKey}}' },
  apiKey: SECRETS.apiKey,
  bodyType: 'json',
  bodyParams: { to: '{{to}}', text: '{{message}}', from: 'MyBrand' },
  templates: [{ usageType: 'Generic', content: 'Your code is {{code}}.' }],
  response: { success: { path: 'status', equals: 'ok' }, messageId: 'id', error: 'reason' },
});
