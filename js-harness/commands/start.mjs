// The main job: builds the package, installs and loads it with Logto's own code, sends both of the README's examples to
// a local gateway over HTTP, and shows what came out on the phone. Every promise is asserted, none is only printed.
// By a recipe it sends to a simulator of that provider instead, by a user's own configuration to the gateway.
import assert from 'node:assert/strict';
import { build } from '../build/package.mjs';
import { installConnector, loadConnector } from '../logto/instance.mjs';
import { playFile } from '../recipes/configuration.mjs';
import { data, readmeExamples } from '../recipes/examples.mjs';
import { listRecipes } from '../recipes/recipes.mjs';
import { playRecipe } from '../recipes/scene.mjs';
import { startGateway } from '../servers/gateway/server.mjs';
import { paragraphs } from '../ui/list.mjs';
import { picture } from '../ui/picture.mjs';
import { sinceBegin, step } from '../ui/steps.mjs';
import { Stop } from '../ui/stop.mjs';
import { dim } from '../ui/style.mjs';
import { command } from './arguments.mjs';

await command('start', async ({ recipe, ...own }) => {
  const { tarball, version } = await build();
  await installConnector(tarball);
  const play = recipe ? playRecipe(recipe) : own.config ? playFile(/** @type {any} */ (own)) : playExamples();
  const { text, summary, next, failed } = { next: undefined, failed: false, ...(await play) };
  const how = `That was connector-generic-http-sms ${version}, installed and loaded by Logto's own CLI, and took ${sinceBegin()} in all.`;
  console.log(`\n${text}\n\n${paragraphs(`${summary} ${how}`)}`);
  if (next) console.log(next);
  if (failed) process.exitCode = 1;
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
      summary: "Both of the README's examples were sent to a gateway on this machine.",
      next: dim(`Next: "npm --prefix js-harness start -- --list" lists recipes for ${listRecipes().length}
SMS providers; with "-- --config my-sms.json" your own configuration is sent;
"npm --prefix js-harness test" runs every test.`),
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
  return picture(scene.title, { ...request, url: gateway.url + request.url }, message);
}
