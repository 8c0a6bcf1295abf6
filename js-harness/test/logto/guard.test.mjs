// The guard that Logto asks before it stores a configuration. In Logto nobody sees a warning: what makes a message wrong
// has to be refused here.
import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { ZodError, ZodType } from 'zod';
import { untouchedForm } from '../support/logto.mjs';
import { loadUnstored } from '../support/sends.mjs';

/** @type {any} */
let guard;
before(async () => {
  guard = (await loadUnstored()).connector.configGuard;
});

const endpoint = 'https://sms.acme.io/send';
const bodyParams = { recipient: '{{to}}', text: '{{message}}' };

/** @param {unknown} config @returns {(string | number)[][]} */
const refusedPaths = (config) => (guard.safeParse(config).error?.issues ?? []).map(({ path }) => path);

test('is a type of the zod that Logto has', () => {
  assert.ok(guard instanceof ZodType);
});

test('reports eight mistakes at once, each under its key', () => {
  const result = guard.safeParse({
    endpoint: 'ftp://sms.acme.io/send',
    method: 'DELETE',
    headers: { 'Content Type': 'text/plain' },
    queryParams: 'to={{to}}',
    templates: [{ usageType: 'Generic', content: 'Code {{code}}' }, { usageType: 'SignIn' }],
    timeout: 5,
    retry: 'sometimes',
    maxRetries: 99,
  });
  assert.ok(result.error instanceof ZodError);
  const paths = result.error.issues.map(({ path }) => path.join('.'));
  for (const path of ['endpoint', 'headers.Content Type', 'maxRetries', 'method', 'queryParams', 'retry', 'templates.1.content', 'timeout']) {
    assert.ok(paths.includes(path), path);
  }
  for (const { message } of result.error.issues) assert.ok(message.length > 10);
  const fields = result.error.flatten().fieldErrors;
  for (const key of ['endpoint', 'headers', 'templates']) assert.ok(fields[key]?.length, `the console finds a message for ${key}`);
});

describe('refuses what makes a message wrong, although it would be sent', () => {
  /** @type {Record<string, [config: Record<string, unknown>, path: string]>} */
  const mistakes = {
    'a misspelt placeholder': [{ bodyParams: { ...bodyParams, copy: '{{phone}}' } }, 'bodyParams.copy'],
    'a misspelt key of response': [{ bodyParams, response: { sucess: { path: 'status', equals: 'ok' } } }, 'response.sucess'],
    'an example that was not replaced': [{ bodyParams, authorization: 'Bearer <your-token>' }, 'authorization'],
    'a value that Logto removes when it stores': [{ bodyParams, response: { success: { path: 'error', equals: '' } } }, 'response.success.equals'],
    'a placeholder for e-mail only': [{ bodyParams: { ...bodyParams, brand: '{{application.name}}' } }, 'bodyParams.brand'],
    'a placeholder that is missing in the test': [{ bodyParams: { ...bodyParams, lang: '{{locale}}' } }, 'bodyParams.lang'],
  };
  for (const [what, [config, path]] of Object.entries(mistakes)) {
    test(what, () => assert.deepEqual(refusedPaths({ endpoint, ...config }).map((found) => found.join('.')), [path]));
  }

  test('a message without number or text', () => {
    assert.ok(refusedPaths({ endpoint, bodyParams: { hello: 'world' } }).length > 0);
    assert.ok(refusedPaths({ endpoint, bodyParams: { to: '{{to}}' } }).length > 0);
  });

  test('both mistakes of a configuration that sends "{{phone}}" and takes failures for success', () => {
    const config = { endpoint, bodyParams: { to: '{{phone}}', text: '{{message}}' }, response: { sucess: { path: 'status', equals: 'OK' } } };
    const paths = refusedPaths(config).map((path) => path.join('.'));
    for (const path of ['bodyParams.to', 'response.sucess']) assert.ok(paths.includes(path), path);
  });
});

describe('takes', () => {
  test('what only deserves a warning, and gives it back as it is', () => {
    const config = { endpoint, bodyParams: { ...bodyParams, who: '{{somethingElseEntirely | default:"x"}}' }, apiKey: 'unused-1', other: [1, { a: 2 }] };
    const result = guard.safeParse(config);
    assert.equal(result.error, undefined);
    assert.deepEqual(result.data, config);
  });

  test('an untouched form', () => {
    assert.deepEqual(refusedPaths(untouchedForm()), []);
    assert.deepEqual(refusedPaths({ ...untouchedForm(), templates: [], timeout: Number.NaN, bodyParams: [] }), []);
    assert.deepEqual(refusedPaths({ ...untouchedForm(), endpoint: '' }), [['endpoint']]);
  });

  test('the keys of the form, of recipes and of editors, without a word', () => {
    const config = { $schema: 'x', $comment: 'y', $recipe: {}, showAdvanced: true, log: 'all', endpoint, bodyParams };
    assert.deepEqual(refusedPaths(config), []);
  });

  test('a placeholder that Logto may not have, with a default', () => {
    const locale = { ...bodyParams, lang: '{{locale | default:"en"}}', brand: '{{application.name | default:"Acme"}}' };
    assert.deepEqual(refusedPaths({ endpoint, bodyParams: locale }), []);
  });
});

for (const config of [undefined, null, 'text', 7, [], () => {}]) {
  test(`refuses ${config === null ? 'null' : Array.isArray(config) ? 'an array' : typeof config}`, () => {
    const result = guard.safeParse(config);
    assert.ok(result.error instanceof ZodError);
    assert.ok(result.error.issues.length > 0);
  });
}
