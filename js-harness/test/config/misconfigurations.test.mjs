// The mistakes that people make in a configuration, and what they are told. The words are a reviewed snapshot: somebody
// tired reads them, and the run prints them for whoever is. To review a change: `UPDATE_SNAPSHOTS=1 npm --prefix js-harness test -- --only node misconfigurations`,
// then read the difference.
import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { after, describe, test } from 'node:test';
import { freshProject } from '../../build/project.mjs';
import { list } from '../../ui/list.mjs';
import { alright, mistakes, SECRETS } from '../support/mistakes/index.mjs';
import { assertIssue } from '../support/outcome.mjs';

const { core: load } = await freshProject('misconfigurations');
const core = await load();

const snapshot = new URL('../snapshots/misconfigurations.json', import.meta.url);
const update = process.env.UPDATE_SNAPSHOTS === '1';

/** @type {Record<string, unknown>} */
const found = {};
const issuesOf = (/** @type {unknown} */ config) => core.validateConfig(config).issues;

/** @type {Record<string, unknown>} */
const reviewed = JSON.parse(await readFile(snapshot, 'utf8').catch(() => '{}'));

describe('what is said about', () => {
  for (const [what, config] of Object.entries(mistakes)) {
    test(what, () => {
      const issues = issuesOf(config);
      found[what] = issues;
      assert.ok(issues.length > 0, 'something is said about it');
      if (!update) assert.deepEqual(issues, reviewed[what]);
    });
  }

  test('all of them and nothing else has been reviewed', () => {
    if (!update)
      assert.deepEqual(
        Object.keys(reviewed),
        Object.keys(mistakes),
        'test/snapshots/misconfigurations.json has an entry for each',
      );
  });
});

after(async () => {
  const all = Object.entries(mistakes).map(([what, config]) => ({ what, issues: issuesOf(config) }));
  const told = all.filter(({ issues }) => issues.length > 0);
  const blocks = told.map(({ what, issues }) =>
    [
      what,
      list(
        issues.map(({ path, message, severity }) => [
          path || '(the whole)',
          (severity === 'warning' ? 'warning: ' : '') + message.replaceAll(/\s+/g, ' '),
        ]),
      ),
    ].join('\n'),
  );
  const sentences = told.reduce((sum, { issues }) => sum + issues.length, 0);
  console.log(`\nmistake\n  where  what the operator reads\n\n${blocks.join('\n')}\n`);
  console.log(`${told.length} mistakes, ${sentences} sentences\n`);
  if (update) await writeFile(snapshot, `${JSON.stringify(found, null, 2)}\n`);
});

describe('every message', () => {
  const all = Object.entries(mistakes).flatMap(([what, config]) =>
    issuesOf(config).map((issue) => ({ what, ...issue })),
  );

  test('has a path, a code and a severity', () => {
    for (const { what, ...issue } of all) assertIssue(issue);
  });

  test('is written as the house writes: no capital, no full stop', () => {
    for (const { what, message } of all) {
      const [line] = message.split('\n');
      assert.match(line, /^[a-z`{]|^(Logto|JavaScript) /, what);
      assert.doesNotMatch(line, /\.$/, what);
    }
  });

  test('repeats no credential', () => {
    for (const { what, path, message } of all) {
      for (const secret of SECRETS) {
        assert.ok(!path.includes(secret) && !message.includes(secret), what);
      }
    }
  });

  test('says only of what could be read that it lacks something', () => {
    for (const { what, code, path } of all.filter(({ code }) => code === 'incomplete')) {
      const unread = all.filter((other) => other.what === what && other.severity === 'error' && other.code.startsWith('invalid_'));
      assert.deepEqual(
        unread.filter((other) => `${other.path}.`.startsWith(`${path}.`)).map((other) => other.path),
        [],
        `${what}: ${code} at ${path}`,
      );
    }
  });

  test('is an error exactly where nothing can be sent', () => {
    for (const [what, config] of Object.entries(mistakes)) {
      const { valid, issues } = core.validateConfig(config);
      assert.equal(
        valid,
        issues.every(({ severity }) => severity === 'warning'),
        what,
      );
    }
  });
});

describe('nothing is said about', () => {
  for (const [what, config] of Object.entries(alright)) {
    test(what, () => assert.deepEqual(core.validateConfig(config), { valid: true, issues: [] }));
  }
});
