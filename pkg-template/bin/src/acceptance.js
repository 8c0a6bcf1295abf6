// What there is to say of an acceptance that no rule has judged. No Node here: the page uses it too.

/** Where a configuration has no rule of success. */
export const WITHOUT_RULE = 'Every answer with a status of 2xx counts as accepted, as there is no rule of success. If your provider also answers a refusal with such a status, describe a success in response.';

/** @param {{ verdict: string, rules: { path: string }[] }} explanation */
export const isWithoutRule = ({ verdict, rules }) => verdict === 'accepted' && !rules.some(({ path }) => /\bresponse\.success\b/.test(path));
