// Recognises what the values of an example are: the number, the text, the code, the sender, a credential. By their names, which
// providers choose from few words, and by their shape.
import { namesSecret } from '../secret-names.js';

/**
 * @typedef {{ where: 'header' | 'query' | 'body' | 'path', name: string, value: string | number, others?: number, replace: (placeholder: string) => void }} Leaf
 *   A value of the request; `others` is how many more of its kind stand in the same list, which `replace` takes away.
 * @typedef {{ number?: Leaf, text?: Leaf, code?: Leaf, ids: Leaf[], secrets: Leaf[], signatures: Leaf[] }} Roles
 */

const words = (/** @type {string} */ list) => new Set(list.split(' '));
const NUMBER = words(
  'to tos phone phones phoneno phonenumber phonenumbers mobile mobiles mobileno mobilenumber mobilenumbers recipient recipients recipientnumber msisdn msisdns destination destinations destinationaddress destinationnumber dest dst destaddr da number numbers receiver receivers receptor tel telephone cell gsm gsmno contact contacts tonumber target sendto sentto',
);
const TEXT = words('text message body content msg sms messagetext textcontent smstext messagebody messagecontent smsmessage textmessage txt smscontent msgtext msgbody');
const CODE = words('code otp otpcode verificationcode passcode pin pincode var1 var');
const SENDER = words('from sender senderid sendername source originator src sourceaddress sourceaddr sourcenumber fromnumber fromname header msgheader sa shortcode linenumber');
const ID = words('idempotencykey xidempotencykey requestid xrequestid clientref clientreference correlationid');
const SIGNATURE = words('sign signature sig hash xsignature');

/** Compares names whatever their case and separators. @param {string} name */
const folded = (name) => name.toLowerCase().replaceAll(/[^a-z0-9]/g, '');

/** Digits, with the separators that people write; providers' documents have X in place of some. */
const PHONE = /^(?:tel:|whatsapp:)?(?:\+|00| )?[\dx][\dx ().-]{5,}$/i;

/** @param {string | number} value */
const isPhone = (value) => {
  const [first] = String(value).split(/[,;]/);
  const digits = first.replaceAll(/[^\dx]/gi, '').length;
  return PHONE.test(first) && /\d/.test(first) && digits >= 7 && digits <= 17;
};

/** What stands for a value in documents: `<number>`, `{number}`, `$NUMBER`, `YOUR_NUMBER`, `xxxx`. @param {string | number} value */
export const isExample = (value) => /[<{[]\w[\w .-]*[>}\]]|\$\{?[A-Z_]{2,}|\byour[\b_-]|^my[_-]|^x{3,}$|\*{3,}|…|\.{3}|^[A-Z]+(_[A-Z]+)+$/i.test(String(value));

const hasWords = (/** @type {string | number} */ value) => typeof value === 'string' && /\p{L}{2,}[\p{P}]?\s+\S*\p{L}/u.test(value);

/** @param {Leaf[]} leaves @returns {Roles} */
export function rolesOf(leaves) {
  const named = (/** @type {Set<string>} */ names) => (/** @type {Leaf} */ { name }) => names.has(folded(name));
  const ids = leaves.filter(named(ID));
  const rest = leaves.filter((leaf) => !ids.includes(leaf) && !named(SENDER)(leaf));
  const content = rest.filter(({ where }) => where !== 'header');

  const number = best(content, (leaf) => {
    if (isPhone(leaf.value)) return named(NUMBER)(leaf) ? 3 : mayHoldNumber(leaf) ? 1 : 0;
    return named(NUMBER)(leaf) && (isExample(leaf.value) || leaf.value === '') ? 2 : 0;
  });
  const code = best(content, (leaf) => (leaf !== number && named(CODE)(leaf) && (/^\d{3,8}$/.test(String(leaf.value)) || isExample(leaf.value)) ? 1 : 0));
  const text = best(content, (leaf) => {
    if (leaf === number || leaf === code || typeof leaf.value !== 'string' || leaf.where === 'path') return 0;
    if (named(TEXT)(leaf)) return hasWords(leaf.value) ? 4 : 3;
    if (namesSecret(leaf.name) || !hasWords(leaf.value)) return 0;
    return /(?<!\d)\d{4,8}(?!\d)/.test(leaf.value) ? 2 : code ? 0 : 1;
  });
  const secrets = rest.filter((leaf) => ![number, code, text].includes(leaf) && leaf.where !== 'path' && typeof leaf.value === 'string' && folded(leaf.name) !== 'authorization' && namesSecret(leaf.name));
  return { number, code, text, ids, secrets, signatures: leaves.filter(named(SIGNATURE)) };
}

/** Other long numbers are identifiers and times. @param {Leaf} leaf */
const mayHoldNumber = ({ name, where }) => where === 'path' || !/(^|[a-z_-])(id|sid|time|date|stamp|template|account|user|key|ref|port|ttl)/i.test(name);

/** @param {Leaf[]} leaves @param {(leaf: Leaf) => number} score @returns {Leaf | undefined} The first of those with most, where that is more than nothing. */
function best(leaves, score) {
  const most = Math.max(0, ...leaves.map(score));
  return most === 0 ? undefined : leaves.find((leaf) => score(leaf) === most);
}

/**
 * The placeholder that gives the number as the example spells it, and what cannot be known from that.
 * @param {string | number} value
 * @returns {{ placeholder: string, doubt?: string }}
 */
export function numberPlaceholder(value) {
  if (typeof value === 'number') return { placeholder: '{{to | digits | number}}' };
  const [, prefix = '', rest] = /^((?:tel|whatsapp):)?(.*)$/s.exec(value.split(/[,;]/)[0]) ?? [];
  // A plus that was not encoded is a space to whoever reads the form.
  if (/^[+ ]/.test(rest)) return { placeholder: `${prefix}{{to}}` };
  if (rest.startsWith('00')) return { placeholder: `${prefix}00{{to | digits}}` };
  if (rest.startsWith('0')) return { placeholder: `${prefix}0{{to | national}}`, doubt: 'the number is a national one, which only reaches your own country: see whether the provider takes international ones, as {{to}} or {{to | digits}}' };
  if (!isPhone(value)) return { placeholder: `${prefix}{{to}}`, doubt: 'the example does not show whether the number has a plus: {{to}} has one, {{to | digits}} has none' };
  return { placeholder: `${prefix}{{to | digits}}` };
}

/** The text of a template: the example's own sentence, where it holds a code. @param {string} text */
export function sentenceOf(text) {
  if (/^\d{3,8}$/.test(text)) return undefined;
  const [code] = /(?<![\d+])\d{4,8}(?!\d)/.exec(text) ?? [];
  return code && !isExample(text) ? text.replace(code, '{{code}}') : 'Your verification code is {{code}}.';
}
