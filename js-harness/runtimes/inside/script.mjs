// The body in Node, Deno and Bun.
import './watch.mjs';
import * as core from 'connector-generic-http-sms/core';
import { report } from './report.mjs';

const [base, runtime, kind] = process.argv.slice(2);
await report(core, { base, runtime, kind });
