// Yunpian. Codes: -1 bad key, 1 missing, 2 malformed (unconfirmed, as are 22 and 33), in the documented
// error shape with HTTP 400.
import { issued, json } from '../answers.mjs';
import { FORM_TYPE } from '../decode.mjs';
import { credential, filled, message, object, optional, recipient } from '../fields.mjs';
import { integer } from '../ids.mjs';
import { withoutSignature } from '../signature.mjs';

const demo = { API_KEY: 'demo-key' };

// Either 11 digits of a Chinese mobile, or E.164 with +. Digits of another country without + are no number here; and
// +86 must be followed by a mobile number.
const MOBILE = /^(?:\+86)?1[3-9]\d{9}$|^\+(?!86)[1-9]\d{6,14}$/;
/** @type {import('../numbers.mjs').NumberFormat} */
const mobile = {
  name: 'an 11-digit Chinese mobile or +E.164',
  test: MOBILE,
  toE164: (received) => (received.startsWith('+') ? received : `+86${received}`),
};

/** @param {number} code @param {string} msg @param {string} detail */
const error = (code, msg, detail) => json(400, { http_status_code: 400, code, msg, detail });

/** @type {import('../types.mjs').Provider} */
export default {
  id: 'yunpian',
  demo,
  numbers: { good: '+8613800138000', invalid: '+8613800138104', limited: '+8613800138129' },
  expects: { failsInside2xx: false, messageId: 'sid', codeOnly: false },
  method: 'POST',
  path: '/v2/sms/single_send.json',
  bodies: {
    [FORM_TYPE]: object({
      apikey: credential(demo.API_KEY),
      mobile: recipient(mobile),
      text: message(),
      uid: optional(filled()),
      callback_url: optional(filled()),
    }),
  },
  // The signature is part of the text field; what a user wrote follows it.
  understands: ({ text }) => withoutSignature(text ?? ''),
  answers: {
    success({ to }) {
      const sid = integer();
      return issued(sid, json(200, { code: 0, msg: '发送成功', count: 1, fee: 0.05, unit: 'RMB', mobile: to, sid }));
    },
    credentials: () => error(-1, '非法的apikey', 'apikey不正确或没有授权'),
    number: () => error(2, '请求参数格式错误', '参数 mobile 格式不正确'),
    limited: () => error(33, '超过频率', '同一手机号发送次数过多'),
    malformed: ({ refusal }) =>
      refusal?.kind === 'missing'
        ? error(1, '请求参数缺失', `参数 ${refusal.field} 必须传入`)
        : error(2, '请求参数格式错误', `参数 ${refusal?.field} 格式不正确`),
  },
};
