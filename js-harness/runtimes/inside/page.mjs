// The body in a browser.
import './watch.mjs';
import * as core from 'connector-generic-http-sms/core';
import { report } from './report.mjs';

const { base, runtime, kind } = Object.fromEntries(new URLSearchParams(location.search));
await report(core, { base, runtime, kind });
