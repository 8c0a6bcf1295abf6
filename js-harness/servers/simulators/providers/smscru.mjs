// SMSC.ru: HTTP 200 always; with fmt=3 the answer is JSON, without it a line of text (unconfirmed). GET works as well;
// the simulator stands for the POST of the documentation.
import { issued, json, text as plain } from '../answers.mjs';
import { FORM_TYPE } from '../decode.mjs';
import { credential, filled, message, object, oneOf, optional, recipient } from '../fields.mjs';
import { integer } from '../ids.mjs';
import { plusOptional } from '../numbers.mjs';

const demo = { LOGIN: 'demo-login', PASSWORD: 'demo-password' };

/** @param {number} code @param {string} error @returns {(call: import('../types.mjs').Call) => import('../types.mjs').Answer} */
const failure = (code, error) => ({ fields }) =>
  fields?.fmt === '3' ? json(200, { error, error_code: code }) : plain(200, `ERROR = ${code} (${error})`);

/** @type {import('../types.mjs').Provider} */
export default {
  id: 'smscru',
  demo,
  numbers: { good: '+79991234567', invalid: '+79991234104', limited: '+79991234129', noQuota: '+79991234102' },
  expects: { failsInside2xx: true, messageId: 'id', codeOnly: false },
  method: 'POST',
  path: '/sys/send.php',
  bodies: {
    [FORM_TYPE]: object({
      login: credential(demo.LOGIN),
      psw: credential(demo.PASSWORD),
      phones: recipient(plusOptional),
      mes: message(),
      sender: filled(),
      fmt: optional(oneOf('0', '1', '2', '3')),
      charset: optional(oneOf('utf-8', 'windows-1251', 'koi8-r')),
    }),
  },
  // The charset is required: without it the bytes are read as windows-1251, and the phone shows rubbish.
  understands: ({ text = '', fields }) =>
    fields.charset === 'utf-8' ? text : new TextDecoder('windows-1251').decode(new TextEncoder().encode(text)),
  answers: {
    success({ fields }) {
      const id = integer();
      return issued(id, fields.fmt === '3' ? json(200, { id, cnt: 1 }) : plain(200, `OK - 1 SMS, ID - ${id}`));
    },
    credentials: failure(2, 'authorise error'),
    number: failure(7, 'invalid number'),
    limited: failure(9, 'duplicate request, wait a minute'),
    noQuota: failure(3, 'no money'),
    malformed: failure(1, 'parameters error'),
  },
};
