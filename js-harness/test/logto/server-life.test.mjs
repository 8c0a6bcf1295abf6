// The connector in the life of a server: created again for every message, and next to others.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { wasmMemory } from '../../build/project.mjs';
import { connectorDirectory } from '../../logto/layout.mjs';
import { runScript } from '../../runtimes/process.mjs';
import { load, sendOne, withEndpoint } from '../support/logto.mjs';
import { verification } from '../support/messages.mjs';

describe('life in a server', () => {
  const core = join(connectorDirectory, '..', '..');

  test('Logto creates the connector again for every look-up: nothing grows', async () => {
    await load();
    const memory = await wasmMemory(connectorDirectory);
    const before = memory();
    for (let index = 0; index < 2000; index += 1) await load();
    assert.equal(memory(), before);
    await sendOne(verification, withEndpoint());
  });

  test('the wasm is compiled and instantiated once per process', async () => {
    const { code, stdout } = await runScript(
      core,
      `const made = { Module: 0, Instance: 0 };
      for (const name of Object.keys(made)) {
        WebAssembly[name] = new Proxy(WebAssembly[name], {
          construct: (target, args) => { made[name] += 1; return Reflect.construct(target, args); },
        });
      }
      const { default: createConnector } = await import('./connectors/connector-generic-http-sms/lib/index.js');
      for (let index = 0; index < 100; index += 1) {
        await createConnector({ getConfig: async () => ({}) });
        await import('./connectors/connector-generic-http-sms/lib/core.js');
      }
      console.log(JSON.stringify(made));`
    );
    assert.equal(code, 0);
    assert.deepEqual(JSON.parse(stdout), { Module: 1, Instance: 1 });
  });

  test('it loads quickly, and leaves nothing that keeps a process alive', async () => {
    const times = [];
    for (let run = 0; run < 5; run += 1) {
      const { code, stdout, stderr } = await runScript(
        core,
        `import '@logto/connector-kit';
        import 'zod';
        const started = performance.now();
        await import('./connectors/connector-generic-http-sms/lib/index.js');
        console.log(performance.now() - started);`
      );
      assert.equal(code, 0);
      assert.equal(stderr, '');
      times.push(Number(stdout));
    }
    // The benchmark holds the real bound; this one only tells a few milliseconds from something that went wrong.
    assert.ok(Math.min(...times) < 60, `loading took ${Math.min(...times).toFixed(1)} ms`);
  });
});
