// The mistakes that people make in a configuration, and what looks like one and is none.
import { answer } from './answer.mjs';
import { body } from './body.mjs';
import { language } from './language.mjs';
import { placeholders } from './placeholders.mjs';
import { providers } from './providers.mjs';
import { request } from './request.mjs';
import { templates } from './templates.mjs';

export { alright } from './alright.mjs';
export { SECRETS } from './shared.mjs';

/**
 * What somebody did, and the configuration that came of it; `alright` where nothing is to be said about it.
 * @type {Record<string, unknown>}
 */
export const mistakes = { ...request, ...body, ...placeholders, ...language, ...templates, ...answer, ...providers };
