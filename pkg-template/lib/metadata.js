import { ConnectorConfigFormItemType } from '@logto/connector-kit';

/** A hidden field keeps its value and is sent along: the switch only tidies the form. */
const advanced = { showConditions: [{ targetKey: 'showAdvanced', expectValue: true }] };

/**
 * What Logto's console shows of the connector: first what every provider needs, the rest behind a switch.
 *
 * The JSON fields have a default because the console refuses to save a new connector with an untouched JSON field that
 * has none. The defaults are empty, which means "not set": a sample would be stored and sent by everybody who does not
 * notice it. In particular there are no sample templates, or a body with a text of its own around `{{message}}` would say
 * everything twice.
 *
 * The body is shown for every method, because a condition can name one method only.
 *
 * @type {import('@logto/connector-kit').ConnectorMetadata}
 */
export const defaultMetadata = {
  id: 'generic-http-sms',
  target: 'generic-http-sms',
  platform: null,
  name: {
    en: 'Generic HTTP SMS',
    'zh-CN': '通用 HTTP 短信',
    'tr-TR': 'Genel HTTP SMS',
    ko: '범용 HTTP SMS',
  },
  logo: './logo.svg',
  logoDark: './logo-dark.svg',
  description: {
    en: 'Send SMS through any provider with an HTTP API, by configuration alone.',
    'zh-CN': '只需配置，即可通过任何提供 HTTP API 的短信服务商发送短信。',
    'tr-TR': "HTTP API'si olan herhangi bir sağlayıcı üzerinden, yalnızca yapılandırmayla SMS gönderin.",
    ko: 'HTTP API를 제공하는 모든 업체를 통해 설정만으로 SMS를 보냅니다.',
  },
  readme: './README.md',
  formItems: [
    {
      key: 'endpoint',
      label: 'Endpoint',
      type: ConnectorConfigFormItemType.Text,
      required: true,
      placeholder: 'https://api.your-sms-provider.com/send',
      description:
        "The URL of the provider's API. Placeholders such as {{to}} may stand in its path and query.",
    },
    {
      key: 'method',
      label: 'Method',
      type: ConnectorConfigFormItemType.Select,
      selectItems: [
        { value: 'POST', title: 'POST' },
        { value: 'GET', title: 'GET' },
        { value: 'PUT', title: 'PUT' },
      ],
      defaultValue: 'POST',
      description: 'With GET everything travels in the URL: fill in the query parameters and leave the body at {}.',
    },
    {
      key: 'authorization',
      label: 'Authorization',
      type: ConnectorConfigFormItemType.Text,
      isConfidential: true,
      placeholder: 'Bearer <your-token>',
      description:
        'The Authorization header, with any scheme or none. "Basic user:password" is encoded for you. For a key in another place use the API key of the advanced settings. To remove a saved value enter one space: the console brings back a value that you only clear.',
    },
    {
      key: 'bodyType',
      label: 'Body type',
      type: ConnectorConfigFormItemType.Select,
      selectItems: [
        { value: 'json', title: 'JSON' },
        { value: 'form', title: 'Form' },
        { value: 'xml', title: 'XML' },
        { value: 'text', title: 'Text' },
        { value: 'none', title: 'No body' },
      ],
      defaultValue: 'json',
      description:
        'How the body is encoded. It also sets Content-Type, unless the headers of the advanced settings do.',
    },
    {
      key: 'bodyParams',
      label: 'Body parameters',
      type: ConnectorConfigFormItemType.Json,
      defaultValue: {},
      description:
        'The body, for example {"recipient": "{{to}}", "text": "{{message}}"}. Logto stores the keys in an order of its own. For XML or text enter a JSON string, with its double quotes: "<sms to=\'{{to}}\'>{{message}}</sms>". {} means not set: a POST of JSON without query parameters then sends { to, type, payload, ip }.',
    },
    {
      key: 'queryParams',
      label: 'Query parameters',
      type: ConnectorConfigFormItemType.Json,
      defaultValue: {},
      description:
        'Added to the URL, whatever the method. For example {"to": "{{to}}", "message": "{{message}}"}. {} means none.',
    },
    {
      key: 'templates',
      label: 'Templates',
      type: ConnectorConfigFormItemType.Json,
      defaultValue: [],
      description:
        'The text of {{message}} by message type. For example [{"usageType": "Generic", "content": "Your verification code is {{code}}."}]. Left at [] or {}, {{message}} is the code alone.',
      tooltip:
        'The entry whose usageType is the message type is used, else Generic. Give entries a locale, such as pt-BR, to send in the language of the user.',
    },
    {
      key: 'response',
      label: 'Response',
      type: ConnectorConfigFormItemType.Json,
      defaultValue: {},
      description:
        'How to read the provider\'s answer. For example {"success": {"path": "status", "equals": "ok"}, "messageId": "id", "error": "error.text"}. Left at {}, every 2xx status is a success.',
      tooltip:
        'Needed for providers that report failures with HTTP status 200. The README lists all rules.',
    },
    {
      key: 'showAdvanced',
      label: 'Advanced settings',
      type: ConnectorConfigFormItemType.Switch,
      defaultValue: false,
      description:
        'Headers, API key and secret, variables, token, signatures, routes, fallback, time limit, retries, log. They stay in force while they are hidden.',
    },
    {
      key: 'headers',
      label: 'Headers',
      type: ConnectorConfigFormItemType.Json,
      defaultValue: {},
      ...advanced,
      description:
        'Extra headers, for example {"X-Api-Key": "{{apiKey}}"}. {} means none. Content-Type follows from the body type; set it here only where the provider wants one of its own.',
    },
    {
      key: 'apiKey',
      label: 'API key',
      type: ConnectorConfigFormItemType.Text,
      isConfidential: true,
      placeholder: '<your-api-key>',
      ...advanced,
      description:
        'A credential to use as {{apiKey}} in the endpoint, headers, query parameters or body. Unlike those fields, this one is masked. To remove a saved value enter one space.',
    },
    {
      key: 'apiSecret',
      label: 'API secret',
      type: ConnectorConfigFormItemType.Text,
      isConfidential: true,
      placeholder: '<your-api-secret>',
      ...advanced,
      description: 'A second credential, to use as {{apiSecret}}. To remove a saved value enter one space.',
    },
    {
      key: 'variables',
      label: 'Variables',
      type: ConnectorConfigFormItemType.Json,
      defaultValue: {},
      ...advanced,
      description:
        'Names of your own, to use as placeholders everywhere. For example {"sender": "MyBrand"} for {{sender}}. Entries of the templates may set them for a type or a language. {} means none.',
    },
    {
      key: 'token',
      label: 'Token',
      type: ConnectorConfigFormItemType.Json,
      defaultValue: {},
      ...advanced,
      description:
        'For a provider that wants you to log in first. For example {"endpoint": "https://auth.your-sms-provider.com/token"}: the token is fetched with API key and secret, kept, and sent as Bearer. {} means none.',
      tooltip: 'The README says how to fetch it in another way, and where to write {{token}}.',
    },
    {
      key: 'signature',
      label: 'Signature',
      type: ConnectorConfigFormItemType.Json,
      defaultValue: {},
      ...advanced,
      description:
        'Signs every request with API key and secret as a cloud vendor wants it. For example {"scheme": "aws4", "region": "us-east-1", "service": "sns"}; other schemes are tc3 (Tencent Cloud) and acs3 (Alibaba Cloud). {} means none.',
    },
    {
      key: 'routes',
      label: 'Routes',
      type: ConnectorConfigFormItemType.Json,
      defaultValue: [],
      ...advanced,
      description:
        'Other settings, or none at all, for some numbers or message types; the first that holds counts. For example [{"to": ["+49", "+43"], "variables": {"sender": "MyBrand"}}, {"to": ["+"], "block": true}]. [] or {} means none.',
      tooltip: 'An entry that sends to another host has to say all that is sent there, credentials included.',
    },
    {
      key: 'fallback',
      label: 'Fallback',
      type: ConnectorConfigFormItemType.Json,
      defaultValue: [],
      ...advanced,
      description:
        'Further providers, tried in order where the message was surely not accepted before, within the same timeout. For example [{"endpoint": "https://other.example.com/send", "authorization": "Bearer <token>", "bodyParams": {"to": "{{to}}", "text": "{{message}}"}}]. [] or {} means none.',
    },
    {
      key: 'timeout',
      label: 'Timeout',
      type: ConnectorConfigFormItemType.Number,
      placeholder: '10000',
      ...advanced,
      description:
        'Milliseconds for the whole send, retries included: 100 to 60000. The default is 10000; enter it to undo a saved value, because a number that you clear comes back.',
    },
    {
      key: 'retry',
      label: 'Retry',
      type: ConnectorConfigFormItemType.Select,
      selectItems: [
        { value: 'unsent', title: 'Only what was provably not accepted' },
        { value: 'always', title: 'Also server errors and broken connections' },
        { value: 'never', title: 'Never' },
      ],
      defaultValue: 'unsent',
      ...advanced,
      description:
        'The second choice can send a message twice, unless the provider has an idempotency key: give it {{id}}.',
    },
    {
      key: 'maxRetries',
      label: 'Max retries',
      type: ConnectorConfigFormItemType.Number,
      placeholder: '2',
      ...advanced,
      description:
        '1 to 5; the default is 2. For none choose Never above: the console loses a 0 when a connector is saved again.',
    },
    {
      key: 'log',
      label: 'Log',
      type: ConnectorConfigFormItemType.Select,
      selectItems: [
        { value: 'failures', title: 'Messages that could not be sent' },
        { value: 'all', title: 'All messages' },
        { value: 'none', title: 'Nothing' },
      ],
      defaultValue: 'failures',
      ...advanced,
      description:
        "What is written to the server's standard error, one line of JSON for a message: why it failed, without code, number and credentials. Visitors only read a reference, which the line has too.",
    },
    {
      key: 'signingSecret',
      label: 'Signing secret',
      type: ConnectorConfigFormItemType.Text,
      isConfidential: true,
      placeholder: 'whsec_<base64>',
      ...advanced,
      description:
        'Signs every request by the Standard Webhooks specification; several secrets are separated by spaces. Only for an endpoint of your own that checks signatures. To remove a saved value enter one space.',
    },
  ],
};
