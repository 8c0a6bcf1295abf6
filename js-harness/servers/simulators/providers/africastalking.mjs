// Africa's Talking: HTTP 201 also when the only recipient was refused. Answers XML unless Accept asks for JSON
// (unconfirmed; the documented request carries that header). The bodies of 400 and 429 are assumptions.
import { issued, json, text } from '../answers.mjs';
import { header } from '../credentials.mjs';
import { FORM_TYPE } from '../decode.mjs';
import { credential, filled, message, object, recipient } from '../fields.mjs';
import { hex } from '../ids.mjs';
import { e164 } from '../numbers.mjs';

const demo = { API_KEY: 'demo-key', USERNAME: 'sandbox', SENDER: 'MyBrand' };

/** @typedef {import('../types.mjs').Call} Call */

/** @param {Call} call @param {string} message @param {Record<string, string | number>} recipient */
function answer({ headers }, message, recipient) {
  if (/\bapplication\/json\b/i.test(headers.accept ?? '')) {
    return json(201, { SMSMessageData: { Message: message, Recipients: [recipient] } });
  }
  const fields = Object.entries(recipient).map(([name, value]) => `<${name}>${value}</${name}>`).join('');
  return text(
    201,
    '<AfricasTalkingResponse><SMSMessageData>'
      + `<Message>${message}</Message><Recipients><Recipient>${fields}</Recipient></Recipients>`
      + '</SMSMessageData></AfricasTalkingResponse>',
    { 'Content-Type': 'application/xml' },
  );
}

/** @param {number} statusCode @param {string} status @returns {(call: Call) => import('../types.mjs').Answer} */
const refused = (statusCode, status) => (call) =>
  answer(call, 'Sent to 0/1 Total Cost: 0', { statusCode, number: call.to ?? '', status, cost: '0', messageId: 'None' });

/** @type {import('../types.mjs').Provider} */
export default {
  id: 'africastalking',
  demo,
  numbers: { good: '+254711222333', invalid: '+254711222104', limited: '+254711222129', noQuota: '+254711222102' },
  expects: { failsInside2xx: true, messageId: 'SMSMessageData.Recipients.0.messageId', codeOnly: false },
  method: 'POST',
  path: '/version1/messaging',
  credentials: header('apiKey', demo.API_KEY),
  bodies: {
    [FORM_TYPE]: object({
      username: credential(demo.USERNAME),
      to: recipient(e164),
      message: message(),
      from: filled(),
    }),
  },
  answers: {
    success(call) {
      const id = `ATXid_${hex(32)}`;
      return issued(id, answer(call, 'Sent to 1/1 Total Cost: KES 0.8000', {
        statusCode: 101, number: call.to ?? '', status: 'Success', cost: 'KES 0.8000', messageId: id,
      }));
    },
    credentials: () => text(401, 'The supplied authentication is invalid'),
    number: refused(403, 'InvalidPhoneNumber'),
    limited: () => text(429, 'Too Many Requests'),
    noQuota: refused(405, 'InsufficientBalance'),
    malformed: ({ refusal }) => text(400, `Request is missing required form field '${refusal?.field}'`),
  },
};
