// Types only.

/**
 * What the server received, before any judgement.
 * @typedef {object} Incoming
 * @property {string} method
 * @property {string} url  path and query as they were sent and signed, with `/<provider-id>`
 * @property {string} path  the raw path after `/<provider-id>`, without the query, not decoded
 * @property {string} query  the raw query without `?`
 * @property {Record<string, string>} headers  names in lower case
 * @property {Uint8Array} body
 */

/**
 * What the provider understood of a request. Handed to every answer.
 * @typedef {object} Call
 * @property {Record<string, string>} headers
 * @property {any} fields  the decoded body (the decoded query where the provider takes no body)
 * @property {Record<string, string>} [query]  the decoded query
 * @property {Record<string, string>} [pathFields]  what stands in the path for its {{names}}
 * @property {string} [to]  the number exactly as received
 * @property {string} [e164]  the same number as E.164 with +, to recognise the demo numbers by
 * @property {string} [text]  the message text
 * @property {string} [code]  the code, where the provider takes variables instead of a text
 * @property {Refusal} [refusal]  why the request is refused
 */

/**
 * @typedef {object} Answer
 * @property {number} status
 * @property {Record<string, string>} headers
 * @property {string} body
 * @property {string} [messageId]  the id that the answer carries, as text
 */

/**
 * @typedef {'path' | 'method' | 'media type' | 'syntax' | 'credentials'} RequestRefusal  about the request as such
 * @typedef {'missing' | 'field' | 'unknown' | 'placeholder' | 'number'} FieldRefusal  about one of its fields
 * @typedef {RequestRefusal | FieldRefusal} RefusalKind
 * @typedef {{ kind: RefusalKind, field: string, why: string }} Refusal
 */

/**
 * Who decides about one field: throws a Refused, or notes what it read in `found`.
 * @typedef {object} Field
 * @property {(value: any, at: string, found: Call) => void} check
 * @property {boolean} [optional]
 * @property {boolean} [credential]
 */

/**
 * Numbers that trigger an answer. All are E.164 with +, as Logto's users have them.
 * @typedef {object} Numbers
 * @property {string} good
 * @property {string} [invalid]  refused as a recipient
 * @property {string} [limited]  answered with the provider's rate limit, where the documentation names one
 * @property {string} [noQuota]  answered with "no credit", where the documentation names one
 * @property {string} [rejected]  refused inside a 2xx, where `invalid` alone would not show that this happens
 */

/** @typedef {(incoming: Incoming) => 'ok' | 'missing' | 'wrong'} Check  of credentials outside the body */

/**
 * @typedef {object} Endpoint
 * @property {'GET' | 'POST' | 'PUT'} method
 * @property {string} path
 * @property {RegExp} route  the path, with a group for each part that is a field
 * @property {Field} [pathFields]
 * @property {Field} [headers]  those that are wanted
 * @property {Check} [credentials]
 * @property {Field} [query]  without it any query is refused
 * @property {Record<string, Field>} [bodies]  media type: the fields of the body; without it any body is refused
 * @property {Answers} answers
 */

/**
 * @typedef {Endpoint & {
 *   id: string,
 *   demo: Record<string, string>,
 *   numbers: Numbers,
 *   expects: { failsInside2xx: boolean, messageId: string, codeOnly: boolean },
 *   token?: Endpoint,
 *   expireTokens: () => void,
 *   understands?: (call: Call) => string,
 * }} Provider `demo`: the value that the simulator wants for a marker of a recipe: ACCOUNT_SID is `<account-sid>`;
 *   `understands`: the text as it would reach the phone
 */

/**
 * @typedef {object} Answers
 * @property {(call: Call) => Answer} success
 * @property {(call: Call) => Answer} [credentials]
 * @property {(call: Call) => Answer} malformed  everything the provider cannot read or misses
 * @property {(call: Call) => Answer} [number]  a recipient it does not take
 * @property {(call: Call) => Answer} [limited]
 * @property {(call: Call) => Answer} [noQuota]
 * @property {(call: Call) => Answer} [rejected]
 * @property {(call: Call) => Answer} [method]
 * @property {(call: Call) => Answer} [path]
 */

/**
 * One line of the simulator's log: the request and the verdict.
 * @typedef {Omit<import('../listen.mjs').Received, 'headers'> & {
 *   provider: string | undefined,
 *   endpoint?: 'token' | 'send',
 *   accepted: boolean,
 *   why?: string,
 *   headers: Record<string, string>,
 *   path: string,
 *   rawBody: string,
 *   decoded: any,
 *   status: number,
 *   to?: string,
 *   text?: string,
 *   code?: string,
 *   messageId?: string,
 * }} Recorded `path`: path and query as received, after the provider's prefix
 */

export {};
