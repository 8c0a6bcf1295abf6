// The main job: builds the package, installs and loads it with Logto's own code, sends both of the README's examples to
// a local gateway over HTTP, and shows what came out on the phone. Every promise is asserted, none is only printed.
// With --recipe NAME it sends a provider's recipe to a simulator of that provider instead; --list shows the recipes.
import assert from 'node:assert/strict';
import { parseArgs } from 'node:util';
import { build } from '../build/package.mjs';
import { installConnector, loadConnector } from '../logto/instance.mjs';
import { data, readmeExamples } from '../recipes/examples.mjs';
import { findRecipe, recipeTable } from '../recipes/list.mjs';
import { playRecipe } from '../recipes/scene.mjs';
import { startGateway } from '../servers/gateway/server.mjs';
import { picture } from '../ui/picture.mjs';
import { duration, step } from '../ui/steps.mjs';
import { run, Stop } from '../ui/stop.mjs';
import { dim } from '../ui/style.mjs';

await run(async () => {
  const started = performance.now();
  const { list, recipe } = readArguments();
  if (list) {
    console.log(`\n${recipeTable()}\n\n${dim('Run one: npm --prefix js-harness start -- --recipe RECIPE')}`);
    return;
  }

  const { tarball, version } = await build();
  await installConnector(tarball);
  const { text, who, where, next } = recipe ? await playRecipe(recipe) : await playExamples();
  console.log(`\n${text}`);

  const time = duration(performance.now() - started);
  console.log(`\n${who} went through connector-generic-http-sms ${version},`);
  console.log(`installed and loaded by Logto's own CLI, to ${where} on this machine, in ${time}.`);
  console.log(next);
});

async function playExamples() {
  const gateway = await startGateway();
  try {
    const pictures = [];
    for (const scene of readmeExamples) {
      pictures.push(await step(scene.title, (note) => play(scene, gateway, note)));
    }
    return {
      text: pictures.join('\n\n'),
      who: "Both of the README's examples",
      where: 'a gateway',
      next: [
        'Next: "npm --prefix js-harness start -- --list" lists ready configurations for 30 SMS providers;',
        '"npm --prefix js-harness test" runs every test; README.md: how to use it.',
      ]
        .map(dim)
        .join('\n'),
    };
  } finally {
    await gateway.stop();
  }
}

/**
 * Sends a scene's message and holds what the gateway received against what was promised.
 * @param {import('../recipes/examples.mjs').Scene} scene
 * @param {Awaited<ReturnType<typeof startGateway>>} gateway
 * @param {(detail: string) => void} note
 */
async function play(scene, gateway, note) {
  const config = { ...scene.config, endpoint: String(scene.config.endpoint).replace(/^https:\/\/[^/]+/, gateway.url) };
  const { connector } = await loadConnector({
    getConfig: async (id) => {
      assert.equal(id, 'generic-http-sms');
      return config;
    },
  });
  // Logto's console saves no configuration that the guard refuses.
  assert.equal(connector.configGuard.safeParse(config).error, undefined);

  const before = gateway.requests.length;
  await connector.sendMessage(data).catch((error) => {
    throw new Stop(
      `The message was not sent: ${error.data?.errorDescription ?? error.message}`,
      JSON.stringify(error.data, null, 2),
    );
  });
  const [request, ...others] = gateway.requests.slice(before);
  assert.equal(others.length, 0, 'one message is one request');
  assert.equal(request.method, scene.config.method);
  for (const [name, value] of Object.entries(scene.promisedHeaders)) assert.equal(request.headers[name], value);
  const message = scene.read(request);
  assert.deepEqual(message, scene.promised);
  note('as promised');
  return picture(scene.title, gateway.url, request, message);
}

/** @returns {{ list?: boolean, recipe?: string }} */
function readArguments() {
  let values;
  try {
    const options = /** @type {const} */ ({ list: { type: 'boolean' }, recipe: { type: 'string' } });
    ({ values } = parseArgs({ options, allowPositionals: false }));
  } catch (error) {
    const why = error instanceof Error ? error.message : error;
    throw new Stop(`${why}\nUsage: npm --prefix js-harness start [-- --list | --recipe RECIPE]`);
  }
  if (values.recipe === undefined) return values;
  const { id, help } = findRecipe(values.recipe);
  if (help) throw new Stop(help);
  return { ...values, recipe: id };
}
