// The configurations and the messages that Logto really passes.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { sendOne, untouchedForm, withEndpoint } from '../support/logto.mjs';
import { extras, messageTypes, verification } from '../support/messages.mjs';

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
      assert.equal(await textOf('OrganizationInvitation', { link: 'https://sms.test/join?a=1&b=2' }), 'join https://sms.test/join?a=1&b=2');
      assert.equal(await textOf('Generic', { link: 'https://sms.test/x' }), 'generic https://sms.test/x');
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
