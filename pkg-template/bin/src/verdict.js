// What an answer means, rule by rule: the explanation of the engine for people.
import wrapAnsi from 'wrap-ansi';
import { isWithoutRule, WITHOUT_RULE } from './acceptance.js';
import { columns, section } from './drawing.js';
import { green, harmless, red, yellow } from './terminal.js';

/**
 * @typedef {{ path: string, holds: boolean | null, found?: string }} JudgedRule
 * @typedef {{
 *   verdict: 'accepted' | 'refused' | 'unclear', code?: string, reason?: string, errorDescription?: string, messageId?: string,
 *   providerMessage?: string, rules: JudgedRule[], repeat: boolean, fallback: boolean, via?: string, sample?: boolean,
 * }} Explanation
 */

const HEADLINES = {
  accepted: () => `${green('✓')} The message counts as accepted.`,
  refused: () => `${red('✗')} The message counts as refused.`,
  unclear: () => `${yellow('?')} It is unclear whether the message was accepted; it counts as not accepted.`,
};

/** @param {Explanation} explanation */
export function drawnExplanation({ verdict, rules, repeat, fallback, errorDescription, sample, ...others }) {
  const rows = ['code', 'reason', 'messageId', 'providerMessage', 'via'].filter((name) => others[name] !== undefined).map((name) => [name, String(others[name])]);
  // `via` is there where there is more than one provider.
  const next = verdict === 'accepted' ? [] : [['repeated', repeat ? 'yes' : 'no'], ...(others.via ? [['fallback', fallback ? 'tried' : 'not tried']] : [])];
  return [
    HEADLINES[verdict](),
    ...(isWithoutRule({ verdict, rules }) ? [wrapAnsi(WITHOUT_RULE, 78).replaceAll(/^/gm, '  ')] : []),
    ...(errorDescription ? [wrapAnsi(harmless(errorDescription), 78).replaceAll(/^/gm, '  ')] : []),
    ...(rules.length > 0 ? [drawnRules(rules)] : []),
    ...(rows.length + next.length > 0 ? [columns([...rows, ...next])] : []),
    ...(sample ? ['Judged for a sample message; --to and --code name another.'] : []),
  ].join('\n\n');
}

/** @param {JudgedRule[]} rules */
const drawnRules = (rules) => section('Rules', columns(rules.map(({ path, holds, found }) => [path, held(holds), found === undefined ? 'nothing is there' : `found ${found}`])));

/** @param {boolean | null} holds */
const held = (holds) => (holds === null ? 'not judged' : holds ? 'holds' : 'does not hold');
