// Whatever a text holds, it arrives as it was written through every recipe, at the simulator of its provider.
import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { fillIn, loadRecipe } from '../../recipes/recipes.mjs';
import { providers } from '../../servers/simulators/providers/index.mjs';
import { startSimulator } from '../../servers/simulators/server.mjs';
import { core, texts, traps } from '../support/encodings.mjs';

const simulator = await startSimulator();
after(() => simulator.stop());

describe('through the recipes, to the simulators', () => {
  for (const [id, provider] of providers) {
    if (provider.expects.codeOnly) continue;
    test(`${id}: every text arrives as it is`, async () => {
      const recipe = fillIn(loadRecipe(id), provider.demo, `${simulator.url}/${id}`);
      // Chinese recipes begin a template with a signature, which their simulators take off again.
      const [signature = ''] = /^【[^】]*】/.exec(/** @type {any} */ (recipe).templates[0].content) ?? [];
      const config = { ...recipe, templates: [{ usageType: 'Generic', content: `${signature}{{code}}` }] };
      for (const [what, code] of Object.entries({ ...texts, ...traps, code: '012345' })) {
        const seen = simulator.requests.length;
        await core.sendMessage(config, { to: provider.numbers.good.slice(1), type: 'SignIn', payload: { code } });
        const [request] = simulator.requests.slice(seen).filter(({ endpoint }) => endpoint === 'send');
        assert.equal(request.why, undefined, what);
        assert.equal(request.text, code, what);
      }
    });
  }

  for (const [id, provider] of providers) {
    if (!provider.expects.codeOnly) continue;
    test(`${id}: a code keeps its leading zeros`, async () => {
      const config = fillIn(loadRecipe(id), provider.demo, `${simulator.url}/${id}`);
      for (const code of ['000000', '012345']) {
        const seen = simulator.requests.length;
        await core.sendMessage(config, { to: provider.numbers.good.slice(1), type: 'SignIn', payload: { code } });
        assert.equal(simulator.requests[seen].code, code);
      }
    });
  }
});
