// A panic would leave the engine broken for the rest of the process. The lints keep our code from panicking in so many
// words; this reads from the release wasm what is left of the panic machinery in our functions, where each has its reason.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { before, describe, test } from 'node:test';
import { engineWithNames, panicCallers } from '../../build/panics.mjs';
import { attempt } from '../../setup/command.mjs';
import { shown } from '../../setup/paths.mjs';

/** @type {{ rustc: string, reasons: Record<string, string>, callers: Record<string, string[]> }} */
const allowed = JSON.parse(await readFile(new URL('../../build/panics.json', import.meta.url), 'utf8'));

describe('calls of the panic machinery in the release wasm', () => {
  /** @type {Awaited<ReturnType<typeof panicCallers>>} */
  let found;
  before(async () => {
    found = await panicCallers(engineWithNames).catch((cause) => {
      throw new Error(`${shown(engineWithNames)} cannot be read: build the package first`, { cause });
    });
    const called = Object.values(found.callers).flat();
    console.log(`\npanic machinery: ${called.length} calls in ${found.own} functions of ours, each with a reason in panics.json\n`);
  });

  test('are found at all: the wasm has its names, and the machinery is in it', () => {
    assert.ok(found.functions > 500 && found.own > 50, `${found.functions} functions, ${found.own} of them ours`);
    assert.ok(found.machinery > 5, `${found.machinery} functions of the machinery`);
  });

  test('are of kinds that cannot happen', () => {
    const unknown = Object.entries(found.callers).flatMap(([caller, called]) => called.filter((one) => !(one in allowed.reasons)).map((one) => `${caller}: ${one}`));
    assert.deepEqual(unknown, []);
    for (const reason of Object.values(allowed.reasons)) assert.ok(reason.length > 40);
  });

  test('are where they are known to be', async (context) => {
    const { stdout } = await attempt('rustc', ['--version']);
    // Another compiler inlines other functions, so that the same call shows in another caller.
    if (!stdout.includes(` ${allowed.rustc} `)) return context.skip(`the list was made with rustc ${allowed.rustc}`);
    assert.deepEqual(found.callers, allowed.callers);
  });
});
