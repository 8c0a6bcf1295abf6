// Every recipe against the simulation of its provider, through the packed package: what a provider accepts, refuses and
// answers is decided by the simulators, which were written from the providers' facts and know nothing of the connector.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { isDeepStrictEqual } from 'node:util';
import { loadConnector } from '../../logto/instance.mjs';
import { connectorDirectory } from '../../logto/layout.mjs';
import { anyValues, fillIn, listRecipes, loadRecipe, markerPattern } from '../../recipes/recipes.mjs';
import { providers } from '../../servers/simulators/providers/index.mjs';
import { startSimulator } from '../../servers/simulators/server.mjs';
import { table } from '../../ui/table.mjs';

/** @type {typeof import('../../../pkg-template/lib/core.js')} */
const core = await import(pathToFileURL(join(connectorDirectory, 'lib', 'core.js')).href);

/** As Logto passes it: digits only. @param {string} number */
const dataFor = (number) => ({ to: number.slice(1), type: 'SignIn', payload: { code: '012345', locale: 'en' } });

/** Where the markers stand. @param {unknown} value @param {string[]} [keys] @returns {string[]} */
const pathsOf = (value, keys = []) => {
  if (typeof value === 'string') return value.match(markerPattern) ? [keys.join('.')] : [];
  return Object.entries(value ?? {}).flatMap(([key, inner]) => pathsOf(inner, [...keys, key]));
};

/** The text of every recipe that sends one. */
const TEXT = 'Your verification code is 012345.';

/** @type {Awaited<ReturnType<typeof startSimulator>>} */
let simulator;
/** @type {Map<string, Record<string, string>>} */
const results = new Map();

before(async () => {
  simulator = await startSimulator();
});

after(async () => {
  await simulator.stop();
  const columns = ['provider', 'request', 'success', 'failure', 'message id'];
  console.log(table([...results].map(([id, row]) => [id, ...columns.slice(1).map((name) => row[name] ?? '✗')]), { head: columns }));
  const passed = [...results.values()].filter((row) => columns.slice(1).every((name) => row[name])).length;
  console.log(`${passed} of ${listRecipes().length} recipes work against their simulators.`);
});

test('there is a recipe for each simulator', () => {
  assert.deepEqual([...providers.keys()].filter((id) => !listRecipes().includes(id)), []);
});

test("the package's README lists every recipe, and has each as text", async () => {
  const readme = await readFile(join(connectorDirectory, 'README.md'), 'utf8');
  const rows = [...readme.matchAll(/^\| \[([\w-]+)\]\(#\1\) \| \[.*\]\(https:[^\n]+ \| [^\n]+ \|$/gm)].map(([, id]) => id);
  assert.deepEqual(rows, listRecipes());
  const [, texts = ''] = readme.split(/^## Recipes as text$/m);
  for (const id of listRecipes()) {
    const [, text = ''] = new RegExp(`^### ${id}\\n(.*?)(?=^### |$(?![^]))`, 'ms').exec(texts) ?? [];
    const { $recipe, ...config } = loadRecipe(id);
    const fences = [...text.matchAll(/^```\n(.*?)^```$/gms)].map(([, json]) => JSON.parse(json));
    for (const value of Object.values(config)) {
      if (typeof value === 'string') assert.ok(text.includes(`\`${value}\``), `${id}: ${value}`);
      else assert.ok(fences.some((fence) => isDeepStrictEqual(fence, value)), `${id}: ${JSON.stringify(value)}`);
    }
    for (const { placeholder, what } of $recipe.fillIn) assert.ok(text.includes(`Replace \`${placeholder}\`: ${what}`), placeholder);
  }
});

for (const id of listRecipes().filter((name) => !providers.has(name))) {
  test(`${id}, which has no simulator: it validates, and one request leaves`, async () => {
    const recipe = loadRecipe(id);
    const config = fillIn(recipe, anyValues(recipe), 'https://sms.test');
    assert.deepEqual(core.validateConfig(config), { valid: true, issues: [] });
    /** @type {unknown[]} */
    const urls = [];
    const answer = async (/** @type {unknown} */ url) => (urls.push(url), new Response('{}'));
    await core.sendMessage(config, dataFor('+14155550123'), { fetch: answer }).catch(() => undefined);
    assert.equal(urls.length, 1);
  });
}

for (const [id, provider] of providers) {
  describe(id, () => {
    /** @param {Record<string, string>} [credentials] */
    const configOf = (credentials) => {
      // The notes stay in: a recipe is a configuration as it is.
      const config = fillIn(loadRecipe(id), { ...provider.demo, ...credentials }, `${simulator.url}/${id}`);
      // Retries would only repeat what these tests look at once.
      return { ...config, retry: 'never' };
    };
    /** @param {string} number @param {Record<string, string>} [credentials] */
    const send = async (number, credentials) => {
      const seen = simulator.requests.length;
      const outcome = await core.sendMessage(configOf(credentials), dataFor(number)).then(
        (result) => ({ result, error: undefined }),
        (error) => ({ result: undefined, error })
      );
      const requests = simulator.requests.slice(seen);
      const sends = requests.filter(({ endpoint }) => endpoint === 'send');
      const noToken = requests.some(({ endpoint, accepted }) => endpoint === 'token' && !accepted);
      assert.equal(sends.length, noToken ? 0 : 1, 'one message is one request, after that for a token');
      return { ...outcome, request: sends[0] ?? requests[0] };
    };
    /** @param {string} column @param {string} [text] */
    const note = (column, text = '✓') => results.set(id, { ...results.get(id), [column]: text });

    test('as shipped, it asks for what its notes ask for, and for nothing else', () => {
      results.set(id, {});
      const { $recipe, ...config } = loadRecipe(id);
      const markers = [...new Set(JSON.stringify(config).match(markerPattern) ?? [])].sort();
      assert.deepEqual($recipe.fillIn.map(({ placeholder }) => placeholder).sort(), markers);
      assert.ok(markers.length > 0);
      const { valid, issues } = core.validateConfig(loadRecipe(id));
      assert.equal(valid, false, 'Logto does not save it');
      assert.deepEqual(issues.filter(({ code, severity }) => code !== 'leftover' || severity !== 'error'), []);
      assert.deepEqual([...new Set(issues.map(({ path }) => path))].sort(), pathsOf(config).sort(), 'an issue stands where a marker does');
    });

    test('filled in, it validates without a word', () => {
      assert.deepEqual(core.validateConfig(configOf()), { valid: true, issues: [] });
    });

    test('a message is accepted, and its id is found', async () => {
      const { result, error, request } = await send(provider.numbers.good);
      assert.equal(request.why, undefined);
      assert.equal(error?.data, undefined);
      if (provider.expects.codeOnly) assert.equal(request.code, '012345');
      else assert.equal(request.text, TEXT);
      note('request');
      assert.equal(result?.attempts, 1);
      assert.equal(result?.status, request.status);
      note('success');
      assert.equal(result?.messageId, request.messageId);
      assert.equal(result?.messageId === undefined, provider.expects.messageId === 'none');
      note('message id', provider.expects.messageId === 'none' ? 'none given' : '✓');
    });

    test('a message goes through the connector as Logto loads it', async () => {
      const { connector } = await loadConnector({ getConfig: async () => configOf() });
      const seen = simulator.requests.length;
      await connector.sendMessage(/** @type {any} */ (dataFor(provider.numbers.good)));
      const sends = simulator.requests.slice(seen).filter(({ endpoint }) => endpoint === 'send');
      assert.deepEqual(sends.map(({ why }) => why), [undefined]);
    });

    if (provider.token) {
      test('a token serves several messages, and one that has expired is fetched anew', async () => {
        await send(provider.numbers.good);
        const seen = simulator.requests.length;
        await send(provider.numbers.good);
        simulator.expireTokens();
        const { attempts } = await core.sendMessage(configOf(), dataFor(provider.numbers.good));
        const calls = simulator.requests.slice(seen).map(({ endpoint, accepted }) => `${endpoint} ${accepted ? 'taken' : 'refused'}`);
        assert.deepEqual(calls, ['send taken', 'send refused', 'token taken', 'send taken']);
        assert.equal(attempts, 2);
      });
    }

    const failures = [
      { what: 'an invalid number', number: provider.numbers.invalid, codes: ['general'] },
      { what: 'a rejection inside a 2xx', number: provider.numbers.rejected, codes: ['general'] },
      { what: 'a rate limit', number: provider.numbers.limited, codes: ['rate_limit_exceeded'] },
      { what: 'an empty account', number: provider.numbers.noQuota, codes: ['usage_limit_exceeded'] },
    ];
    for (const { what, number, codes } of failures) {
      if (number === undefined) continue;
      test(`${what} is recognised`, async () => {
        const { result, error, request } = await send(number);
        assert.equal(result, undefined, 'the provider refused, so the send fails');
        assert.ok(codes.includes(error.code), `unexpected code ${error.code}`);
        assert.equal(error.data.status, request.status);
        assert.equal(request.accepted, false);
        note('failure');
      });
    }

    const credential = Object.keys(provider.demo).find((name) => /KEY|TOKEN|SECRET|PASS/.test(name)) ?? Object.keys(provider.demo).at(-1);
    if (credential !== undefined && provider.answers.credentials !== undefined) {
      test('wrong credentials are refused, and not shown', async () => {
        const wrong = 'wrong-credential-7913';
        const { result, error, request } = await send(provider.numbers.good, { [credential]: wrong });
        assert.equal(result, undefined, 'the provider refused, so the send fails');
        assert.equal(request.accepted, false);
        assert.ok(!JSON.stringify([error.message, error.data]).includes(wrong), 'an error never shows a credential');
        note('failure');
      });
    }
  });
}

// An id that is empty, or none at all, is no message that a provider took.
/** @type {Record<string, (id: unknown) => unknown>} */
const answersWithId = {
  clicksend: (id) => ({ response_code: 'SUCCESS', data: { messages: [{ status: 'SUCCESS', ...(id !== undefined && { message_id: id }) }] } }),
  plivo: (id) => ({ message: 'message(s) queued', message_uuid: id === undefined ? [] : [id] }),
};
for (const [id, answer] of Object.entries(answersWithId)) {
  test(`${id}: a success without an id is none`, async () => {
    const provider = /** @type {import('../../servers/simulators/types.mjs').Provider} */ (providers.get(id));
    const config = fillIn(loadRecipe(id), provider.demo, 'https://127.0.0.1');
    /** @param {unknown} messageId */
    const send = (messageId) => core.sendMessage(config, dataFor(provider.numbers.good), { fetch: async () => Response.json(answer(messageId)) });
    assert.equal((await send('BF7AD270-0DE2-418B-B606-71D527D9C1AE')).messageId, 'BF7AD270-0DE2-418B-B606-71D527D9C1AE');
    for (const nothing of ['', undefined, null]) {
      await assert.rejects(send(nothing), ({ code, data }) => code === 'general' && data.reason === 'rejected');
    }
  });
}
