// The facts of a provider: what their format can say beyond what the present providers need, and that a mistake in a file
// is an error which names its place.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { readProviders } from '../../servers/simulators/facts.mjs';
import { judge } from '../../servers/simulators/judge.mjs';
import { formatTime } from '../../servers/simulators/time.mjs';

const FORM = 'application/x-www-form-urlencoded';
const JSON_TYPE = 'application/json';

/** @type {string} */
let root;
before(async () => void (root = await mkdtemp(join(tmpdir(), 'facts-'))));
after(() => rm(root, { recursive: true, force: true }));

const least = {
  sources: ['https://sms.test/docs'],
  demo: { API_KEY: 'demo-key' },
  numbers: { good: '+14155550123' },
  expects: { failsInside2xx: false, messageId: 'none', codeOnly: false },
  method: 'POST',
  path: '/send',
  bodies: { [JSON_TYPE]: { to: { $recipient: 'e164' }, text: '$message' } },
  answers: {
    success: { status: 200, json: {} },
    credentials: { status: 401, text: '{{why}}' },
    malformed: { status: 400, text: '{{refused}}' },
  },
};

/** The provider of these facts, as if they stood in a file. @param {object | string} facts @param {Record<string, string>} [signatures] */
async function provider(facts, signatures = {}) {
  const folder = await mkdtemp(join(root, 'a-'));
  for (const name of ['providers', 'signatures']) await mkdir(join(folder, name));
  await writeFile(join(folder, 'providers', 'any.json'), typeof facts === 'string' ? facts : JSON.stringify({ ...least, ...facts }));
  for (const [name, text] of Object.entries(signatures)) await writeFile(join(folder, 'signatures', `${name}.mjs`), text);
  const all = await readProviders(pathToFileURL(join(folder, 'providers/')));
  assert.deepEqual([...all.keys()], ['any']);
  return all.get('any');
}

/** @param {any} one @param {{ method?: string, path?: string, headers?: Record<string, string>, type?: string, body?: any }} request */
function ask(one, { method = 'POST', path = '/send', headers = {}, type = JSON_TYPE, body }) {
  const [place, query = ''] = path.split('?');
  const bytes = Buffer.from(typeof body === 'object' ? JSON.stringify(body) : body ?? '');
  return judge(one, { method, url: `/any${path}`, path: place, query, headers: { 'content-type': type, ...headers }, body: bytes });
}

test('a mistake in the facts is an error that names its place', async () => {
  const { success, malformed } = least.answers;
  const body = (/** @type {unknown} */ fields) => ({ bodies: { [JSON_TYPE]: fields } });
  /** @type {Array<[object | string, RegExp]>} */
  const mistakes = [
    ['{"demo": {}, "demo": {}}', /^providers\/any\.json:\na name is there twice/],
    [{ adress: 1 }, /Unrecognized key\(s\) in object: 'adress'/],
    [{ sources: [] }, /^providers\/any\.json:\nsources: /],
    [{ sources: ['http://sms.test'] }, /sources\.0: .*https/],
    [{ demo: { apiKey: 'x' } }, /demo\.apiKey: a name is SCREAMING_SNAKE/],
    [{ numbers: { good: '14155550123' } }, /numbers\.good: E\.164 with \+ is expected/],
    [{ numbers: { ...least.numbers, limited: '+14155550129' } }, /numbers\.limited: there is no answers\.limited for it/],
    [{ answers: { ...least.answers, noQuota: success } }, /answers\.noQuota: there is no numbers\.noQuota that triggers it/],
    [{ method: 'DELETE' }, /method: /],
    [{ path: 'send' }, /path: a path begins with \//],
    [{ path: '/send/{{to}}' }, /pathFields: a field for each/],
    [{ path: '/<account>/send' }, /<account>: there is no such value in `demo`/],
    [{ credentials: { bearer: '<api-key>' } }, /credentials: .*'bearer'/],
    [{ credentials: { header: ['a', 'b'], query: ['a', 'b'] } }, /credentials: one way is expected/],
    [{ credentials: { scheme: ['Bearer', '{{token}}'] } }, /credentials: \{\{token\}\} needs a token endpoint/],
    [{ credentials: { signature: 'none' } }, /credentials: signatures\/none\.mjs cannot be imported/],
    [{ bodies: { [JSON_TYPE]: FORM } }, /bodies\.application\/json: there are no fields of application\/x-www-form-urlencoded/],
    [body({ to: '$recipent' }), /bodies\.application\/json\.to: no kind \$recipent; there are \$message, /],
    [body({ to: { $recipient: 'E164' } }), /to\.\$recipient\.0: one of e164, digits, /],
    [body({ to: { $recipient: 'e164', typ: 'number' } }), /to: .*'typ'/],
    [body({ a: { $others: '$filled', $other: '$filled' } }), /\.a: no \$other in an object/],
    [body({ a: { $pattern: '^(' } }), /\.a\.\$pattern: a regular expression/],
    [body({ a: { $integer: [0] } }), /\.a\.\$integer/],
    [body({ $atLeastOne: ['a', 'b'], 'a?': '$filled', 'c?': '$filled' }), /\$atLeastOne\.1: /],
    [body({ a: { $hash: 'md5', of: '{{to}}' } }), /\.a: \{\{to\}\}: no to is known here; known are field, query, /],
    [body({ a: { $date: '%Y-%j' } }), /\.a\.\$date: of strftime there are %Y /],
    [{ answers: { success } }, /answers\.malformed: /],
    [{ answers: { success: { status: 200 }, malformed } }, /answers\.success\.0: one of json, text, xml, with is expected/],
    [{ answers: { success: { json: {} }, malformed } }, /answers\.success\.0: no status/],
    [{ answers: { success: { status: 200, with: { a: 1 } }, malformed } }, /answers: `with` has a, and no `failure` writes \{\{a\}\}/],
    [{ answers: { success: [success, success], malformed } }, /answers\.success: the last answer has no `when`/],
    [{ answers: { success, malformed: { status: 400, text: '{{field}}' } } }, /answers\.malformed\.0: \{\{field\}\}: no field is known here/],
    [{ answers: { success: { status: 200, text: '{{id}}' }, malformed } }, /answers\.success\.0: \{\{id\}\}: no id is known here/],
    [{ id: '{{uuid}}', answers: { success, malformed: { status: 400, text: '{{id}}' } } }, /answers\.malformed\.0: \{\{id\}\}: no id is known here/],
    [{ id: '{{guid}}' }, /id: \{\{guid\}\}: no guid is known here/],
    [{ answers: { success: { status: 200, json: { a: ['{{to | uper}}'] } }, malformed } }, /success\.0\.json\.a\.0: .*no filter uper/],
    [{ id: '{{chars 10}}' }, /id: \{\{chars 10\}\}: unknown words after chars/],
    [{ answers: { success: { status: 200, json: ['{{now %j}}'] }, malformed } }, /success\.0\.json\.0: .*unknown words after now/],
    [{ answers: { success: { status: 200, json: ['{{to ?? none}}'] }, malformed } }, /success\.0\.json\.0: .*a JSON value is expected after \?\?/],
    [{ answers: { success: [{ when: { kinds: 'missing' }, status: 200, json: {} }, success], malformed } }, /success\.0\.when\.0: .*'kinds'/],
    [{ expects: { ...least.expects, messageId: 'sid' } }, /expects\.messageId: without an `id` it is "none"/],
    [{ token: { method: 'POST', path: '/token', answers: { success: { status: 200, json: '{{token}}' } } } }, /token\.answers\.malformed: /],
  ];
  for (const [facts, message] of mistakes) await assert.rejects(provider(facts), { message }, String(message));
  await provider({});
});

const token = {
  method: 'POST',
  path: '/oauth/token',
  bodies: { [FORM]: { grant_type: 'client_credentials', client_secret: { $credential: '<api-key>' } } },
  lifetime: 60,
  answers: {
    success: { status: 200, json: { access_token: '{{token}}', expires_in: '{{lifetime}}' } },
    credentials: { status: 401, json: { error: 'invalid_client' } },
    malformed: { status: 400, json: { error: 'invalid_request' } },
  },
};

test('a send wants a token that the token endpoint issued and that has not expired', async () => {
  const places = [
    { credentials: { scheme: ['Bearer', '{{token}}'] }, request: (/** @type {string} */ given) => ({ headers: { authorization: `Bearer ${given}` } }) },
    { credentials: { header: ['X-Token', 'Token {{token}}'] }, request: (/** @type {string} */ given) => ({ headers: { 'x-token': `Token ${given}` } }) },
    { bodies: { [JSON_TYPE]: { to: { $recipient: 'e164' }, text: '$message', key: { $credential: '{{token}}' } } }, request: (/** @type {string} */ key) => ({ key }) },
  ];
  for (const { request, ...facts } of places) {
    const one = await provider({ ...facts, token });
    const fetchToken = (secret = 'demo-key') => ask(one, { path: '/oauth/token', type: FORM, body: `grant_type=client_credentials&client_secret=${secret}` });
    const { endpoint, answer } = fetchToken();
    assert.equal(endpoint, 'token');
    const { access_token: issued, expires_in: lifetime } = JSON.parse(answer.body);
    assert.equal(lifetime, 60);
    assert.equal(answer.messageId, undefined);
    assert.notEqual(JSON.parse(fetchToken().answer.body).access_token, issued, 'each is fresh');
    assert.deepEqual([fetchToken('wrong').answer.status, fetchToken('wrong').answer.body], [401, '{"error":"invalid_client"}']);
    assert.equal(ask(one, { path: '/oauth/token', method: 'GET' }).answer.status, 405);

    const send = (/** @type {string} */ given) => {
      const { headers, ...fields } = /** @type {any} */ ({ headers: {}, ...request(given) });
      return ask(one, { headers, body: { to: '+14155550123', text: 'a', ...fields } });
    };
    assert.deepEqual([send(issued).endpoint, send(issued).why, send(issued).answer.status], ['send', undefined, 200]);
    for (const wrong of ['', `${issued}x`, issued.slice(1), 'demo-key']) assert.equal(send(wrong).answer.status, 401, 'another token');
    one?.expireTokens();
    assert.equal(send(issued).answer.status, 401, 'expired');
  }
});

test('a token ends when its lifetime is over', async ({ mock }) => {
  const one = await provider({ credentials: { scheme: ['Bearer', '{{token}}'] }, token });
  const { access_token: issued } = JSON.parse(ask(one, { path: '/oauth/token', type: FORM, body: 'grant_type=client_credentials&client_secret=demo-key' }).answer.body);
  const send = () => ask(one, { headers: { authorization: `Bearer ${issued}` }, body: { to: '+14155550123', text: 'a' } }).answer.status;
  mock.timers.enable({ apis: ['Date'], now: Date.now() + 58_000 });
  assert.equal(send(), 200);
  mock.timers.tick(3000);
  assert.equal(send(), 401);
});

test('the recipient and the text may stand in the path', async () => {
  const one = await provider({
    method: 'GET', path: '/v1.0/<api-key>/{{to}}/send-{{text}}', bodies: undefined,
    pathFields: { to: { $recipient: 'doubleZero' }, text: '$message' },
    answers: { ...least.answers, success: { status: 200, text: '{{path.to}}' } },
  });
  const get = (/** @type {string} */ path) => ask(one, { method: 'GET', path });
  const { why, call, answer } = get('/v1.0/demo-key/0014155550123/send-a%20b+%2F%C3%A9');
  assert.deepEqual([why, call.to, call.e164, call.text, answer.body], [undefined, '0014155550123', '+14155550123', 'a b+/é', '0014155550123']);
  for (const path of ['/v1x0/demo-key/0014155550123/send-a', '/v1.0/demo-key/0014155550123/x/send-a', '/v1.0/demo-key//send-a', '/v1.0/demo-key/0014155550123/send-']) {
    assert.equal(get(path).answer.status, 404, path);
  }
  assert.deepEqual([get('/v1.0/demo-key/14155550123/send-a').answer.status, get('/v1.0/demo-key/14155550123/send-a').answer.body], [400, 'path.to']);
  assert.equal(get('/v1.0/demo-key/0014155550123/send-%zz').answer.status, 400);
});

test('a digest of other fields is checked', async () => {
  const md5 = (/** @type {string} */ text) => createHash('md5').update(text).digest('hex');
  const of = '<api-key>{{field.seq}}{{header.x-user}}{{demo.API_KEY | md5}}';
  const value = `demo-key7me${md5('demo-key')}`;
  const cases = {
    hex: createHash('sha256').update(value).digest('hex'),
    HEX: createHash('sha256').update(value).digest('hex').toUpperCase(),
    base64: createHash('sha256').update(value).digest('base64'),
  };
  for (const [as, right] of Object.entries(cases)) {
    const one = await provider({ bodies: { [JSON_TYPE]: { to: { $recipient: 'e164' }, text: '$message', seq: '$filled', sign: { $hash: 'sha256', of, as } } } });
    const send = (/** @type {unknown} */ sign, seq = '7') => ask(one, { headers: { 'x-user': 'me' }, body: { to: '+14155550123', text: 'a', seq, ...(sign !== undefined && { sign }) } });
    assert.equal(send(right).why, undefined, as);
    assert.equal(send(right, '8').answer.body, 'wrong', as);
    assert.equal(send(right === right.toUpperCase() ? right.toLowerCase() : right.toUpperCase()).answer.body, 'wrong', as);
    assert.equal(send(undefined).answer.body, 'missing', as);
  }
});

test('a time must be near to now, in the format of the provider', async () => {
  const ago = (/** @type {number} */ minutes) => new Date(Date.now() - minutes * 60_000);
  /** @type {Array<[object, (minutes: number) => unknown]>} */
  const formats = [
    [{ $date: '%Y-%m-%d %H:%M:%S', offset: '+08:00' }, (minutes) => formatTime(ago(minutes - 8 * 60), '%Y-%m-%d %H:%M:%S')],
    [{ $date: '%Y%m%d%H%M%S' }, (minutes) => formatTime(ago(minutes), '%Y%m%d%H%M%S')],
    [{ $date: '%Y-%m-%dT%H:%M:%S.%L%z' }, (minutes) => formatTime(ago(minutes), '%Y-%m-%dT%H:%M:%S.%L%z')],
    [{ $date: '%Y-%m-%dT%H:%M:%SZ' }, (minutes) => formatTime(ago(minutes), '%Y-%m-%dT%H:%M:%SZ')],
    [{ $date: '%s' }, (minutes) => Math.floor(ago(minutes).getTime() / 1000)],
    [{ $date: '%Q' }, (minutes) => String(ago(minutes).getTime())],
  ];
  for (const [field, at] of formats) {
    const one = await provider({ bodies: { [JSON_TYPE]: { to: { $recipient: 'e164' }, text: '$message', time: { ...field, minutes: 10 } } } });
    const send = (/** @type {unknown} */ time) => ask(one, { body: { to: '+14155550123', text: 'a', time } }).answer.status;
    const what = JSON.stringify(field);
    for (const minutes of [0, 9, -9]) assert.equal(send(at(minutes)), 200, what);
    for (const minutes of [11, -11]) assert.equal(send(at(minutes)), 400, what);
    for (const other of ['yesterday', `${at(0)}0`, '']) assert.equal(send(other), 400, what);
  }
});

test('a text may be written as ASCII, always or where a field says so', async () => {
  const text = 'Код 012345 😀';
  const utf16 = Buffer.from(text, 'utf16le').swap16();
  const written = { 'ucs2-hex': utf16.toString('hex').toUpperCase(), 'utf16be-base64': utf16.toString('base64'), base64: Buffer.from(text).toString('base64') };
  for (const [encoding, value] of Object.entries(written)) {
    const always = await provider({ bodies: { [JSON_TYPE]: { to: { $recipient: 'e164' }, text: { $message: encoding } } } });
    const some = await provider({ bodies: { [JSON_TYPE]: { to: { $recipient: 'e164' }, dcs: { $oneOf: [0, 8] }, text: { $message: encoding, when: { field: { dcs: 8 } } } } } });
    const read = (/** @type {any} */ one, /** @type {object} */ fields) => ask(one, { body: { to: '+14155550123', ...fields } }).call;
    assert.equal(read(always, { text: value }).text, text, encoding);
    assert.equal(read(always, { text: 'Код' }).refusal?.field, 'text', encoding);
    assert.equal(read(some, { text: value, dcs: 8 }).text, text, encoding);
    assert.equal(read(some, { text: value, dcs: 0 }).text, value, encoding);
  }
});

test('a text may be JSON itself', async () => {
  const one = await provider({ bodies: { [FORM]: { to: { $recipient: 'e164' }, variables: { $json: { code: { $code: '^\\d+$' }, name: '$filled' } } } } });
  const send = (/** @type {string} */ variables) => ask(one, { type: FORM, body: String(new URLSearchParams({ to: '+14155550123', variables })) });
  const { call, why } = send('{"code":"012345","name":"a"}');
  assert.deepEqual([why, call.code, call.fields.variables], [undefined, '012345', '{"code":"012345","name":"a"}']);
  for (const wrong of ['', 'code', '{"code":"012345"}', '{"code":12345,"name":"a"}', '{"code":"a","name":"a"}', '{"code":"1","name":"a","x":1}', '["012345"]', '{"code":"1","code":"1","name":"a"}']) {
    assert.deepEqual([send(wrong).answer.status, send(wrong).answer.body], [400, 'variables'], wrong);
  }
});

test('XML is read as it is drawn, and answered', async () => {
  const one = await provider({
    bodies: { 'text/xml': { sms: { '@version': '1', login: { $credential: '<api-key>' }, to: { '@type': 'mobile', '#text': { $recipient: 'digits' } }, text: '$message', part: ['a', '$any'], 'empty?': '' } } },
    id: '{{integer}}',
    answers: { ...least.answers, success: { status: 200, xml: '<ok id="{{id}}">{{to}}</ok>' } },
  });
  const send = (/** @type {string} */ body) => ask(one, { type: 'text/xml; charset=utf-8', body });
  const good = '<?xml version="1.0"?>\n<sms version="1">\n  <login>demo-key</login><to type="mobile">14155550123</to>\n  <text>a &lt;b&gt; &amp; é</text><part>a</part><part/></sms>';
  const { why, call, answer } = send(good);
  assert.deepEqual([why, call.to, call.text], [undefined, '14155550123', 'a <b> & é']);
  assert.equal(answer.headers['Content-Type'], 'application/xml');
  assert.equal(answer.body, `<ok id="${answer.messageId}">14155550123</ok>`);
  /** @type {Array<[string, string, string]>} */
  const bad = [
    ['&lt;', '<', 'body'], ['</sms>', '', 'body'], ['"1">', '"2">', 'sms.@version'], ['<part/>', '', 'sms.part'], ['<part>a', '<part>b', 'sms.part.0'],
    ['<text>', '<text/><text>', 'sms.text'], ['mobile', 'fax', 'sms.to.@type'], ['<part>', '<x/><part>', 'sms.x'], ['1415', '+1415', 'sms.to.#text'],
  ];
  for (const [from, to, field] of bad) assert.equal(send(good.replace(from, to)).call.refusal?.field, field, field);
  assert.equal(send(good.replace('demo-key', 'x')).answer.status, 401);
});

test('headers that are wanted, several credentials, a signature that a module checks', async () => {
  const signed = 'export default ({ headers, body }, demo) => headers["x-sign"] === undefined ? "missing" : headers["x-sign"] === `${demo.API_KEY}:${body.length}` ? "ok" : "wrong";';
  const one = await provider({
    headers: { 'X-Version': '2' },
    credentials: { allOf: [{ header: ['X-Key', '<api-key>'] }, { signature: 'length' }] },
  }, { length: signed });
  const body = JSON.stringify({ to: '+14155550123', text: 'a' });
  const good = { 'x-version': '2', 'x-key': 'demo-key', 'x-sign': `demo-key:${body.length}` };
  const send = (/** @type {Record<string, string | undefined>} */ change) =>
    ask(one, { headers: JSON.parse(JSON.stringify({ ...good, ...change })), body }).answer;
  assert.equal(send({}).status, 200);
  assert.deepEqual([send({ 'x-version': '1' }).body, send({ 'x-version': undefined }).body], ['headers.x-version', 'headers.x-version']);
  assert.deepEqual([send({ 'x-key': 'x' }).body, send({ 'x-sign': undefined }).body, send({ 'x-sign': 'x' }).body], ['wrong', 'missing', 'wrong']);
});

test('an answer is chosen by what was asked, and leaves out what is not there', async () => {
  const one = await provider({
    bodies: { [JSON_TYPE]: { to: { $recipient: ['digits', { country: '44', pattern: '^07\\d{9}$', trunk: '0' }] }, text: '$message', 'ref?': '$filled', '$others?': '$any' } },
    id: 'M{{chars 4 A-C}}-{{hex 3 | upper}}',
    failure: [{ when: { accepts: 'text/plain' }, text: '{{code}} {{words ?? "?"}}' }, { headers: { 'X-Code': '{{code}}' }, json: { code: '{{code}}', words: '{{words}}', at: '{{now %Y}}' } }],
    answers: {
      success: [
        { when: { text: 'unicode', field: { ref: ['a', 'b'] } }, status: 201, json: { '{{e164 | digits}}': ['{{id}}', '{{field.none}}'], ref: '{{field.ref}}' } },
        { when: { field: { ref: null } }, status: 202, json: { n: '{{to | number}}', ref: '{{field.ref ?? null}}', mixed: 'x{{field.ref}}' } },
        { status: 200, text: '{{field.more.0.a}}' },
      ],
      malformed: [{ when: { kind: ['missing', 'syntax'] }, status: 400, with: { code: 1, words: '{{refused}}: {{why}}' } }, { status: 422, with: { code: 2 } }],
    },
  });
  const send = (/** @type {any} */ body, accept = '*/*') => ask(one, { headers: { accept }, body }).answer;
  const chosen = send({ to: '447700900123', text: 'é€ж', ref: 'b' });
  assert.deepEqual([chosen.status, JSON.parse(chosen.body)], [201, { 447700900123: [chosen.messageId], ref: 'b' }]);
  assert.match(String(chosen.messageId), /^M[A-C]{4}-[0-9A-F]{3}$/);
  const plain = send({ to: '07700900123', text: 'ж' });
  assert.deepEqual([plain.status, JSON.parse(plain.body), plain.messageId], [202, { n: 7700900123, ref: null }, undefined], 'an id that is not written is not issued');
  assert.equal(ask(one, { body: { to: '07700900123', text: 'a' } }).call.e164, '+447700900123');
  assert.equal(send({ to: '447700900123', text: 'a', ref: 'b', more: [{ a: 'deep' }] }).body, 'deep');
  assert.deepEqual(JSON.parse(send({ text: 'a' }).body), { code: 1, words: 'to: missing', at: String(new Date().getUTCFullYear()) });
  assert.equal(send({ text: 'a' }).headers['X-Code'], 1);
  assert.deepEqual([send('{', 'text/plain').status, send({ to: 'x', text: 'a' }, 'text/plain').body], [400, '2 ?']);
});

test('the documentation of the format has every kind of field', async () => {
  const text = await readFile(new URL('../../servers/simulators/FORMAT.md', import.meta.url), 'utf8');
  const { message } = await provider({ query: { a: '$none' } }).catch((error) => error);
  const kinds = message.match(/\$\w+/g).slice(1);
  assert.ok(kinds.length > 10);
  for (const kind of kinds) assert.ok(text.includes(`| \`"${kind}"`) || text.includes(`| \`{"${kind}"`), kind);
});
