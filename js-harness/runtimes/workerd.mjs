// workerd runs the body as a deployed worker would: bundled with the conditions and the treatment of wasm that Cloudflare's
// own tool has, and inside of requests.
import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { start, within } from './process.mjs';

const AT_ONCE = 40;
const READY = 20_000;

/** @param {import('./runtimes.mjs').Setting} setting */
export async function startWorkerd({ id, kind, program, project, scratch, server }) {
  const { build } = await import('esbuild');
  await build({
    absWorkingDir: project,
    entryPoints: ['worker.mjs'],
    outdir: scratch,
    bundle: true,
    format: 'esm',
    conditions: ['workerd', 'worker', 'browser'],
    loader: { '.wasm': 'copy' },
    logLevel: 'silent',
  });
  await writeFile(join(scratch, 'config.capnp'), configOf(await readdir(scratch)));

  /** @type {(port: number) => void} */
  let onPort = () => {};
  /** @type {Promise<number>} */
  const listening = new Promise((resolve) => (onPort = resolve));
  const started = start(program, ['serve', 'config.capnp', '--control-fd=3'], {
    cwd: scratch,
    onControl: (text) => onPort(Number(/"port":(\d+)/.exec(text)?.[1])),
  });
  const port = await within(Promise.race([listening, started.ended.then(() => undefined)]), READY);
  /** @param {string} path @param {Record<string, string>} query */
  const ask = (path, query) => fetch(`http://127.0.0.1:${port}/${path}?${new URLSearchParams(query)}`);
  // It answers when the body has reported; when it does not, the runner hears of no report.
  if (port) void ask('run', { base: server.url, runtime: id, kind }).then((response) => response.text()).catch(() => {});
  else await started.stop();

  return {
    ...started,
    // In workerd everything belongs to the request that it was made in, and the engine is one for all of them.
    async more() {
      const endpoint = `${server.url}/sms/${crypto.randomUUID()}/mirror`;
      const messages = Array.from({ length: AT_ONCE }, (_, index) => `${'x'.repeat(index % 7)}${index}`);
      const answers = await Promise.all(
        messages.map(async (message) => {
          try {
            const response = await ask('send', { endpoint, message });
            return response.ok ? (await response.json()).messageId : `status ${response.status}`;
          } catch (error) {
            return String(error);
          }
        }),
      );
      const wrong = answers.filter((answer, index) => answer !== messages[index]);
      return [{ name: `${AT_ONCE} requests that send at once`, ok: wrong.length === 0, detail: `${wrong.length} went wrong: ${wrong[0]}` }];
    },
  };
}

/** @param {string[]} files */
function configOf(files) {
  // The first is the one that runs.
  const modules = files.sort((left) => (left === 'worker.js' ? -1 : 1)).map((name) => `(name = "${name}", ${name.endsWith('.wasm') ? 'wasm' : 'esModule'} = embed "${name}")`);
  return `using Workerd = import "/workerd/workerd.capnp";

const config :Workerd.Config = (
  services = [
    (name = "main", worker = .worker),
    (name = "internet", network = (allow = ["private"])),
  ],
  sockets = [(name = "http", address = "127.0.0.1:0", http = (), service = "main")],
);

const worker :Workerd.Worker = (
  modules = [${modules.join(', ')}],
  compatibilityDate = "2026-10-01",
);
`;
}
