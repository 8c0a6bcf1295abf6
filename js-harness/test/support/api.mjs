// The engine as a program uses it: imported by its name from a project of its own.
import { after, beforeEach } from 'node:test';
import { basename } from 'node:path';
import { freshProject } from '../../build/project.mjs';
import { ok, startServer } from './server.mjs';
import { failOnUnhandled } from './unhandled.mjs';

export const project = await freshProject(basename(process.argv[1], '.test.mjs'));
export const core = await project.core();
export const server = await startServer();

failOnUnhandled();

beforeEach(() => {
  server.answer = ok;
  server.requests.length = 0;
});
after(() => server.stop());
