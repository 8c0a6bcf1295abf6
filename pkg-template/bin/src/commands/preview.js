// preview: the request that a send would make, and what the phone would show.
import { previewRequest } from '../../../lib/core.js';
import { messageOf, messageOptions } from '../arguments.js';
import { readConfiguration } from '../configuration-file.js';
import { drawnPreview } from '../drawing.js';
import { refusedBy } from '../failure.js';

/** @type {import('../arguments.js').Command} */
export const preview = {
  summary: 'Show the request that a send would make, and the phone. Sends nothing.',
  usage: 'preview FILE --to … --code … [--type …] [--locale …] [--reveal]',
  examples: [
    'connector-generic-http-sms preview sms.json --to +4915112345678 --code 123456',
    'connector-generic-http-sms preview sms.json --to +4915112345678 --code 123456 --type Register --locale de --json',
  ],
  options: { ...messageOptions, reveal: { type: 'boolean', what: 'show credentials' } },
  positionals: [1, 1],
  required: ['to', 'code'],
  async run({ positionals: [path], values }) {
    const { config } = await readConfiguration(path);
    try {
      const previewed = previewRequest(config, messageOf(/** @type {any} */ (values)), { reveal: values.reveal === true });
      return { code: 0, text: drawnPreview(previewed, values.to), json: previewed };
    } catch (error) {
      throw refusedBy(error);
    }
  },
};
