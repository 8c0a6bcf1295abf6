// The form that Logto's console makes of the connector's form items, and what the console stores of it. Its rules are
// written here as the console has them: packages/console/src/utils/connector-form.ts and object.ts, the save of
// pages/ConnectorDetails/ConnectorContent, and components/ConnectorForm/ConfigForm/ConfigFormFields of logto-io/logto.
import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { capturingErrors, loadUnstored as load } from '../support/sends.mjs';
import { ok, startServer } from '../support/server.mjs';

const COMMON = ['endpoint', 'method', 'authorization', 'bodyType', 'bodyParams', 'queryParams', 'templates', 'response'];
const ADVANCED = [
  'headers', 'apiKey', 'apiSecret', 'variables', 'token', 'signature', 'routes', 'fallback', 'timeout', 'retry', 'maxRetries', 'log',
  'signingSecret',
];
const CONFIDENTIAL = ['apiKey', 'apiSecret', 'authorization', 'signingSecret'];
const EMPTYABLE = ['authorization', 'apiKey', 'apiSecret', 'signingSecret'];

/** @type {any} */
let connector;
/** @type {any[]} */
let formItems;
before(async () => {
  const loaded = await load();
  connector = loaded.connector;
  formItems = /** @type {any[]} */ (loaded.metadata.formItems);
});

/** The values of a form: the defaults of a new connector, or the stored ones of a saved one. @param {any} [config] */
const opened = (config) =>
  Object.fromEntries(
    formItems.map(({ key, type, defaultValue }) => {
      const value = config ? (config[key] ?? (type === 'Json' ? {} : undefined)) : defaultValue;
      return [key, type === 'Json' ? JSON.stringify(value, null, 2) : value];
    })
  );

/** What the test button sends, and what a new connector is saved from. @param {Record<string, any>} values */
const parsed = (values) =>
  Object.fromEntries(
    Object.entries(values).flatMap(([key, value]) => {
      const type = formItems.find((item) => item.key === key)?.type;
      if (value === '' || type === undefined) return [];
      if (type === 'Number') return Number.isNaN(value) ? [] : [[key, Number(value)]];
      if (type === 'Json') return [[key, JSON.parse(value)]];
      return [[key, value]];
    })
  );

/** What a connector is saved from that was stored before. @param {any} stored @param {Record<string, any>} values */
const savedAgain = (stored, values) => Object.fromEntries(Object.entries({ ...stored, ...parsed(values) }).filter(([, value]) => value));

/** The keys that are on the screen. @param {Record<string, any>} values */
const shown = (values) =>
  formItems
    .filter(({ showConditions }) => (showConditions ?? []).every(({ targetKey, expectValue }) => values[targetKey] === expectValue))
    .map(({ key }) => key);

const item = (/** @type {string} */ key) => formItems.find((found) => found.key === key);

describe('form items', () => {
  test('the common path comes first, the rest behind one switch', () => {
    assert.deepEqual(formItems.map(({ key }) => key), [...COMMON, 'showAdvanced', ...ADVANCED]);
    assert.deepEqual(shown(opened()), [...COMMON, 'showAdvanced']);
    assert.deepEqual(shown({ ...opened(), showAdvanced: true }), [...COMMON, 'showAdvanced', ...ADVANCED]);
  });

  test('the switch is one, with its state stored and off by default', () => {
    assert.deepEqual([item('showAdvanced').type, item('showAdvanced').defaultValue], ['Switch', false]);
    assert.ok(!shown(opened({ endpoint: 'https://sms.example.com' })).includes('timeout'), 'a connector from elsewhere opens tidy');
    const open = savedAgain({}, { ...opened(), endpoint: 'https://sms.example.com', showAdvanced: true });
    assert.ok(shown(opened(open)).includes('timeout'), 'what was open is open again');
    assert.ok(!shown(opened(savedAgain(open, { ...opened(open), showAdvanced: false }))).includes('timeout'), 'it can be closed again');
  });

  test('the body is shown for every method', () => {
    for (const method of ['POST', 'GET', undefined]) assert.ok(shown({ ...opened(), method }).includes('bodyParams'));
  });

  test('each is labelled and described', () => {
    for (const { key, label, description } of formItems) {
      assert.ok(label?.trim(), `${key} has a label`);
      assert.ok(description?.trim(), `${key} has a description`);
    }
    const labels = formItems.map(({ label }) => label);
    assert.equal(new Set(labels).size, labels.length, 'labels differ');
  });

  test('only the endpoint is required', () => {
    assert.deepEqual(formItems.filter(({ required }) => required).map(({ key }) => key), ['endpoint']);
  });

  test('credentials are confidential, and text', () => {
    const confidential = formItems.filter(({ isConfidential }) => isConfidential);
    assert.deepEqual(confidential.map(({ key }) => key).sort(), CONFIDENTIAL);
    for (const { type } of confidential) assert.equal(type, 'Text');
  });

  test('every JSON field has a default: without one an untouched field cannot be saved', () => {
    const values = opened();
    for (const { key, type } of formItems) if (type === 'Json') assert.equal(typeof values[key], 'string', key);
  });
});

describe('the traps of the console are said at the field', () => {
  test('a cleared text comes back, one space does not', () => {
    const stored = { endpoint: 'https://sms.example.com', apiKey: 'k-1' };
    assert.equal(savedAgain(stored, { ...opened(stored), apiKey: '' }).apiKey, 'k-1');
    assert.equal(savedAgain(stored, { ...opened(stored), apiKey: ' ' }).apiKey, ' ');
    for (const key of EMPTYABLE) assert.match(item(key).description, /enter one space/, key);
  });

  test('one space is "not set"', async () => {
    const server = await startServer(ok);
    try {
      const blank = Object.fromEntries(EMPTYABLE.map((key) => [key, ' ']));
      const config = { endpoint: server.url, bodyParams: { to: '{{to}}', text: '{{message}}' }, ...blank };
      assert.equal(connector.configGuard.safeParse(config).error, undefined);
      const data = { to: '14155550123', type: 'Generic', payload: { code: '000000' } };
      const { value } = await capturingErrors(() => server.during(() => connector.sendMessage(data, config)));
      const [{ headers }] = value.seen;
      assert.deepEqual([headers.authorization, headers['webhook-signature']], [undefined, undefined]);
    } finally {
      server.stop();
    }
  });

  test('0 of a number gets lost, a cleared number comes back', () => {
    const stored = { endpoint: 'https://sms.example.com', maxRetries: 3 };
    assert.equal(savedAgain(stored, { ...opened(stored), maxRetries: 0 }).maxRetries, undefined);
    assert.equal(savedAgain(stored, { ...opened(stored), maxRetries: Number.NaN }).maxRetries, 3);
    assert.match(item('maxRetries').description, /loses a 0/);
    assert.match(item('timeout').description, /that you clear comes back/);
  });

  test('the order of keys, and {} for "not set"', () => {
    assert.match(item('bodyParams').description, /order of its own/);
    for (const { key, type, description } of formItems) if (type === 'Json') assert.match(description, /\{\}/, key);
  });
});

describe('a form with its defaults, an endpoint and a body', () => {
  const filled = () => ({ ...opened(), endpoint: 'https://sms.acme.io/send', bodyParams: '{"to": "{{to}}", "text": "{{message}}"}' });

  test('is valid, saved for the first time and again', () => {
    const stored = parsed(filled());
    for (const config of [stored, savedAgain(stored, opened(stored)), parsed({ ...filled(), showAdvanced: true })]) {
      assert.equal(connector.configGuard.safeParse(config).error, undefined);
    }
  });

  test('a configuration that says its kind of body by Content-Type keeps it when it is opened and saved again', () => {
    const stored = { endpoint: 'https://sms.acme.io/send', headers: { 'Content-Type': 'application/x-www-form-urlencoded' }, bodyParams: { to: '{{to}}', text: '{{message}}' } };
    const again = savedAgain(stored, opened(stored));
    assert.equal(again.bodyType, undefined);
    assert.equal(connector.configGuard.safeParse(again).error, undefined);
  });

  test('without anything but the endpoint, too: that is the body of the official connector', () => {
    assert.equal(connector.configGuard.safeParse(parsed({ ...opened(), endpoint: 'https://sms.acme.io/send' })).error, undefined);
  });
});
