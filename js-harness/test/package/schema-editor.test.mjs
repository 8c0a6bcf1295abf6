// The schema in an editor: what VS Code, and every editor with its JSON service, completes, explains and underlines. A service
// of that kind knows less of JSON schemas than a validator: keywords next to a `$ref`, for example, get lost.
import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import service from 'vscode-json-languageservice';
import { freshProject } from '../../build/project.mjs';

const { packageDirectory } = await freshProject('schema-editor');
const schema = JSON.parse(await readFile(join(packageDirectory, 'schema.json'), 'utf8'));
const editor = service.getLanguageService({});
editor.configure({ validate: true, schemas: [{ uri: 'file:///schema.json', fileMatch: ['*.json'], schema }] });

/** @param {string} text */
const opened = (text) => {
  const document = service.TextDocument.create('file:///sms.json', 'json', 1, text);
  return { document, parsed: editor.parseJSONDocument(document) };
};
/** @param {string} text */
const underlined = async (text) => {
  const { document, parsed } = opened(text);
  return (await editor.doValidation(document, parsed)).map(({ message }) => message);
};
/** What is offered where the `|` is. @param {string} text */
const offered = async (text) => {
  const { document, parsed } = opened(text.replace('|', ''));
  const found = await editor.doComplete(document, document.positionAt(text.indexOf('|')), parsed);
  return found?.items.map(({ label }) => label).sort() ?? [];
};

test('keys and words are completed, those of inner objects too', async () => {
  const top = await offered('{ "endpoint": "https://sms.test.com", "|" }');
  for (const key of ['method', 'bodyType', 'templates', 'response', 'token', 'routes', 'fallback', 'timeout', 'log', 'signature']) assert.ok(top.includes(key), key);
  assert.deepEqual(await offered('{ "bodyType": "|" }'), ['"form"', '"json"', '"none"', '"text"', '"xml"', 'null']);
  assert.deepEqual(await offered('{ "response": { "success": { "|" } } }'), ['contains', 'empty', 'equals', 'exists', 'matches', 'notEquals', 'path', 'startsWith']);
  const route = await offered('{ "routes": [{ "|" }] }');
  for (const key of ['to', 'types', 'block', 'endpoint', 'variables', 'timeout']) assert.ok(route.includes(key), key);
  assert.ok(!route.includes('log') && !route.includes('fallback'), 'those of the whole only');
});

test('a key is explained', async () => {
  // That of `$schema` would make the editor look for another schema.
  const { $schema, ...keys } = { ...schema.$defs.settings.properties, ...schema.$defs.request.properties };
  for (const [key, { description, examples: [example] }] of Object.entries(keys)) {
    const { document, parsed } = opened(JSON.stringify({ [key]: example }));
    const told = await editor.doHover(document, document.positionAt(4), parsed);
    // In Markdown, with its characters escaped.
    assert.equal(String(told?.contents).replaceAll(/\\(.)/g, '$1').replaceAll('&nbsp;', ' '), description, key);
  }
});

test('what is wrong is underlined', async () => {
  const endpoint = 'https://sms.test.com/{{to}}/{{code}}';
  const wrong = {
    'api.sms.test/send': [{ endpoint: 'api.sms.test/send' }, /pattern/],
    'a method with a slip': [{ endpoint, method: 'POTS' }, /"POST", "GET", "PUT"/],
    'a timeout in seconds': [{ endpoint, timeout: 10 }, /minimum of 100/],
    'sucess for success': [{ endpoint, response: { sucess: {} } }, /sucess is not allowed/],
    'a rule without a test': [{ endpoint, response: { success: { path: 'status' } } }, /Missing property/],
    'a key of a route': [{ endpoint, routes: [{ to: '+49', prefix: 1 }] }, /prefix is not allowed/],
    'a timeout of a fallback': [{ endpoint, fallback: [{ timeout: 500 }] }, /timeout is not allowed/],
    'a key of a token': [{ endpoint, token: { endpoint, url: '' } }, /url is not allowed/],
    'a signature without its region': [{ endpoint, signature: { scheme: 'aws4', service: 'sns' } }, /"region"/],
    'no endpoint': [{ method: 'GET' }, /"endpoint"/],
  };
  for (const [what, [config, message]] of Object.entries(wrong)) assert.match((await underlined(JSON.stringify(config))).join('\n'), /** @type {RegExp} */ (message), what);
});

test('nothing is underlined in a recipe', async () => {
  const folder = join(packageDirectory, 'recipes');
  for (const name of await readdir(folder)) {
    const { $schema, ...recipe } = JSON.parse(await readFile(join(folder, name), 'utf8'));
    assert.deepEqual(await underlined(JSON.stringify(recipe)), [], name);
  }
});
