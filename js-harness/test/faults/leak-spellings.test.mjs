// A provider quotes one value of the request, in whatever spelling: nothing of it comes out of the error. The echo runs of
// the fault matrix hand back whole requests; here each secret stands alone, where the error would show it first.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { freshProject } from '../../build/project.mjs';
import { findLeaks } from '../support/faults/leaks.mjs';
import { data, leakConfig, leakConfigs, markers } from '../support/faults/markers.mjs';
import { spellings, surroundings } from '../support/faults/spellings.mjs';
import { assertSendError, outcomeOf } from '../support/outcome.mjs';

const core = await (await freshProject('leak-spellings')).core();
const endpoint = 'https://api.sms.test/send';

/** The error of a send whose answer is that. @param {any} config @param {any} message @param {unknown} answer @param {number} [status] */
async function errorOf(config, message, answer, status = 400) {
  const body = typeof answer === 'string' ? answer : JSON.stringify(answer);
  const fetch = async () => new Response(body, { status });
  const { error } = await outcomeOf(() => core.sendMessage({ retry: 'never', ...config }, message, { fetch }));
  assertSendError(error);
  return error;
}

/** What a configuration sends, and what it says of whom. @param {string} name */
function carriedBy(name) {
  const config = leakConfig(name, endpoint);
  const found = findLeaks([config, data, core.previewRequest(config, data, { reveal: true })], markers);
  return { config, names: /** @type {(keyof typeof markers)[]} */ ([...new Set(found.map(({ marker }) => marker))]) };
}

describe('one value, quoted', () => {
  for (const [how, spelled] of Object.entries(spellings)) {
    test(how, async () => {
      /** @type {Set<string>} */
      const leaks = new Set();
      let quoted = 0;
      for (const name of Object.keys(leakConfigs)) {
        const { config, names } = carriedBy(name);
        assert.ok(names.length >= 7, `${name} carries ${names.length}`);
        for (const marker of names) {
          for (const [where, placed] of Object.entries(surroundings)) {
            const message = placed(spelled(markers[marker]));
            const wanted = { [marker]: markers[marker] };
            // Or nothing could be found.
            assert.equal(findLeaks(message, wanted).length, 1, `${marker} ${where}`);
            const error = await errorOf(config, data, { message });
            if (findLeaks(error.data, wanted).length > 0) leaks.add(marker);
            quoted += 1;
          }
        }
      }
      assert.ok(quoted > 400, `${quoted} values`);
      assert.deepEqual([...leaks], []);
    });
  }
});

const message = { to: '14155550163', type: 'SignIn', payload: { code: '739184' } };
const says = { to: '{{to}}', text: '{{message}}' };
const xml = { 'Content-Type': 'text/xml' };
const text = { 'Content-Type': 'text/plain' };
/** @param {string} inside */
const element = (inside) => `<sms>${inside}<to>{{to}}</to><text>{{code}}</text></sms>`;

describe('a secret of the configuration', () => {
  /** Where it stands, the configuration, and what a provider says of it. @type {Record<string, [config: Record<string, unknown>, secret: string]>} */
  const places = {
    'a path segment': [{ endpoint: 'https://api.sms.test/k9x8y7/send' }, 'k9x8y7'],
    'a part of a path segment': [{ endpoint: 'https://api.sms.test/bot99:swordfish7/send' }, 'swordfish7'],
    'the query of the endpoint, without a name': [{ endpoint: `${endpoint}?k9x8y7TOKEN` }, 'k9x8y7TOKEN'],
    'the query of the endpoint, called pw': [{ endpoint: `${endpoint}?pw=swordfish` }, 'swordfish'],
    'a word whose key names a secret': [{ bodyParams: { pwd: 'swordfish', ...says } }, 'swordfish'],
    'a word below a key that names a secret': [{ bodyParams: { auth: { x: ['swordfish'] }, ...says } }, 'swordfish'],
    'words under an odd key': [{ bodyParams: { x: 'correct horse battery staple', ...says } }, 'correct horse battery staple'],
    'a long number': [{ bodyParams: { x: 804177, ...says } }, '804177'],
    'a word in a header': [{ headers: { 'X-Api-Key': 'swordfish' } }, 'swordfish'],
    'short parts in a header': [{ headers: { 'X-Tenant': 'a1:b2:c3' } }, 'a1:b2:c3'],
    'authorization that is a word': [{ authorization: 'swordfish' }, 'swordfish'],
    'authorization without a scheme': [{ authorization: 'key1:swordfish' }, 'swordfish'],
    'authorization with parameters': [{ authorization: 'APP key=abcd,secret=swordfish' }, 'swordfish'],
    'authorization that is encoded': [{ authorization: `Basic ${btoa('user:swordfish')}` }, 'swordfish'],
    'the user of the endpoint': [{ endpoint: 'https://swordfish@api.sms.test/send' }, 'swordfish'],
    'a text in raw JSON': [{ bodyParams: '{"password":"swordfish","to":"{{to}}","text":"{{message}}"}' }, 'swordfish'],
    'a text body, named': [{ headers: text, bodyParams: 'password=swordfish {{to}} {{code}}' }, 'swordfish'],
    'an element that names a secret': [{ headers: xml, bodyParams: element('<Password>swordfish</Password>') }, 'swordfish'],
    'an element that names a secret, escaped': [{ headers: xml, bodyParams: element('<Password>us&amp;Kp4&lt;Tz7</Password>') }, 'us&Kp4<Tz7'],
    'an element that names a secret, as CDATA': [{ headers: xml, bodyParams: element('<Password><![CDATA[swordfish]]></Password>') }, 'swordfish'],
    'another element, escaped': [{ headers: xml, bodyParams: element('<q>us&amp;Kp4&lt;Tz7</q>') }, 'us&Kp4<Tz7'],
    'an attribute': [{ headers: xml, bodyParams: element('<q v="a1 b2 c3 d4"/>') }, 'a1 b2 c3 d4'],
  };
  for (const [place, [config, secret]] of Object.entries(places)) {
    test(place, async () => {
      const error = await errorOf({ endpoint, bodyParams: says, ...config }, message, { message: `cannot use ${secret} here` });
      assert.equal(error.data.providerMessage, 'cannot use [redacted] here');
    });
  }

  test('is none where the provider cuts it: half of it says enough', async () => {
    const config = { endpoint: 'https://api.sms.test/bot7204815563:AAF-x8Qk2_Lm9Zt4/send', authorization: 'Bearer sk_live_51Hq0b3XyZAbCdEf', bodyParams: says };
    for (const cut of ['sk_live_51Hq0b3XyZAb', 've_51Hq0b3XyZAbCdEf', 'AAF-x8Qk2_Lm9', '04815563:AAF-x8Qk2_Lm9Zt4']) {
      const error = await errorOf(config, message, { message: `bad token ${cut}…` });
      assert.doesNotMatch(error.data.providerMessage, new RegExp(cut), cut.slice(0, 4));
    }
  });

  test('leaves plain words and short numbers readable', async () => {
    const config = {
      endpoint: 'https://api.sms.test/messages/send?format=json', headers: { 'X-Region': 'europe' },
      bodyParams: { sender: 'ACME', keyword: 'promo', author: 'design', monkey: 'passenger', count: 12_345, ...says },
    };
    const said = 'the sender ACME may not send promo in europe as json: design, passenger, 12345, messages';
    assert.equal((await errorOf(config, message, { message: said })).data.providerMessage, said);
  });
});

describe('a message', () => {
  /** @param {string} said @param {Record<string, unknown>} [payload] */
  const shown = async (said, payload) => (await errorOf({ endpoint, bodyParams: says }, { ...message, payload: { ...message.payload, ...payload } }, { message: said })).data.providerMessage;

  const groups = {
    'a space': '739 184', 'a dash': '739-184', 'a dot': '739.184', 'a slash': '739/184', 'a no-break space': '739\u00a0184', 'a thin space': '739\u2009184',
    'a narrow no-break space': '739\u202f184', 'an en dash': '739\u2013184', 'a comma': '739,184', 'an underscore': '739_184', 'a colon': '739:184',
    'pairs': '73 91 84', 'single digits': '7 3 9 1 8 4', 'dashed digits': '7-3-9-1-8-4', 'listed digits': '7, 3, 9, 1, 8, 4', 'a list of JSON': '["7","3","9","1","8","4"]',
  };
  for (const [how, spelled] of Object.entries(groups)) {
    test(`its code, grouped by ${how}`, async () => {
      const said = await shown(`wrong code ${spelled} for you`);
      assert.match(said, /^wrong code .*\[redacted\].* for you$/);
      assert.doesNotMatch(said, /[0-9]/);
    });
  }

  test('its code with letters, grouped, and one that has a dash of its own', async () => {
    for (const [code, spelled] of [['A7K9Q2', 'A7K-9Q2'], ['A7K9Q2', 'A7K 9Q2'], ['a7k9q2', 'A 7 K 9 Q 2'], ['739-184', '739184'], ['739-184', '739 184']])
      assert.equal(await shown(`wrong code ${spelled} for you`, { code }), 'wrong code [redacted] for you');
  });

  test('its number, grouped', async () => {
    for (const spelled of ['+1 (415) 555-0163', '415.555.0163', '14,155,550,163', '1 4 1 5 5 5 5 0 1 6 3', '1,4,1,5,5,5,5,0,1,6,3', '415\u2013555\u20130163', '415\u202f555\u202f0163', '5550163']) {
      const said = await shown(`no mobile ${spelled} there`);
      assert.doesNotMatch(said, /[0-9]/, spelled);
    }
  });

  /** @type {Record<string, [string, string][]>} */
  const names = {
    'as it is': [['Ada Lovelace', 'Ada Lovelace'], ['Li', 'Li']],
    'in capitals or small letters': [['Zoë Müller', 'ZOË MÜLLER'], ['Łukasz Żak', 'łukasz żak'], ['Иван Петров', 'ИВАН ПЕТРОВ']],
    'in single quotes': [["Sinéad O'Brien", "Sinéad O\\'Brien"]],
    'with accents of their own': [['Zoë Müller', 'Zoë Müller'.normalize('NFD')]],
    'with a no-break space': [['Ada Lovelace', 'Ada\u00a0Lovelace'], ['Ada Lovelace', 'Ada&nbsp;Lovelace']],
  };
  for (const [how, pairs] of Object.entries(names)) {
    test(`who it is for, ${how}`, async () => {
      for (const [name, spelled] of pairs)
        assert.equal(await shown(`no user ${spelled} there`, { user: { name } }), 'no user [redacted] there', spelled);
    });
  }

  test('inside what stands where a rule does not hold', async () => {
    const config = { endpoint, bodyParams: says, response: { success: { path: 'r', equals: 'ok' } } };
    for (const r of ['739184', 'no +14155550163', { code: '739184' }, ['739', '184'], { digits: ['7', '3', '9', '1', '8', '4'] }]) {
      const { errorDescription } = (await errorOf(config, message, { r }, 200)).data;
      assert.match(errorDescription, /`success 1 of 1`.*\[redacted\]/);
      assert.deepEqual(findLeaks(errorDescription, { code: '739184', to: '14155550163' }), []);
      assert.doesNotMatch(errorDescription, /739|184/);
    }
  });
});
