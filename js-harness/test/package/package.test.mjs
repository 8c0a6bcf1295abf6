// The tarball: what is in it, what it needs, and what it must not hold.
import assert from 'node:assert/strict';
import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { isBuiltin } from 'node:module';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { before, describe, test } from 'node:test';
import { freshProject, packageName, tarballPath } from '../../build/project.mjs';
import { runScript } from '../../runtimes/process.mjs';
import { succeed } from '../../setup/command.mjs';
import { harness, pkgTemplate, root, shown } from '../../setup/paths.mjs';

const FILES = [
  'CHANGELOG.md', 'LICENSE', 'README.md', 'logo-dark.svg', 'logo.svg', 'package.json', 'schema.json',
  'lib/api.js', 'lib/core.d.ts', 'lib/core.inline.js', 'lib/core.js', 'lib/core.web.js', 'lib/core.workerd.js', 'lib/index.d.ts', 'lib/index.js', 'lib/metadata.js', 'lib/report.js',
  'lib/engine/engine.js', 'lib/engine/engine_bg.inline.js', 'lib/engine/engine_bg.wasm',
  'bin/THIRD_PARTY_LICENSES.txt', 'bin/connector-generic-http-sms.js',
  'playground/THIRD_PARTY_LICENSES.txt', 'playground/index.html', 'playground/playground.css', 'playground/playground.js',
  'docs/docker.md', 'docs/management-api.md',
];
// What a build machine leaves behind when nobody looks. Not `/rustc/…`: that is how Rust names its own sources everywhere.
const MACHINE = [/\/root\//, /\/home\//, /\/Users\//, /[A-Z]:\\+Users/i, /\.cargo[/\\]registry/, /\.rustup/];

/** @type {string} */
let tarball;
/** @type {Awaited<ReturnType<typeof freshProject>>} */
let project;
/** @type {any} */
let manifest;
before(async () => {
  tarball = await tarballPath();
  project = await freshProject('package');
  manifest = JSON.parse(await readFile(join(project.packageDirectory, 'package.json'), 'utf8'));
});

const filesInTarball = async () => {
  const { stdout } = await succeed('tar', ['-tzf', shown(tarball)], { advice: 'tar could not list the package: see above.' });
  return stdout.split('\n').filter((line) => line !== '' && !line.endsWith('/'));
};

const recipes = async () => (await readdir(join(pkgTemplate, 'recipes'))).filter((name) => name.endsWith('.json')).sort();

describe('contents', () => {
  test('exactly the files that belong there', async () => {
    const expected = [...FILES, ...(await recipes()).map((name) => `recipes/${name}`)].map((name) => `package/${name}`).sort();
    assert.deepEqual((await filesInTarball()).sort(), expected);
  });

  // Those of the template are what is reviewed; what they promise, test/types compiles against.
  test('both entries have their declarations, as they were reviewed', async () => {
    const packed = join(project.packageDirectory, 'lib');
    const names = (await readdir(packed, { recursive: true })).filter((name) => /\.d\.[cm]?ts$/.test(name)).sort();
    assert.deepEqual(names, ['core.d.ts', 'index.d.ts']);
    for (const name of names) {
      assert.equal(await readFile(join(packed, name), 'utf8'), await readFile(join(pkgTemplate, 'lib', name), 'utf8'), name);
    }
  });

  test('no path of the machine that built it, in any file', async () => {
    // The places of this build, and the usual places of anybody's.
    const places = [root, homedir()].filter((place) => place.length > 4);
    for (const name of await filesInTarball()) {
      const bytes = await readFile(join(project.packageDirectory, name.replace('package/', '')));
      const text = bytes.toString('latin1');
      for (const place of places) assert.ok(!text.includes(place), `${name} holds a path of this machine`);
      for (const pattern of MACHINE) assert.doesNotMatch(text, pattern, name);
    }
  });

  test('README, CHANGELOG and LICENSE are there and about this package', async () => {
    const read = (/** @type {string} */ name) => readFile(join(project.packageDirectory, name), 'utf8');
    assert.match(await read('README.md'), /^# .+\n[^]*## Set up/);
    assert.ok((await read('CHANGELOG.md')).includes(manifest.version), 'the changelog has the version');
    assert.match(await read('LICENSE'), /MIT License/);
    assert.equal(manifest.license, 'MIT');
  });

  test('the command line imports nothing but Node and the engine, and the licences of what is in it are there', async () => {
    const bundle = await readFile(join(project.packageDirectory, manifest.bin[packageName]), 'utf8');
    const specifiers = [...bundle.matchAll(/^import .*?"([^"\n]+)";$|\brequire\("([^"\n]+)"\)|\bimport\("([^"\n]+)"\)/gm)].map(([, ...found]) => found.find(Boolean));
    const others = [...new Set(specifiers)].filter((specifier) => !isBuiltin(String(specifier)));
    assert.deepEqual(others, ['../lib/core.js']);
    const licences = await readFile(join(project.packageDirectory, 'bin', 'THIRD_PARTY_LICENSES.txt'), 'utf8');
    // esbuild names the file of each part.
    const parts = new Set([...bundle.matchAll(/^(?:  )?\/\/ .*node_modules\/((?:@[^/\n]+\/)?[^/\n]+)\//gm)].map(([, name]) => name));
    assert.ok(parts.size > 10);
    assert.deepEqual([...parts].filter((name) => !new RegExp(`^${name} \\d[^ ]*, (MIT|ISC|BSD-\\d-Clause|Apache-2\\.0)$`, 'm').test(licences)), []);
  });

  // Logto's console shows the README and no other file: a relative link would lead to a page of the console.
  test('the README has no relative link, and the files that it names are in the package', async () => {
    const readme = await readFile(join(project.packageDirectory, 'README.md'), 'utf8');
    assert.deepEqual([...readme.matchAll(/\]\((?!https?:|#)([^)]+)\)/g)].map(([, target]) => target), []);
    const [written] = readme.split('## Recipes as text');
    const named = [...written.matchAll(/`((?:docs\/)?[\w-]+\.md)`/g)].map(([, path]) => path);
    assert.deepEqual([...new Set(named)].sort(), ['CHANGELOG.md', 'docs/docker.md', 'docs/management-api.md']);
    for (const path of named) assert.ok(await stat(join(project.packageDirectory, path)), path);
    const anchors = new Set([...readme.matchAll(/^#+ (.+)$/gm)].map(([, title]) => title.toLowerCase().replace(/[^\w\s-]/g, '').replaceAll(' ', '-')));
    for (const [, anchor] of readme.matchAll(/\]\(#([^)]+)\)/g)) assert.ok(anchors.has(anchor), `there is no heading for #${anchor}`);
  });

  test('the JSON of the README is JSON', async () => {
    const readme = await readFile(join(project.packageDirectory, 'README.md'), 'utf8');
    // Fences have no language: the console would make an editor of a fixed width of each.
    const blocks = [...readme.matchAll(/^```\n([{["][^]*?)^```$/gm)];
    assert.ok(blocks.length > 3);
    // Some show a key with its value, as it stands in an object.
    for (const [, block] of blocks) JSON.parse(/^"\w+":/.test(block) ? `{${block}}` : block);
  });
});

describe('package.json', () => {
  test('needs connector-kit and nothing else', () => {
    // `logto connector add` installs nothing: these are what Logto's server has.
    assert.deepEqual(manifest.dependencies, { '@logto/connector-kit': '^5.0.0' });
    for (const key of ['optionalDependencies', 'bundledDependencies', 'bundleDependencies', 'devDependencies']) assert.equal(manifest[key], undefined);
    for (const name of Object.keys(manifest.peerDependencies ?? {})) assert.equal(name, 'zod');
  });

  test('runs nothing when it is installed', () => {
    assert.equal(manifest.scripts, undefined);
  });

  test('has the name that Logto looks for, the version of the engine, and is public', async () => {
    assert.equal(manifest.name, packageName);
    assert.match(manifest.version, /^\d+\.\d+\.\d+$/);
    assert.equal((await project.core()).version(), manifest.version);
    assert.equal(manifest.private, undefined);
    assert.equal(manifest.type, 'module');
  });

  test('every target of exports, bin, main, types and sideEffects is a file', async () => {
    /** @param {unknown} node @returns {string[]} */
    const targets = (node) => (typeof node === 'string' ? [node] : Object.values(node ?? {}).flatMap(targets));
    for (const target of [...targets(manifest.exports), ...targets(manifest.bin), manifest.main, manifest.types, ...manifest.sideEffects]) {
      const path = target.replace('*', (await recipes())[0].replace('.json', ''));
      assert.ok((await stat(join(project.packageDirectory, path))).isFile(), target);
    }
  });
});

describe('by name, from a project that has nothing else', () => {
  test('core works: it imports neither connector-kit nor zod', async () => {
    const core = await project.core();
    assert.deepEqual(Object.keys(core).sort(), ['explainAnswer', 'isSendError', 'previewRequest', 'sendMessage', 'validateConfig', 'version']);
    assert.equal(core.validateConfig({ endpoint: 'https://sms.test.com' }).valid, true);
  });

  test('the connector asks for what Logto has, and names it', async () => {
    // A project of the type that the other tests run in would find it in a folder above.
    const { stdout } = await runScript(
      project.directory,
      `await import('${packageName}').then(() => console.log('loaded'), (error) => console.log(error.code, error.message.includes("'@logto/connector-kit'") || error.message.includes("'zod'")));`
    );
    assert.equal(stdout.trim(), 'ERR_MODULE_NOT_FOUND true');
  });

  test('recipes and package.json are importable', async () => {
    for (const name of await recipes()) {
      const { default: recipe } = await project.load(`${packageName}/recipes/${name}`, { with: { type: 'json' } });
      assert.equal(typeof recipe.endpoint, 'string');
    }
    const { default: described } = await project.load(`${packageName}/package.json`, { with: { type: 'json' } });
    assert.equal(described.name, packageName);
  });

  test('nothing else is', async () => {
    for (const path of ['lib/core.js', 'lib/engine/engine.js', 'engine', 'README.md', 'recipes/../package.json']) {
      await assert.rejects(project.load(`${packageName}/${path}`), { code: /^ERR_(PACKAGE_PATH_NOT_EXPORTED|INVALID_MODULE_SPECIFIER)$/ });
    }
  });

  test('works from a CommonJS program too, which cannot wait at the top', async () => {
    const { stdout, code, stderr } = await runScript(
      project.directory,
      `import { createRequire } from 'node:module';
      console.log(createRequire(process.cwd() + '/x.cjs')('${packageName}/core').version());`,
      { flags: ['--experimental-require-module', '--no-warnings'] }
    );
    assert.deepEqual([code, stderr, stdout.trim()], [0, '', manifest.version]);
  });
});

describe('with an engine that breaks', () => {
  const stopped = { errorDescription: 'The connector failed: its engine stopped.', reason: 'internal', attempts: 0 };
  /** Logs and visitors have it under a reference all the same. @param {any} error */
  const isStopped = ({ code, data: { reference, ...data } }) => {
    assert.deepEqual([code, data], ['general', stopped]);
    assert.match(reference, /^[0-9a-f]{8}$/);
    return true;
  };
  /** @type {import('../../../pkg-template/lib/core.js')} */
  let core;
  before(async () => {
    const broken = await freshProject('broken-engine');
    const failing = (/** @type {string} */ name) => `export const ${name} = () => { throw new WebAssembly.RuntimeError('unreachable, 123456'); };\n`;
    const stub = ['sendMessage', 'validateConfig', 'previewRequest', 'version'].map(failing).join('');
    await writeFile(join(broken.packageDirectory, 'lib', 'engine', 'engine.js'), `export const initSync = () => {};\n${stub}`);
    core = await broken.core();
  });

  test('a send is rejected with a code', async () => {
    const sent = core.sendMessage({ endpoint: 'https://sms.test' }, { to: '14155550123', type: 'SignIn', payload: {} });
    await assert.rejects(sent, isStopped);
  });

  test('a validation finds that', () => {
    const issue = { path: '', code: 'internal', message: stopped.errorDescription, severity: 'error' };
    assert.deepEqual(core.validateConfig({}), { valid: false, issues: [issue] });
  });

  test('a preview throws the same', () => {
    assert.throws(() => core.previewRequest({ endpoint: 'https://sms.test' }, { to: '14155550123', type: 'SignIn', payload: {} }), isStopped);
  });
});

test('the tests ran on the package that was built last', async () => {
  const built = join(harness, '..', 'pkg', 'lib', 'engine', 'engine_bg.wasm');
  const [ours, last] = await Promise.all([readFile(join(project.packageDirectory, 'lib', 'engine', 'engine_bg.wasm')), readFile(built)]);
  assert.ok(ours.equals(last));
});
