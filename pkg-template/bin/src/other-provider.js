// A configuration for a provider without a recipe, from a few answers.
import { Usage } from './outcome.js';

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
  { name: 'number-field', what: 'Name of the field for the number, with dots where it is nested', example: 'to or messages.0.to' },
  {
    name: 'number-form',
    what: 'How the number is written',
    value: 'plus',
    choices: { plus: '+14155550123', digits: '14155550123', zeros: '0014155550123', national: '4155550123, without the country' },
  },
  { name: 'text-field', what: 'Name of the field for the text, with dots where it is nested', example: 'text or messages.0.text' },
];

const NUMBERS = { plus: '{{to}}', digits: '{{to | digits}}', zeros: '00{{to | digits}}', national: '{{to | national}}' };

/** `messages.0.to` is the `to` of the first of `messages`. @param {Record<string, string>} flat */
function nested(flat) {
  /** @type {any} */
  const tree = {};
  for (const [path, value] of Object.entries(flat)) {
    const keys = path.split('.');
    keys.reduce((node, key, at) => {
      if (typeof node !== 'object') throw new Usage(`${path} cannot be inside ${keys.slice(0, at).join('.')}, which has a value of its own`);
      if (at === keys.length - 1) node[key] = value;
      else node[key] ??= /^\d+$/.test(keys[at + 1]) ? [] : {};
      return node[key];
    }, tree);
  }
  return tree;
}

/** @param {Record<string, string>} values */
export function configurationOf(values) {
  const { endpoint, method, credential, secret, user } = values;
  const name = values['credential-name'];
  const fields = { [values['number-field']]: NUMBERS[values['number-form']], [values['text-field']]: '{{message}}' };
  const key = { [name]: '{{apiKey}}' };
  const inBody = POSTS(values);
  const flat = { ...(credential === 'body' ? key : {}), ...fields };
  const body = values['body-type'] === 'json' ? nested(flat) : flat;
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
