// playground: the page, served on this machine.
import { readText } from '../configuration-file.js';
import { Usage } from '../outcome.js';
import { startPlayground } from '../playground-server.js';
import { cyan, dim, print } from '../terminal.js';

/** The same every time, so that links stay good. */
const PORT = '8377';

/** @type {import('../arguments.js').Command} */
export const playground = {
  summary: 'Open a configuration in a page: issues, request, phone and verdict as you type.',
  usage: 'playground [FILE] [--port N]',
  examples: ['connector-generic-http-sms playground', 'connector-generic-http-sms playground sms.json --port 9000'],
  about: `The page is on 127.0.0.1, port ${PORT} where that is free, until Ctrl+C. It sends only what you tell it to.`,
  options: { port: { type: 'string', what: 'the port; 0 is any that is free' } },
  positionals: [0, 1],
  async run({ positionals: [path], values }) {
    if (path === '-') throw new Usage('the page needs a file that it can save to, not standard input');
    if (values.port !== undefined && !/^\d{1,5}$/.test(values.port)) throw new Usage('--port takes a number, such as 9000');
    if (path !== undefined) await readText(path);
    const { address, ended } = await startPlayground({ path, port: Number(values.port ?? PORT), otherPort: values.port === undefined });
    print(values.json ? JSON.stringify({ address }) : `${cyan(address)}\n${dim('Open this address in your browser. Ctrl+C ends the page.')}`);
    await ended;
    return { code: 0 };
  },
};
