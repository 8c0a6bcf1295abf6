// What Logto's console shows of the connector: name, logos, README and form.
import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { ConnectorType, connectorMetadataGuard } from '@logto/connector-kit';
import { loadUnstored as load } from '../support/sends.mjs';

const LANGUAGES = ['en', 'ko', 'tr-TR', 'zh-CN'];

/** @type {any} */
let metadata;
before(async () => {
  ({ metadata } = await load());
});

describe('metadata', () => {
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
    for (const code of ['invalid_config', 'template_not_found', 'usage_limit_exceeded']) assert.ok(metadata.readme.includes(code));
  });
});
