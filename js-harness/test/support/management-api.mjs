// As much of Logto as its Management API shows of an SMS connector: packages/core/src/routes/connector of logto-io/logto 1.42
// (index.ts, factory.ts, config-testing.ts), its token endpoint, and how its core makes answers of errors. Bodies and answers
// are judged by Logto's own guards, configurations by the connector as Logto's own loader has it.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { ConnectorError, ConnectorType, validateConfig } from '@logto/connector-kit';
import { phoneRegEx } from '@logto/core-kit';
import { Connectors, connectorFactoryResponseGuard, connectorResponseGuard, jsonObjectGuard } from '@logto/schemas';
import basicAuth from 'basic-auth';
import { ZodError, object, string } from 'zod';
import { serve } from '../../servers/listen.mjs';
import { loadUnstored } from './sends.mjs';

const APP = { name: 'app-id-1', pass: 'app-secret-1' };
const RESOURCE = 'https://default.logto.app/api';

const bodies = {
  // Stricter than Logto, which leaves out what it does not know: a page must not name what is not there.
  create: Connectors.createGuard.pick({ config: true, connectorId: true, metadata: true, syncProfile: true, enableTokenStorage: true, id: true }).partial({ id: true }).strict(),
  update: Connectors.createGuard.pick({ config: true, metadata: true, syncProfile: true, enableTokenStorage: true }).partial().strict(),
  test: object({ phone: string().regex(phoneRegEx).optional(), email: string().optional(), config: jsonObjectGuard, locale: string().optional() }).strict(),
};

/** An answer that is no success. */
class Refused extends Error {
  /** @param {number} status @param {string} code @param {unknown} [data] */
  constructor(status, code, data) {
    super(code);
    Object.assign(this, { status, body: { code, data, message: code } });
  }
}

/** @param {import('../../servers/listen.mjs').Received} request @returns {any} What koa-body makes of a body. */
function parsed({ headers, body }) {
  const type = headers['content-type'] ?? '';
  if (type.startsWith('application/json')) return JSON.parse(body);
  return type.startsWith('application/x-www-form-urlencoded') ? Object.fromEntries(new URLSearchParams(body)) : {};
}

export const app = APP;

/** Starts it, with the connector installed. */
export async function startManagementApi() {
  const { connector, metadata } = await loadUnstored();
  const tokens = new Set();
  /** @type {{ id: string, connectorId: string, config: any }[]} */
  const stored = [];
  /** @type {string[]} */
  const requests = [];

  const described = { ...metadata, type: ConnectorType.Sms, isDemo: false };
  const ofStored = (/** @type {typeof stored[number]} */ entry) => connectorResponseGuard.parse({ ...described, ...entry, syncProfile: false, enableTokenStorage: false, metadata: {} });
  const find = (/** @type {string} */ id) => stored.find((entry) => entry.id === id) ?? refuse(404, 'entity.not_found');

  /** @type {[method: string, path: RegExp, answer: (params: string[], request: import('../../servers/listen.mjs').Received) => unknown][]} */
  const routes = [
    ['GET', /^\/connector-factories$/, () => [connectorFactoryResponseGuard.parse(described)]],
    ['GET', /^\/connector-factories\/([^/]+)$/, ([id]) => (id === metadata.id ? connectorFactoryResponseGuard.parse(described) : refuse(404, 'entity.not_found'))],
    ['POST', /^\/connectors\/([^/]+)\/test$/, async ([id], request) => {
      const { phone, config, locale } = bodies.test.parse(parsed(request));
      if (id !== metadata.id) refuse(400, 'connector.not_found');
      assert.ok(phone);
      await connector.sendMessage(/** @type {any} */ ({ to: phone, type: 'Generic', payload: { code: '000000', ...(locale && { locale }) }, ip: '127.0.0.1' }), config);
    }],
    ['POST', /^\/connectors$/, (_, request) => {
      const { connectorId, config, id = randomUUID() } = bodies.create.parse(parsed(request));
      if (connectorId !== metadata.id) refuse(422, 'connector.not_found_with_connector_id');
      validateConfig(config, connector.configGuard);
      // One SMS connector at a time.
      stored.splice(0, Infinity, { id, connectorId, config });
      return ofStored(stored[0]);
    }],
    ['GET', /^\/connectors$/, (_, { query }) => stored.filter(() => [null, metadata.target].includes(query.get('target'))).map(ofStored)],
    ['GET', /^\/connectors\/([^/]+)$/, ([id]) => ofStored(find(id))],
    ['PATCH', /^\/connectors\/([^/]+)$/, ([id], request) => {
      const { config } = bodies.update.parse(parsed(request));
      validateConfig(config, connector.configGuard);
      return ofStored(Object.assign(find(id), { config }));
    }],
    ['DELETE', /^\/connectors\/([^/]+)$/, ([id]) => void stored.splice(stored.indexOf(find(id)), 1)],
  ];

  /** @param {import('../../servers/listen.mjs').Received} request */
  async function answerTo(request) {
    const { method, path, headers } = request;
    if (path === '/oidc/token') return token(request);
    if (!tokens.has(headers.authorization)) refuse(401, 'auth.unauthorized');
    const route = routes.find(([verb, pattern]) => verb === method && path.startsWith('/api/') && pattern.test(path.slice(4)));
    if (!route) return refuse(404, 'entity.not_found');
    return route[2](/** @type {RegExpExecArray} */ (route[1].exec(path.slice(4))).slice(1), request);
  }

  /** RFC 6749, section 4.4, as oidc-provider has it: client_secret_basic, and a resource that Logto adds. @param {import('../../servers/listen.mjs').Received} request */
  function token(request) {
    assert.deepEqual(basicAuth.parse(request.headers.authorization ?? ''), basicAuth.parse(`Basic ${btoa(`${APP.name}:${APP.pass}`)}`));
    assert.deepEqual([request.method, parsed(request)], ['POST', { grant_type: 'client_credentials', resource: RESOURCE, scope: 'all' }]);
    const accessToken = randomUUID();
    tokens.add(`Bearer ${accessToken}`);
    return { access_token: accessToken, expires_in: 3600, token_type: 'Bearer', scope: 'all' };
  }

  const { url, stop } = await serve(async (response, request) => {
    requests.push(`${request.method} ${request.path}`);
    const { status = 200, body } = await Promise.resolve().then(() => answerTo(request)).then((answer) => (answer === undefined ? { status: 204, body: undefined } : { body: answer }), failureOf);
    response.writeHead(status, { 'Content-Type': 'application/json; charset=utf-8' }).end(body === undefined ? undefined : JSON.stringify(body));
  });
  return { url, stop, stored, requests };
}

/** @param {number} status @param {string} code @returns {never} */
function refuse(status, code) {
  throw new Refused(status, code);
}

/** koa-connector-error-handler, and the answer of a guard. @param {any} error */
function failureOf(error) {
  if (error instanceof ConnectorError) {
    const status = ['rate_limit_exceeded', 'usage_limit_exceeded'].includes(error.code) ? 429 : 400;
    return { status, body: { code: `connector.${error.code}`, data: error.data, message: error.code } };
  }
  if (error instanceof ZodError) return { status: 400, body: { code: 'guard.invalid_input', data: error } };
  return { status: error.status ?? 500, body: error.body ?? { message: String(error) } };
}
