// The conditions in a provider's facts.
import { squeezed } from './gsm7.mjs';
import { valueAt } from './template.mjs';

/** @typedef {import('./types.mjs').Call} Call */

/** Null stands for a value that is not there in a request that could be read. @param {Record<string, unknown[]>} wanted @param {Call} call */
export const hasValues = (wanted, { fields }) =>
  fields !== undefined && Object.entries(wanted).every(([path, any]) => any.includes(valueAt(fields, path) ?? null));

/** Any of these. @param {import('./schema.mjs').Whens} whens @returns {(call: Call) => boolean} */
export const holds = (whens) => (call) => whens.some(({ refused, kind, why, field, accepts, text }) => {
  const { refusal } = call;
  return (refused?.includes(refusal?.field ?? '') ?? true)
    && (kind === undefined || (refusal !== undefined && kind.includes(refusal.kind)))
    && (why === undefined || refusal?.why === why)
    && (field === undefined || hasValues(field, call))
    && (accepts === undefined || (call.headers.accept ?? '').toLowerCase().includes(accepts))
    && (text === undefined || (text === 'gsm7') === (call.text === squeezed(call.text ?? '')));
});
