// The body in workerd: a worker that runs it for one request, or sends one message for each of many.
import './watch.mjs';
import * as core from 'connector-generic-http-sms/core';
import { report } from './report.mjs';

export default {
  /** @param {Request} request */
  async fetch(request) {
    const { pathname, searchParams } = new URL(request.url);
    const { base, runtime, kind, endpoint, message } = Object.fromEntries(searchParams);
    if (pathname === '/run') {
      await report(core, { base, runtime, kind });
      return Response.json({});
    }
    const config = { endpoint, bodyParams: { text: '{{message}}' }, response: { messageId: 'id' } };
    return Response.json(await core.sendMessage(config, { to: '14155550123', type: 'SignIn', message }));
  },
};
