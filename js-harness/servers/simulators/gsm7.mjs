// GSM 03.38 default alphabet and its extension table (3GPP TS 23.038, section 6.2.1). Only to show what happens to a
// text that is sent without the provider's unicode flag.
const ALPHABET = new Set(
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿'
    + 'abcdefghijklmnopqrstuvwxyzäöñüà' + '\f^{}\\[~]|€',
);

/** What the phone shows when a gateway squeezes the text into GSM-7: every other character is lost. @param {string} text */
export const squeezed = (text) => Array.from(text, (character) => (ALPHABET.has(character) ? character : '?')).join('');
