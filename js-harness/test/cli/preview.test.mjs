// preview: the request as a person reads it, and the phone.
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { SECRETS, configuration, file, install, json, run } from '../support/command-line.mjs';

const message = ['--to', '+4915112345678', '--code', '123456'];
before(install);

test('the request is taken apart, and the phone shows the text', async () => {
  await file('sms.json', configuration('https://sms.acme-telecom.com'));
  const { code, stdout, stderr } = await run(['preview', 'sms.json', ...message]);
  assert.deepEqual([code, stderr], [0, '']);
  assert.equal(
    stdout,
    `Request
  POST https://sms.acme-telecom.com/send

    version  2

  X-Api-Key     [redacted]
  Content-Type  application/json

  {
    "to": "+4915112345678",
    "text": "Your code is 123456.",
    "from": "MyBrand"
  }

Phone
  ╭ +4915112345678 ──────────────────────────╮
  │ Your code is 123456.                     │
  ╰──────────────────────────────────────────╯
  1 SMS, GSM-7, 20 of 160
`,
  );
});

test('a form is decoded', async () => {
  await file('sms.json', { ...configuration('https://sms.acme-telecom.com'), bodyType: 'form' });
  const { stdout } = await run(['preview', 'sms.json', ...message]);
  assert.match(stdout, /^  to    \+4915112345678\n  text  Your code is 123456\.\n  from  MyBrand$/m);
});

test('the text is that of the type and the language; a long one is several messages', async () => {
  const content = `Ваш код {{code}}${'.'.repeat(70)}`;
  await file('sms.json', { ...configuration('https://sms.acme-telecom.com'), templates: [{ usageType: 'Register', content, locale: 'ru' }, { usageType: 'Generic', content: 'X {{code}}' }] });
  const { stdout } = await run(['preview', 'sms.json', ...message, '--type', 'Register', '--locale', 'ru']);
  assert.match(stdout, /^  2 SMS, UCS-2, 84 of 134$/m);
});

test('credentials only where they are asked for', async () => {
  await file('sms.json', { ...configuration('https://sms.acme-telecom.com'), authorization: SECRETS.authorization });
  const hidden = await run(['preview', 'sms.json', ...message]);
  assert.match(hidden.stdout, /Authorization +\[redacted\]/);
  const shown = await run(['preview', 'sms.json', ...message, '--reveal'], { reveals: true });
  assert.ok(shown.stdout.includes(SECRETS.apiKey) && shown.stdout.includes(SECRETS.authorization));
});

test('those of the environment are sent', async () => {
  const { apiKey, ...config } = configuration('https://sms.acme-telecom.com');
  await file('sms.json', { ...config, queryParams: { secret: '{{apiSecret}}' } });
  const env = { SMS_API_KEY: SECRETS.apiKey, SMS_API_SECRET: SECRETS.apiSecret, SMS_AUTHORIZATION: SECRETS.authorization };
  await run(['preview', 'sms.json', ...message], { env });
  const { stdout } = await run(['preview', 'sms.json', ...message, '--reveal'], { env, reveals: true });
  for (const secret of Object.values(SECRETS)) assert.ok(stdout.includes(secret));
});

test('for machines: what previewRequest returns', async () => {
  await file('sms.json', configuration('https://sms.acme-telecom.com'));
  const { code, data } = await json(['preview', 'sms.json', ...message]);
  assert.equal(code, 0);
  assert.deepEqual(Object.keys(data).sort(), ['body', 'headers', 'message', 'method', 'url']);
  assert.equal(data.message.text, 'Your code is 123456.');
});

test('the request for a token, and who is asked', async () => {
  const base = configuration('https://sms.acme-telecom.com');
  await file('sms.json', {
    ...base, headers: undefined, apiSecret: SECRETS.apiSecret, token: { endpoint: 'https://auth.acme-telecom.com/token' },
    routes: [{ to: ['+49'], variables: { any: 'x' } }],
  });
  const { stdout } = await run(['preview', 'sms.json', ...message]);
  assert.match(stdout, /^Token, fetched first\n  POST https:\/\/auth\.acme-telecom\.com\/token$/m);
  assert.match(stdout, /^Request, via routes\.0$/m);
});

test('what cannot be sent ends with 1 and says why', async () => {
  await file('sms.json', configuration('https://sms.acme-telecom.com'));
  const { code, stdout } = await run(['preview', 'sms.json', '--to', '12', '--code', '123456']);
  assert.equal(code, 1);
  assert.match(stdout, /^✗ [^]+ 7 to 15 digits[^]+\n\n  code +invalid_request_parameters$/m);
  const { data } = await json(['preview', 'sms.json', '--to', '12', '--code', '123456']);
  assert.equal(data.error.code, 'invalid_request_parameters');
});
