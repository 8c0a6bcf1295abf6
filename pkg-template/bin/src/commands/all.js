// The commands, in the order in which a person needs them.
import { check } from './check.js';
import { explain } from './explain.js';
import { fromCurl } from './from-curl.js';
import { init } from './init.js';
import { playground } from './playground.js';
import { preview } from './preview.js';
import { recipes } from './recipes.js';
import { send } from './send.js';

/** @type {Record<string, import('../arguments.js').Command>} */
export const commands = { init, check, preview, send, explain, 'from-curl': fromCurl, recipes, playground };
