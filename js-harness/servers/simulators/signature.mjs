// Chinese operators want every SMS to start with the sender's signature in lenticular brackets: 【MyBrand】text.
const SIGNATURE = /^【([^【】]+)】/;

/** @param {string} content */
export const signatureOf = (content) => SIGNATURE.exec(content)?.[1];

/** The message without its signature, which the simulators report as the text. @param {string} content */
export const withoutSignature = (content) => content.replace(SIGNATURE, '');
