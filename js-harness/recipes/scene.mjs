// The main job with a provider's recipe: a message that the provider's simulator takes, and one that it refuses. What
// was right is the simulator's verdict; it was written from the provider's documentation and knows no connector.
import assert from 'node:assert/strict';
import { loadConnector } from '../logto/instance.mjs';
import { providers } from '../servers/simulators/providers/index.mjs';
import { startSimulator } from '../servers/simulators/server.mjs';
import { paragraphs } from '../ui/list.mjs';
import { indent, picture } from '../ui/picture.mjs';
import { step } from '../ui/steps.mjs';
import { Stop } from '../ui/stop.mjs';
import { bold, dim, green, red } from '../ui/style.mjs';
import { table } from '../ui/table.mjs';
import { playConfiguration } from './configuration.mjs';
import { data } from './examples.mjs';
import { anyValues, fillIn, loadRecipe } from './recipes.mjs';

/** @typedef {import('../servers/simulators/types.mjs').Recorded} Recorded */
/** @typedef {import('../servers/simulators/types.mjs').Provider} Provider */
/** @typedef {{ code: string, data: { errorDescription: string, reason: string, status?: number, reference: string } }} Failure What a visitor gets. */
/** @typedef {{ message: string, reference: string }} LogLine What an operator finds. */

const COLUMNS = 76;
const MASK = '••••••••';
// Of what a user fills in, these are no credentials: phones show the first two, and the third names a text.
const NO_CREDENTIAL = /^(SENDER|HEADER|TEMPLATE_(ID|CODE))$/;
const WRONG = 'not-the-right-credential';

/**
 * Plays a recipe; the text to show, and what a user of it has to fill in.
 * @param {string} id @param {string} [folder] Where the recipe is.
 * @returns {Promise<{ text: string, summary: string, next: string, failed?: boolean }>}
 */
export async function playRecipe(id, folder) {
  const recipe = loadRecipe(id, folder);
  const provider = providers.get(id);
  const played = provider ? await playOnSimulator(provider, recipe) : await playOnGateway(recipe);
  return { ...played, next: nextSteps(id, recipe) };
}

/** A recipe whose provider nobody has simulated: what it sends can be shown, and not judged. @param {import('./recipes.mjs').Recipe} recipe */
async function playOnGateway(recipe) {
  const { name } = recipe.$recipe;
  const [origin] = /** @type {RegExpExecArray} */ (/^https?:\/\/[^/]+/.exec(recipe.endpoint));
  const config = fillIn(recipe, anyValues(recipe), origin);
  const { text, ...result } = await playConfiguration({ title: `The recipe of ${name}`, config, message: data, answer: { status: 200 } });
  const hint = `There is no simulator of ${name}: a plain gateway took the message and answered 200, which says nothing about what the provider would have done.`;
  return { text: `${text}\n\n${indent(paragraphs(hint, COLUMNS))}`, ...result };
}

/**
 * A message that the simulator takes, and one that it refuses.
 * @param {Provider} provider @param {import('./recipes.mjs').Recipe} recipe
 */
async function playOnSimulator(provider, recipe) {
  const { id } = provider;
  const simulator = await startSimulator();
  try {
    /** @param {Record<string, string>} [credentials] */
    const configOf = (credentials) => fillIn(recipe, { ...provider.demo, ...credentials }, `${simulator.url}/${id}`);

    const accepted = await step('accepted by the simulator', async (note) => {
      const { request, result, error, log } = await send(simulator, configOf(), provider.numbers.good);
      if (error) throw new Stop(`The message was not sent: ${log?.message ?? error.data.errorDescription}`, JSON.stringify(log ?? error.data, null, 2));
      assert.equal(request.why, undefined, 'the simulator takes the request');
      const text = textOf(provider, recipe, request);
      assert.equal(result?.messageId, request.messageId, "the provider's id was found in its answer");
      note(result?.messageId ? 'and its message id found' : 'no message id in its answer');
      const drawn = picture(`Simulator of ${recipe.$recipe.name}`, masked(provider, request, `${simulator.url}/${id}`), { to: request.to, text });
      const receipt = result?.messageId ? `message id ${result.messageId}` : 'its answer carries no message id';
      return `${drawn}\n\n${indent(paragraphs(`${green('✓')} The simulator answers HTTP ${request.status}, ${receipt}`, COLUMNS))}`;
    });

    const { what, number, credentials, code } = refusal(provider);
    const refused = await step('refused by the simulator', async (note) => {
      const { request, error, log } = await send(simulator, configOf(credentials), number);
      assert.ok(!request.accepted, 'the simulator refuses this message');
      assert.ok(error, 'the refusal was recognised');
      assert.equal(error.code, code);
      assert.equal(error.data.status, request.status);
      assert.ok(log, 'the log has a line');
      assert.equal(log.reference, error.data.reference);
      assertHidesSecrets([/** @type {Error & Failure} */ (error).message, error.data, log], provider, number);
      note(what);
      const verdict = `${red('✗')} The simulator answers HTTP ${request.status}, Logto gets the error ${error.code} (${error.data.reason}).`;
      const told = [['A visitor reads:', error.data.errorDescription], ["The server's log says:", log.message]];
      const texts = told.map(([who, sentence]) => `${who}\n${indent(paragraphs(sentence, COLUMNS - 4))}`);
      return `${bold(`And with ${what}`)}\n\n${indent([paragraphs(verdict, COLUMNS), ...texts].join('\n'))}`;
    });

    return { text: `${accepted}\n\n${refused}`, summary: `The recipe ${id} was tried on a simulator of its provider on this machine.` };
  } finally {
    await simulator.stop();
  }
}

/**
 * One message through the connector, loaded as Logto loads it.
 * @param {Awaited<ReturnType<typeof startSimulator>>} simulator
 * @param {import('./recipes.mjs').Recipe} config @param {string} number
 */
async function send(simulator, config, number) {
  const { connector } = await loadConnector({ getConfig: async () => config });
  // Logto's console saves no configuration that the guard refuses.
  assert.equal(connector.configGuard.safeParse(config).error, undefined);
  const seen = simulator.requests.length;
  const { outcome, log } = await readingLog(() =>
    connector.sendMessage({ ...data, to: number.replace('+', '') }).then(
      (result) => ({ result: /** @type {{ messageId?: string }} */ (result), error: undefined }),
      (error) => ({ result: undefined, error: /** @type {Failure} */ (error) }),
    ),
  );
  const requests = simulator.requests.slice(seen);
  const sends = requests.filter(({ endpoint }) => endpoint === 'send');
  // Where a token was refused, nothing was sent.
  const request = sends[0] ?? requests[0];
  assert.ok(request, log?.message);
  assert.ok(sends.length <= 1, 'one message is one request');
  return { request, log, ...outcome };
}

/**
 * What the connector writes to standard error is read and shown in its place, not printed between the steps.
 * @template T
 * @param {() => Promise<T>} run
 * @returns {Promise<{ outcome: T, log: LogLine | undefined }>}
 */
async function readingLog(run) {
  /** @type {LogLine | undefined} */
  let log;
  const { error } = console;
  console.error = (line) => void (log = JSON.parse(line));
  try {
    const outcome = await run();
    return { outcome, log };
  } finally {
    console.error = error;
  }
}

/**
 * What the phone shows: the recipe's text, or the code where the provider has the text.
 * @param {Provider} provider @param {import('./recipes.mjs').Recipe} recipe @param {Recorded} request
 */
function textOf(provider, recipe, request) {
  const { code } = data.payload;
  if (provider.expects.codeOnly) {
    assert.equal(request.code, code);
    return `${code}\n(in a text that the provider keeps)`;
  }
  const [{ content }] = /** @type {Array<{ content: string }>} */ (recipe.templates);
  // Where the recipe's text begins with a signature, as Chinese operators want it, the simulator reports what follows it.
  assert.equal(request.text, content.replace(/^【[^【】]+】/, '').replaceAll('{{code}}', code));
  return String(request.text);
}

/**
 * A message that this provider refuses: for its number where it tells such numbers apart, else for its credentials.
 * @param {Provider} provider
 * @returns {{ what: string, number: string, code: string, credentials?: Record<string, string> }}
 */
function refusal({ numbers, demo }) {
  if (numbers.invalid) return { what: 'a number it does not take', number: numbers.invalid, code: 'general' };
  if (numbers.limited) return { what: 'too many messages', number: numbers.limited, code: 'rate_limit_exceeded' };
  const credential = Object.keys(demo).find((name) => /KEY|TOKEN|PASS|SECRET/.test(name)) ?? Object.keys(demo)[0];
  return { what: 'wrong credentials', number: numbers.good, code: 'general', credentials: { [credential]: WRONG } };
}

/** Visitors read the one, whoever reads logs the other. @param {unknown[]} told @param {Provider} provider @param {string} number */
function assertHidesSecrets(told, provider, number) {
  const shown = JSON.stringify(told);
  for (const secret of [WRONG, number.slice(1), data.payload.code, ...credentials(provider)]) {
    // "demo" is also a word.
    if (secret.length > 4) assert.ok(!shown.includes(secret), 'an error shows no number, no code and no credential');
  }
}

/** @param {Provider} provider */
const credentials = ({ demo }) =>
  Object.entries(demo)
    .filter(([name]) => !NO_CREDENTIAL.test(name))
    .map(([, value]) => value)
    // Longest first: none is masked inside another.
    .sort((left, right) => right.length - left.length);

/**
 * The request as received, without its credentials, wherever they stand.
 * @param {Provider} provider @param {Recorded} request @param {string} origin
 */
function masked(provider, { method, path, headers, rawBody }, origin) {
  /** @param {string} text @param {(value: string) => string} [spelling] */
  const mask = (text, spelling = (value) => value) =>
    credentials(provider).reduce((masking, value) => masking.replaceAll(spelling(value), MASK), text);
  const isForm = headers['content-type']?.startsWith('application/x-www-form-urlencoded');
  return {
    method,
    // In a query a space may travel as a plus.
    url: origin + mask(mask(path, encodeURIComponent), (value) => new URLSearchParams({ value }).toString().slice('value='.length)),
    headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, mask(value)])),
    body: isForm ? mask(rawBody, encodeURIComponent) : mask(rawBody, (value) => JSON.stringify(value).slice(1, -1)),
  };
}

/** @param {string} id @param {import('./recipes.mjs').Recipe} recipe */
function nextSteps(id, { $recipe: { fillIn: blanks, docs } }) {
  const lines = [
    `To use it, copy pkg-template/recipes/${id}.json and replace:`,
    indent(table(blanks.map(({ placeholder, what }) => [placeholder, what]), { columns: COLUMNS })),
    `Documentation: ${docs[0]}`,
  ];
  return dim(lines.join('\n'));
}
