/**
 * A unique value for every secret and every piece of message data, so that a search of what came out says which one got
 * there. Some are as awkward as real ones can be: quotes, slashes, a plus, characters outside ASCII.
 *
 * Header values are Latin-1; none of these is a credential of anything.
 */
export const markers = Object.freeze({
  code: '739184',
  message: `Today's "Acme" code: 739184 <never share> \u00fc\u2713`,
  link: 'https://acme.test/in?t=Lk8+Qz5&x=%2Fm4Vb7',
  to: '14155550163',
  token: 'tok-Zq7/Lw+8Rk=Xv3&Jd9',
  user: 'usr&Kp4<Tz7',
  password: 'pas"Rt5\'w\u00f6 <Vn8>\\/2%2B',
  apiKey: 'key_5hT9wQ2mBzX8',
  apiSecret: 'sec~K4+v/9==nR "7"',
  header: 'hdr-7Ym2/pQ+e8',
  query: 'qry 3Gx&9/b+U=c%41',
  body: 'bod{"n":"\u00e9\u2713"}8Wd',
  signingSecret: 'whsec_c2lnbmluZy1zZWNyZXQtb2YtYS10ZXN0LTQ3MTE=',
  cut: `cut-${'Hx4Jm7'.repeat(12)}`,
  path: '7204815563:AAF-x8Qk2_Lm9Zt4',
  segment: 'T9fK2-wq/8 Zn',
  own: 'Gh7/kk+2=Wq9',
  odd: "zx-81Kq!77/T't",
  text: 'TXT9k-44Lq~8z',
  bare: 'appkey77:s3cr3t/Uv+5x',
  account: '80417725',
  name: 'Wilhelmina Quasthoff',
  email: 'w.quasthoff@acme.test',
  inviter: 'Ottokar-Zw\u00f6lfer',
  ip: '203.0.113.77',
});

export const data = Object.freeze({
  to: markers.to,
  type: 'SignIn',
  payload: Object.freeze({
    user: Object.freeze({ name: markers.name, primaryEmail: markers.email }),
    inviter: Object.freeze({ profile: Object.freeze({ nickname: markers.inviter }) }),
    code: markers.code,
    link: markers.link,
    locale: 'en',
  }),
  ip: markers.ip,
});

const templates = [{ usageType: 'SignIn', content: markers.message.replace(markers.code, '{{code}}') }];

/**
 * Small configurations, each with its secrets within the first 200 characters of what a provider echoes: a provider's
 * message is cut there, so a secret further on would be safe by its place and prove nothing. Between them they hold every
 * marker in every place where it may stand.
 *
 * @type {Readonly<Record<string, Record<string, unknown>>>}
 */
export const leakConfigs = Object.freeze({
  json: {
    authorization: `Bearer ${markers.token}`,
    bodyParams: { recipient: '{{to}}', text: '{{message}}', password: markers.body },
    templates,
  },
  form: {
    authorization: `Basic ${markers.user}:${markers.password}`,
    headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
    bodyParams: { number: '{{to | national}}', code: '{{code}}', secret: '{{apiSecret}}' },
    apiSecret: markers.apiSecret,
  },
  query: {
    method: 'GET',
    authorization: '{{apiKey}}',
    queryParams: { api_key: markers.query, to: '{{to}}', text: '{{message}}' },
    apiKey: markers.apiKey,
    templates,
  },
  xml: {
    headers: { 'content-type': 'application/xml', 'X-API-KEY': markers.header },
    bodyParams: '<sms><key>{{apiSecret}}</key><text>{{link}}</text><to>{{to | digits}}</to></sms>',
    apiSecret: markers.apiSecret,
    signingSecret: markers.signingSecret,
  },
  default: { authorization: markers.token, headers: { 'x-auth-token': markers.header } },
  path: { bodyParams: { chat_id: '{{to}}', text: '{{message}}' } },
  own: { method: 'GET', queryParams: { to: '{{to}}', text: '{{message}}' } },
  odd: { bodyParams: { x: markers.odd, n: 80_417_725, list: [{ v: markers.segment }], to: '{{to}}', code: '{{code}}' } },
  plain: {
    authorization: markers.bare,
    headers: { 'Content-Type': 'text/plain', 'X-Tenant': markers.odd },
    bodyParams: `SEND ${markers.text} {{to}} {{message}}`,
  },
  // The secret lies across the place where a provider's message is cut: cutting before redacting shows half of it.
  cut: { bodyParams: { pad: 'p'.repeat(140), token: markers.cut, code: '{{code}}' } },
});

/** What stands behind the address of the server, where a configuration has secrets there. @type {Readonly<Record<string, string>>} */
const tails = Object.freeze({
  path: `/bot${markers.path}/${encodeURIComponent(markers.segment)}/sendMessage`,
  own: `?pw=${encodeURIComponent(markers.own)}&x=${encodeURIComponent(markers.odd)}`,
});

/** A configuration of the above, sent to `address`. @param {string} name @param {string | undefined} address */
export const leakConfig = (name, address) => ({ ...leakConfigs[name], endpoint: `${address}${tails[name] ?? ''}` });
