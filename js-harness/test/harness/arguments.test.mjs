// What run.mjs says before it sets anything up, in a clone where nothing is installed.
import assert from 'node:assert/strict';
import { access, cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { withThoseOfNpm } from '../../commands/arguments.mjs';
import { commandOf, tasks } from '../../commands/tasks.mjs';
import { hasSimulator, listRecipes, templateRecipes } from '../../recipes/recipes.mjs';
import { harness } from '../../setup/paths.mjs';
import { WrongUsage } from '../../ui/stop.mjs';
import { emptyClone, unwrapped } from '../support/clone.mjs';

/** @type {Awaited<ReturnType<typeof emptyClone>>} */
let clone;
before(async () => void (clone = await emptyClone()));
after(async () => {
  // None of the answers needed a set-up, and none began one.
  for (const made of ['target', 'js-harness/node_modules']) await assert.rejects(access(join(clone.clone, made)));
  await clone.remove();
});

/** @param {string} output */
const assertFits = (output) => {
  for (const line of output.split('\n')) assert.ok(line.length <= 80, `${line.length} columns: ${line}`);
};

describe('help', () => {
  for (const args of [[], ['--help'], ['-h']]) {
    test(`run.mjs ${args.join(' ')}`.trim(), async () => {
      const { code, output } = await clone.harness(...args);
      assert.equal(code, 0);
      for (const task of Object.keys(tasks)) assert.match(output, new RegExp(`^ +(run )?${task} `, 'm'));
      assertFits(output);
    });
  }

  for (const [task, { options = {}, rest }] of /** @type {Array<[string, import('../../commands/tasks.mjs').Task]>} */ (Object.entries(tasks))) {
    test(`${task} --help`, async () => {
      const { code, output } = await clone.harness(task, '--help');
      assert.equal(code, 0);
      assert.ok(output.startsWith(`Usage: ${commandOf(task)}`), output);
      for (const option of Object.keys(options)) assert.match(output, new RegExp(`^ +--${option} `, 'm'));
      if (rest) assert.match(output, new RegExp(`^ +${rest.value}… `, 'm'));
      assertFits(output);
    });
  }

  test('every task is an npm script, and every npm script a task', async () => {
    const { scripts } = JSON.parse(await readFile(join(harness, 'package.json'), 'utf8'));
    assert.deepEqual(scripts, Object.fromEntries(Object.keys(tasks).map((task) => [task, `node run.mjs ${task}`])));
  });

  test('the module of every task is there', async () => {
    for (const { module } of /** @type {import('../../commands/tasks.mjs').Task[]} */ (Object.values(tasks))) {
      if (module) await access(join(harness, 'commands', module));
    }
  });
});

describe('the list of recipes', () => {
  test('has every recipe', async () => {
    const { code, output } = await clone.harness('start', '--list');
    assert.equal(code, 0);
    for (const id of listRecipes(templateRecipes)) assert.match(output, new RegExp(`^  ${id} `, 'm'));
    assert.equal(output.match(/\(no\s+simulator/g)?.length ?? 0, listRecipes(templateRecipes).filter((id) => !hasSimulator(id)).length);
    assertFits(output);
  });

  test('takes a new one from its file alone, and says that it has no simulator', async () => {
    const other = await emptyClone();
    try {
      const recipes = join(other.clone, 'pkg-template', 'recipes');
      await cp(join(recipes, 'twilio.json'), join(recipes, 'my-provider.json'));
      const { code, output } = await other.harness('start', '--list');
      assert.equal(code, 0);
      assert.match(output, /^ {2}my-provider +Twilio[^(]+\(no simulator[^)]+\)/m);
      assert.match(output, new RegExp(`^${listRecipes(templateRecipes).length + 1} recipes`, 'm'));
      const found = await other.harness('start', '--recipe', 'my-provide');
      assert.match(found.output, /did you mean my-provider\?/);
    } finally {
      await other.remove();
    }
  });
});

describe('wrong usage: exit 2, what is wrong, what there is', () => {
  /** @type {Array<[string[], RegExp, RegExp?]>} */
  const cases = [
    [['strat'], /There is no task "strat"; did you mean start\?/, /^Usage: npm --prefix js-harness TASK/m],
    [['--list'], /--list belongs to a task: npm --prefix js-harness start -- --list/, /^Usage: npm --prefix js-harness TASK/m],
    [['start', '--recipie', 'x'], /There is no option --recipie of "start"; did you mean --recipe\?/],
    [['start', '--reveal'], /There is no option --reveal of "start"/],
    [['start', '-x'], /There is no option -x of "start"/],
    [['start', '--recipe', 'twlio'], /there is no recipe "twlio"; did you mean twilio\?/],
    [['start', '--recipe', 'vonage'], /did you mean vonage-messages or vonage-sms\?/],
    [['start', '--recipe', 'zzzzzz'], /there is no recipe "zzzzzz"\. There are: 46elks, .*, yunpian/],
    [['start', '--recipe', '../../Cargo'], /there is no recipe/],
    [['start', '--recipe'], /--recipe needs a value: --recipe RECIPE/],
    [['start', '--recipe', '--list'], /--recipe needs a value/],
    [['start', '--recipe='], /--recipe needs a value/],
    [['start', '--list=yes'], /--list takes no value/],
    [['start', 'twilio'], /"twilio" belongs to no option/],
    [['start', '--list', '--recipe', 'twilio'], /--list and --recipe do not go together/],
    [['start', '--code', '1234'], /--code is of use with --config FILE only/],
    [['start', '--config', 'none.json'], /none\.json cannot be read: there is no such file/],
    [['start', '--config', '.'], /\. cannot be read: it is a folder/],
    [['start', '--config', 'broken.json'], /broken\.json is not JSON/],
    [['start', '--config', 'list.json'], /list\.json is not a configuration, which is a JSON object/],
    [['start', '--config', 'good.json', '--status', '99'], /"99" is not a whole number from 200 to 599/],
    [['start', '--config', 'good.json', '--to', 'me'], /"me" is not an international number/],
    [['test', '--only', 'host,nod'], /there is no part "nod"; did you mean node\?/],
    [['soak', '--sends', '10'], /"10" is not a whole number of at least 1000/],
    [['soak', '--in-flight', '1e3'], /"1e3" is not a whole number/],
    [['fuzz', 'phne'], /there is no fuzz target "phne"; did you mean phone\?/],
    [['bench', '--fast'], /There is no option --fast of "bench"/],
    [['build', 'x'], /"x" belongs to no option/],
  ];
  before(async () => {
    await writeFile(join(clone.folder, 'broken.json'), '{ "authorization": "Bearer not-to-be-shown", }');
    await writeFile(join(clone.folder, 'list.json'), '[]');
    await writeFile(join(clone.folder, 'good.json'), '{}');
  });
  for (const [args, message, there] of cases) {
    test(args.join(' '), async () => {
      const { code, output } = await clone.harness(...args);
      assert.equal(code, 2, output);
      assert.match(unwrapped(output), message);
      assert.match(output, there ?? new RegExp(`^Usage: ${commandOf(args[0])}`, 'm'));
      assert.doesNotMatch(output, /not-to-be-shown/, 'what is in a file is not quoted');
      assert.doesNotMatch(output, /^ +at /m, 'no stack');
      assertFits(output);
    });
  }
});

describe('through npm without a --', () => {
  /** @param {string[]} args */
  const npm = (...args) => clone.run('npm', ['--prefix', join(clone.clone, 'js-harness'), ...args]);

  test('a list', async () => {
    const { code, output } = await npm('start', '--list');
    assert.equal(code, 0, output);
    assert.match(output, /^ {2}twilio /m);
  });

  for (const args of [['--recipe', 'twlio'], ['--recipe=twlio']]) {
    test(args.join(' '), async () => {
      const { code, output } = await npm('start', ...args);
      assert.equal(code, 2, output);
      assert.match(output, /there is no recipe "twlio"; did you mean twilio\?/);
    });
  }

  test('values that npm has torn from their options', async () => {
    const { code, output } = await npm('start', '--config', 'good.json', '--to', '+4915112345678', '--code', '1234');
    assert.equal(code, 2, output);
    assert.match(output, /npm took --config and --code for an option of its own/);
    assert.match(output, /npm --prefix js-harness start -- .*--config FILE --code CODE/);
    assert.match(output, /--to=\+4915112345678/, 'also the one that npm takes for the beginning of an option of its own');
  });

  test('a path is meant from where it is typed', async () => {
    const folder = join(clone.folder, 'elsewhere');
    await mkdir(folder, { recursive: true });
    await writeFile(join(clone.folder, 'here.json'), '[]');
    const { code, output } = await npm('start', '--', '--config', 'here.json');
    assert.equal(code, 2, output);
    assert.match(output, /here\.json is not a configuration/);
  });

  const npms = { npm_lifecycle_event: 'start' };
  test('arguments of another task, or none of npm, are left alone', () => {
    assert.deepEqual(withThoseOfNpm('start', ['--list'], { npm_config_recipe: 'true' }), ['--list']);
    assert.deepEqual(withThoseOfNpm('bench', ['x'], { ...npms, npm_config_quick: 'true' }), ['x']);
    assert.deepEqual(withThoseOfNpm('start', ['--list'], npms), ['--list']);
  });
  test('a value beside names of files is asked for', () => {
    assert.throws(() => withThoseOfNpm('fuzz', ['5', 'phone'], { npm_lifecycle_event: 'fuzz', npm_config_seconds: 'true' }), WrongUsage);
    assert.deepEqual(withThoseOfNpm('fuzz', ['phone'], { npm_lifecycle_event: 'fuzz', npm_config_seconds: '5' }), ['--seconds=5', 'phone']);
  });
});
