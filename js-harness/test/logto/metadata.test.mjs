// What the connector says of itself, and the form that Logto's console makes of it.
import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { ConnectorType, connectorMetadataGuard } from '@logto/connector-kit';
import { load, withEndpoint } from '../support/logto.mjs';

const KEYS = [
  'endpoint', 'method', 'authorization', 'headers', 'queryParams', 'bodyParams', 'templates', 'apiKey', 'apiSecret', 'response',
  'timeout', 'retry', 'maxRetries', 'signingSecret',
];
const CONFIDENTIAL = ['apiKey', 'apiSecret', 'authorization', 'signingSecret'];
const LANGUAGES = ['en', 'ko', 'tr-TR', 'zh-CN'];

describe('metadata', () => {
  /** @type {any} */
  let metadata;
  before(async () => {
    ({ metadata } = await load());
  });

  test('passes the guard of connector-kit whole', () => {
    // The guard drops what it does not know: the same before and after means that every key is Logto's.
    assert.deepEqual(connectorMetadataGuard.parse(metadata), metadata);
  });

  test('has the promised id, target and platform', () => {
    assert.equal(metadata.id, 'generic-http-sms');
    assert.equal(metadata.target, 'generic-http-sms');
    assert.equal(metadata.platform, null);
  });

  test('is an SMS connector', async () => {
    const { connector } = await load();
    assert.equal(connector.type, ConnectorType.Sms);
  });

  test('names and descriptions are there in four languages', () => {
    for (const texts of [metadata.name, metadata.description]) {
      assert.deepEqual(Object.keys(texts).sort(), LANGUAGES);
      for (const text of Object.values(texts)) assert.ok(text.trim().length > 3);
      assert.equal(new Set(Object.values(texts)).size, LANGUAGES.length, 'every language has a text of its own');
    }
  });

  test('the logos are pictures and differ', () => {
    const pictures = [metadata.logo, metadata.logoDark].map((logo) => {
      const [, base64 = ''] = /^data:image\/svg\+xml;base64,(.+)$/.exec(logo) ?? [];
      return Buffer.from(base64, 'base64').toString('utf8');
    });
    for (const picture of pictures) {
      assert.match(picture, /<svg[\s>]/);
      assert.doesNotMatch(picture, /<script|https?:\/\/(?!www\.w3\.org\/)/, 'a logo loads nothing');
    }
    assert.notEqual(pictures[0], pictures[1]);
  });

  test('the readme is loaded', () => {
    assert.match(metadata.readme, /^# .+/);
    for (const key of KEYS) assert.ok(metadata.readme.includes(`\`${key}\``), `the readme explains ${key}`);
    for (const code of ['invalid_config', 'template_not_found', 'usage_limit_exceeded']) assert.ok(metadata.readme.includes(code));
  });

  describe('form items', () => {
    test('there is one for every key', () => {
      assert.deepEqual(metadata.formItems.map(({ key }) => key).sort(), [...KEYS].sort());
    });

    test('each is labelled and described', () => {
      for (const { key, label, description } of metadata.formItems) {
        assert.ok(label?.trim(), `${key} has a label`);
        assert.ok(description?.trim(), `${key} has a description`);
      }
      const labels = metadata.formItems.map(({ label }) => label);
      assert.equal(new Set(labels).size, labels.length, 'labels differ');
    });

    test('only the endpoint is required', () => {
      assert.deepEqual(metadata.formItems.filter(({ required }) => required).map(({ key }) => key), ['endpoint']);
    });

    test('credentials are confidential, and text', () => {
      const confidential = metadata.formItems.filter(({ isConfidential }) => isConfidential);
      assert.deepEqual(confidential.map(({ key }) => key).sort(), CONFIDENTIAL);
      for (const { type } of confidential) assert.equal(type, 'Text');
    });

    test('the body shows for POST only', () => {
      const conditional = metadata.formItems.filter(({ showConditions }) => showConditions);
      assert.deepEqual(
        conditional.map(({ key, showConditions }) => [key, showConditions]),
        [['bodyParams', [{ targetKey: 'method', expectValue: 'POST' }]]]
      );
    });

    test('a form with its defaults and an endpoint is valid and says no word', async () => {
      const { connector } = await load();
      const defaults = metadata.formItems.filter((item) => 'defaultValue' in item).map(({ key, defaultValue }) => [key, defaultValue]);
      const result = connector.configGuard.safeParse(withEndpoint(Object.fromEntries(defaults)));
      assert.equal(result.error, undefined);
    });
  });
});
