// What two linters of npm packages say about the tarball: publint of its files and `exports`, "Are the types wrong?" of how
// TypeScript resolves them.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { checkPackage, createPackageFromTarballData } from '@arethetypeswrong/core';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';
import { packageName, tarballPath } from '../../build/project.mjs';

const tarball = await readFile(await tarballPath());

test('publint has nothing to say', async () => {
  const { messages, pkg } = await publint({ pack: { tarball: new Uint8Array(tarball).buffer }, level: 'suggestion' });
  assert.equal(pkg.name, packageName);
  assert.deepEqual(messages.map((message) => formatMessage(message, pkg, { color: false })), []);
});

test('the types are right, but for what no ES module has', async () => {
  const found = await checkPackage(createPackageFromTarballData(tarball));
  assert.ok(found.types);
  const problems = found.problems.map((problem) => ({ entrypoint: '', resolutionKind: '', ...problem }));
  assert.deepEqual(problems.map(({ kind, entrypoint, resolutionKind }) => [kind, entrypoint, resolutionKind].join(' ')).sort(), [
    // `require` of an ES module works where nothing is waited for at its top, in Node from 20.19 and 22.12 on.
    'CJSResolvesToESM . node16-cjs',
    'CJSResolvesToESM ./core node16-cjs',
    'CJSResolvesToESM ./core/inline node16-cjs',
  ]);
});
