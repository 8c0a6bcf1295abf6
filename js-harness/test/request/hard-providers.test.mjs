// Providers that are hard to reach, each by configuration alone: a local server recomputes what is signed and refuses what the
// provider would refuse. Those with several requests or several providers stand at the end.
import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, mock, test } from 'node:test';
import fc from 'fast-check';
import { decodeForm } from '../../servers/simulators/decode.mjs';
import { anyText, core, SEED, server, texts, traps } from '../support/encodings.mjs';
import { ACCOUNT, providers, SECRET } from '../support/hard-providers.mjs';
import { failureOf } from '../support/outcome.mjs';
import { reply, startServer } from '../support/server.mjs';

/** @typedef {import('../../servers/listen.mjs').Received} Received */
/** @typedef {import('../support/hard-providers.mjs').Provider} Provider */

const data = { to: '14155550123', type: 'SignIn', payload: { code: '012345' } };

/** Why requests were refused. @type {string[]} */
let refusals = [];
beforeEach(() => void (refusals = []));
afterEach(() => mock.restoreAll());

/** A server that judges as the provider does. @param {Provider} provider */
const judgedBy = ({ refusal, answer }) => {
  server.answer = (response, request) => {
    const why = refusal(request);
    if (why) refusals.push(why);
    (why ? reply(401, { error: { message: why } }) : reply(200, answer))(response, request);
  };
};

/** One message to a provider: what arrived. @param {Provider} provider @param {Record<string, unknown>} [settings] @param {Record<string, unknown>} [more] */
async function send(provider, settings, more) {
  judgedBy(provider);
  const config = { ...provider.config(server.url), retry: 'never', ...settings };
  const { seen } = await server.during(() => core.sendMessage(/** @type {any} */ (config), /** @type {any} */ ({ ...data, ...provider.data, ...more })));
  assert.equal(seen.length, 1);
  return seen[0];
}

for (const [name, provider] of Object.entries(providers)) {
  describe(name, () => {
    test('is a configuration that nothing is wrong with', () => {
      const { issues } = core.validateConfig(provider.config('https://api.sms.test'));
      assert.deepEqual(issues, []);
    });

    for (const [what, code] of Object.entries({ 'a code': '012345', 'a plain text': 'Your code is 012345 @ £5 {x}', 'a text beyond GSM 03.38': 'Ваш код: 012345 – 验证码 🔑', ...texts, ...traps })) {
      test(`is reached with ${what}`, async () => {
        assert.equal(provider.text(await send(provider, {}, { payload: { code } })), code);
      });
    }

    test('is reached with any text', async () => {
      const property = fc.asyncProperty(anyText, async (code) => {
        assert.equal(provider.text(await send(provider, {}, { payload: { code } })), code);
      });
      await fc.assert(property, { seed: SEED, numRuns: 40 });
      assert.deepEqual(refusals, []);
    });

    test('refuses another secret', async () => {
      const { data: told } = await failureOf(() => send(provider, { apiSecret: `${SECRET}x`, ...(provider.proves ? {} : { apiKey: 'another' }) }), 'general', 'http_status');
      assert.equal(told.status, 401);
      assert.equal(refusals.length, 1);
      assert.ok(!JSON.stringify(told).includes(SECRET));
    });

    test('shows no secret and no signature in a preview', () => {
      const config = /** @type {any} */ (provider.config('https://api.sms.test'));
      const shown = JSON.stringify(core.previewRequest(config, /** @type {any} */ ({ ...data, ...provider.data })));
      assert.ok(!shown.includes(SECRET));
      assert.match(shown, provider.hides);
    });

    if (!provider.proves) return;
    const { refusal } = provider;

    test('refuses a request that is too old', async () => {
      const request = await send(provider);
      const now = Date.now() + 2 * 1000 * /** @type {number} */ (provider.seconds);
      mock.method(Date, 'now', () => now);
      assert.notEqual(refusal(request), undefined);
    });

    test('refuses a text that was changed on its way', async () => {
      const request = await send(provider, {}, { payload: { code: '012345' } });
      const body = request.body.replace('012345', '012346');
      assert.notEqual(body, request.body);
      // The MAC and the token cover who sends, and not what.
      if (provider.proves === 'signature') assert.notEqual(refusal({ ...request, body, bytes: Buffer.from(body) }), undefined);
      assert.equal(provider.text({ ...request, body, bytes: Buffer.from(body) }), '012346');
    });

    test('takes what is sent again as a request of its own', async () => {
      judgedBy(provider);
      const judge = server.answer;
      const seen = server.requests.length;
      const busy = reply(503, 'busy', { 'Retry-After': '1' });
      server.answer = (response, request) => {
        const answer = server.requests.length - seen > 1 ? judge : busy;
        // A provider that is busy has seen it all the same.
        if (answer === busy) assert.equal(refusal(request), undefined);
        answer(response, request);
      };
      const { attempts } = await core.sendMessage(/** @type {any} */ (provider.config(server.url)), /** @type {any} */ ({ ...data, ...provider.data }));
      assert.equal(attempts, 2);
      assert.deepEqual(refusals, []);
    });

    if (provider.proves === 'nonce') {
      test('refuses a request that comes twice', async () => {
        assert.notEqual(refusal(await send(provider)), undefined);
      });
    }
  });
}

describe('WhatsApp Cloud', () => {
  test('has the template of the language', async () => {
    const [, whatsapp] = Object.entries(providers).find(([name]) => name.startsWith('WhatsApp')) ?? assert.fail('WhatsApp is there');
    for (const [locale, expected] of [['de-AT', 'otp de'], ['pt-BR', 'otp_br pt_BR'], ['fr', 'otp en_US'], [undefined, 'otp en_US']]) {
      const { body } = await send(whatsapp, {}, { payload: { code: '012345', locale } });
      const { name, language } = JSON.parse(body).template;
      assert.equal(`${name} ${language.code}`, expected);
    }
  });
});

// https://documenter.getpostman.com/view/663428/RzfmES4z
describe('Eskiz: a log-in first, whose token is kept', () => {
  /** How often somebody logged in, and the token that counts. */
  let state = { logins: 0, token: '' };
  const config = () => ({
    endpoint: `${server.url}/api/message/sms/send`, bodyType: 'form', apiKey: ACCOUNT, apiSecret: SECRET, retry: 'never',
    token: { endpoint: `${server.url}/api/auth/login`, bodyType: 'form', bodyParams: { email: '{{apiKey}}', password: '{{apiSecret}}' }, path: 'data.token', expiresIn: 2_592_000 },
    bodyParams: { mobile_phone: '{{to | digits}}', message: '{{message}}', from: '4546' },
    templates: [{ usageType: 'Generic', content: '{{code}}' }],
    response: { messageId: 'id', error: 'message' },
  });
  const message = { ...data, to: '998901234567' };

  beforeEach(() => {
    server.answer = (response, request) => {
      const fields = decodeForm(request.body, 'body');
      if (request.path === '/api/auth/login') {
        const isKnown = fields.email === ACCOUNT && fields.password === SECRET;
        if (isKnown) state = { logins: state.logins + 1, token: `t${state.logins}-${'x'.repeat(20)}` };
        return (isKnown ? reply(200, { data: { token: state.token } }) : reply(401, { message: 'Invalid credentials' }))(response, request);
      }
      const isKnown = request.headers.authorization === `Bearer ${state.token}` && /^998\d{9}$/.test(fields.mobile_phone);
      return (isKnown ? reply(200, { id: 'm-1', message: 'Waiting' }) : reply(401, { message: 'Token has expired' }))(response, request);
    };
  });

  test('is a configuration that nothing is wrong with', () => {
    const { issues } = core.validateConfig(JSON.parse(JSON.stringify(config()).replaceAll(server.url, 'https://api.sms.test')));
    assert.deepEqual(issues, []);
  });

  test('logs in once for any number of texts, at once and one after another', async () => {
    await Promise.all(Array.from({ length: 20 }, () => core.sendMessage(config(), message)));
    const property = fc.asyncProperty(anyText, async (code) => {
      const { seen } = await server.during(() => core.sendMessage(config(), { ...message, payload: { code } }));
      assert.deepEqual(seen.map(({ body }) => decodeForm(body, 'body').message), [code]);
    });
    await fc.assert(property, { seed: SEED, numRuns: 30 });
    assert.equal(state.logins, 1);
  });

  test('logs in again, once, when the token counts no more', async () => {
    await core.sendMessage(config(), message);
    const before = state.logins;
    state.token = 'another, since an hour';
    const { messageId } = await core.sendMessage(config(), message);
    assert.deepEqual([messageId, state.logins], ['m-1', before + 1]);
  });

  test('says that it was the token, where no log-in helps', async () => {
    const wrong = { ...config(), apiSecret: `${SECRET}x` };
    const { data: told } = await failureOf(() => core.sendMessage(wrong, message), 'general', 'token');
    assert.ok(!JSON.stringify(told).includes(SECRET));
  });
});

describe('an account for each country', () => {
  test('sends by prefix to the right account, and nowhere where numbers are blocked', async () => {
    const china = await startServer(reply(200, { code: 0, id: 'cn-1' }));
    server.answer = reply(200, { id: 'm-1' });
    try {
      const config = {
        endpoint: `${server.url}/send`, authorization: `Bearer ${SECRET}`, retry: 'never',
        variables: { sender: 'Acme' },
        bodyParams: { to: '{{to}}', from: '{{sender}}', text: '{{message}}' },
        templates: [{ usageType: 'Generic', content: 'Code {{code}}' }, { usageType: 'Generic', locale: 'zh-CN', content: '验证码 {{code}}' }],
        response: { messageId: 'id' },
        routes: [
          { to: ['+1900', '+882'], block: true },
          { to: ['+86'], endpoint: `${china.url}/sms`, bodyType: 'form', apiKey: 'cn-account', bodyParams: { key: '{{apiKey}}', mobile: '{{to | national}}', text: '【{{sender}}】{{message}}' }, response: { success: { path: 'code', equals: 0 }, messageId: 'id' } },
          { to: ['+49', '+43'], variables: { sender: 'AcmeDE' }, authorization: 'Bearer of-germany' },
        ],
      };
      const sent = async (/** @type {string} */ to, /** @type {string} */ locale) => {
        const before = china.requests.length;
        const { value, seen } = await server.during(() => core.sendMessage(/** @type {any} */ (config), { to, type: 'SignIn', payload: { code: '012345', locale } }));
        return { ...value, seen: [...seen, ...china.requests.slice(before)] };
      };
      const us = await sent('14155550123', 'en');
      assert.deepEqual(JSON.parse(us.seen[0].body), { to: '+14155550123', from: 'Acme', text: 'Code 012345' });
      assert.equal(us.seen[0].headers.authorization, `Bearer ${SECRET}`);
      const de = await sent('4915112345678', 'de');
      assert.deepEqual(JSON.parse(de.seen[0].body), { to: '+4915112345678', from: 'AcmeDE', text: 'Code 012345' });
      assert.equal(de.seen[0].headers.authorization, 'Bearer of-germany');
      const cn = await sent('8613812345678', 'zh-CN');
      assert.deepEqual({ ...decodeForm(cn.seen[0].body, 'body') }, { key: 'cn-account', mobile: '13812345678', text: '【Acme】验证码 012345' });
      assert.equal(cn.seen[0].headers.authorization, undefined, 'no credential follows to another host');
      assert.deepEqual([us, de, cn].map(({ messageId }) => messageId), ['m-1', 'm-1', 'cn-1']);
      assert.deepEqual([us, de, cn].map(({ seen }) => seen.length), [1, 1, 1]);
      const { seen } = await server.during(() => failureOf(() => core.sendMessage(/** @type {any} */ (config), { ...data, to: '19005550123' }), 'invalid_request_parameters', 'blocked'));
      assert.equal(seen.length, 0);
    } finally {
      await china.stop();
    }
  });
});
