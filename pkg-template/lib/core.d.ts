/** A value that is sent as text. */
export type Scalar = string | number | boolean;

/**
 * Any JSON. Placeholders are replaced in its strings, at any depth. A key without a value is as good as none: TypeScript gives
 * such ones to the objects of a list in a JSON file, where the others have them.
 */
export type JsonValue = Scalar | null | JsonValue[] | { [key: string]: JsonValue | undefined };

/** Names and texts, usable as `{{name}}` everywhere; the texts may hold placeholders themselves. */
export type Variables = Record<string, Scalar | null>;

/** A message type of Logto, or one of your own. */
export type MessageType =
  | 'SignIn'
  | 'Register'
  | 'ForgotPassword'
  | 'OrganizationInvitation'
  | 'Generic'
  | 'UserPermissionValidation'
  | 'BindNewIdentifier'
  | 'MfaVerification'
  | 'BindMfa'
  | (string & {});

/** The text of a message by type and language. */
export type MessageTemplate = {
  /** The message type that the text is for; `Generic` serves every type that has no entry of its own. */
  usageType: MessageType;
  /** A language tag such as `pt-BR`; an entry without one serves every language. */
  locale?: string | null;
} & (
  | {
      /** The text with placeholders. In it, `{{message}}` stands for the code or the link. */
      content: string;
      /** What stands for a name of `variables` in messages with this text, e.g. a template's id per language. */
      variables?: Variables | null;
    }
  | { content?: string | null; variables: Variables }
);

/** The tests that a rule can make. Two strings are compared as texts, otherwise numbers by value. */
export type RuleTests = {
  /** It is this, or one of these. */
  equals: Scalar | Scalar[];
  /** It is not this, or none of these; what is not there is not equal. */
  notEquals: Scalar | Scalar[];
  /** Something but an empty text stands there, or nothing does. */
  exists: boolean;
  /** Nothing stands there, or `""`, `[]` or `{}`; or something else does. */
  empty: boolean;
  /** It begins with this. */
  startsWith: Scalar;
  /** This is a part of it. */
  contains: Scalar;
  /** A regular expression that a part of the text matches, in the first 16 KiB of it. */
  matches: Scalar;
};

/** A place in the provider's answer and one test of what stands there. */
export type ResponseRule = {
  /** Keys and indexes joined by dots, e.g. `messages.0.status`; without it, the whole body as trimmed text. */
  path?: string;
} & { [Test in keyof RuleTests]: Pick<RuleTests, Test> & { [Other in Exclude<keyof RuleTests, Test>]?: undefined } }[keyof RuleTests];

/** Rules of which one has to hold. */
export type AnyRule = { any: Array<ResponseRule | AnyRule> };

/** One rule or several. In `success` all of a list must hold, in every other key one of them. */
export type Rules = ResponseRule | AnyRule | Array<ResponseRule | AnyRule>;

/**
 * A text in the provider's answer: where it stands (without `path`, the whole body as trimmed text), and the part of it that
 * counts: the first group of the pattern, or the whole match where it has none.
 */
export type ResponsePlace = string | { path?: string; capture: string } | { path: string };

/** How to read the provider's answer. */
export type ResponseRules = {
  /** What must hold, beside a 2xx status, for a message to count as handed over. */
  success?: Rules | null;
  /** Where the provider's identifier of the message stands. */
  messageId?: ResponsePlace | null;
  /** Where the provider explains a failure; of several places, the first with a text. */
  error?: ResponsePlace | ResponsePlace[] | null;
  /** When the provider asks to slow down, beside the status 429. */
  rateLimited?: Rules | null;
  /** When the account has nothing left to send with, beside the status 402. */
  quotaExceeded?: Rules | null;
  /** When the provider surely did not accept the message, beside the statuses 401, 402, 403, 404 and 429. */
  refused?: Rules | null;
  /** When the provider wants another access token, beside the status 401. */
  tokenExpired?: Rules | null;
};

/** How a cloud vendor wants requests to be signed. The keys are `apiKey`, the identifier, and `apiSecret`. */
export type Signature = {
  /** `aws4`: AWS Signature Version 4; `tc3`: Tencent Cloud, signature v3; `acs3`: Alibaba Cloud, signature method V3. */
  scheme: 'aws4' | 'tc3' | 'acs3' | (string & {});
  /** For `aws4`, e.g. `us-east-1`. */
  region?: string | null;
  /** For `aws4` and `tc3`, e.g. `sns` and `sms`. */
  service?: string | null;
};

/** How a body is encoded. `none`: there is no body. */
export type BodyType = 'json' | 'form' | 'xml' | 'text' | 'none';

/** What makes up a request, of a message or of a token. */
export type RequestConfig = {
  /** Default `POST`. */
  method?: 'GET' | 'POST' | 'PUT' | (string & {}) | null;
  /** The `Authorization` header, any scheme or none; `Basic user:password` is encoded. */
  authorization?: string | null;
  /** Extra headers. Without `bodyType`, `Content-Type` decides how the body is encoded. */
  headers?: Record<string, Scalar | null> | null;
  /** Appended to the URL, for any method. An array repeats its key, `null` leaves it out. */
  queryParams?: Record<string, Scalar | null | Array<Scalar | null>> | null;
  /** Alias of `queryParams`. */
  queryParameters?: RequestConfig['queryParams'];
  /** Decides how the body is encoded, and gives a `Content-Type` where none is set. Default: from `Content-Type`, else `json`. */
  bodyType?: BodyType | (string & {}) | null;
  /** Any JSON, or a text written by hand. */
  bodyParams?: JsonValue;
  /** Alias of `bodyParams`. */
  bodyParameters?: JsonValue;
};

/**
 * The request that fetches an access token, which is kept and shared by all messages, so it has no message data. Without
 * `authorization`, body and query it is that of RFC 6749, section 4.4, with `apiKey` and `apiSecret`.
 */
export type TokenConfig = RequestConfig & {
  /** Absolute `http:` or `https:` URL. */
  endpoint: string;
  /** Where the token stands in the answer, as in `response.messageId`; default `access_token`. */
  path?: ResponsePlace | null;
  /** For how many seconds it is used, 60 to 2 678 400, or where that stands in the answer; default `expires_in`. */
  expiresIn?: number | ResponsePlace | null;
};

/** Settings of one provider. */
export type ProviderConfig = RequestConfig & {
  /** Absolute `http:` or `https:` URL; placeholders in path and query only. */
  endpoint: string;
  /** Names of your own, usable anywhere as `{{name}}`; their values are templates, which may use each other. */
  variables?: Variables | null;
  /** The texts of messages. */
  templates?: MessageTemplate[] | Record<string, never> | null;
  /** A credential, usable anywhere as `{{apiKey}}`. */
  apiKey?: string | null;
  /** A credential, usable anywhere as `{{apiSecret}}`. */
  apiSecret?: string | null;
  /** Fetches `{{token}}`, which becomes `Authorization: Bearer {{token}}` where it is used nowhere. */
  token?: TokenConfig | Record<string, never> | null;
  /** How to read the provider's answer. */
  response?: ResponseRules | null;
  /** Milliseconds for the whole send, retries included: 100 to 60 000, default 10 000. */
  timeout?: number | null;
  /** What may be repeated. Default `unsent`: only what was provably not accepted. */
  retry?: 'never' | 'unsent' | 'always' | (string & {}) | null;
  /** 0 to 5, default 2. */
  maxRetries?: number | null;
  /** Signs the request as a cloud vendor wants it; sets `Authorization` and the headers of the scheme. */
  signature?: Signature | Record<string, never> | null;
  /** `whsec_` and base64: signs the request by Standard Webhooks; several are separated by spaces. */
  signingSecret?: string | null;
  /** For editors; ignored. */
  $schema?: unknown;
  /** What a recipe says about itself; ignored. */
  $recipe?: unknown;
  /** A word to colleagues; ignored. */
  $comment?: unknown;
};

/**
 * What differs for some messages, or a block. `variables` merge by name, every other key is replaced whole. One with another
 * origin inherits `templates`, `variables`, `timeout`, `retry` and `maxRetries` only.
 */
export type RouteConfig = Partial<ProviderConfig> & {
  /** Beginnings of numbers, `+` and up to 15 digits; `+` alone is all numbers. */
  to?: string | string[] | null;
  /** Message types, e.g. `SignIn`. */
  types?: MessageType | MessageType[] | null;
  /** Sends nothing: the error has the code `invalid_request_parameters` and the reason `blocked`. */
  block?: boolean | null;
};

/** What differs for another try, as in a route. All tries share one `timeout`. */
export type FallbackConfig = Partial<Omit<ProviderConfig, 'timeout'>>;

/**
 * Configuration of the connector. `''`, `null` and, for the structured keys, `{}` and `[]` mean "not set".
 * At most 64 KiB of JSON and 16 levels.
 */
export type HttpSmsConfig = ProviderConfig & {
  /** Other settings, or a block, by number or message type: the first that holds for a message. */
  routes?: RouteConfig[] | Record<string, never> | null;
  /** What to try, in this order, where every attempt so far was surely not accepted. */
  fallback?: FallbackConfig[] | Record<string, never> | null;
  /** What the Logto connector writes to standard error, one JSON object a line. Default `failures`. */
  log?: 'failures' | 'all' | 'none' | (string & {}) | null;
  /** The switch of the form in Logto's console; ignored. */
  showAdvanced?: unknown;
};

/** What to send to whom. At most 256 KiB of JSON. */
export type SendMessageData = {
  /** The number with its country calling code; 7 to 15 digits, with or without plus and separators. */
  to: string;
  /** The message type, e.g. `SignIn`. */
  type: MessageType;
  /** Code, link, locale and whatever else placeholders should reach. */
  payload?: Record<string, unknown>;
  /** The text to send, where no templates are configured. */
  message?: string;
  /** The requesting client's address. */
  ip?: string;
};

export type SendOptions = {
  /** Used instead of the global `fetch`. */
  fetch?: typeof fetch;
  /** Aborts the send. */
  signal?: AbortSignal;
  /** Called after each attempt. Whatever it does or returns neither delays nor breaks the send. */
  onAttempt?: (attempt: Attempt) => unknown;
};

/** The part of a configuration that a message went by. Given only where there are `routes` or a `fallback`. */
export type Via = 'base' | `routes.${number}` | `fallback.${number}`;

/** What came of one attempt. */
export type Attempt = {
  /** Which it was, from 1 on; the number of the one before where no token could be fetched. */
  attempt: number;
  /** The HTTP status, where there was an answer. */
  status?: number;
  /** Why it was no success, as in {@link SendErrorData}. */
  reason?: string;
  /** How long it took. */
  durationMs: number;
  /** In how many milliseconds the same is tried again. */
  retryInMs?: number;
  /** Who was asked. */
  via?: Via;
};

/** A message that the provider took. */
export type SendMessageResult = {
  /** The HTTP status. */
  status: number;
  /** The provider's identifier, where `response.messageId` says where it stands. */
  messageId?: string;
  /** How many requests were made. */
  attempts: number;
  /** Who took it. */
  via?: Via;
};

/** A request as it would be made. */
export type RequestPreview = {
  method: 'GET' | 'POST' | 'PUT';
  url: string;
  headers: Record<string, string>;
  body?: string;
};

/** The request that a send would make. */
export type PreviewedRequest = RequestPreview & {
  /** What the phone would show: the longest value that holds the message or the code. */
  message?: {
    text: string;
    /** The smallest alphabet that has all its characters. */
    encoding: 'gsm7' | 'ucs2';
    /** Its length in septets (`gsm7`) or UTF-16 code units (`ucs2`). */
    units: number;
    /** How many SMS carry it. */
    segments: number;
  };
  /** Where the message would go first. */
  via?: Via;
  /** The request that would fetch a token before, which stands as `<token>` in the other. */
  token?: RequestPreview;
};

/** One finding about an input. */
export type Issue = {
  /** Keys and indexes from the root, joined by dots; empty for the whole input. */
  path: string;
  /** Stable, for programs. */
  code: string;
  /** For people: what was expected and what was found. Never holds a credential. */
  message: string;
  /**
   * Errors are what makes a message wrong: Logto saves no configuration that has one. A send is refused only by those that
   * leave nothing to send by, such as a wrong type. Warnings may be meant.
   */
  severity: 'error' | 'warning';
};

/** The strings of Logto's `ConnectorErrorCodes` that this connector uses. */
export type SendErrorCode =
  | 'invalid_config'
  | 'invalid_request_parameters'
  | 'template_not_found'
  | 'rate_limit_exceeded'
  | 'usage_limit_exceeded'
  | 'invalid_response'
  | 'general';

/** Plain JSON. Holds no credential, code, link, message text, phone number or client address. */
export type SendErrorData = {
  /** One sentence that says what happened and what to do. */
  errorDescription: string;
  /**
   * Tells failures of one code apart: `http_status`, `rejected`, `redirect`, `timeout`, `network`, `aborted`, `token` or
   * `internal`; `blocked` where a route blocks the message; otherwise the code itself.
   */
  reason: string;
  /** How many requests were made for the message. */
  attempts: number;
  /** Who was asked last. */
  via?: Via;
  /** The first 8 hex digits of the message's `{{id}}`: what a log line and an error have in common. */
  reference: string;
  /** The HTTP status of the last answer. */
  status?: number;
  /** What the provider said, redacted, at most 200 characters. */
  providerMessage?: string;
  /** The rule of `response` that decided, e.g. `success 2 of 2` or `refused`. */
  rule?: string;
  /** Seconds after which the provider takes messages again. */
  retryAfter?: number;
  /** Everything wrong with the configuration or the data. */
  issues?: Issue[];
};

/** What `sendMessage` rejects with, and what the others throw. */
export type SendError = Error & { name: 'SendError'; code: SendErrorCode; data: SendErrorData };

/** Whether something that was caught is a {@link SendError}. */
export function isSendError(error: unknown): error is SendError;

/** What an answer would mean. Every text is redacted as in an error. */
export type Explanation = {
  /** `refused`: surely not accepted. `unclear`: counts as not accepted, and may be on its way. */
  verdict: 'accepted' | 'refused' | 'unclear';
  /** Code, reason and sentence of the error that a send would end with. */
  code?: SendErrorCode;
  reason?: string;
  errorDescription?: string;
  /** What the provider says. */
  providerMessage?: string;
  /** The provider's identifier of the message. */
  messageId?: string;
  /** Every rule of `response`. */
  rules: Array<{
    /** The rule's key path, e.g. `response.success.0`. */
    path: string;
    /** `null` where the answer is neither JSON nor XML. */
    holds: boolean | null;
    /** What stands at its place. */
    found?: string;
  }>;
  /** Whether the same would be tried again. */
  repeat: boolean;
  /** Whether another provider would be tried. */
  fallback: boolean;
  /** `base`, `routes.N` or `fallback.N`, where there is more than one provider. */
  via?: string;
  /** Whether it was judged for a message that was made up, because there was no `data`. */
  sample: boolean;
};

/**
 * Sends one message. Settles within the configuration's `timeout`; rejects with a {@link SendError} and never throws.
 */
export function sendMessage(
  config: HttpSmsConfig,
  data: SendMessageData,
  options?: SendOptions
): Promise<SendMessageResult>;

/** Everything that is wrong with a configuration, and whether Logto would save it: `valid` is that there is no error. */
export function validateConfig(config: unknown): { valid: boolean; issues: Issue[] };

/**
 * The request that a send would make. Nothing is fetched. Credentials are shown as `[redacted]` unless `reveal` is true.
 *
 * @throws {SendError} what `sendMessage` would reject with before sending.
 */
export function previewRequest(
  config: HttpSmsConfig,
  data: SendMessageData,
  options?: { reveal?: boolean }
): PreviewedRequest;

/**
 * What an answer of the provider would mean, without a send. A body that is no text is taken for the JSON that it is.
 *
 * @throws {SendError} what `sendMessage` would reject with before sending, or what is wrong with the answer.
 */
export function explainAnswer(
  config: HttpSmsConfig,
  answer: { status: number; headers?: Record<string, string>; body?: unknown },
  data?: SendMessageData
): Explanation;

/** The version of the engine. */
export function version(): string;
