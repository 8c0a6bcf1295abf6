// The help of the program and of each command.
import { common } from './arguments.js';
import { bold, dim } from './terminal.js';
import { columns } from './drawing.js';

const PROGRAM = 'npx connector-generic-http-sms';

/** @param {Record<string, import('./arguments.js').Command>} commands */
export const helpOfAll = (commands) =>
  [
    `${bold('Usage')}\n  ${PROGRAM} <command>`,
    `${bold('Commands')}\n${columns(Object.values(commands).map(({ usage, summary }) => [usage.split(' --')[0], summary]))}`,
    `${bold('Examples')}\n  ${PROGRAM} init twilio > sms.json\n  ${PROGRAM} check sms.json`,
    `${bold('Options')}\n${columns([...optionsOf(common), ['--version', 'print the version']])}`,
    'SMS_API_KEY, SMS_API_SECRET and SMS_AUTHORIZATION in the environment take the\nplace of apiKey, apiSecret and authorization of the file.',
    `${dim('Exit code')} 0: yes. 1: the answer is no. 2: wrong usage.`,
  ].join('\n\n');

/** @param {string} name @param {import('./arguments.js').Command} command */
export const helpOf = (name, { summary, usage, examples, about, options }) =>
  [
    summary,
    `${bold('Usage')}\n  ${PROGRAM} ${usage}`,
    `${bold('Examples')}\n${examples.map((example) => `  ${example.replaceAll('connector-generic-http-sms', PROGRAM)}`).join('\n')}`,
    `${bold('Options')}\n${columns(optionsOf({ ...options, ...common }))}`,
    ...(about ? [about] : []),
  ].join('\n\n');

/** @param {Record<string, import('./arguments.js').Option>} options */
const optionsOf = (options) => Object.entries(options).map(([name, { type, what }]) => [`--${name}${type === 'string' ? ' …' : ''}`, what]);
