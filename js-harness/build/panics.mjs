// Which functions of the engine call the panic machinery, read from the release wasm as cargo leaves it: its names are
// still there, which wasm-opt strips later.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import binaryen from 'binaryen';
import { target } from '../setup/paths.mjs';

export const engineWithNames = join(target, 'wasm32-unknown-unknown', 'release', 'generic_http_sms.wasm');

/** What never returns, by the last part of its name. */
const MACHINERY = new RegExp(`^(?:${[
  'panic', 'panic_fmt', 'panic_nounwind\\w*', 'panic_bounds_check', 'panic_display', 'panic_explicit', 'unreachable_display', 'panic_const_\\w+', 'assert_failed',
  'assert_failed_inner', 'unwrap_failed', 'expect_failed', 'slice_index_fail', 'slice_error_fail\\w*', 'slice_\\w*_index_\\w*fail', 'len_mismatch_fail',
  'panic_already_borrowed', 'panic_already_mutably_borrowed', 'panic_poisoned', 'panic_access_error', 'panic_with_hook', 'begin_panic\\w*', 'capacity_overflow',
  'rust_panic\\w*',
].join('|')})$`);

/** The part of a mangled name that makes it one of these. Both of Rust's manglings write a part behind its length. @param {string} name */
function machinery(name) {
  for (const { 0: digits, index } of name.matchAll(/[1-9]\d*/g)) {
    const begin = index + digits.length;
    const part = name.slice(begin, begin + Number(digits));
    if (MACHINERY.test(part)) return part;
  }
}

const OWN = '16generic_http_sms';

/**
 * @param {string} path
 * @returns {Promise<{ functions: number, own: number, machinery: number, callers: Record<string, string[]> }>} `callers`: of our
 *   own functions those that call the machinery, and what of it
 */
export async function panicCallers(path) {
  const module = binaryen.readBinary(await readFile(path));
  const text = module.emitText();
  module.dispose();
  /** @type {Record<string, Set<string>>} */
  const callers = {};
  const names = new Set();
  let name = '';
  for (const line of text.split('\n')) {
    const [, defined] = /^ \(func \$(\S+)/.exec(line) ?? [];
    if (defined) names.add((name = defined));
    const [, called] = /\((?:return_)?call \$(\S+?)\)?$/.exec(line) ?? [];
    const reached = called && name.includes(OWN) && !called.includes(OWN) && machinery(called);
    if (reached) (callers[readable(name)] ??= new Set()).add(reached);
  }
  const all = [...names];
  return {
    functions: all.length,
    own: all.filter((one) => one.includes(OWN)).length,
    machinery: all.filter((one) => !one.includes(OWN) && machinery(one)).length,
    callers: Object.fromEntries(Object.entries(callers).sort().map(([caller, called]) => [caller, [...called].sort()])),
  };
}

const SYMBOLS = /** @type {Record<string, string>} */ ({
  LT: '<', GT: '>', RF: '&', BP: '*', LP: '(', RP: ')', C: ',', u20: ' ', u27: "'", u7b: '{', u7d: '}',
});

/** `_ZN16generic_http_sms5error4name17h…E` as `generic_http_sms::error::name`; another mangling stays as it is. @param {string} mangled */
function readable(mangled) {
  const parts = [];
  let rest = mangled.replace(/^_ZN/, '').replace(/17h[0-9a-f]{16}E$/, '');
  if (!mangled.startsWith('_ZN')) return mangled;
  for (let found = /^\d+/.exec(rest); found; found = /^\d+/.exec(rest)) {
    const begin = found[0].length;
    parts.push(rest.slice(begin, begin + Number(found[0])));
    rest = rest.slice(begin + Number(found[0]));
  }
  return parts
    .map((part) => part.replace(/^_(?=\$)/, '').replace(/\$(\w+?)\$/g, (all, symbol) => SYMBOLS[symbol] ?? all).replaceAll('..', '::'))
    .join('::');
}
