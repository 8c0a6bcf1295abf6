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
});

export const data = Object.freeze({
  to: markers.to,
  type: 'SignIn',
  payload: Object.freeze({ code: markers.code, link: markers.link, locale: 'en' }),
  ip: '127.0.0.1',
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
  // The secret lies across the place where a provider's message is cut: cutting before redacting shows half of it.
  cut: { bodyParams: { pad: 'p'.repeat(140), token: markers.cut, code: '{{code}}' } },
});
