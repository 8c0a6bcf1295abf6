// Names whose values are credentials. The engine has such a list too, for what it redacts; it tells nobody.
const WORDS = new Set(
  'accesskey accesstoken apikey apisecret apitoken appkey appsecret appsid auth authkey authorization authtoken bearer clientsecret cookie credential hmac key pass passphrase passwd password pin private psw pw pwd secret secretkey session signature token'.split(' '),
);

/** Whether a name has a whole word that names a secret: `X-Api-Key` and `userPassword` do, `keyword` does not. @param {string} name */
export function namesSecret(name) {
  const words = name.replaceAll(/([a-z0-9])([A-Z])/g, '$1 $2').toLowerCase().split(/[^a-z]+/);
  return [...words, words.join('')].some((word) => WORDS.has(word) || WORDS.has(word.replace(/s$/, '')));
}
