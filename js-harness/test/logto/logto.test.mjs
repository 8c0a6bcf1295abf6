// The connector as Logto sees it: installed by `logto connector add`, loaded by Logto's own loader, called as Logto's core
// calls it.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, beforeEach, describe, test } from 'node:test';
import { ConnectorError } from '@logto/connector-kit';
import { loadConnector } from '../../logto/instance.mjs';
import { connectorDirectory } from '../../logto/layout.mjs';
import { failedSend, loadUnstored as load } from '../support/logto.mjs';
import { extras, messageTypes, verification } from '../support/messages.mjs';
import { assertSendError } from '../support/outcome.mjs';
import { runScript, wasmMemory } from '../support/package.mjs';
import { ok, reply, startServer } from '../support/server.mjs';

/** @type {Awaited<ReturnType<typeof startServer>>} */
let server;
before(async () => {
  server = await startServer();
});
beforeEach(() => {
  server.answer = ok;
});
after(() => server.stop());

/** @param {Record<string, unknown>} [config] */
const withEndpoint = (config) => ({ endpoint: `${server.url}/sms`, ...config });

/** What the console stores of a form in which only the endpoint was filled in. */
const untouchedForm = () =>
  withEndpoint({
    method: 'POST',
    headers: {},
    queryParams: {},
    bodyParams: {},
    templates: {},
    response: {},
    retry: 'unsent',
    log: 'failures',
    showAdvanced: false,
  });

/** The one request that a real send with this stored configuration makes. @param {unknown} data @param {unknown} [config] */
const sendOne = async (data, config) => {
  const { connector } = await loadConnector({ getConfig: async () => config });
  const { seen } = await server.during(() => connector.sendMessage(/** @type {any} */ (data)));
  assert.equal(seen.length, 1, 'one message is one request');
  return seen[0];
};

describe('sendMessage', () => {
  test('uses the configuration that it is given, and asks for no other', async () => {
    const { connector } = await load();
    const config = withEndpoint({ authorization: 'Bearer t0ken' });
    const { seen } = await server.during(() => connector.sendMessage(/** @type {any} */ (verification), config));
    const [{ body, headers, method, url }] = seen;
    assert.equal(method, 'POST');
    assert.equal(url, '/sms');
    assert.equal(headers.authorization, 'Bearer t0ken');
    assert.deepEqual(JSON.parse(body), verification);
  });

  for (const missing of [undefined, null]) {
    test(`asks for the stored configuration by the connector's id, once, where the input is ${missing}`, async () => {
      /** @type {string[]} */
      const asked = [];
      const { connector } = await loadConnector({
        getConfig: async (id) => {
          asked.push(id);
          return withEndpoint();
        },
      });
      await connector.sendMessage(/** @type {any} */ (verification), missing);
      assert.deepEqual(asked, ['generic-http-sms']);
    });
  }

  test('asks anew for every message: a changed configuration works at once', async () => {
    let path = '/one';
    const { connector } = await loadConnector({ getConfig: async () => ({ endpoint: server.url + path }) });
    const urlOf = async () => (await server.during(() => connector.sendMessage(/** @type {any} */ (verification)))).seen[0].url;
    assert.equal(await urlOf(), '/one');
    path = '/two';
    assert.equal(await urlOf(), '/two');
  });

  test('a configuration that is not set is an error of the connector', async () => {
    const { error } = await failedSend(undefined, verification);
    assertSendError(error, 'invalid_config');
    assert.ok(error instanceof ConnectorError);
  });

  test('gives back what the provider said of a message that it took', async () => {
    const { connector } = await loadConnector({ getConfig: async () => withEndpoint({ response: { messageId: 'id' } }) });
    assert.deepEqual(await connector.sendMessage(/** @type {any} */ (verification)), { status: 200, messageId: 'm-1', attempts: 1 });
  });
});

describe('errors are of the connector-kit that Logto has, with the code of the engine', () => {
  const rules = { response: { success: { path: 'status', equals: 'ok' } }, retry: 'never' };
  /** @type {[code: string, reason: string | undefined, config: Record<string, unknown>, data: Record<string, unknown>, answer: any][]} */
  const cases = [
    ['invalid_config', undefined, { timeout: 1 }, {}, ok],
    ['invalid_request_parameters', undefined, {}, { to: 'nobody' }, ok],
    ['template_not_found', undefined, { bodyParams: { text: '{{message}}' }, templates: [{ usageType: 'SignIn', content: '{{code}}' }] }, {}, ok],
    ['rate_limit_exceeded', undefined, { retry: 'never' }, {}, reply(429, { message: 'slow down' })],
    ['usage_limit_exceeded', undefined, {}, {}, reply(402, { message: 'no credit' })],
    ['invalid_response', undefined, rules, {}, reply(200, 'not JSON')],
    ['general', 'http_status', { retry: 'never' }, {}, reply(500, { message: 'broken' })],
    ['general', 'rejected', rules, {}, reply(200, { status: 'no', message: 'number blocked' })],
    ['general', 'redirect', {}, {}, reply(302, '', { Location: '/elsewhere' })],
  ];
  for (const [code, reason, config, data, answer] of cases) {
    test(`${code}${reason ? `, ${reason}` : ''}`, async () => {
      server.answer = answer;
      const { error } = await failedSend(withEndpoint(config), { ...verification, ...data });
      assertSendError(error, code, reason);
      // Logto's core tests exactly this; with another copy of connector-kit every error would be a 500.
      assert.ok(error instanceof ConnectorError);
      assert.equal(Object.getPrototypeOf(error), ConnectorError.prototype);
    });
  }

  test('nothing to send', async () => {
    const { error } = await failedSend(withEndpoint(), undefined);
    assertSendError(error, 'invalid_request_parameters');
    assert.ok(error instanceof ConnectorError);
  });
});

describe('what Logto really passes', () => {
  test('an untouched form sends what the official connector sends', async () => {
    const { body, headers } = await sendOne(verification, untouchedForm());
    assert.equal(body, JSON.stringify(verification));
    assert.equal(headers['content-type'], 'application/json');
    assert.equal(headers.authorization, undefined);
  });

  test('digits only become E.164, and are left to an endpoint of the official connector as they are', async () => {
    const config = withEndpoint({ bodyParams: { to: '{{to}}' } });
    assert.equal((await sendOne(verification, config)).body, '{"to":"+14155550201"}');
    assert.equal(JSON.parse((await sendOne(verification, withEndpoint())).body).to, '14155550201');
  });

  test('everything that a payload may hold is within reach', async () => {
    const bodyParams = {
      code: '{{code}}',
      locale: '{{locale}}',
      uiLocales: '{{uiLocales}}',
      application: '{{application.name}}',
      tag: '{{organization.customData.tags.1}}',
      given: '{{ user.profile.givenName }}',
      missing: '<{{user.profile.familyName}}>',
      nothing: '<{{user.name}}>',
      flag: '{{user.isSuspended}}',
      number: '{{user.lastSignInAt}}',
      unknown: '{{inviter.name}}',
    };
    const data = { ...verification, payload: { ...verification.payload, ...extras } };
    const { body } = await sendOne(data, withEndpoint({ bodyParams }));
    assert.deepEqual(JSON.parse(body), {
      code: '120952',
      locale: 'pt-BR',
      uiLocales: 'pt-BR pt en',
      application: extras.application.name,
      tag: 'b',
      given: extras.user.profile.givenName,
      missing: '<>',
      nothing: '<>',
      flag: 'false',
      number: '1763856000000',
      unknown: '{{inviter.name}}',
    });
  });

  describe('templates', () => {
    const templates = [
      { usageType: 'Generic', content: 'generic {{message}}' },
      { usageType: 'Register', content: 'register {{code}}' },
      { usageType: 'Register', content: 'registro {{code}}', locale: 'pt' },
      { usageType: 'Register', content: 'registro-PT {{code}}', locale: 'pt-PT' },
      { usageType: 'OrganizationInvitation', content: 'join {{link}}' },
      { usageType: 'Brand-New_Type', content: 'new {{message}}' },
    ];
    /** @param {string} type @param {Record<string, unknown>} payload */
    const textOf = async (type, payload) => {
        const config = withEndpoint({ bodyParams: { text: '{{message}}' }, templates });
      return JSON.parse((await sendOne({ to: '14155550201', type, payload }, config)).body).text;
    };

    test('the locale of the payload chooses the language: exact, then its prefixes, then none', async () => {
      assert.equal(await textOf('Register', { code: '1', locale: 'pt-PT' }), 'registro-PT 1');
      assert.equal(await textOf('Register', { code: '1', locale: 'pt-BR' }), 'registro 1');
      assert.equal(await textOf('Register', { code: '1', locale: 'pt-BR-x-a' }), 'registro 1');
      assert.equal(await textOf('Register', { code: '1', locale: 'fr' }), 'register 1');
      assert.equal(await textOf('Register', { code: '1' }), 'register 1');
      assert.equal(await textOf('Register', { code: '1', locale: 'fr', uiLocales: 'pt' }), 'register 1', 'locale is what counts');
    });

    test('an unknown type gets the generic text, and a type of its own when there is one', async () => {
      for (const type of [...messageTypes, 'SomethingOfTomorrow', 'constructor', '__proto__', 'x'.repeat(300)]) {
        if (templates.some(({ usageType }) => usageType === type && type !== 'Generic')) continue;
        assert.equal(await textOf(type, { code: '7' }), 'generic 7');
      }
      assert.equal(await textOf('Brand-New_Type', { code: '7' }), 'new 7');
    });

    test('a message with a link and no code', async () => {
      assert.equal(await textOf('OrganizationInvitation', { link: 'https://example.com/join?a=1&b=2' }), 'join https://example.com/join?a=1&b=2');
      assert.equal(await textOf('Generic', { link: 'https://example.com/x' }), 'generic https://example.com/x');
    });
  });

  test('without templates every type sends the code', async () => {
    const config = withEndpoint({ bodyParams: { type: '{{type}}', text: '{{message}}' } });
    for (const type of [...messageTypes, 'SomethingOfTomorrow']) {
      const { body } = await sendOne({ to: '14155550201', type, payload: { code: '004711' } }, config);
      assert.deepEqual(JSON.parse(body), { type, text: '004711' });
    }
  });
});

describe('life in a server', () => {
  const core = join(connectorDirectory, '..', '..');

  test('Logto creates the connector again for every look-up: nothing grows', async () => {
    const memory = await wasmMemory(connectorDirectory);
    await load();
    const before = memory();
    for (let index = 0; index < 2000; index += 1) await load();
    assert.equal(memory(), before);
    await sendOne(verification, withEndpoint());
  });

  test('the wasm is compiled and instantiated once per process', async () => {
    const { code, stdout } = await runScript(
      core,
      `const made = { Module: 0, Instance: 0 };
      for (const name of Object.keys(made)) {
        WebAssembly[name] = new Proxy(WebAssembly[name], {
          construct: (target, args) => { made[name] += 1; return Reflect.construct(target, args); },
        });
      }
      const { default: createConnector } = await import('./connectors/connector-generic-http-sms/lib/index.js');
      for (let index = 0; index < 100; index += 1) {
        await createConnector({ getConfig: async () => ({}) });
        await import('./connectors/connector-generic-http-sms/lib/core.js');
      }
      console.log(JSON.stringify(made));`
    );
    assert.equal(code, 0);
    assert.deepEqual(JSON.parse(stdout), { Module: 1, Instance: 1 });
  });

  test('it loads quickly, and leaves nothing that keeps a process alive', async () => {
    const times = [];
    for (let run = 0; run < 5; run += 1) {
      const { code, stdout, stderr } = await runScript(
        core,
        `import '@logto/connector-kit';
        import 'zod';
        const started = performance.now();
        await import('./connectors/connector-generic-http-sms/lib/index.js');
        console.log(performance.now() - started);`
      );
      assert.equal(code, 0);
      assert.equal(stderr, '');
      times.push(Number(stdout));
    }
    // The benchmark holds the real bound; this one only tells a few milliseconds from something that went wrong.
    assert.ok(Math.min(...times) < 60, `loading took ${Math.min(...times).toFixed(1)} ms`);
  });
});
