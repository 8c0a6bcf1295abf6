// A configuration for a provider without a recipe, from a few answers.

const POSTS = (/** @type {Record<string, string>} */ { method }) => method !== 'GET';
const NAMED = ['header', 'query', 'body'];

/** @type {import('./questions.js').Question[]} */
export const questions = [
  { name: 'endpoint', what: 'URL that messages are sent to', example: 'https://api.example.com/sms', pattern: /^https?:\/\/\S+$/ },
  { name: 'method', what: 'HTTP method', value: 'POST', choices: { POST: 'POST', GET: 'GET', PUT: 'PUT' } },
  {
    name: 'credential',
    what: 'Where the credential goes',
    choices: {
      bearer: 'Authorization: Bearer …',
      basic: 'Authorization: Basic, user and password',
      header: 'another header',
      query: 'a parameter of the URL',
      body: 'a field of the body',
      none: 'there is none',
    },
  },
  { name: 'credential-name', what: 'Name of that header, parameter or field', example: 'X-Api-Key', when: ({ credential }) => NAMED.includes(credential) },
  { name: 'user', what: 'User', when: ({ credential }) => credential === 'basic' },
  { name: 'secret', what: 'The credential itself', secret: true, when: ({ credential }) => credential !== 'none' },
  { name: 'body-type', what: 'Type of the body', value: 'json', choices: { json: 'JSON', form: 'form fields' }, when: POSTS },
  { name: 'number-field', what: 'Name of the field for the number', example: 'to' },
  { name: 'text-field', what: 'Name of the field for the text', example: 'text' },
];

/** @param {Record<string, string>} values */
export function configurationOf(values) {
  const { endpoint, method, credential, secret, user } = values;
  const name = values['credential-name'];
  const fields = { [values['number-field']]: '{{to}}', [values['text-field']]: '{{message}}' };
  const key = { [name]: '{{apiKey}}' };
  const inBody = POSTS(values);
  const body = { ...(credential === 'body' ? key : {}), ...fields };
  const query = { ...(credential === 'query' || (credential === 'body' && !inBody) ? key : {}), ...(inBody ? {} : fields) };
  return {
    endpoint,
    method,
    ...(credential === 'bearer' && { authorization: `Bearer ${secret}` }),
    ...(credential === 'basic' && { authorization: `Basic ${user}:${secret}` }),
    ...(NAMED.includes(credential) && { apiKey: secret }),
    ...(credential === 'header' && { headers: key }),
    ...(inBody && { bodyType: values['body-type'], bodyParams: body }),
    ...(Object.keys(query).length > 0 && { queryParams: query }),
    templates: [{ usageType: 'Generic', content: 'Your verification code is {{code}}.' }],
  };
}
