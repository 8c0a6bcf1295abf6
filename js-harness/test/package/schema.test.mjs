// The schema of a configuration: it knows what the engine knows, accepts what the engine accepts, and refuses what a schema
// can see.
//
// It cannot see what is wrong inside of a string (placeholders, filters, credentials, host names, patterns, Content-Types,
// examples that were left over), what several keys are together (two authorizations, a body that its kind cannot be, a number
// or a code that is sent nowhere, credentials that a signature or a token needs, an entry for another host that names no body),
// how deep or how long the whole is, and which known key an unknown one at the top was meant to be: consoles may keep keys
// of their own there. A string of nothing but U+FEFF is white space to a pattern, and none to the engine.
import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import ts from 'typescript';
import { freshProject } from '../../build/project.mjs';
import { readmeExamples } from '../../recipes/examples.mjs';
import { root } from '../../setup/paths.mjs';
import { alright, mistakes } from '../support/mistakes/index.mjs';
import { base, byCountryAndLanguage, client, examples, sections, variables } from '../support/readme-examples.mjs';

const { core: load, load: loadByName, packageDirectory } = await freshProject('schema');
const core = await load();
const { default: schema } = await loadByName('connector-generic-http-sms/schema.json', { with: { type: 'json' } });
// Types and required keys stand where they are said once, not again in each `if` and `anyOf` about the same object.
const accepts = new Ajv2020({ strict: true, strictTypes: false, strictRequired: false, allErrors: true }).compile(schema);

/** @param {unknown} config */
const refusal = (config) => (accepts(config) ? [] : (accepts.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`));
/** As it comes out of a file or of a database. @param {unknown} config */
const asJson = (config) => JSON.parse(JSON.stringify(config));

/** What every issue that a schema can see has: see above for what it cannot. @param {import('../../../pkg-template/lib/core.js').Issue} issue */
const isVisible = ({ path, code, severity }) => {
  const keys = path.split('.');
  const [key, ...below] = keys.toReversed();
  if (severity === 'warning') return false;
  switch (code) {
    case 'out_of_range': return true;
    // What a body may be depends on its kind.
    case 'invalid_type': return !/^(?:(?:routes|fallback)\.\d+\.|token\.)?body(?:Params|Parameters)/.test(path);
    case 'unknown_key': return below.length > 0;
    case 'required': return ['endpoint', 'usageType', 'content', 'scheme', 'region', 'service'].includes(key);
    case 'invalid_value': return ['method', 'bodyType', 'retry', 'log', 'scheme', 'to'].includes(key) || keys.at(-2) === 'to';
    default: return false;
  }
};

/** The two directions. @param {unknown} config @param {string} what */
function assertAgreement(config, what) {
  const { valid, issues } = core.validateConfig(config);
  const refused = refusal(config);
  if (valid) assert.deepEqual(refused, [], `the engine accepts ${what}`);
  const visible = issues.filter(isVisible);
  if (visible.length > 0) assert.notDeepEqual(refused, [], `the engine refuses ${what}: ${JSON.stringify(visible)}`);
  return { valid, isSeen: visible.length > 0 };
}

/**
 * The objects of a configuration: what their keys are called in the engine, here, and in the types.
 * @type {Record<string, { pointer: string, type: string }>}
 */
const OBJECTS = {
  ConfigKeys: { pointer: '', type: 'HttpSmsConfig' },
  TemplateKeys: { pointer: '/$defs/template', type: 'MessageTemplate' },
  TokenKeys: { pointer: '/$defs/token', type: 'TokenConfig' },
  SignatureKeys: { pointer: '/$defs/signature', type: 'Signature' },
  ResponseKeys: { pointer: '/$defs/response', type: 'ResponseRules' },
  RuleKeys: { pointer: '/$defs/rule', type: 'ResponseRule' },
  PlaceKeys: { pointer: '/$defs/place/anyOf/1', type: 'ResponsePlace' },
};

/** @param {string} pointer @returns {any} */
const at = (pointer) => pointer.split('/').slice(1).reduce((/** @type {any} */ node, key) => node[key], schema);
/** The keys of an object, those of what it refers to among them, each with where it is said. @param {string} pointer @returns {[string, string][]} */
const keysAt = (pointer) => [
  .../** @type {[string, string][]} */ (Object.keys(at(pointer).properties ?? {}).map((key) => [key, `${pointer}/properties/${key}`])),
  .../** @type {{ $ref?: string }[]} */ (at(pointer).allOf ?? []).flatMap(({ $ref }) => ($ref ? keysAt($ref.slice(1)) : [])),
];
/** @param {string} pointer */
const namesAt = (pointer) => keysAt(pointer).map(([key]) => key).sort();
/** @param {string[]} path */
const source = (...path) => readFile(join(root, ...path), 'utf8');
/** The texts in quotes. @param {string | undefined} text */
const quoted = (text = '') => [...text.matchAll(/"([^"]+)"/g)].map(([, word]) => word).sort();

test('the schema describes every key and shows examples that fit', () => {
  const all = [...Object.values(OBJECTS).map(({ pointer }) => pointer), '/$defs/any', '/$defs/route', '/$defs/fallbackEntry'].flatMap(keysAt);
  const ajv = new Ajv2020({ strict: false }).addSchema(schema);
  for (const [key, pointer] of all) {
    const { $ref, ...own } = at(pointer);
    const { description, examples: shown } = $ref ? { ...at($ref.slice(1)), ...own } : own;
    assert.ok(description && shown?.length > 0, `${pointer} has description and examples`);
    const fits = ajv.getSchema(`${schema.$id}#${pointer}`);
    for (const example of shown) assert.ok(fits?.(example), `${key}: ${JSON.stringify(example)}`);
  }
  assert.ok(all.length > 90, `${all.length} keys`);
});

describe('exactly the keys of the schema', () => {
  test('are those that the engine reads', async () => {
    const folder = join(root, 'src', 'config');
    const rust = (await Promise.all((await readdir(folder)).map((name) => readFile(join(folder, name), 'utf8')))).join('\n');
    /** @type {Record<string, string[]>} */
    const read = {};
    for (const [, name, fields] of rust.matchAll(/struct (\w+Keys) \{(.*?)\n\}/gs)) {
      const own = [...fields.matchAll(/(?:#\[serde\(rename = "([^"]+)"\)\]\s*)?^\s*(?:pub\(super\) )?(\w+): Option<Value>/gm)];
      read[name] = own.map(([, renamed, field]) => renamed ?? field.replace(/_(\w)/g, (_, letter) => letter.toUpperCase())).sort();
    }
    const described = Object.fromEntries(Object.entries(OBJECTS).map(([name, { pointer }]) => [name, namesAt(pointer)]));
    assert.deepEqual(read, described);
    // Routes and fallback take what a configuration takes, but for what belongs to the whole of it.
    const [, global] = /const GLOBAL: .* = \[(.*)\];/.exec(rust) ?? [];
    const [, conditions] = /let \(to, types, block\) = \((.*)\);/.exec(rust) ?? [];
    const inherited = read.ConfigKeys.filter((key) => !quoted(global).includes(key));
    assert.equal(quoted(global).length, 4);
    assert.deepEqual(namesAt('/$defs/route'), [...inherited, ...quoted(conditions)].sort());
    assert.match(rust, /contains_key\("timeout"\)/);
    assert.deepEqual(namesAt('/$defs/fallbackEntry'), inherited.filter((key) => key !== 'timeout'));
  });

  test('are those of the types', () => {
    const file = join(packageDirectory, 'lib', 'core.d.ts');
    const program = ts.createProgram([file], { strict: true });
    const checker = program.getTypeChecker();
    /** @param {string} name */
    const namesOf = (name) => {
      const symbol = checker.getExportsOfModule(/** @type {ts.Symbol} */ (checker.getSymbolAtLocation(/** @type {ts.SourceFile} */ (program.getSourceFile(file))))).find((one) => one.name === name);
      assert.ok(symbol, `${name} is exported`);
      const type = checker.getDeclaredTypeOfSymbol(symbol);
      const objects = (type.isUnion() ? type.types : [type]).filter((one) => !(one.flags & ts.TypeFlags.String));
      return [...new Set(objects.flatMap((one) => one.getProperties().map((property) => property.name)))].sort();
    };
    for (const { pointer, type } of [...Object.values(OBJECTS), { pointer: '/$defs/route', type: 'RouteConfig' }, { pointer: '/$defs/fallbackEntry', type: 'FallbackConfig' }]) {
      assert.deepEqual(namesOf(type), namesAt(pointer), type);
    }
  });

  test("are those of the table in the package's README", async () => {
    const forOperators = namesAt('').filter((key) => !['$schema', '$recipe', '$comment', 'showAdvanced', 'queryParameters', 'bodyParameters'].includes(key));
    const [, section = ''] = /^## Configuration$(.*?)^(?:##|`'')/ms.exec(await source('pkg-template', 'README.md')) ?? [];
    const rows = [...section.matchAll(/^\| (.*?) \|/gm)].flatMap(([, cell]) => [...cell.matchAll(/`(\w+)`/g)].map(([, key]) => key));
    assert.deepEqual(rows.sort(), forOperators);
  });

  test('have the words that the engine knows', async () => {
    const [, roots] = /pub const ROOTS: .*? = \[(.*?)\];/s.exec(await source('src', 'template', 'placeholder.rs')) ?? [];
    assert.deepEqual(schema.$defs.variables.anyOf[0].propertyNames.not.enum.toSorted(), quoted(roots));
    const [, types] = /const TYPES: .*? = \[(.*?)\];/s.exec(await source('src', 'config', 'templates.rs')) ?? [];
    assert.deepEqual(schema.$defs.template.properties.usageType.anyOf[0].enum.toSorted(), quoted(types));
    // A choice that the engine does not know would be refused by it.
    for (const key of ['method', 'bodyType', 'retry', 'log']) {
      const [, pointer] = keysAt('').find(([name]) => name === key) ?? [];
      const [{ enum: words }] = at(String(pointer)).anyOf;
      for (const word of [...words, words[0].toUpperCase(), ` ${words[1].toLowerCase()} `]) {
        const config = { endpoint: 'https://sms.test.com/{{to}}', queryParams: { text: '{{code}}' }, bodyParams: '{{to}}', [key]: word };
        assert.deepEqual(core.validateConfig(config).issues.filter(({ path }) => path === key), [], word);
        assert.deepEqual(refusal(config), [], word);
      }
    }
  });
});

describe('what the engine takes, and what a schema can see of what it does not', () => {
  test('every recipe names the schema, and is accepted', async () => {
    const folder = join(packageDirectory, 'recipes');
    for (const name of await readdir(folder)) {
      const recipe = JSON.parse(await readFile(join(folder, name), 'utf8'));
      assert.equal(Object.keys(recipe)[0], '$schema', name);
      assert.deepEqual(JSON.parse(await readFile(join(folder, recipe.$schema), 'utf8')), schema, name);
      assert.deepEqual(refusal(recipe), [], name);
    }
  });

  test('every example of the READMEs is accepted', () => {
    const configs = [...readmeExamples, ...sections.flatMap(examples), { config: { ...base, ...client, variables: variables() } }, { config: byCountryAndLanguage().config }];
    for (const { config } of configs) assert.deepEqual(refusal(config), [], JSON.stringify(config));
    assert.ok(configs.length > 20, `${configs.length} examples`);
  });

  test('every mistake that people make, and what looks like one', async () => {
    const { mistakes: vectors } = JSON.parse(await source('tests', 'vectors', 'misconfigurations.json'));
    const seeds = join(root, 'tests', 'fuzz', 'seeds', 'config');
    const corpus = await Promise.all((await readdir(seeds)).map(async (name) => [name, JSON.parse(await readFile(join(seeds, name), 'utf8'))]));
    const all = [
      ...Object.entries({ ...mistakes, ...alright }),
      ...vectors.map((/** @type {{ mistake: string, config: unknown }} */ { mistake, config }) => [mistake, config]),
      ...corpus,
    ];
    const seen = all.filter(([what, config]) => assertAgreement(asJson(config), what).isSeen);
    assert.ok(seen.length > 80, `${seen.length} of ${all.length} are such that a schema sees them`);
  });

  test('rules and places that cannot be, of whatever types their parts are', () => {
    for (const what of [
      'a rule without a test', 'a rule with two tests', 'any of nothing', 'any next to a path', 'the short form of a rule', 'an empty rule in a list',
      'an identifier without a place', 'a rule that asks for an empty text', 'a rule that asks for one of nothing', 'a rule that looks for an empty text',
      'an endpoint without a scheme', 'a header name with a space', 'an empty text',
    ]) {
      assert.ok(Object.hasOwn(mistakes, what), what);
      assert.notDeepEqual(refusal(asJson(mistakes[what])), [], what);
    }
    const endpoint = 'https://sms.test.com/{{to}}/{{code}}';
    const refused = {
      'a route without a condition': { endpoint, routes: [{ variables: { a: 'b' } }] },
      'a prefix without a plus': { endpoint, routes: [{ to: '49', block: true }] },
      'a setting next to block': { endpoint, routes: [{ to: '+49', block: true, retry: 'never' }] },
      'the log of a fallback': { endpoint, fallback: [{ log: 'all', variables: { a: 'b' } }] },
      'the timeout of a fallback': { endpoint, fallback: [{ timeout: 500 }] },
      'a variable that every message has': { endpoint, variables: { code: '1' } },
    };
    for (const [what, config] of Object.entries(refused)) {
      assert.equal(core.validateConfig(config).valid, false, what);
      assert.notDeepEqual(refusal(config), [], what);
    }
  });

  test('whatever stands in the place of a part', () => {
    const whole = [
      ...Object.values(alright),
      ...readmeExamples.map(({ config }) => config),
      ...sections.flatMap(examples).map(({ config }) => config),
    ].map(asJson);
    const names = [...new Set(['', '/$defs/route', ...Object.values(OBJECTS).map(({ pointer }) => pointer)].flatMap(namesAt)), 'any', 'typo', '$comment', '0'];
    const leaf = fc.oneof(
      fc.constantFrom(null, '', ' ', '\u0085', {}, [], true, false, 0, 1, 3, 60, 5000, 1.5, -1, 'x', 'id', 'post', ' Never ', 'FORM', 'all', 'aws4', '+49', '{{to}}', 'https://sms.test.com/', '{{code | upper}}'),
      fc.string({ maxLength: 5 }),
      fc.integer(),
    );
    const { value } = fc.letrec((tie) => ({
      value: fc.oneof({ maxDepth: 3 }, leaf, fc.array(tie('value'), { maxLength: 3 }), fc.dictionary(fc.constantFrom(...names), tie('value'), { maxKeys: 3 })),
    }));
    const change = fc.record({ steps: fc.array(fc.nat(1000), { maxLength: 5 }), key: fc.constantFrom(...names), value });
    /** Puts a value somewhere into a configuration. @param {any} config @param {{ steps: number[], key: string, value: unknown }} change */
    const changed = (config, { steps, key, value: there }) => {
      let node = config;
      for (const step of steps) {
        const inner = Object.values(node).filter((one) => typeof one === 'object' && one !== null);
        if (inner.length === 0) break;
        node = inner[step % inner.length];
      }
      const keys = Array.isArray(node) ? node.map((_, index) => index) : [...Object.keys(node), key];
      if (keys.length > 0) node[keys[(steps[0] ?? 0) % keys.length]] = structuredClone(there);
      return config;
    };
    const counts = { valid: 0, seen: 0 };
    fc.assert(
      fc.property(fc.constantFrom(...whole), fc.array(change, { minLength: 1, maxLength: 3 }), (config, changes) => {
        const made = changes.reduce(changed, structuredClone(config));
        const { valid, isSeen } = assertAgreement(asJson(made), JSON.stringify(made));
        counts.valid += Number(valid);
        counts.seen += Number(isSeen);
      }),
      { seed: 20_261_125, numRuns: 20_000 },
    );
    assert.ok(counts.valid > 2000 && counts.seen > 2000, JSON.stringify(counts));
  });
});
