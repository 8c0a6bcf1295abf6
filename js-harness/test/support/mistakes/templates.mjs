// The texts of messages.
import { endpoint, says } from './shared.mjs';

/** @type {Record<string, unknown>} */
export const templates = {
  'templates as an object': { endpoint, bodyParams: says, templates: { Generic: 'Your code is {{code}}.' } },
  'templates as a string': { endpoint, bodyParams: says, templates: 'Your code is {{code}}.' },
  'templates as a list of strings': { endpoint, bodyParams: says, templates: ['Your code is {{code}}.'] },
  'a template without content': { endpoint, bodyParams: says, templates: [{ usageType: 'Generic' }] },
  'a template with text for content': {
    endpoint,
    bodyParams: says,
    templates: [{ usageType: 'Generic', text: 'Your code is {{code}}.' }],
  },
  'a template without usageType': { endpoint, bodyParams: says, templates: [{ content: 'Your code is {{code}}.' }] },
  'a template with type for usageType': {
    endpoint,
    bodyParams: says,
    templates: [{ type: 'Generic', content: 'Your code is {{code}}.' }],
  },
  'two templates of a type': {
    endpoint,
    bodyParams: says,
    templates: [
      { usageType: 'Generic', content: '{{code}}' },
      { usageType: 'Generic', content: 'Code: {{code}}' },
    ],
  },
  'a content as an object of languages': {
    endpoint,
    bodyParams: says,
    templates: [{ usageType: 'Generic', content: { en: '{{code}}' } }],
  },
  'a text without the code': {
    endpoint,
    bodyParams: says,
    templates: [{ usageType: 'Generic', content: 'Welcome to our shop.' }],
  },
  'a text with {code}': { endpoint, bodyParams: says, templates: [{ usageType: 'Generic', content: 'Your code is {code}.' }] },
  'texts that nothing sends': {
    endpoint,
    bodyParams: { to: '{{to}}', code: '{{code}}' },
    templates: [{ usageType: 'Generic', content: 'Your code is {{code}}.' }],
  },
  'texts with the default body': { endpoint, templates: [{ usageType: 'Generic', content: 'Your code is {{code}}.' }] },
  'sign-in for SignIn': { endpoint, bodyParams: says, templates: [{ usageType: 'sign-in', content: '{{code}}' }] },
  'forgotPassword for ForgotPassword': {
    endpoint,
    bodyParams: says,
    templates: [{ usageType: 'forgotPassword', content: '{{code}}' }],
  },
  'a locale that is none': {
    endpoint,
    bodyParams: says,
    templates: [{ usageType: 'Generic', content: '{{code}}', locale: 'German (Germany)' }],
  },
  'a text in the body and in templates': {
    endpoint,
    bodyParams: { to: '{{to}}', text: 'Your verification code is {{message}}' },
    templates: [{ usageType: 'Generic', content: 'Your code is {{code}}.' }],
  },
  'a template that is empty': {
    endpoint,
    bodyParams: says,
    templates: [{ usageType: 'Generic', content: '{{code}}' }, {}],
  },
  'an empty text': { endpoint, bodyParams: says, templates: [{ usageType: 'Generic', content: '' }] },
};
