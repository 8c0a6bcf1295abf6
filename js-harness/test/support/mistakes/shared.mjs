// What the mistakes have in common.

export const endpoint = 'https://api.sms.test/send';
export const form = { 'Content-Type': 'application/x-www-form-urlencoded' };
export const xml = { 'Content-Type': 'application/xml' };
/** What every message has to say; where the mistake is elsewhere, nothing is to be missing. */
export const says = { to: '{{to}}', text: '{{message}}' };
/** Stands wherever a user has a credential; no message may repeat it. */
export const SECRET = 'sk_live_51Hq0b3XyZ';
/** All that no message may repeat. */
export const SECRETS = [SECRET, 'MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw', 'c2hvcnQ='];
