// The configurations and the messages that Logto really passes.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { ConnectorError } from '@logto/connector-kit';
import { load, sendOne, untouchedForm, withEndpoint } from '../support/logto.mjs';
import { extras, messageTypes, verification } from '../support/messages.mjs';
import { failureOf } from '../support/outcome.mjs';

describe('what Logto really passes', () => {
  test('an untouched form sends what the official connector sends', async () => {
    const { connector } = await load();
    const { body, headers } = await sendOne(connector, verification, untouchedForm());
    assert.equal(body, JSON.stringify(verification));
    assert.equal(headers['content-type'], 'application/json');
    assert.equal(headers.authorization, undefined);
  });

  test("the console's test button: an unchecked configuration, type Generic, code 000000, digits only", async () => {
    const { connector } = await load();
    const data = { to: '14155550123', type: 'Generic', payload: { code: '000000' } };
    const config = { ...untouchedForm(), bodyParams: { recipient: '{{to}}', text: 'Code {{message}}' } };
    const { body } = await sendOne(connector, data, config);
    assert.deepEqual(JSON.parse(body), { recipient: '+14155550123', text: 'Code 000000' });
    for (const unchecked of [{}, [], 'text', 5, { endpoint: 'nonsense' }, { endpoint: 5 }, { ...config, templates: 'x' }]) {
      const { error } = await failureOf(() => connector.sendMessage(/** @type {any} */ (data), unchecked), 'invalid_config');
      assert.ok(error instanceof ConnectorError);
      assert.ok(error.data.issues.length > 0);
    }
  });

  test('digits only become E.164, and are left to an endpoint of the official connector as they are', async () => {
    const { connector } = await load();
    const config = withEndpoint({ bodyParams: { to: '{{to}}' } });
    assert.equal((await sendOne(connector, verification, config)).body, '{"to":"+14155550201"}');
    assert.equal(JSON.parse((await sendOne(connector, verification, withEndpoint())).body).to, '14155550201');
  });

  test('everything that a payload may hold is within reach', async () => {
    const { connector } = await load();
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
    const { body } = await sendOne(connector, data, withEndpoint({ bodyParams }));
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
      const { connector } = await load();
      const config = withEndpoint({ bodyParams: { text: '{{message}}' }, templates });
      return JSON.parse((await sendOne(connector, { to: '14155550201', type, payload }, config)).body).text;
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
      assert.equal(await textOf('OrganizationInvitation', { link: 'https://sms.test/join?a=1&b=2' }), 'join https://sms.test/join?a=1&b=2');
      assert.equal(await textOf('Generic', { link: 'https://sms.test/x' }), 'generic https://sms.test/x');
    });
  });

  test('without templates every type sends the code', async () => {
    const { connector } = await load();
    const config = withEndpoint({ bodyParams: { type: '{{type}}', text: '{{message}}' } });
    for (const type of [...messageTypes, 'SomethingOfTomorrow']) {
      const { body } = await sendOne(connector, { to: '14155550201', type, payload: { code: '004711' } }, config);
      assert.deepEqual(JSON.parse(body), { type, text: '004711' });
    }
  });
});
