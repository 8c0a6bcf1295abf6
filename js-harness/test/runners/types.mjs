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
  target: 'ES2022',
  lib: ['ES2023', 'DOM'],
  types: ['node'],
};

// The two ways that projects of today resolve a package. One check of the declarations themselves is enough.
const RESOLUTIONS = [
  { module: 'NodeNext', moduleResolution: 'NodeNext' },
  { module: 'ESNext', moduleResolution: 'Bundler', skipLibCheck: true },
];

/** @returns {Promise<import('./counts.mjs').Outcome>} */
export async function types() {
  const files = (await readdir(consumers).catch(() => [])).filter((name) => name.endsWith('.ts'));
  if (files.length > 0) await makeProject();
  let passed = 0;
  let output = '';
  for (const resolution of files.length > 0 ? RESOLUTIONS : []) {
    const options = { ...compilerOptions, ...resolution };
    await writeFile(join(project, 'tsconfig.json'), JSON.stringify({ compilerOptions: options, include: ['*.ts'] }));
    const result = await attempt(process.execPath, [join(packages, 'typescript', 'bin', 'tsc'), '-p', project]);
    if (result.code === 0) passed += files.length;
    else output += `moduleResolution ${resolution.moduleResolution}:\n${result.output}`;
  }
  // One broken file is one failure, in each of the resolutions.
  const failed = files.length * RESOLUTIONS.length - passed;
  return judged({ passed, failed, skipped: 0 }, 0, output);
}

async function makeProject() {
  await rm(project, { recursive: true, force: true });
  await cp(consumers, project, { recursive: true });
  await writeFile(join(project, 'package.json'), JSON.stringify({ private: true, type: 'module' }));
  const modules = join(project, 'node_modules');
  await cp(connectorDirectory, join(modules, 'connector-generic-http-sms'), { recursive: true });
  await linkPackages(modules, DEPENDENCIES);
}
