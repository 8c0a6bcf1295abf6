// Names whose values are credentials: those of the engine, which tells nobody. A test compares the two.
const WORDS = new Set(
  'accesskey accesstoken apikey apisecret apitoken appkey appsecret appsid auth authkey authorization authtoken bearer clientsecret cookie credential hmac key pass passphrase passwd password pin private psw pw pwd secret secretkey session signature token'.split(' '),
);

/** Whether a name has a whole word that names a secret: `X-Api-Key` and `userPassword` do, `keyword` does not. @param {string} name */
export function namesSecret(name) {
  const words = name.replaceAll(/([a-z])([A-Z])/g, '$1 $2').split(/[^A-Za-z]+/).map((word) => word.toLowerCase());
  // Two words of a name may stand for one: `api_key`, `app-sid`.
  const folded = name.replaceAll(/[^A-Za-z0-9]/g, '').toLowerCase();
  return WORDS.has(folded) || words.some((word) => WORDS.has(word) || WORDS.has(word.replace(/s+$/, '')));
}
