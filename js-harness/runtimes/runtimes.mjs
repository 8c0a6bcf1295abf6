// Every runtime that the package is made for, and how each is started.
import { findChromium, findFirefox } from '../setup/browser.mjs';
import { versionOf } from '../setup/find.mjs';
import { programOf } from '../setup/runtimes.mjs';
import { openPage, pageFor, viteBuild, viteVersion } from './browsers.mjs';
import { start, within } from './process.mjs';
import { startWorkerd } from './workerd.mjs';

/** @typedef {import('./server.mjs').Result} Result */
/** @typedef {Awaited<ReturnType<typeof import('./server.mjs').startServer>>} Server */

/**
 * `program` is where the runtime was found, `project` a project that has the packed package and the body, `scratch` an
 * empty folder that is deleted afterwards.
 * @typedef {{ id: string, kind: string, program: string, project: string, scratch: string, server: Server }} Setting
 */

/**
 * @typedef {object} Runtime
 * @property {string} id
 * @property {string} title
 * @property {string} kind Whose traits it has.
 * @property {() => Promise<string | undefined>} find
 * @property {(program: string) => Promise<string | undefined>} version
 * @property {(setting: Setting) => Promise<{ ended: Promise<unknown>, output: () => string, stop: () => Promise<void>, more?: () => Promise<Result[]> }>} start
 *   Starts the body; `more` tests what can only be seen from outside, once the body has reported.
 */

/** @type {Runtime[]} */
export const runtimes = [
  ...[20, 22, 24].map((major) => node(major)),
  {
    id: 'deno',
    title: 'Deno',
    kind: 'deno',
    find: () => programOf(/^@deno\//, 'deno'),
    version: versionOf,
    start: async (setting) =>
      startScript(setting, ['run', '--quiet', '--no-prompt', '--cached-only', '--allow-net=127.0.0.1', '--allow-read=node_modules'], {
        DENO_DIR: setting.scratch,
        DENO_NO_UPDATE_CHECK: '1',
      }),
  },
  {
    id: 'bun',
    title: 'Bun',
    kind: 'bun',
    find: () => programOf(/^@oven\/bun-/, 'bin/bun'),
    version: versionOf,
    start: async (setting) => startScript(setting, ['run', '--no-install']),
  },
  {
    id: 'workerd',
    title: 'workerd',
    kind: 'workerd',
    find: () => programOf(/^@cloudflare\/workerd-/, 'bin/workerd'),
    version: (program) => versionOf(program, /\d+-\d+-\d+/),
    start: startWorkerd,
  },
  {
    id: 'chromium',
    title: 'Chromium',
    kind: 'browser',
    find: findChromium,
    version: versionOf,
    start: async (setting) => openPage('chrome', setting, await pageFor(setting)),
  },
  {
    id: 'firefox',
    title: 'Firefox',
    kind: 'browser',
    find: findFirefox,
    version: (program) => versionOf(program, /\d+(\.\d+)+/),
    start: async (setting) => openPage('firefox', setting, await pageFor(setting)),
  },
  {
    id: 'vite',
    title: 'Vite',
    kind: 'browser',
    find: findChromium,
    version: viteVersion,
    start: async (setting) => openPage('chrome', setting, await viteBuild(setting)),
  },
];

/** @param {number} major @returns {Runtime} */
function node(major) {
  return {
    id: `node${major}`,
    title: 'Node',
    kind: 'node',
    find: () => programOf(new RegExp(`^node${major}-`), 'bin/node'),
    version: versionOf,
    start: async (setting) => startScript(setting, []),
  };
}

/** @param {Setting} setting @param {string[]} flags @param {Record<string, string>} [env] */
function startScript({ id, kind, program, project, server }, flags, env) {
  const started = start(program, [...flags, 'script.mjs', server.url, id, kind], { cwd: project, env });
  return {
    ...started,
    async more() {
      const end = await within(started.ended, 5000);
      const detail = end ? `it ended with ${end.code ?? end.signal}` : 'something keeps it alive';
      return [{ name: 'the process ends by itself', ok: end?.code === 0, detail }];
    },
  };
}
