// What CHANGELOG.md says about configurations that 0.1.0 stored is true of the package: each row of its table has a case
// here, which stores such a configuration and does what the row says happens now.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, beforeEach, describe, test } from 'node:test';
import { freshProject } from '../../build/project.mjs';
import { root } from '../../setup/paths.mjs';
import { loadUnstored, realSend } from '../support/sends.mjs';
import { ok, reply, startServer } from '../support/server.mjs';

const changelog = await readFile(join(root, 'CHANGELOG.md'), 'utf8');
const [, section = ''] = /^### What changes for a configuration stored by 0\.1\.0$(.*?)^## /ms.exec(changelog) ?? [];
const rows = [...section.matchAll(/^\| (?!Stored|---)(.*?) \| .* \| .* \|$/gm)].map(([, stored]) => stored);

/** @type {Awaited<ReturnType<typeof startServer>>} */
let server;
/** @type {import('../../build/project.mjs').Core} */
let core;
before(async () => {
  server = await startServer();
  core = await (await freshProject('stored-configurations')).core();
});
beforeEach(() => {
  server.answer = ok;
});
after(() => server.stop());

/** As Logto passes a message. */
const data = { to: '14155550123', type: 'SignIn', payload: { code: '123456', locale: 'en' }, ip: '127.0.0.1' };
const bodyParams = { to: '{{to}}', text: '{{message}}' };

/** The requests of a send, and what came of it. @param {Record<string, unknown>} config @param {any} [message] */
async function sent(config, message = data) {
  const stored = { endpoint: `${server.url}/send`, bodyParams, retry: 'never', ...config };
  const { value, seen } = await server.during(() =>
    core.sendMessage(stored, message).then((receipt) => ({ receipt, error: undefined }), (error) => ({ receipt: undefined, error })));
  return { ...value, code: value.error?.code, seen, request: seen[0] };
}

/** @param {Record<string, unknown>} config @param {string} path */
async function isRefused(config, path) {
  const { code, error, seen } = await sent(config);
  assert.deepEqual([code, seen.length], ['invalid_config', 0]);
  assert.ok(error.data.issues.some((/** @type {any} */ issue) => issue.path === path && issue.severity === 'error'), path);
}

/** The text that a send carries. @param {Record<string, unknown>} config @param {any} [message] */
const textOf = async (config, message) => JSON.parse((await sent(config, message)).request.body).text;

/** What happens now, by the beginning of what was stored. @type {Record<string, () => Promise<void>>} */
const cases = {
  'A POST without `bodyParams`': async () => {
    for (const stored of [{ queryParams: { to: '{{to}}', text: '{{code}}' } }, { endpoint: `${server.url}/{{to}}/{{code}}` }]) {
      const { request, receipt } = await sent({ ...stored, bodyParams: undefined });
      assert.equal(receipt?.status, 200);
      assert.deepEqual([request.body, request.headers['content-type']], ['', undefined]);
    }
    const { request } = await sent({ bodyParams: undefined });
    assert.deepEqual(JSON.parse(request.body), data, 'where nothing says what is sent, that body is sent as before');
  },
  'An unknown key in `response`': async () => {
    await isRefused({ response: { messageID: 'id' } }, 'response.messageID');
    await isRefused({ response: { success: { path: 'a', equals: 1, comment: 'x' } } }, 'response.success.comment');
  },
  '`bodyType`, `variables`': async () => {
    for (const key of ['bodyType', 'variables', 'token', 'routes', 'fallback', 'log', 'signature']) await isRefused({ [key]: 'of another connector' }, key);
    assert.equal((await sent({ bodyType: 'form' })).request.headers['content-type'], 'application/x-www-form-urlencoded');
  },
  '`{{token}}`, or': async () => {
    await isRefused({ bodyParams: { ...bodyParams, x: '{{token}}' } }, 'bodyParams.x');
    await isRefused({ bodyParams: { ...bodyParams, x: '{{request.id}}' } }, 'bodyParams.x');
  },
  '`{{nonce}}` or': async () => {
    const { request } = await sent({ bodyParams: { ...bodyParams, nonce: '{{nonce}}', at: '{{timestampMs}}' } });
    assert.match(JSON.parse(request.body).nonce, /^[0-9a-f]{32}$/);
    assert.match(JSON.parse(request.body).at, /^\d{13}$/);
  },
  'A body as a text of JSON': async () => {
    for (const before of ['1', '-']) await isRefused({ bodyParams: `{"to":"{{to}}","text":"{{code}}","n": ${before}{{code | json}}}` }, 'bodyParams');
  },
  'A list of rules in': async () => {
    for (const [key, code] of [['rateLimited', 'rate_limit_exceeded'], ['quotaExceeded', 'usage_limit_exceeded']]) {
      for (const status of [200, 400]) {
        server.answer = reply(status, { a: 1, b: 2 });
        const { error } = await sent({ response: { [key]: [{ path: 'a', equals: '1' }, { path: 'b', equals: '1' }] } });
        assert.equal(error?.code, code);
      }
    }
  },
  '`"exists": true` where': async () => {
    server.answer = reply(200, { error: '' });
    assert.equal((await sent({ response: { success: { path: 'error', exists: true } } })).error?.data.reason, 'rejected');
    assert.equal((await sent({ response: { success: { path: 'error', exists: false } } })).receipt?.status, 200);
  },
  '`equals` with a number': async () => {
    for (const [equals, answer, holds] of /** @type {const} */ ([
      ['1', '{"a":1.0}', true], ['1.0', '{"a":1}', true], [1, '{"a":"1"}', true], [0, '{"a":"0.0"}', true], [100, '{"a":1e2}', true], ['1', '{"a":"1.0"}', false],
    ])) {
      server.answer = reply(200, answer);
      assert.equal((await sent({ response: { success: { path: 'a', equals } } })).receipt !== undefined, holds, `${equals} ${answer}`);
    }
    server.answer = reply(200, '{"a":1.0}');
    assert.notEqual((await sent({ response: { success: { path: 'a', matches: '^1\\.0$' } } })).receipt, undefined, 'the spelling can be asked for');
    assert.equal((await sent({ response: { success: { path: 'a', matches: '^1$' } } })).receipt, undefined);
  },
  'A path in `response`, and': async () => {
    server.answer = reply(200, '<r><code>0</code><id>m-1</id></r>');
    const response = { success: { path: 'r.code', equals: '0' }, messageId: 'r.id' };
    assert.equal((await sent({ response })).receipt?.messageId, 'm-1');
    assert.equal((await sent({ response: { rateLimited: { path: 'r.code', equals: '0' } } })).code, 'rate_limit_exceeded');
  },
  'A rule or a `messageId`': async () => {
    server.answer = reply(200, { padding: 'x'.repeat(100_000), status: 'ok', id: 'm-1' });
    assert.equal((await sent({ response: { success: { path: 'status', equals: 'ok' }, messageId: 'id' } })).receipt?.messageId, 'm-1');
  },
  '`"retry": "always"`': async () => {
    server.answer = reply(429, {});
    for (const [retry, attempts] of [['always', 2], ['unsent', 1]]) assert.equal((await sent({ retry, maxRetries: 1 })).seen.length, attempts);
  },
  '`templates` with `en-US`': async () => {
    const texts = (/** @type {[string, string | undefined][]} */ ...entries) => ({ templates: entries.map(([content, locale]) => ({ usageType: 'Generic', content, locale })) });
    assert.equal(await textOf(texts(['fr {{code}}', 'fr'], ['us {{code}}', 'en-US'])), 'us 123456');
    const chinese = { ...data, payload: { code: '123456', locale: 'zh-Hans-CN' } };
    assert.equal(await textOf(texts(['en {{code}}', 'en'], ['zh {{code}}', 'zh-CN'], ['any {{code}}', undefined]), chinese), 'zh 123456');
  },
  '`templates` whose text': async () => {
    const { request } = await sent({ bodyParams: { to: '{{to}}', text: '{{code}}' }, templates: [{ usageType: 'Register', content: '{{code}} is for others.' }] });
    assert.equal(JSON.parse(request.body).text, '123456');
  },
  'The filter `gsm7`': async () => {
    const stored = { bodyParams: { to: '{{to}}', text: '{{message | gsm7}}' }, templates: [{ usageType: 'Generic', content: '验证码 {{code}}' }] };
    assert.equal(await textOf(stored), '验证码 123456');
  },
  'An `endpoint` with `..`': async () => {
    const host = server.url.replace('http://', '');
    for (const [endpoint, url] of [[`${server.url}/a/../b/{{code}}`, '/b/123456'], [`http://@${host}/send`, '/send'], [`${server.url}\\send`, '/send']]) {
      const { request } = await sent({ endpoint });
      assert.deepEqual([request?.url, request?.headers.authorization], [url, undefined], endpoint);
    }
  },
  'An `endpoint` with `%2e`': async () => {
    const { code, seen } = await sent({ endpoint: `${server.url}/%2e{{code}}/send` }, { ...data, payload: { code: '.' } });
    assert.deepEqual([code, seen.length], ['invalid_request_parameters', 0]);
  },
  'A configuration with a likely mistake': async () => {
    const { connector } = await loadUnstored();
    for (const [text, shown] of [['{{phone}} {{code}}', '{{phone}} 123456'], ['<your text> {{code}}', '<your text> 123456'], ['{{code}} {{locale}}', '123456 en']]) {
      const stored = { bodyParams: { to: '{{to}}', text } };
      assert.equal(await textOf(stored), shown);
      const saved = connector.configGuard.safeParse({ endpoint: `${server.url}/send`, ...stored });
      assert.deepEqual(saved.error?.issues.map(({ path }) => path.join('.')), ['bodyParams.text'], text);
    }
  },
  'Any configuration': async () => {
    server.answer = reply(401, { message: 'Authenticate' });
    const stored = { endpoint: `${server.url}/send`, bodyParams };
    const { error, lines } = await realSend(stored, data);
    assert.equal(lines.length, 1);
    assert.equal(JSON.parse(lines[0]).providerMessage, 'Authenticate');
    assert.deepEqual([error.data.providerMessage, error.data.issues], [undefined, undefined]);
    assert.deepEqual((await realSend({ ...stored, log: 'none' }, data)).lines, []);
  },
};

test('every row of the table has a case, and every case a row', () => {
  assert.ok(rows.length > 10);
  const caseOf = (/** @type {string} */ stored) => Object.keys(cases).filter((beginning) => stored.startsWith(beginning));
  assert.deepEqual(rows.flatMap(caseOf), Object.keys(cases));
  assert.deepEqual(rows.filter((stored) => caseOf(stored).length !== 1), []);
});

describe('stored by 0.1.0', () => {
  for (const [stored, happens] of Object.entries(cases)) test(stored, happens);
});
