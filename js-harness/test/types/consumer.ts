// What a TypeScript program does with the package, and what its compiler has to refuse. Only checked, never run.
import { TemplateType, type ConnectorMetadata, type CreateConnector, type SmsConnector } from '@logto/connector-kit';
import * as connector from 'connector-generic-http-sms';
import createConnector, { configGuard, sendMessage as typeOnly, type HttpSmsConfig as ConfigFromConnector } from 'connector-generic-http-sms';
import * as core from 'connector-generic-http-sms/core';
import * as inline from 'connector-generic-http-sms/core/inline';
import {
  previewRequest,
  sendMessage,
  validateConfig,
  version,
  type Attempt,
  type BodyType,
  type FallbackConfig,
  type HttpSmsConfig,
  type Issue,
  type JsonValue,
  type MessageTemplate,
  type MessageType,
  type PreviewedRequest,
  type ResponseRule,
  type ResponseRules,
  type RouteConfig,
  type Scalar,
  type SendError,
  type SendErrorCode,
  type SendErrorData,
  type SendMessageData,
  type SendMessageResult,
  type SendOptions,
  type Signature,
  type TokenConfig,
  type Via,
} from 'connector-generic-http-sms/core';
import twilio from 'connector-generic-http-sms/recipes/twilio.json' with { type: 'json' };

/** Compiles only where both types are the same. */
type Same<One, Other> = (<T>() => T extends One ? 1 : 2) extends <T>() => T extends Other ? 1 : 2 ? true : false;
const same = <Equal extends true>(_equal?: Equal): void => {};

// The exports of the engine, and no others.
same<Same<keyof typeof core, 'sendMessage' | 'validateConfig' | 'previewRequest' | 'explainAnswer' | 'isSendError' | 'version'>>();
// The same engine, loaded in another way.
same<Same<typeof inline, typeof core>>();
// The exports of the connector, those that it has as types only among them, and no others.
same<Same<keyof typeof connector, 'default' | 'configGuard' | keyof typeof core>>();
same<Same<Scalar, string | number | boolean>>();
same<Same<SendError['data'], SendErrorData>>();

// Configurations: the README's two, everything at once, and an untouched form of Logto's console.
const post: HttpSmsConfig = {
  endpoint: 'https://api.your-sms-provider.com/send',
  method: 'POST',
  authorization: 'Bearer token',
  headers: { 'Content-Type': 'application/json' },
  bodyParams: { recipient: '{{to}}', text_content: 'Hello! Your verification code for Logto is: {{message}}' },
};
const get: HttpSmsConfig = {
  endpoint: 'https://your-api.com/send-sms',
  method: 'GET',
  queryParams: { to: '{{to}}', message: '{{message}}' },
};
const whole: HttpSmsConfig = {
  endpoint: 'https://sms.example.com/{{apiKey}}',
  method: 'post',
  headers: { 'X-Number': 7, 'X-Flag': true, 'X-None': null },
  queryParams: { list: ['a', 1, false, null], none: null },
  bodyParams: [{ deep: { list: [1, 'two', null, true, { three: [] }] } }],
  templates: [
    { usageType: 'Generic', content: '{{code}}' },
    { usageType: 'SignIn', content: '{{code}}', locale: 'pt-BR', variables: { from: 'Acme', n: 1 } },
    { usageType: 'BindMfa', variables: { templateId: 'otp-1' } },
  ],
  variables: { from: 'Acme', priority: 1, none: null },
  token: { endpoint: 'https://auth.example.com/token', bodyType: 'form', bodyParams: { user: '{{apiKey}}' }, path: { capture: 'id=(\\w+)' }, expiresIn: 3600 },
  routes: [
    { to: ['+1900'], block: true },
    { to: '+86', types: ['SignIn'], endpoint: 'https://cn.example.com', bodyType: 'form', bodyParams: { to: '{{to}}' }, timeout: 2000 },
  ],
  fallback: [{ endpoint: 'https://other.example.com', authorization: 'Bearer token', bodyType: 'none', response: { success: { empty: true } } }],
  apiKey: 'key',
  apiSecret: 'secret',
  log: 'all',
  response: {
    success: [
      { path: 'status', equals: ['ok', 0, true] },
      { contains: 'queued' },
      { any: [{ path: 'errors', empty: true }, { path: 'status', notEquals: ['failed', 7] }, { matches: '^OK' }] },
    ],
    messageId: { path: 'messages.0.id', capture: '(\\w+)$' },
    error: ['messages.0.error-text', { capture: 'ERR: (.+)' }],
    rateLimited: { path: 'status', startsWith: 'limit' },
    quotaExceeded: { path: 'quota', exists: false },
    refused: { any: [{ path: 'status', equals: 'failed' }] },
    tokenExpired: [{ path: 'code', equals: 'token_expired' }],
  },
  timeout: 5000,
  retry: 'unsent',
  maxRetries: 2,
  signingSecret: 'whsec_c2VjcmV0',
};
const commented: HttpSmsConfig = { $schema: './schema.json', $comment: 'ours', $recipe: {}, showAdvanced: true, endpoint: 'https://sms.example.com', method: 'PUT' };
const raw: HttpSmsConfig = { endpoint: 'https://sms.example.com', headers: { 'Content-Type': 'text/xml' }, bodyParams: '<to>{{to}}</to>' };
const aliases: HttpSmsConfig = { endpoint: 'https://sms.example.com', queryParameters: { a: 1 }, bodyParameters: { b: [1] } };
const untouched: HttpSmsConfig = {
  endpoint: 'https://sms.example.com',
  authorization: '',
  headers: {},
  queryParams: {},
  bodyParams: {},
  templates: {},
  token: {},
  routes: {},
  fallback: [],
  response: {},
  timeout: null,
  maxRetries: null,
  signingSecret: null,
};
const signatures: Signature[] = [{ scheme: 'aws4', region: 'us-east-1', service: 'sns' }, { scheme: 'tc3', service: 'sms' }, { scheme: 'acs3' }];
const read = { endpoint: 'https://sms.example.com', apiKey: 'key', apiSecret: 'secret', signature: { scheme: 'acs3' } };
const signed: HttpSmsConfig[] = [read, { ...read, signature: signatures[0] ?? null }, { ...read, signature: {} }];
const token: TokenConfig = { endpoint: 'https://auth.example.com/token', bodyType: 'form', bodyParams: { grant_type: 'x' }, path: 'data.token', expiresIn: 600 };
const tokens: TokenConfig[] = [
  token,
  { endpoint: 'https://auth.example.com/token' },
  { ...token, method: 'PUT', authorization: 'Basic {{apiKey}}:{{apiSecret}}', expiresIn: 'data.ttl' },
  { ...token, path: { capture: 'token=(\\w+)' }, expiresIn: { path: 'ttl', capture: '\\d+' }, queryParams: { a: 1 }, headers: { 'X-A': 'b' } },
];
const routes: RouteConfig[] = [
  { to: ['+1900', '+882'], block: true },
  { to: '+86', endpoint: 'https://cn.example.com/send', bodyType: 'none' },
  { types: ['MfaVerification'], variables: { priority: 'high' }, timeout: 500, templates: [{ usageType: 'Generic', variables: { id: '7' } }] },
];
const fallback: FallbackConfig[] = [{ endpoint: 'https://other.example.com/send', authorization: 'Bearer x', bodyParams: {}, response: {}, retry: 'never', token }];
const several: HttpSmsConfig = {
  endpoint: 'https://sms.example.com',
  method: 'PUT',
  bodyType: 'form',
  bodyParams: { from: '{{from}}', id: '{{id}}' },
  variables: { from: 'Acme', text: '{{message}}' },
  templates: [
    { usageType: 'Generic', content: '{{code}}', variables: { from: 'Other' } },
    { usageType: 'SignIn', variables: { from: 'Third' } },
  ],
  token,
  routes,
  fallback,
};
const cleared: HttpSmsConfig = { ...several, bodyType: '', variables: null, token: {}, routes: {}, fallback: null };
const typed: HttpSmsConfig[] = [post, get, whole, commented, raw, aliases, untouched, ...signed, several, cleared, ...tokens.map((one) => ({ ...post, token: one }))];
same<Same<BodyType, 'json' | 'form' | 'xml' | 'text' | 'none'>>();

// An editor suggests the known names, and any other text is taken: one that a program puts together, or has from a file.
type Open<Known extends string> = Known | (string & {});
same<Same<MessageType, Open<`${TemplateType}`>>>();
same<Same<MessageTemplate['usageType'], MessageType>>();
same<Same<SendMessageData['type'], MessageType>>();
same<Same<RouteConfig['types'], MessageType | MessageType[] | null | undefined>>();
same<Same<HttpSmsConfig['method'], Open<'GET' | 'POST' | 'PUT'> | null | undefined>>();
same<Same<HttpSmsConfig['bodyType'], Open<BodyType> | null | undefined>>();
same<Same<HttpSmsConfig['retry'], Open<'never' | 'unsent' | 'always'> | null | undefined>>();
same<Same<HttpSmsConfig['log'], Open<'failures' | 'all' | 'none'> | null | undefined>>();
same<Same<Signature['scheme'], Open<'aws4' | 'tc3' | 'acs3'>>>();
const ofOurs: MessageTemplate & SendMessageData = { usageType: 'Order', content: '{{message}}', to: '14155550123', type: `Order${Date.now()}` };

// A configuration read from a file and a recipe are as good as one that is written down.
const literal = { endpoint: 'https://sms.example.com', method: 'POST', retry: 'never' };
const inferred: HttpSmsConfig = literal;
const recipe: HttpSmsConfig = twilio;

// @ts-expect-error: the endpoint is what every configuration has
const withoutEndpoint: HttpSmsConfig = { method: 'POST' };
// @ts-expect-error: a number is no URL
const numericEndpoint: HttpSmsConfig = { endpoint: 5 };
// @ts-expect-error: a misspelt key
const misspelt: HttpSmsConfig = { endpoint: 'https://sms.example.com', bodyParam: {} };
// @ts-expect-error: milliseconds are a number
const textTimeout: HttpSmsConfig = { endpoint: 'https://sms.example.com', timeout: '5000' };
// @ts-expect-error: header values are scalars
const listHeader: HttpSmsConfig = { endpoint: 'https://sms.example.com', headers: { 'X-List': ['a'] } };
// @ts-expect-error: a query has no nested objects
const nestedQuery: HttpSmsConfig = { endpoint: 'https://sms.example.com', queryParams: { a: { b: 1 } } };
// @ts-expect-error: a function is no JSON
const functionBody: JsonValue = { a: () => {} };
// @ts-expect-error: a BigInt is no JSON
const bigBody: HttpSmsConfig = { endpoint: 'https://sms.example.com', bodyParams: { amount: 10n } };
// @ts-expect-error: a template has a text
const emptyTemplate: MessageTemplate = { usageType: 'Generic' };
// @ts-expect-error: a signature has a scheme
const signatureWithoutScheme: Signature = { region: 'us-east-1', service: 'sns' };
// @ts-expect-error: a token is fetched from somewhere
const tokenFromNowhere: TokenConfig = { path: 'access_token' };
// @ts-expect-error: a token that there is already is no request
const readyToken: HttpSmsConfig = { endpoint: 'https://sms.example.com', token: 'abc' };
// @ts-expect-error: a variable is a text, a number or a boolean
const nestedVariable: HttpSmsConfig = { endpoint: 'https://sms.example.com', variables: { priority: [1] } };
// @ts-expect-error: routes do not nest
const nestedRoute: RouteConfig = { to: ['+1'], routes: [] };
// @ts-expect-error: all providers share one budget
const slowFallback: FallbackConfig = { timeout: 5000 };
// @ts-expect-error: a misspelt key of a route
const misspeltRoute: RouteConfig = { type: ['SignIn'], block: true };
// @ts-expect-error: a rule has a test
const ruleWithoutTest: ResponseRule = { path: 'status' };
// @ts-expect-error: one test only
const ruleWithTwoTests: ResponseRule = { path: 'status', equals: 'ok', exists: true };
// @ts-expect-error: no such test
const ruleWithUnknownTest: ResponseRule = { path: 'status', greaterThan: 3 };
// @ts-expect-error: a place, or a part of it; a test is of a rule
const placeWithTest: ResponseRules = { messageId: { path: 'id', equals: '1' } };
// @ts-expect-error: a method is a text
const numericMethod: HttpSmsConfig = { endpoint: 'https://sms.example.com', method: 1 };
// @ts-expect-error: what is repeated has a name
const truthyRetry: HttpSmsConfig = { endpoint: 'https://sms.example.com', retry: true };
// @ts-expect-error: a number of retries
const textRetries: HttpSmsConfig = { endpoint: 'https://sms.example.com', maxRetries: '2' };
// @ts-expect-error: a body type is a text
const listBodyType: HttpSmsConfig = { endpoint: 'https://sms.example.com', bodyType: ['json'] };
// @ts-expect-error: templates are a list
const templatesByType: HttpSmsConfig = { endpoint: 'https://sms.example.com', templates: { Generic: '{{code}}' } };
// @ts-expect-error: `exists` is yes or no
const ruleWithText: ResponseRule = { path: 'status', exists: 'yes' };
// @ts-expect-error: no such rule
const unknownRule: ResponseRules = { accepted: { contains: 'ok' } };

// Message data.
const data: SendMessageData = { to: '14155550123', type: 'SignIn' };
const more: SendMessageData = { ...data, payload: { code: '1', user: { profile: {} }, tags: [1] }, message: 'text', ip: '127.0.0.1' };
// @ts-expect-error: a number would lose its leading digits
const numericTo: SendMessageData = { to: 14_155_550_123, type: 'SignIn' };
// @ts-expect-error: the type chooses the template
const untyped: SendMessageData = { to: '14155550123' };

// Sending.
const told: Array<string | number | undefined> = [];
const onAttempt = async ({ attempt, status, reason, durationMs, retryInMs, via }: Attempt): Promise<void> => {
  same<Same<typeof via, Via | undefined>>();
  told.push(attempt + durationMs, status, reason, retryInMs, via);
};
const options: SendOptions = { fetch, signal: AbortSignal.timeout(1000), onAttempt };
const vias: Via[] = ['base', 'routes.0', 'fallback.12'];
// @ts-expect-error: which of the routes
const unnumbered: Via = 'routes';
export async function send(): Promise<string | undefined> {
  const result = await sendMessage(post, data, options);
  same<Same<typeof result, SendMessageResult>>();
  const { status, attempts, messageId, via } = result;
  same<Same<typeof via, Via | undefined>>();
  const sum: number = status + attempts;
  // @ts-expect-error: not every provider gives an id
  const id: string = messageId;
  await sendMessage(get, more);
  await sendMessage(whole, more, {});
  await sendMessage(several, more, { onAttempt: () => {} });
  // @ts-expect-error: there is nothing to call
  await sendMessage(post, data, { onAttempt: 'log' });
  // @ts-expect-error: a configuration is needed
  await sendMessage();
  // @ts-expect-error: so is a message
  await sendMessage(post);
  // @ts-expect-error: an abort controller is not its signal
  await sendMessage(post, data, { signal: new AbortController() });
  // @ts-expect-error: there is no such option
  await sendMessage(post, data, { timeout: 5 });
  return sum > 0 ? id : messageId;
}

// Errors.
export async function explain(): Promise<string> {
  try {
    await sendMessage(post, data);
    return 'sent';
  } catch (error) {
    const { code, data: details, message, stack } = error as SendError;
    same<
      Same<
        typeof code,
        | 'invalid_config'
        | 'invalid_request_parameters'
        | 'template_not_found'
        | 'rate_limit_exceeded'
        | 'usage_limit_exceeded'
        | 'invalid_response'
        | 'general'
      >
    >();
    same<Same<typeof code, SendErrorCode>>();
    // @ts-expect-error: no such code
    if (code === 'no_such_code') return 'never';
    const sentence: string = details.errorDescription;
    const reason: string = details.reason;
    const attempts: number = details.attempts;
    const reference: string = details.reference;
    const via: Via | undefined = details.via;
    const rule: string | undefined = details.rule;
    const status: number | undefined = details.status;
    const said: string | undefined = details.providerMessage;
    const wait: number | undefined = details.retryAfter;
    const issues: Issue[] | undefined = details.issues;
    // @ts-expect-error: the raw body never enters an error
    const body = details.body;
    return [sentence, reason, attempts, reference, via, rule, status, said, wait, issues?.length, message, stack, body].join();
  }
}

// Validation takes anything, and narrows nothing.
const validation = validateConfig(JSON.parse('{}'));
same<Same<typeof validation, { valid: boolean; issues: Issue[] }>>();
validateConfig(undefined);
validateConfig(twilio);
const issue = validation.issues[0];
// @ts-expect-error: there may be none
issue.path;
const severity: 'error' | 'warning' | undefined = issue?.severity;
const texts: Array<string | undefined> = [issue?.path, issue?.code, issue?.message];

// Previews are synchronous.
const preview = previewRequest(post, data);
same<Same<typeof preview, PreviewedRequest>>();
same<Same<PreviewedRequest['method'], 'GET' | 'POST' | 'PUT'>>();
same<Same<NonNullable<PreviewedRequest['message']>, { text: string; encoding: 'gsm7' | 'ucs2'; units: number; segments: number }>>();
same<Same<PreviewedRequest['via'], Via | undefined>>();
const tokenUrl: string | undefined = preview.token?.url;
// @ts-expect-error: a token needs no other
preview.token?.token;
previewRequest(post, data, { reveal: true });
// @ts-expect-error: a GET has no body
preview.body.length;
// @ts-expect-error: there is nothing to wait for
preview.then;
const header: string | undefined = preview.headers['Content-Type'];
same<Same<ReturnType<typeof version>, string>>();

// The connector, as Logto's loader types it.
const create: CreateConnector<SmsConnector> = createConnector;
export async function load(): Promise<ConnectorMetadata> {
  const created = await create({ getConfig: async () => post });
  await created.sendMessage({ to: '14155550123', type: TemplateType.SignIn, payload: { code: '000000' } }, post);
  const checked = created.configGuard.safeParse(post);
  if (!checked.success) throw checked.error;
  return created.metadata;
}
configGuard.safeParse(get).success;
const exported: ConfigFromConnector = whole;
// @ts-expect-error: the connector shares the engine's types; its functions are in /core
typeOnly(post, data);
// @ts-expect-error: the engine's glue is not part of the package's surface
export type { InitInput } from 'connector-generic-http-sms/lib/engine/engine.js';

export const used = [
  typed, inferred, recipe, withoutEndpoint, numericEndpoint, misspelt, textTimeout, listHeader, nestedQuery, functionBody, bigBody, emptyTemplate,
  tokenFromNowhere, readyToken, nestedVariable, nestedRoute, slowFallback, misspeltRoute, vias, unnumbered, told, tokenUrl,
  ofOurs, ruleWithTwoTests, ruleWithUnknownTest, placeWithTest, numericMethod, truthyRetry, textRetries, listBodyType, templatesByType,
  ruleWithoutTest, ruleWithText, unknownRule, signatureWithoutScheme, numericTo, untyped, severity, texts, header, exported,
];
