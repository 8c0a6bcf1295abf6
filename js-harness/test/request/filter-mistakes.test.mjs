// Every mistake in a filter, with the place that its caret points at.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { core, endpoint, plain } from '../support/filters.mjs';

/**
 * The column, counted from the start of the shown placeholder, that the caret of a message points at.
 * @param {string} message @param {string} placeholder
 */
function caretOf(message, placeholder) {
  const lines = message.split('\n');
  const caretLine = lines.findIndex((line) => /^ *\^ *$/.test(line));
  assert.ok(caretLine > 0, `there is a caret under a line in: ${message}`);
  const start = lines[caretLine - 1].indexOf(placeholder);
  assert.notEqual(start, -1, `the line above the caret shows the placeholder in: ${message}`);
  return lines[caretLine].indexOf('^') - start;
}

/** With number and code in it, so that nothing is missing wherever the mistake is. */
const complete = `${endpoint}?to={{to}}&text={{message}}`;

describe('mistakes', () => {
  /** The placeholder, what the caret has to stand under, and what the message has to say. @type {Array<[string, string, RegExp]>} */
  const mistakes = [
    ['{{to | digit}}', 'digit', /unknown filter `digit`.*did you mean `digits`/],
    ['{{to | DIGITS}}', 'DIGITS', /did you mean `digits`/],
    ['{{to | contry_code}}', 'contry_code', /did you mean `country_code`/],
    ['{{to | countryCode}}', 'countryCode', /did you mean `country_code`/],
    ['{{to | stripPrefix:"+"}}', 'stripPrefix', /did you mean `strip_prefix`/],
    ['{{to | urlEncode}}', 'urlEncode', /did you mean `urlencode`/],
    ['{{to | reverse}}', 'reverse', /unknown filter `reverse`; the README/],
    ['{{to | digits | nosuch | upper}}', 'nosuch', /unknown filter/],
    ['{{ code|upper|truncat:6 }}', 'truncat', /did you mean `truncate`/],
    ['{{to |}}', '}}', /name of a filter/],
    ['{{to | | digits}}', '| digits', /name of a filter/],
    ['{{to | digits upper}}', 'upper', /expected/],
    ['{{to | digits, upper}}', ', upper', /expected/],
    ['{{to | "digits"}}', '"digits"', /name of a filter/],
    ['{{to | truncate}}', 'truncate', /number.*truncate:160/],
    ['{{to | truncate:}}', '}}', /number/],
    ['{{to | truncate:"160"}}', 'truncate', /number/],
    ['{{to | truncate:-1}}', '-1', /number/],
    ['{{to | truncate:1.5}}', '.5', /expected/],
    ['{{to | truncate:99999999999999999999999}}', 'truncate', /number/],
    ['{{to | truncate(160)}}', 'truncate', /truncate:160/],
    ['{{locale | default}}', 'default', /text in double quotes/],
    ['{{locale | default:en}}', 'en', /text in double quotes/],
    ["{{locale | default:'en'}}", "'en'", /text in double quotes/],
    ['{{locale | default:5}}', 'default', /text in double quotes/],
    ['{{locale | default:"en}}', '"en', /never ends/],
    ['{{to | strip_prefix}}', 'strip_prefix', /text in double quotes/],
    ['{{to | strip_prefix:+86}}', '+86', /text in double quotes/],
    ['{{to | digits:3}}', 'digits', /no argument/],
    ['{{to | upper:"x"}}', 'upper', /no argument/],
    ['{{to | number:3}}', 'number', /no argument/],
    ['{{to | optional:"x"}}', 'optional', /no argument/],
    ['{{to | substr:3}}', 'substr', /did you mean `truncate`/],
    ['{{to | base64_url}}', 'base64_url', /did you mean `base64url`/],
    ['{{to | hmac:apiKey}}', 'hmac', /did you mean `hmac_sha256`/],
    ['{{to | hmacSha512:apiKey}}', 'hmacSha512', /did you mean `hmac_sha512`/],
    ['{{to | strftime:"%Y"}}', 'strftime', /did you mean `date`/],
    ['{{to | append:"x"}}', 'append', /write the text around the placeholder instead/],
    ['{{to | regex:"[^0-9]":""}}', 'regex', /write `digits`, or `replace` for a fixed text, instead/],
    ['{{to | escape}}', 'escape', /escaped for the place.*leave the filter out/],
    ['{{to | now}}', 'now', /write \{\{timestamp \| date:"…"\}\} instead/],
    ['{{to | replace("+", "")}}', 'replace', /replace:"a":"b"/],
    ['{{to | replace:"+"}}', 'replace', /replace:"a":"b"/],
    ['{{to | replace:"":"x"}}', '"":"x"', /a text that is not empty/],
    ['{{to | replace:"+":00}}', 'replace', /replace:"a":"b"/],
    ['{{to | replace:"a":b}}', 'b}}', /replace:"a":"b"/],
    ['{{to | map}}', 'map', /map:"gsm7=0":"ucs2=8"/],
    ['{{to | map:"a=1":"b"}}', '"b"', /map:"gsm7=0":"ucs2=8"/],
    ['{{to | map:"a=1":"a=2"}}', '"a=2"', /earlier pair.*same value/],
    ['{{to | date}}', 'date', /date:"%Y%m%d%H%M%S"/],
    ['{{to | date:"YYYY-MM-DD"}}', '"YYYY', /format of strftime/],
    ['{{to | date:"%Y-%!"}}', '"%Y', /format of strftime/],
    ['{{to | date:"%F":"+3"}}', '"+3"', /offset from UTC.*\+03:00/],
    ['{{to | date:"%F":"Europe/Berlin"}}', '"Europe', /offset from UTC.*summer time/],
    ['{{to | sha1:"hex"}}', '"hex"', /"HEX", "base64" or "base64url"/],
    ['{{to | md5:apiKey}}', 'apiKey', /takes nothing but the form/],
    ['{{to | hmac_sha256}}', 'hmac_sha256', /the name of a key.*hmac_sha256:apiSecret/],
    ['{{to | hmac_sha1:"s3cret"}}', '"s3cret"', /`apiSecret` or `variables`.*name without quotes/],
    ['{{to | hmac_sha256:apiSecret:"x"}}', '"x"', /"HEX", "base64" or "base64url"/],
    ['{{to | hmac_sha256:apiSecret:HEX}}', 'HEX', /form of the digest/],
  ];
  for (const [placeholder, place, says] of mistakes) {
    test(placeholder, () => {
      const source = `Text before: ${placeholder} and after`;
      const { valid, issues } = core.validateConfig({ endpoint: complete, bodyParams: { list: [{ text: source }] } });
      assert.equal(valid, false);
      assert.deepEqual(
        issues.map(({ path, severity }) => [path, severity]),
        [['bodyParams.list.0.text', 'error']],
      );
      const [{ message }] = issues;
      assert.match(message, says);
      // What never ends is shown as far as it was read.
      const shown = placeholder.slice(0, 5);
      assert.equal(caretOf(message, shown), placeholder.lastIndexOf(place), message);
    });
  }

  test('a key that is written where its name belongs is not shown', () => {
    const { issues } = core.validateConfig({ endpoint: complete, bodyParams: '{{to | hmac_sha1:"s3cret"}}', headers: plain });
    assert.equal(issues.length, 1);
    assert.doesNotMatch(JSON.stringify(issues), /s3cret/);
  });

  test('a mistake is found in every key that takes placeholders, all of them at once', () => {
    const wrong = '{{to | digit}}';
    const config = {
      endpoint: `${endpoint}/${wrong}?a=${wrong}&to={{to}}&text={{message}}`,
      authorization: wrong,
      headers: { 'X-To': wrong },
      queryParams: { to: ['x', wrong] },
      bodyParams: { a: { b: [wrong] } },
      templates: [{ usageType: 'Generic', content: `{{code}} ${wrong}` }],
      response: {
        messageId: `a.${wrong}`,
        success: [
          { path: 'a', exists: true },
          { path: wrong, equals: '0' },
        ],
        error: wrong,
        rateLimited: { path: wrong, equals: '1' },
      },
    };
    const { issues } = core.validateConfig(config);
    const paths = [
      'authorization',
      'bodyParams.a.b.0',
      'endpoint',
      'endpoint',
      'headers.X-To',
      'queryParams.to.1',
      'response.error',
      'response.messageId',
      'response.rateLimited.path',
      'response.success.1.path',
      'templates.0.content',
    ];
    assert.deepEqual(issues.map(({ path }) => path).sort(), paths);
    for (const { message, severity } of issues) {
      assert.equal(severity, 'error');
      assert.equal(caretOf(message, wrong), wrong.indexOf('digit'));
    }
  });

  const wholeNumber = '{{to | digits | number}}';
  const form = { 'Content-Type': 'application/x-www-form-urlencoded' };
  const xml = { 'Content-Type': 'application/xml' };
  /** @type {Record<string, [Record<string, unknown>, string, string?]>} */
  const misplaced = {
    'beside text': [{ bodyParams: { to: `+${wholeNumber}` } }, 'bodyParams.to'],
    'beside a space': [{ bodyParams: { to: `${wholeNumber} ` } }, 'bodyParams.to'],
    'twice in a string': [{ bodyParams: { to: `${wholeNumber}{{code}}` } }, 'bodyParams.to'],
    'before another filter': [
      { bodyParams: { to: '{{to | number | digits}}' } },
      'bodyParams.to',
      '{{to | number | digits}}',
    ],
    'in a form': [{ headers: form, bodyParams: { to: wholeNumber } }, 'bodyParams.to'],
    'in a raw form': [{ headers: form, bodyParams: `to=${wholeNumber}` }, 'bodyParams'],
    'in XML': [{ headers: xml, bodyParams: `<to>${wholeNumber}</to>` }, 'bodyParams'],
    'in plain text': [{ headers: plain, bodyParams: wholeNumber }, 'bodyParams'],
    'in a string of a raw JSON body': [{ bodyParams: `{"to":"${wholeNumber}"}` }, 'bodyParams'],
    'in a query': [{ queryParams: { to: wholeNumber } }, 'queryParams.to'],
    'in the endpoint': [{ endpoint: `${endpoint}/${wholeNumber}?to={{to}}&text={{message}}` }, 'endpoint'],
    'in a header': [{ headers: { 'X-To': wholeNumber } }, 'headers.X-To'],
    'in authorization': [{ authorization: wholeNumber }, 'authorization'],
    'in a template': [{ templates: [{ usageType: 'Generic', content: `{{code}} ${wholeNumber}` }] }, 'templates.0.content'],
    'in a path of response': [{ response: { messageId: `sms.${wholeNumber}` } }, 'response.messageId'],
  };
  for (const [where, [config, path, shown = wholeNumber]] of Object.entries(misplaced)) {
    test(`number ${where}`, () => {
      const { valid, issues } = core.validateConfig({ endpoint: complete, ...config });
      assert.equal(valid, false);
      assert.deepEqual(
        issues.map((issue) => [issue.path, issue.severity]),
        [[path, 'error']],
      );
      assert.match(issues[0].message, /`number`.*JSON/s);
      assert.equal(caretOf(issues[0].message, shown), shown.indexOf('number'));
    });
  }
});
