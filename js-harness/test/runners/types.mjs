// Type-checks code that uses the packed package, in a project of its own: the package's files and `exports` as a user
// gets them, and nothing of this repository in reach.
import { cp, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { connectorDirectory, linkPackages } from '../../logto/layout.mjs';
import { attempt } from '../../setup/command.mjs';
import { harness, packages, target } from '../../setup/paths.mjs';
import { judged } from './counts.mjs';

const consumers = join(harness, 'test', 'types');
const project = join(target, 'type-check');
const DEPENDENCIES = ['@logto/connector-kit', '@types/node', 'zod'];

const compilerOptions = {
  strict: true,
  noUncheckedIndexedAccess: true,
  noEmit: true,
  resolveJsonModule: true,
  esModuleInterop: true,
  target: 'ES2022',
  lib: ['ES2023', 'DOM'],
  types: ['node'],
};

/**
 * A program, and the settings that it has to compile under. One check of the declarations themselves is enough.
 * @typedef {{ file: string, type: 'module' | 'commonjs', options: Record<string, unknown> }} Check
 */

const ESM = /** @type {const} */ ('module');
const COMMONJS = /** @type {const} */ ('commonjs');
const bundler = { moduleResolution: 'Bundler', skipLibCheck: true };

/** The settings that the package's README names, under each of which every recipe is a configuration. @type {Check[]} */
const RECIPES = [
  { file: 'recipes-with.ts', type: ESM, options: { module: 'Node20', skipLibCheck: true, exactOptionalPropertyTypes: true } },
  { file: 'recipes-with.ts', type: ESM, options: { module: 'NodeNext', skipLibCheck: true } },
  { file: 'recipes-with.ts', type: ESM, options: { module: 'ESNext', ...bundler } },
  { file: 'recipes.ts', type: ESM, options: { module: 'Node16', skipLibCheck: true } },
  { file: 'recipes.ts', type: ESM, options: { module: 'ES2022', ...bundler } },
  { file: 'recipes.ts', type: COMMONJS, options: { module: 'NodeNext', skipLibCheck: true } },
  { file: 'recipes.ts', type: COMMONJS, options: { module: 'CommonJS', moduleResolution: 'Node10', skipLibCheck: true } },
];

/** @returns {Promise<import('./counts.mjs').Outcome>} */
export async function types() {
  const files = (await readdir(consumers)).filter((name) => name.endsWith('.ts'));
  // The two ways that projects of today resolve a package.
  const resolutions = [{ module: 'NodeNext' }, { module: 'ESNext', ...bundler }];
  /** @type {Check[]} */
  const checks = [...resolutions.flatMap((options) => files.map((file) => ({ file, type: ESM, options }))), ...RECIPES];
  await makeProject();
  let passed = 0;
  let output = '';
  for (const { file, type, options } of checks) {
    await writeFile(join(project, 'package.json'), JSON.stringify({ private: true, type }));
    await writeFile(join(project, 'tsconfig.json'), JSON.stringify({ compilerOptions: { ...compilerOptions, ...options }, files: [file] }));
    const result = await attempt(process.execPath, [join(packages, 'typescript', 'bin', 'tsc'), '-p', project]);
    if (result.code === 0) passed += 1;
    else output += `${file}, ${type}, ${JSON.stringify(options)}:\n${result.output}`;
  }
  return judged({ passed, failed: checks.length - passed, skipped: 0 }, 0, output);
}

async function makeProject() {
  await rm(project, { recursive: true, force: true });
  await cp(consumers, project, { recursive: true });
  const modules = join(project, 'node_modules');
  const installed = join(modules, 'connector-generic-http-sms');
  await cp(connectorDirectory, installed, { recursive: true });
  await linkPackages(modules, DEPENDENCIES);
  const recipes = await readdir(join(installed, 'recipes'));
  await writeFile(join(project, 'recipes.ts'), programOf(recipes, ''));
  await writeFile(join(project, 'recipes-with.ts'), programOf(recipes, " with { type: 'json' }"));
}

/** A program that sends by every recipe. @param {string[]} recipes @param {string} attributes */
function programOf(recipes, attributes) {
  const imports = recipes.map((name, at) => `import recipe${at} from 'connector-generic-http-sms/recipes/${name}'${attributes};`);
  const sends = recipes.map((_, at) => `  await sendMessage(recipe${at}, { to: '+14155550123', type: 'SignIn' });`);
  const engine = "import { sendMessage } from 'connector-generic-http-sms/core';\nimport { version } from 'connector-generic-http-sms/core/inline';";
  return [engine, ...imports, 'export async function send(): Promise<string> {', ...sends, '  return version();', '}', ''].join('\n');
}
