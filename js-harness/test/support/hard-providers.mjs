// Providers that are hard to reach by configuration alone: what an operator writes for each, and how each judges a request, by
// its documentation or, where that is not public, by a client of it that is.
import { createHash } from 'node:crypto';
import calculator from 'sms-segments-calculator';
import { decodeForm } from '../../servers/simulators/decode.mjs';
import { parseStrictJson } from '../../servers/simulators/json.mjs';
import aws4 from '../../servers/simulators/signatures/aws4.mjs';
import ovh from '../../servers/simulators/signatures/ovh.mjs';
import smsglobal from '../../servers/simulators/signatures/smsglobal.mjs';
import wsse from '../../servers/simulators/signatures/wsse.mjs';

/** @typedef {import('../../servers/listen.mjs').Received} Received */
/**
 * @typedef {object} Provider
 * @property {(url: string) => Record<string, any>} config
 * @property {(request: Received) => string | undefined} refusal Why a request is refused.
 * @property {(request: Received) => unknown} text What the phone gets.
 * @property {RegExp} hides What a preview, as JSON, shows in the place of a secret or a signature.
 * @property {unknown} [answer] What the provider says when it accepts; JSON unless it is a text.
 * @property {Record<string, unknown>} [data] Which message it is for.
 * @property {'signature' | 'nonce'} [proves] Whether each request proves who sends it, and whether only once.
 * @property {number} [seconds] How old a request may be.
 */

const SECRET = 'q4Ii87BhST9vcs8wvrzN80SfD7Al';
const ACCOUNT = 'acme-2f1c';
const templates = [{ usageType: 'Generic', content: '{{code}}' }];

/** @param {string} text */
const isGsm = (text) => new calculator.SegmentedMessage(text, 'auto').encodingName === 'GSM-7';
/** What the checkers of the simulators read. @param {Received} request */
const incoming = ({ method, url, path, rawQuery, headers, bytes }) =>
  ({ method, url, path, query: rawQuery, headers: /** @type {Record<string, string>} */ (headers), body: bytes });
/** A verdict of theirs. @param {'ok' | 'missing' | 'wrong'} verdict */
const why = (verdict) => (verdict === 'ok' ? undefined : `the signature is ${verdict}`);
/** @param {Received} request @returns {Record<string, any>} */
const formOf = ({ body, headers }) => (headers['content-type'] === 'application/x-www-form-urlencoded' ? decodeForm(body, 'body') : {});
/** @param {Received} request */
const jsonOf = ({ body, headers }) => (headers['content-type'] === 'application/json' ? parseStrictJson(body) : {});
/** @param {unknown} actual @param {unknown} expected @param {string} what */
const differs = (actual, expected, what) => (actual === expected ? undefined : `${what} is not what it has to be`);

/** Nonces that were seen. @type {Set<string>} */
const nonces = new Set();

/** @type {Record<string, Provider>} */
export const providers = {
  // https://github.com/ovh/python-ovh: ovh/client.py
  'OVHcloud: SHA-1 of secrets, method, URL, body and time': {
    config: (url) => ({
      endpoint: `${url}/1.0/sms/sms-ab1-1/jobs`,
      apiKey: ACCOUNT, apiSecret: SECRET,
      variables: {
        consumer: 'consumer-key-7f',
        signed: '{{apiSecret}}+{{consumer}}+{{request.method}}+{{request.url}}+{{request.body}}+{{timestamp}}',
      },
      headers: {
        'X-Ovh-Application': '{{apiKey}}', 'X-Ovh-Consumer': '{{consumer}}', 'X-Ovh-Timestamp': '{{timestamp}}', 'X-Ovh-Signature': '$1${{signed | sha1}}',
      },
      bodyParams: { receivers: ['{{to}}'], message: '{{message}}', coding: '{{message | encoding | map:"gsm7=7bit":"ucs2=8bit"}}', noStopClause: true },
      templates,
      response: { success: { path: 'validReceivers.0', exists: true }, messageId: 'ids.0' },
    }),
    refusal: (request) => {
      const { message, coding } = jsonOf(request);
      const demo = { APPLICATION_KEY: ACCOUNT, APPLICATION_SECRET: SECRET, CONSUMER_KEY: 'consumer-key-7f' };
      return why(ovh(incoming(request), demo)) ?? differs(coding, isGsm(message) ? '7bit' : '8bit', 'coding');
    },
    text: (request) => jsonOf(request).message,
    hides: /"X-Ovh-Signature":"\[redacted\]"/,
    answer: { validReceivers: ['+14155550123'], ids: [7] },
    proves: 'signature', seconds: 300,
  },

  // https://support.huaweicloud.com/intl/en-us/api-msgsms/sms_05_0046.html
  'Huawei Cloud: a WSSE token of a nonce and the time, and the code as JSON inside a form': {
    config: (url) => ({
      endpoint: `${url}/sms/batchSendSms/v1`,
      authorization: 'WSSE realm="SDP",profile="UsernameToken",type="Appkey"',
      apiKey: ACCOUNT, apiSecret: SECRET, bodyType: 'form',
      variables: { digest: '{{digested | sha256 | base64}}', digested: '{{nonce}}{{created}}{{apiSecret}}', created: '{{timestamp | date:"%Y-%m-%dT%H:%M:%SZ"}}' },
      headers: { 'X-WSSE': 'UsernameToken Username="{{apiKey}}",PasswordDigest="{{digest}}",Nonce="{{nonce}}",Created="{{created}}"' },
      bodyParams: { from: '8823040504797', to: '{{to}}', templateId: '{{template}}', templateParas: '[{{code | json}}]' },
      templates: [{ usageType: 'Generic', variables: { template: 'e1f2' } }, { usageType: 'Generic', locale: 'de', variables: { template: 'a3b4' } }],
      response: { success: { path: 'code', equals: '000000' }, messageId: 'result.0.smsMsgId' },
    }),
    refusal: (request) => {
      const nonce = /Nonce="(\w+)"/.exec(String(request.headers['x-wsse']))?.[1] ?? '';
      const refused = why(wsse(incoming(request), { APP_KEY: ACCOUNT, APP_SECRET: SECRET })) ?? (nonces.has(nonce) ? 'the nonce was used before' : undefined);
      nonces.add(nonce);
      return refused ?? differs(formOf(request).templateId, 'e1f2', 'templateId');
    },
    text: (request) => parseStrictJson(formOf(request).templateParas)[0],
    hides: /PasswordDigest=\\"\[redacted\]\\"/,
    answer: { code: '000000', result: [{ smsMsgId: 'm_1' }] },
    proves: 'nonce', seconds: 86_400,
  },

  // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
  'Amazon SNS: Signature Version 4, a form, and an answer in XML': {
    config: (url) => ({
      endpoint: url, bodyType: 'form', apiKey: ACCOUNT, apiSecret: SECRET,
      signature: { scheme: 'aws4', region: 'eu-central-1', service: 'sns' },
      bodyParams: { Action: 'Publish', Version: '2010-03-31', PhoneNumber: '{{to}}', Message: '{{message}}' },
      templates,
      response: { messageId: 'PublishResponse.PublishResult.MessageId', error: 'ErrorResponse.Error.Message' },
    }),
    refusal: (request) => why(aws4(incoming(request), { REGION: 'eu-central-1', ACCESS_KEY_ID: ACCOUNT, SECRET_ACCESS_KEY: SECRET })),
    text: (request) => formOf(request).Message,
    hides: /"Authorization":"\[redacted\]"/,
    answer: '<PublishResponse xmlns="https://sns.amazonaws.com/doc/2010-03-31/"><PublishResult><MessageId>m-1</MessageId></PublishResult></PublishResponse>',
    proves: 'signature', seconds: 900,
  },

  // https://www.smsglobal.com/rest-api/
  'SMSGlobal: a MAC of time, nonce, method, path, host and port': {
    config: (url) => ({
      endpoint: `${url}/v2/sms/`,
      authorization: 'MAC id="{{apiKey}}", ts="{{timestamp}}", nonce="{{nonce}}", mac="{{ signed | hmac_sha256:apiSecret:"base64" }}"',
      apiKey: ACCOUNT, apiSecret: SECRET,
      variables: { signed: '{{timestamp}}\n{{nonce}}\n{{request.method}}\n{{request.path}}\napi.smsglobal.com\n443\n\n' },
      bodyParams: { destination: '{{to | digits}}', message: '{{message}}' },
      templates,
      response: { messageId: 'messages.0.outgoing_id' },
    }),
    refusal: (request) => why(smsglobal(incoming(request), { API_KEY: ACCOUNT, API_SECRET: SECRET })),
    text: (request) => jsonOf(request).message,
    hides: /"Authorization":"\[redacted\]"/,
    answer: { messages: [{ outgoing_id: 1 }] },
    proves: 'nonce', seconds: 300,
  },

  // https://github.com/nyaruka/courier: handlers/telesom
  'Telesom: MD5, in capitals, of account, number, text, sender and date': {
    config: (url) => ({
      endpoint: `${url}/sendsms`, bodyType: 'form', apiKey: ACCOUNT, apiSecret: SECRET,
      variables: {
        key: '{{ signed | md5:"HEX" }}',
        signed: '{{apiKey}}|{{apiSecret}}|{{local}}|{{message}}|{{from}}|{{ timestamp | date:"%d/%m/%Y" }}|{{private_key}}',
        local: '0{{to | national}}', from: '2020', private_key: 'pk-55aa',
      },
      bodyParams: { to: '{{local}}', from: '{{from}}', msg: '{{message}}', key: '{{key}}' },
      templates,
      response: { success: { path: 'return', equals: 'Success' } },
    }),
    refusal: (request) => {
      const { to, from, msg, key } = formOf(request);
      const date = new Date(Date.now()).toISOString().replace(/^(\d{4})-(\d\d)-(\d\d).*/, '$3/$2/$1');
      const signed = [ACCOUNT, SECRET, to, msg, from, date, 'pk-55aa'].join('|');
      return differs(key, createHash('md5').update(signed).digest('hex').toUpperCase(), 'key') ?? differs(to, '0634123456', 'to');
    },
    text: (request) => formOf(request).msg,
    hides: /&key=\[redacted\]"/,
    answer: '<return>Success</return>',
    data: { to: '252634123456' },
    proves: 'signature', seconds: 86_400,
  },

  // https://github.com/pruiz/kannel/blob/master/doc/userguide/userguide.xml
  'Kannel: coding and charset only where the text needs them': {
    config: (url) => ({
      endpoint: `${url}/cgi-bin/sendsms`, method: 'GET', apiKey: ACCOUNT, apiSecret: SECRET,
      variables: { alphabet: '{{message | encoding}}' },
      queryParams: {
        username: '{{apiKey}}', password: '{{apiSecret}}', to: '{{to}}', text: '{{message}}',
        coding: '{{alphabet | map:"ucs2=2" | optional}}', charset: '{{alphabet | map:"ucs2=UTF-8" | optional}}',
      },
      templates,
      response: { success: { startsWith: '0:' } },
    }),
    refusal: ({ method, query, body }) => {
      const isPlain = isGsm(query.get('text') ?? '');
      return differs(`${method}${body}`, 'GET', 'the method') ?? differs(query.get('username'), ACCOUNT, 'username') ?? differs(query.get('password'), SECRET, 'password')
        ?? differs(query.get('coding'), isPlain ? null : '2', 'coding') ?? differs(query.get('charset'), isPlain ? null : 'UTF-8', 'charset');
    },
    text: ({ query }) => query.get('text'),
    hides: /username=\[redacted\]&password=\[redacted\]&/,
    answer: '0: Accepted for delivery',
  },

  // https://developer.vonage.com/en/api/sms
  'Vonage: type=unicode only where the text needs it': {
    config: (url) => ({
      endpoint: `${url}/sms/json`, bodyType: 'form', apiKey: ACCOUNT, apiSecret: SECRET,
      bodyParams: {
        api_key: '{{apiKey}}', api_secret: '{{apiSecret}}', from: 'Acme', to: '{{to | digits}}', text: '{{message}}',
        type: '{{message | encoding | map:"ucs2=unicode" | optional}}',
      },
      templates,
      response: { success: { path: 'messages.0.status', equals: '0' }, messageId: 'messages.0.message-id', error: 'messages.0.error-text' },
    }),
    refusal: (request) => {
      const { api_key: key, api_secret: secret, text, type } = formOf(request);
      return differs(key, ACCOUNT, 'api_key') ?? differs(secret, SECRET, 'api_secret') ?? differs(type, isGsm(text) ? undefined : 'unicode', 'type');
    },
    text: (request) => formOf(request).text,
    hides: /api_key=\[redacted\]&api_secret=\[redacted\]&/,
    answer: { messages: [{ status: '0', 'message-id': 'm-1' }] },
  },

  // https://developers.facebook.com/docs/whatsapp/cloud-api/reference/messages
  'WhatsApp Cloud: an approved template for each language': {
    config: (url) => ({
      endpoint: `${url}/v21.0/1066/messages`, authorization: 'Bearer {{apiKey}}', apiKey: SECRET,
      bodyParams: {
        messaging_product: 'whatsapp', to: '{{to}}', type: 'template',
        template: {
          name: '{{name}}', language: { code: '{{language}}' },
          components: [{ type: 'body', parameters: [{ type: 'text', text: '{{code}}' }] }],
        },
      },
      variables: { name: 'otp' },
      templates: [
        { usageType: 'Generic', variables: { language: 'en_US' } },
        { usageType: 'Generic', locale: 'de', variables: { language: 'de' } },
        { usageType: 'Generic', locale: 'pt-BR', variables: { language: 'pt_BR', name: 'otp_br' } },
      ],
      response: { messageId: 'messages.0.id', error: 'error.message' },
    }),
    refusal: (request) => {
      const { template, messaging_product: product } = jsonOf(request);
      const approved = ['otp en_US', 'otp de', 'otp_br pt_BR'];
      return differs(request.headers.authorization, `Bearer ${SECRET}`, 'the token') ?? differs(product, 'whatsapp', 'messaging_product')
        ?? (approved.includes(`${template?.name} ${template?.language?.code}`) ? undefined : 'there is no such template');
    },
    text: (request) => jsonOf(request).template.components[0].parameters[0].text,
    hides: /"Authorization":"\[redacted\]"/,
    answer: { messages: [{ id: 'wamid.1' }] },
  },
};

export { ACCOUNT, SECRET };
