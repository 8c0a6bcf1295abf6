// What kind of failure an answer is, and what the provider says about it.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { asJson, data, judge, server, verdict } from '../support/answers.mjs';

describe('rateLimited and quotaExceeded', () => {
  const response = {
    success: { path: 'status', equals: '0' },
    rateLimited: { path: 'status', equals: '1' },
    quotaExceeded: { path: 'status', equals: ['9', 10] },
    error: 'text',
  };

  test('are told from other failures inside a 2xx', async () => {
    const verdicts = {
      0: 'sent',
      1: 'rate_limit_exceeded',
      9: 'usage_limit_exceeded',
      10: 'usage_limit_exceeded',
      7: 'rejected',
    };
    for (const [status, expected] of Object.entries(verdicts)) {
      assert.equal(await verdict(response, { body: { status } }), expected);
      assert.equal(await verdict(response, { body: { status: Number(status) } }), expected);
    }
  });

  test('and with a status that says no more than that it failed', async () => {
    for (const status of [400, 403, 422, 500]) {
      assert.equal(await verdict(response, { status, body: { status: 1 } }), 'rate_limit_exceeded');
      assert.equal(await verdict(response, { status, body: { status: 9 } }), 'usage_limit_exceeded');
      assert.equal(await verdict(response, { status, body: { status: 7 } }), 'http_status');
    }
  });

  test('are recognised without success rules, and by text', async () => {
    const byText = { rateLimited: { startsWith: 'SLOW' }, quotaExceeded: { equals: '41' } };
    assert.equal(await verdict(byText, { body: 'SLOW DOWN' }), 'rate_limit_exceeded');
    assert.equal(await verdict(byText, { body: '41\n' }), 'usage_limit_exceeded');
    assert.equal(await verdict(byText, { body: 'OK' }), 'sent');
    assert.equal(await verdict(byText, { status: 400, body: 'SLOW DOWN' }), 'rate_limit_exceeded');
  });

  test('do not match what they cannot read', async () => {
    const { success, ...failures } = response;
    assert.equal(await verdict(failures, { body: 'OK' }), 'sent');
    assert.equal(await verdict(failures, { status: 400, body: 'Bad request' }), 'http_status');
    assert.equal(await verdict(response, { body: 'OK' }), 'invalid_response');
  });

  test('carry what the provider says, and when to come back', async () => {
    const limited = await judge(response, { body: { status: 1, text: 'Throttled' }, headers: { 'Retry-After': '30' } });
    assert.equal(limited.data.providerMessage, 'Throttled');
    assert.equal(limited.data.retryAfter, 30);
    const empty = await judge(response, { body: { status: 9, text: 'Partner quota exceeded' } });
    assert.equal(empty.data.providerMessage, 'Partner quota exceeded');
    assert.equal('retryAfter' in empty.data, false);
  });

  test('429 knows both forms of Retry-After', async () => {
    assert.equal((await judge(undefined, { status: 429, headers: { 'Retry-After': '120' } })).data.retryAfter, 120);
    const date = new Date(Date.now() + 60_000).toUTCString();
    const { retryAfter } = (await judge(undefined, { status: 429, headers: { 'Retry-After': date } })).data;
    assert.ok(retryAfter > 50 && retryAfter <= 61, 'a date becomes seconds from now');
    for (const headers of [undefined, { 'Retry-After': 'soon' }, { 'Retry-After': '' }]) {
      assert.equal('retryAfter' in (await judge(undefined, { status: 429, headers })).data, false);
    }
  });
});

describe('refused and tokenExpired', () => {
  const response = {
    success: { path: 'status', notEquals: 'unknown' },
    refused: [{ path: 'status', equals: ['failed', 'barred'] }, { path: 'errors', empty: false }],
    tokenExpired: { path: 'code', equals: 'token_expired' },
    rateLimited: [{ path: 'status', equals: 'slow' }, { path: 'code', equals: 29 }],
    error: ['errors.0.text', 'text'],
  };
  /** @param {unknown} body @param {number} [status] */
  const told = async (body, status) => {
    const { code, data } = await judge(response, { status, body });
    return [code, data?.reason, data?.rule];
  };

  test('make a failure of a 2xx, and of a list one rule is enough', async () => {
    assert.equal(await verdict(response, { body: { status: 'sent', errors: [] } }), 'sent');
    assert.deepEqual(await told({ status: 'failed' }), ['general', 'rejected', 'refused']);
    assert.deepEqual(await told({ status: 'barred' }), ['general', 'rejected', 'refused']);
    assert.deepEqual(await told({ status: 'sent', errors: [{}] }), ['general', 'rejected', 'refused']);
    assert.deepEqual(await told({ status: 'sent', code: 'token_expired' }), ['general', 'rejected', 'tokenExpired']);
    assert.deepEqual(await told({ status: 'unknown' }), ['general', 'rejected', 'success 1 of 1']);
    for (const body of [{ status: 'slow' }, { status: 'sent', code: 29 }])
      assert.deepEqual(await told(body), ['rate_limit_exceeded', 'rejected', undefined]);
  });

  test('say more than a status that only refuses, and less than one that says why', async () => {
    assert.deepEqual(await told({ status: 'failed' }, 422), ['general', 'rejected', 'refused']);
    assert.deepEqual(await told({ code: 'token_expired' }, 400), ['general', 'rejected', 'tokenExpired']);
    assert.deepEqual(await told({ status: 'failed' }, 429), ['rate_limit_exceeded', 'http_status', undefined]);
    assert.deepEqual(await told({ code: 'token_expired' }, 401), ['general', 'http_status', undefined]);
    assert.deepEqual(await told({ status: 'other' }, 422), ['general', 'http_status', undefined]);
    assert.deepEqual(await told({ status: 'failed', code: 'token_expired' }), ['general', 'rejected', 'tokenExpired']);
    assert.deepEqual(await told({ status: 'slow', code: 'token_expired' }), ['rate_limit_exceeded', 'rejected', undefined]);
  });

  test('are told in a sentence with the words of the provider, redacted', async () => {
    const { data: refused } = await judge(response, { body: { status: 'failed', errors: [{ text: 'No such number: +14155550123' }] } });
    assert.equal(
      refused.errorDescription,
      'The SMS provider refused the message: the rule `refused` holds. The provider says: No such number: [redacted]',
    );
    const { data: expired } = await judge(response, { body: { code: 'token_expired', text: 'Log in again' } });
    assert.equal(
      expired.errorDescription,
      'The SMS provider refused the message: the rule `tokenExpired` holds; check the credentials in the configuration. The provider says: Log in again',
    );
  });

  test('hold for no answer that they cannot look into', async () => {
    const { refused, tokenExpired } = response;
    assert.equal(await verdict({ refused, tokenExpired }, { body: 'failed' }), 'sent');
    assert.equal(await verdict({ refused, tokenExpired }, { body: '' }), 'sent');
    assert.equal(await verdict({ refused: { contains: 'failed' } }, { body: 'failed' }), 'rejected');
    // Nobody sends this text, so the path leads nowhere: no reason to fail what was accepted.
    const nowhere = { path: 'x.{{user.name | default:""}}y', exists: true };
    assert.equal(await verdict({ refused: nowhere, tokenExpired: nowhere }, { body: {} }), 'sent');
  });
});

describe('what the provider says', () => {
  /** @param {unknown} body @param {unknown} [response] @param {number} [status] */
  const said = async (body, response, status = 400) =>
    (await judge(response, { status, body: asJson(body) })).data.providerMessage;

  test('stands where `error` says', async () => {
    const body = { message: 'not this', error: { text: 'this', code: 21211 }, list: [{ why: 'or this' }] };
    assert.equal(await said(body, { error: 'error.text' }), 'this');
    assert.equal(await said(body, { error: 'error.code' }), '21211');
    assert.equal(await said(body, { error: 'list.0.why' }), 'or this');
    assert.equal(await said({ 14155550123: 'for this number' }, { error: '{{to | digits}}' }), 'for this number');
    assert.equal(
      await said({ status: 7, text: 'Number barred.' }, { error: 'text', success: { path: 'status', equals: 0 } }, 200),
      'Number barred.',
    );
  });

  test('of several places, at the first where something stands', async () => {
    const error = ['errors.0.text', { path: 'fault', capture: 'because (.+)' }, 'code'];
    assert.equal(await said({ errors: [{ text: 'first' }], fault: 'because second', code: 3 }, { error }), 'first');
    assert.equal(await said({ errors: [{ text: ' ' }], fault: 'because second', code: 3 }, { error }), 'second');
    assert.equal(await said({ errors: [], fault: 'second', code: 3 }, { error }), '3');
    assert.equal(await said({ code: '', message: 'usual' }, { error }), 'usual');
    assert.equal(await said('status=7\nreason=No credit\n', { error: { capture: 'reason=(.+)' } }), 'No credit');
  });

  const usual = [
    { message: 'why' },
    { error: 'why' },
    { error: { message: 'why' } },
    { errors: [{ message: 'why' }] },
    { detail: 'why' },
    { title: 'why' },
    { error: 'why', error_description: 'because' },
    { error_description: 'why' },
    { code: 1, message: 'why', more_info: 'elsewhere' },
    { type: 'about:blank', title: 'why', status: 400 },
  ];
  for (const body of usual) {
    test(`or in the usual places: ${Object.keys(body).join(', ')}`, async () => {
      assert.equal(await said(body), 'why');
      assert.equal(await said(body, { success: { path: 'ok', equals: true } }, 200), 'why');
      assert.equal(await said(body, { error: 'not.there' }), 'why');
    });
  }

  test('or in the first line of a text', async () => {
    assert.equal(await said('ERR: 104, no credit\nline two'), 'ERR: 104, no credit');
    assert.equal(await said('\r\n  first  \r\nsecond'), 'first');
    assert.equal(await said('51', { success: { equals: '0' } }, 200), '51');
  });

  test('or nowhere', async () => {
    for (const body of [
      '',
      ' \n',
      {},
      [],
      { message: null },
      { message: '' },
      { message: { a: 1 } },
      { trace: 'kept inside' },
    ]) {
      const { data } = await judge(undefined, { status: 400, body: asJson(body) });
      assert.equal('providerMessage' in data, false);
      assert.ok(!JSON.stringify(data).includes('kept inside'), 'nothing else of the body is shown');
    }
  });

  test('is a part of the description, which never shows the body or the address', async () => {
    const { data } = await judge(undefined, {
      status: 400,
      body: { message: 'Number barred', echo: { token: 'kept inside' } },
    });
    assert.match(data.errorDescription, /400.*Number barred/);
    assert.ok(!JSON.stringify(data).includes('kept inside'));
    assert.ok(!JSON.stringify(data).includes(server.url));
    assert.ok(!JSON.stringify(data).includes('/send'));
  });

  test('has at most 200 characters, none of them half', async () => {
    for (const character of ['x', 'ü', '验', '👍']) {
      for (const count of [199, 200, 201, 5000]) {
        const message = await said({ message: character.repeat(count) });
        assert.equal([...message].length, Math.min(count, 200));
        assert.ok(message.isWellFormed() && new Set(message).size === 1);
      }
    }
  });

  test('is cut after it was redacted: no part of a secret is left', async () => {
    const secrets = { code: data.payload.code, number: data.to, key: 'demo-key-5150', text: 'Your code is 012345.' };
    const templates = [{ usageType: 'Generic', content: 'Your code is {{code}}.' }];
    for (const [what, secret] of Object.entries(secrets)) {
      // The secret begins at each of the places from which the cut would leave a part of it.
      for (let start = 200 - secret.length; start <= 200; start += 1) {
        const body = { message: `${'#'.repeat(start)}${secret} and more` };
        const {
          data: { providerMessage },
        } = await judge(undefined, { status: 400, body }, { templates, headers: { 'X-Api-Key': secrets.key } });
        assert.ok([...providerMessage].length <= 200);
        const [, rest] = /^#+(.*)$/s.exec(providerMessage) ?? [];
        assert.ok('[redacted] and more'.startsWith(rest), `no part of the ${what} is left`);
      }
    }
  });

  test('hides the code, the text, the number and the credentials, on one line', async () => {
    const message = `code 012345 for +1 (415) 555-0123\twith\u0000 demo-key-5150: "Your code is 012345."`;
    const templates = [{ usageType: 'Generic', content: 'Your code is {{code}}.' }];
    const config = { templates, authorization: 'Bearer demo-key-5150' };
    const {
      data: { providerMessage, errorDescription },
    } = await judge(undefined, { status: 400, body: { message } }, config);
    for (const text of [providerMessage, errorDescription]) {
      for (const secret of ['012345', '4155550123', '555-0123', 'demo-key-5150'])
        assert.ok(!text.includes(secret), 'a secret is shown');
      assert.doesNotMatch(text, /[\0-\u001f]/);
    }
    assert.match(providerMessage, /^code \[redacted\] for/);
  });
});
