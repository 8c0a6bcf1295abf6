// from-curl: what providers' documents show becomes a configuration that sends the same. What "the same" is, curl itself says:
// the command runs against a server on this machine, and so does the configuration.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { DOMParser } from '@xmldom/xmldom';
import { attempt } from '../../setup/command.mjs';
import { SECRETS, folder, install, json, run, shell } from '../support/command-line.mjs';
import { startServer } from '../support/server.mjs';

const { apiKey, apiSecret, authorization } = SECRETS;
/** What each client writes on its own. */
const OF_CLIENTS = new Set(['host', 'connection', 'content-length', 'accept-encoding', 'accept-language', 'sec-fetch-mode', 'accept', 'user-agent']);
const HOST = 'https://api.acme-telecom.com';

/** @type {Awaited<ReturnType<typeof startServer>>} */
let server;
/** @type {typeof import('../../../pkg-template/lib/core.js')} */
let core;
const curl = await attempt('curl', ['--version']);

before(async () => {
  await install();
  server = await startServer();
  core = await import(pathToFileURL(join(folder, 'node_modules', 'connector-generic-http-sms', 'lib', 'core.js')).href);
});
after(() => server.stop());

/** XML as its receiver reads it: names, attributes and texts, in their order. @param {any} node @returns {unknown} */
const plain = ({ nodeName, attributes, childNodes, data }) =>
  data ?? [nodeName, [...(attributes ?? [])].map(({ name, value }) => [name, value]).sort(), [...childNodes].map(plain)];

/** A request as its receiver reads it. @param {import('../support/server.mjs').Received} request @param {string[]} named Headers that the example names. */
function read({ method, path, query, headers, body }, named) {
  const type = headers['content-type'] ?? '';
  const decoded = type.includes('json') ? JSON.parse(body) : type.includes('urlencoded') ? [...new URLSearchParams(body)] : type.includes('xml') ? plain(new DOMParser().parseFromString(body, 'text/xml')) : body;
  const kept = Object.entries(headers).filter(([name]) => !OF_CLIENTS.has(name) || named.includes(name));
  return { method, path, query: [...query].sort(), headers: Object.fromEntries(kept), body: decoded };
}

/** @param {string} text @param {Record<string, string>} [env] */
const configurationOf = async (text, env = {}) => {
  const { code, stdout, stderr } = await run(['from-curl'], { stdin: text, reveals: true });
  assert.equal(code, 0, stdout + stderr);
  // An example of a credential is one of the reader's own later.
  const filled = Object.entries(env).reduce((whole, [name, value]) => whole.replaceAll(`<${name.toLowerCase().replaceAll('_', '-')}>`, value), stdout);
  return { config: JSON.parse(filled), stderr };
};

/** @type {Record<string, { curl: string, to: string, text: string, env?: Record<string, string>, named?: string[], code?: string }>} */
const EXAMPLES = {
  'form fields that curl encodes, user and password from variables': {
    curl: `curl '${HOST}/2010-04-01/Accounts/AC01/Messages.json' -X POST \\
--data-urlencode 'To=+14155550101' \\
--data-urlencode 'From=+14155550100' \\
--data-urlencode 'Body=Hello there & welcome' \\
-u $ACCOUNT_SID:$AUTH_TOKEN`,
    env: { ACCOUNT_SID: 'AC01', AUTH_TOKEN: apiSecret },
    to: '+14155550101',
    text: 'Hello there & welcome',
  },
  'form fields one by one, a key and a secret among them': {
    curl: `curl -X "POST" "${HOST}/sms/json" \\
  -d "from=AcmeInc" \\
  -d "text=A text message sent using the SMS API" \\
  -d "to=14155550101" \\
  -d "api_key=${apiKey}" \\
  -d "api_secret=${apiSecret}"`,
    to: '14155550101',
    text: 'A text message sent using the SMS API',
  },
  'nested JSON in single quotes, over many lines': {
    curl: `curl -L '${HOST}/sms/3/messages' \\
-H 'Authorization: App ${apiKey}' \\
-H 'Content-Type: application/json' \\
-H 'Accept: application/json' \\
-d '{
  "messages": [
    {
      "sender": "InfoSMS",
      "destinations": [ { "to": "41793026727" } ],
      "content": { "text": "This is a sample message" }
    }
  ]
}'`,
    named: ['accept'],
    to: '41793026727',
    text: 'This is a sample message',
  },
  'a GET whose whole request is its URL': {
    curl: `curl "${HOST}/send?apikey=${apiKey}&to=0049151234567&message=Your%20code%20is%201234&sender=Test"`,
    to: '49151234567',
    text: 'Your code is 1234',
  },
  '-G and encoded data': {
    curl: `curl -G ${HOST}/http/send.php --data-urlencode "username=me" --data-urlencode "password=${apiSecret}" --data-urlencode "number=+4915112345678" --data-urlencode "msg=Hello, world & co"`,
    to: '+4915112345678',
    text: 'Hello, world & co',
  },
  "XML in a shell's $'…'": {
    curl: `curl -X POST ${HOST}/xml -H "Content-Type: application/xml" -d $'<sms><auth key="${apiKey}"/><to>+49151234567</to><text>It\\'s 4 &amp; more</text></sms>'`,
    to: '+49151234567',
    text: "It's 4 & more",
  },
  '--json, PUT, a list of numbers that are numbers': {
    curl: `curl -sXPUT ${HOST}/v1 -H 'x-api-key: ${apiKey}' --json '{"recipients":[4512345678],"message":"Hello World","priority":true}' | jq .`,
    named: ['accept'],
    to: '4512345678',
    text: 'Hello World',
  },
  'JSON in double quotes with escapes': {
    curl: `curl --include \\
     --header "Content-Type: application/json" \\
     --header "Authorization: Basic bWU6azN5" \\
     --request POST \\
     --data-binary "{
    \\"messages\\":[
        {
            \\"source\\":\\"sdk\\",
            \\"body\\":\\"Chocolate bar, that's 5\\",
            \\"to\\":\\"+61411111111\\"
        }
    ]
}" \\
'${HOST}/v3/sms/send'`,
    to: '+61411111111',
    text: "Chocolate bar, that's 5",
  },
  'a header with a scheme of its own, one field for several numbers': {
    curl: `curl -X POST ${HOST}/messages -H "Authorization: AccessKey ${apiKey}" -d "recipients=31612345678" -d "originator=YourName" -d "body=This is a test message"`,
    to: '31612345678',
    text: 'This is a test message',
  },
  'a batch with a list of numbers, the URL first': {
    curl: `curl --location --request POST '${HOST}/xms/v1/plan/batches' \\
  --header 'Authorization: ${authorization}' \\
  --header 'Content-Type: application/json' \\
  --data-raw '{"from":"12015555555","to":["+12025550123"],"body":"Hi! Your code is 482913"}'`,
    to: '+12025550123',
    text: 'Hi! Your code is 482913',
  },
  'one string of encoded form data': {
    curl: `curl ${HOST}/send/ --data 'apikey=${apiKey}&numbers=447123456789&message=This%20is%20your%20message&sender=TXTLCL'`,
    to: '447123456789',
    text: 'This is your message',
  },
  'user agent and cookie, a POST without a body': {
    curl: `curl -A 'Acme/1.0' -b 'session=${apiKey}' -X POST "${HOST}/post?phone=%2B4915112345678&text=Hi%20there"`,
    named: ['user-agent'],
    to: '+4915112345678',
    text: 'Hi there',
  },
  'a number in the path, a code alone': {
    curl: `curl --url ${HOST}/verify/4915112345678/send -H 'Token: ${apiKey}' -H 'Content-Type: application/json; charset=utf-8' -d '{"otp":"482913","ttl":600}'`,
    to: '4915112345678',
    text: '482913',
    code: '482913',
  },
  'user and password as options in words, a part of the path from a variable': {
    curl: `curl -i --user "$AUTH_ID:$AUTH_TOKEN" \\
    -H "Content-Type: application/json" \\
    -d '{"src": "14155550100", "dst": "14155550101", "text": "Your code is 482913"}' \\
    "${HOST}/v1/Account/$AUTH_ID/Message/"`,
    env: { AUTH_ID: 'MADEMO', AUTH_TOKEN: apiSecret },
    to: '14155550101',
    text: 'Your code is 482913',
  },
  'a token as user without a password, JSON of a heredoc in a substitution, a number in an object of a list': {
    curl: `curl "${HOST}/rest/mtsms" \\
  -u "${apiKey}:" \\
  -H "Content-Type: application/json" \\
  -d "$(cat <<'EOF'
{
  "sender": "ExampleSMS",
  "message": "It's 5 o'clock",
  "recipients": [{ "msisdn": 4512345678 }]
}
EOF
)"`,
    to: '4512345678',
    text: "It's 5 o'clock",
  },
  'JSON of a heredoc on standard input, more options behind it': {
    curl: `curl -X POST ${HOST}/v2/messages -d @- \\
  -H "Authorization: Bearer $API_KEY" -H "Content-Type: application/json" <<JSON
{
  "from": "+12025550100",
  "to": "+12025550101",
  "text": "Hello \\$5 world"
}
JSON`,
    env: { API_KEY: apiKey },
    to: '+12025550101',
    text: 'Hello $5 world',
  },
  'a key in a header of its own, a form that says that it is one': {
    curl: `curl -X POST '${HOST}/version1/messaging' \\
  -H 'Accept: application/json' \\
  -H 'Content-Type: application/x-www-form-urlencoded' \\
  -H 'apiKey: ${apiKey}' \\
  -d 'username=sandbox&to=%2B254711123456&message=Hello%20World%21&from=22384'`,
    named: ['accept'],
    to: '+254711123456',
    text: 'Hello World!',
  },
  'a GET of a URL with a text in pluses': {
    curl: `curl -i -X GET "${HOST}/messages/http/send?apiKey=${apiKey}&to=2799900001&content=Test+message+text"`,
    to: '2799900001',
    text: 'Test message text',
  },
  'a token deep in JSON, a number with two zeros': {
    curl: `curl -H 'Content-Type:application/json' ${HOST}/v1.0/message --data-binary '{"messages":{"authentication":{"productToken":"${apiKey}"},"msg":[{"allowedChannels":["SMS"],"from":"Acme","to":[{"number":"0031612345678"}],"body":{"type":"auto","content":"Is this a test?"}}]}}'`,
    to: '+31612345678',
    text: 'Is this a test?',
  },
  'XML of lines, its text in CDATA': {
    curl: `curl --request POST ${HOST}/sms/send/xml --header 'Content-Type: text/xml; charset=UTF-8' --data '<?xml version="1.0" encoding="UTF-8"?>
<mainbody>
  <header>
    <company dil="TR">Acme</company>
    <usercode>8501112233</usercode>
    <password>${apiSecret}</password>
    <msgheader>ACME</msgheader>
  </header>
  <body>
    <msg><![CDATA[Tom & Jerry say <hi>]]></msg>
    <no>905301112233</no>
  </body>
</mainbody>'`,
    to: '905301112233',
    text: 'Tom & Jerry say <hi>',
  },
  'XML with the number in an attribute of the element of the text': {
    curl: `curl ${HOST}/batch -H 'Content-Type: text/xml' -d '<xml><sendbatch user="acme" password="${apiSecret}"><smslist><sms_send to="27821234567" uid="a1">Good morning</sms_send></smslist></sendbatch></xml>'`,
    to: '27821234567',
    text: 'Good morning',
  },
  'form fields of a heredoc, over two lines': {
    curl: `curl -X POST ${HOST}/http/send -H "X-Api-Key: ${apiKey}" --data @- <<EOF
to=46700000000&from=Acme
&message=Bring+milk%21
EOF`,
    to: '46700000000',
    text: 'Bring milk!',
  },
  'a key in the path, -G with plain data': {
    curl: `curl -G ${HOST}/v1/${apiKey}/sms/send.json -d receptor=989361234567 -d 'message=Hello+from+Acme'`,
    to: '989361234567',
    text: 'Hello from Acme',
  },
  'a GET with a bearer token, its flags in one word': {
    curl: `curl -sSL "${HOST}/sms.do?from=Test&to=48500000000&message=Hello%20world&format=json" -H "Authorization: Bearer ${apiKey}"`,
    to: '48500000000',
    text: 'Hello world',
  },
  'JSON between line ends, headers in small letters, a list of contents': {
    curl: `curl --request POST \\
     --url ${HOST}/v2/channels/sms/messages \\
     --header 'accept: application/json' \\
     --header 'content-type: application/json' \\
     --header 'x-api-token: ${apiKey}' \\
     --data '
{
  "from": "acme-sender",
  "to": "5511999999999",
  "contents": [ { "type": "text", "text": "Hi Zenvia" } ]
}
'`,
    named: ['accept'],
    to: '5511999999999',
    text: 'Hi Zenvia',
  },
  'a text that is an object': {
    curl: `curl -i -X POST "${HOST}/v21.0/106540352242922/messages" -H "Authorization: Bearer ${apiKey}" -H "Content-Type: application/json" -d '{ "messaging_product": "whatsapp", "recipient_type": "individual", "to": "+16505551234", "type": "text", "text": { "preview_url": false, "body": "As requested, here is your code: 482913" } }'`,
    to: '+16505551234',
    text: 'As requested, here is your code: 482913',
  },
  'a template with a variable in place of a text': {
    curl: `curl --location '${HOST}/api/v5/flow' --header 'authkey: ${apiKey}' --header 'accept: application/json' --header 'content-type: application/json' --data '{"template_id":"644a1b2c3d","short_url":"0","recipients":[{"mobiles":"919999999999","VAR1":"482913"}]}'`,
    named: ['accept'],
    to: '919999999999',
    text: '482913',
    code: '482913',
  },
  '--json in parts, credentials of a client': {
    curl: `curl --json '{"to":"+27821234567",' --json '"body":"Hello World!"}' ${HOST}/v1/messages?auto-unicode=true -u ${apiKey}:${apiSecret}`,
    named: ['accept'],
    to: '+27821234567',
    text: 'Hello World!',
  },
};

describe('the configuration sends what curl sends', { skip: (curl.code !== 0 && 'needs curl') || (process.platform === 'win32' && 'the examples are for a POSIX shell') }, () => {
  for (const [name, { curl: typed, to, text, env = {}, named = [], code = '123456' }] of Object.entries(EXAMPLES)) {
    test(name, async () => {
      const here = typed.replaceAll(HOST, server.url);
      const { seen: [ofCurl] } = await server.during(() => shell(here.replace(/^curl/, 'curl -s').replace(' | jq .', ''), { env, reveals: true }));
      const { config, stderr } = await configurationOf(here, env);
      // The example's own text in place of that of a template.
      const { templates, ...rest } = config;
      const { seen: [ofConfig] } = await server.during(() => core.sendMessage(rest, { to, type: 'SignIn', message: text, payload: { code } }));
      assert.deepEqual(read(ofConfig, named), read(ofCurl, named));
      assert.match(stderr, /^done {3}the number: /m);
      const { issues } = core.validateConfig({ ...config, endpoint: config.endpoint.replace(server.url, HOST) });
      assert.deepEqual(issues.filter(({ severity }) => severity === 'error'), []);
      // Nothing of the example stayed where another message's number, text or code would be.
      const other = core.previewRequest(config, { to: '+4366012345678', type: 'SignIn', payload: { code: '975310' } }, { reveal: true });
      const whole = JSON.stringify(other);
      assert.ok(whole.includes('4366012345678') && whole.includes('975310'));
      assert.ok(!whole.includes(to.replace('+', '')) && !whole.includes(text));
    });
  }
});

test('at least twenty of them', () => assert.ok(Object.keys(EXAMPLES).length >= 20));

describe('what it recognises', () => {
  /** @param {string} rest */
  const made = async (rest) => (await configurationOf(`curl ${HOST}/send ${rest}`)).config;

  test("the sentence of the example becomes the template, where it holds a code", async () => {
    const [template] = (await made(`-d 'to=+14155550101' -d 'text=Your Acme code is 482913, do not share it'`)).templates;
    assert.deepEqual(template, { usageType: 'Generic', content: 'Your Acme code is {{code}}, do not share it' });
  });

  test('credentials leave the request', async () => {
    const config = await made(`-H 'X-API-Key: ${apiKey}' -d 'to=+14155550101' -d 'text=a b' -d 'app_secret=${apiSecret}'`);
    assert.deepEqual([config.apiKey, config.apiSecret, config.headers, config.bodyParams.app_secret], [apiKey, apiSecret, { 'X-API-Key': '{{apiKey}}' }, '{{apiSecret}}']);
    assert.equal((await made(`-u me:${apiSecret} -d 'to=+14155550101' -d 'text=a b'`)).authorization, `Basic me:${apiSecret}`);
    assert.equal((await made(`--oauth2-bearer ${apiKey} -d 'to=+14155550101' -d 'text=a b'`)).authorization, `Bearer ${apiKey}`);
  });

  test('examples of credentials are marked, so that check finds them', async () => {
    for (const [example, marked] of Object.entries({ YOUR_API_KEY: '<your-api-key>', '{api_key}': '<api-key>', '<token>': '<your-token>', '$ACME_KEY': '<acme-key>', xxxxxxxx: '<your-token>' })) {
      const config = await made(`-H "Authorization: Bearer ${example}" -d 'to=+14155550101' -d 'text=a b'`);
      assert.equal(config.authorization, `Bearer ${marked}`);
      assert.ok(core.validateConfig(config).issues.some(({ path, code }) => path === 'authorization' && code === 'leftover'), example);
    }
  });

  test('examples of numbers and texts are still number and text', async () => {
    const { bodyParams } = await made(`--json '{"sender":"<sender>","phone_number":"<recipient>","message":"<text>"}'`);
    assert.deepEqual(bodyParams, { sender: '<sender>', phone_number: '{{to}}', message: '{{message}}' });
    assert.equal((await made(`--json '{"to":"+1XXXXXXXXXX","message":"a b"}'`)).bodyParams.to, '{{to}}');
  });

  test('the sender is no recipient, an identifier no number', async () => {
    const { bodyParams } = await made(`--json '{"from":"+14155550100","account_id":"12345678901","dst":"14155550101","text":"a b"}'`);
    assert.deepEqual(bodyParams, { from: '+14155550100', account_id: '12345678901', dst: '{{to | digits}}', text: '{{message}}' });
  });

  test('of several numbers one is left', async () => {
    assert.deepEqual((await made(`--json '{"to":["+14155550101","+14155550102"],"text":"a b"}'`)).bodyParams.to, ['{{to}}']);
    assert.equal((await made(`-d 'to=14155550101,14155550102' -d 'text=a b'`)).bodyParams.to, '{{to | digits}}');
  });

  test('a national number is doubted', async () => {
    const { config, stderr } = await configurationOf(`curl ${HOST}/send -d 'to=0771234567' -d 'text=a b'`);
    assert.equal(config.bodyParams.to, '0{{to | national}}');
    assert.match(stderr, /^check {2}the number is a national one/m);
  });

  test('an idempotency key is that of the message', async () => {
    assert.deepEqual((await made(`-H 'Idempotency-Key: 7f3c' -d 'to=+14155550101' -d 'text=a b'`)).headers, { 'Idempotency-Key': '{{id}}' });
  });

  test('line ends of Windows, a prompt before it, a comment after it', async () => {
    const { config } = await configurationOf(`$ curl ${HOST}/send \\\r\n  -d 'to=+14155550101' \\\r\n  -d 'text=a b' # sends it\r\n`);
    assert.deepEqual(config.bodyParams, { to: '{{to}}', text: '{{message}}' });
  });
});

describe('what it refuses, and why', () => {
  /** @type {Record<string, [text: string, why: RegExp]>} */
  const commands = {
    'a multipart form': [`curl -F to=1 ${HOST}`, /curl -F sends multipart/],
    'any certificate': [`curl -sk ${HOST}`, /curl -k accepts any certificate/],
    'a file': [`curl -d @body.json ${HOST}`, /reads the file body\.json/],
    'standard input, which is not there': [`curl -d @- ${HOST}`, /reads standard input/],
    'another method': [`curl -X DELETE ${HOST}`, /curl sends DELETE here/],
    'a GET with a body': [`curl -X GET -d a=b ${HOST}`, /a GET with a body/],
    'no curl': ['wget https://sms.acme.com', /expected a curl command, found none/],
    'no URL': ['curl -d a=b', /has no URL/],
    'two URLs': [`curl ${HOST} ${HOST}`, /has 2 URLs/],
    'an open quote': [`curl -d 'a=b ${HOST}`, /a quote is not closed/],
    'typographic quotes': [`curl -d “a=b” ${HOST}`, /typographic/],
    'JSON with gaps': [`curl ${HOST} -H 'Content-Type: application/json' -d '{"to": "+1", ...}'`, /is to be JSON and is none/],
    'an option that nobody knows': [`curl --frobnicate ${HOST}`, /--frobnicate/],
    'one of JavaScript': [`curl --constructor ${HOST}`, /--constructor/],
    'an unknown letter, its value not shown': [`curl -Z${apiKey} ${HOST}`, /not known: -Z;/],
  };
  for (const [name, [text, why]] of Object.entries(commands)) {
    test(name, async () => {
      const { code, stdout } = await run(['from-curl'], { stdin: text });
      assert.equal(code, 1);
      assert.match(stdout, why);
      assert.match((await json(['from-curl'], { stdin: text })).data.error.message, why);
    });
  }

  test('where no number and no text is found, it says so, and ends with 1', async () => {
    const { code, stdout, stderr } = await run(['from-curl'], { stdin: `curl ${HOST}/send -d 'colour=red'` });
    assert.equal(code, 1);
    assert.equal(JSON.parse(stdout).bodyParams.colour, 'red');
    assert.match(stderr, /^check {2}no number was found: write \{\{to\}\}/m);
    assert.match(stderr, /^check {2}no text was found/m);
  });
});

test('for machines: the configuration, what was done, what to check, and its issues', async () => {
  const { code, data } = await json(['from-curl'], { stdin: `curl ${HOST}/send -d 'to=+14155550101' -d 'text=a b'` });
  assert.equal(code, 0);
  assert.deepEqual(Object.keys(data), ['configuration', 'notes', 'checks', 'issues']);
});
