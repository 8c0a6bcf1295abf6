// The part of a send before the network, in JavaScript: check the configuration, choose the template, render, build the
// request, as a connector of Logto's house would do, with zod and connector-kit's renderer.
import { replaceSendMessageHandlebars } from '@logto/connector-kit';
import { z } from 'zod';

export const config = {
  endpoint: 'https://api.your-sms-provider.com/v1/{{type}}/send',
  method: /** @type {const} */ ('POST'),
  authorization: 'Bearer token-of-the-benchmark',
  headers: { 'Content-Type': 'application/json', 'X-Application': '{{application.name}}' },
  bodyParams: {
    messages: [{ destinations: [{ to: '{{to}}' }], content: { type: 'text', text: '{{message}}' }, sender: 'Logto' }],
    options: { validity: { amount: 10, unit: 'MINUTES' }, report: true, campaign: '{{application.name}}/{{type}}' },
    locale: '{{locale}}',
  },
  templates: [
    { usageType: 'SignIn', content: '{{code}} is your code to sign in to {{application.name}}. Do not share it.' },
    { usageType: 'Generic', content: 'Your verification code is {{code}}.' },
  ],
};

export const message = {
  to: '+14155550123',
  type: 'SignIn',
  payload: { code: '123456', locale: 'en', application: { id: 'app', name: 'Demo' } },
};

const scalar = z.union([z.string(), z.number(), z.boolean()]);
const rule = z.object({
  path: z.string().optional(),
  equals: z.union([scalar, z.array(scalar)]).optional(),
  exists: z.boolean().optional(),
  startsWith: z.string().optional(),
  contains: z.string().optional(),
});
const rules = z.union([rule, z.array(rule)]).optional();

/** A guard of all keys, as Logto's connectors have one each. */
const guard = z.object({
  endpoint: z.string(),
  method: z.enum(['GET', 'POST']).optional(),
  authorization: z.string().optional(),
  headers: z.record(z.string()).optional(),
  queryParams: z.record(z.union([scalar, z.array(scalar)])).optional(),
  bodyType: z.enum(['json', 'form', 'xml', 'text', 'none']).optional(),
  bodyParams: z.union([z.record(z.unknown()), z.array(z.unknown()), z.string()]).optional(),
  templates: z.array(z.object({ usageType: z.string(), content: z.string(), locale: z.string().optional() })).optional(),
  apiKey: z.string().optional(),
  apiSecret: z.string().optional(),
  response: z.object({ success: rules, messageId: z.string().optional(), error: z.string().optional(), rateLimited: rules, quotaExceeded: rules }).optional(),
  timeout: z.number().optional(),
  retry: z.enum(['never', 'unsent', 'always']).optional(),
  maxRetries: z.number().optional(),
  signingSecret: z.string().optional(),
});

/**
 * The same request in JavaScript.
 * @param {unknown} input
 * @param {{ to: string, type: string, payload: Record<string, any>, ip?: string }} data
 */
export function buildInJavaScript(input, data) {
  const { endpoint, method = 'POST', authorization = '', headers = {}, queryParams, bodyType = 'json', bodyParams, templates = [] } = guard.parse(input);
  const { to, type, payload, ip } = data;
  const template = templates.find(({ usageType }) => usageType === type) ?? templates.find(({ usageType }) => usageType === 'Generic');
  const text = template ? replaceSendMessageHandlebars(template.content, payload) : payload.code;
  const scope = { ...payload, to, type, ip, message: text };
  /** @param {unknown} value @returns {unknown} */
  const render = (value) => {
    if (typeof value === 'string') return replaceSendMessageHandlebars(value, scope);
    if (Array.isArray(value)) return value.map(render);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, render(entry)]));
  };
  const url = new URL(replaceSendMessageHandlebars(endpoint, scope));
  // Not by `searchParams`, which writes a space as a plus.
  if (queryParams) url.search = Object.entries(queryParams).map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(String(render(value)))}`).join('&');
  return {
    method,
    url: url.href,
    headers: { ...Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, replaceSendMessageHandlebars(value, scope)])), Authorization: replaceSendMessageHandlebars(authorization, scope) },
    ...(bodyParams !== undefined && { body: bodyOf(bodyType, render(bodyParams)) }),
  };
}

/** @param {string} bodyType @param {unknown} rendered */
const bodyOf = (bodyType, rendered) =>
  bodyType === 'form' ? String(new URLSearchParams(/** @type {Record<string, string>} */ (rendered))) : JSON.stringify(rendered);
