// The page: the configuration at the left; at the right what the engine says of it, anew at each key stroke.
import { localCommand } from './command.js';
import { offerCurl } from './curl-dialog.js';
import { editorIn } from './editor.js';
import { element, find } from './elements.js';
import { judge } from './engine.js';
import { configurationIn, linkOf } from './link.js';
import { showIssues, showPhone, showRequest, showVerdict } from './panels.js';
import { askForValues, configurationOf, offerRecipes } from './recipes.js';
import { forgetOutcome, offerSending, sendOnce } from './sending.js';

const TYPES = ['SignIn', 'Register', 'ForgotPassword', 'Generic', 'OrganizationInvitation', 'UserPermissionValidation', 'BindNewIdentifier', 'MfaVerification', 'BindMfa'];
const START = {
  endpoint: 'https://api.your-sms-provider.com/send',
  method: 'POST',
  headers: { 'Content-Type': 'application/json' },
  bodyParams: { recipient: '{{to}}', text_content: 'Hello! Your verification code for Logto is: {{message}}' },
};
const ANSWER = ['status', 'answer-headers', 'answer-body'];
/** Survives a reload, unless the file has changed meanwhile, and goes with the tab. */
const DRAFT = 'draft';

/** @param {string} id */
const field = (id) => /** @type {HTMLInputElement} */ (find(`#${id}`));
const value = (/** @type {string} */ id) => field(id).value.trim();

find('#type').append(...TYPES.map((type) => element('option', {}, type)));
find('#editor').replaceChildren();
const command = await localCommand();
const editor = editorIn(find('#editor'), { changed, save });
/** What the command has in its environment, under a name that shows where it is from. */
const environment = Object.fromEntries((command?.session?.environment ?? []).map((key) => [key, `${key}-of-the-environment`]));

/** What the command read from the file, or wrote to it. */
let saved = command?.session?.text ?? null;

/** @returns {import('./engine.js').Message} */
const message = () => ({ to: value('to'), type: value('type'), payload: { code: value('code'), ...(value('locale') && { locale: value('locale') }) } });

/** Nothing until somebody has written one. @returns {import('./engine.js').Answer | undefined} */
function answer() {
  const status = Number(value('status') || field('status').placeholder);
  if (!(status >= 100 && status <= 599) || ANSWER.every((id) => field(id).value === '')) return undefined;
  const headers = value('answer-headers').split('\n').map((line) => line.split(/:(.*)/s)).filter(([name, content]) => /^[\w-]+$/.test(name) && content);
  return { status, headers: Object.fromEntries(headers.map(([name, content]) => [name, content.trim()])), body: field('answer-body').value };
}

/** What came of a send was about another configuration. */
function changed() {
  forgetOutcome();
  show();
}

function show() {
  const text = editor.text();
  performance.mark('judge');
  const judgement = judge(text, message(), answer(), { reveal: field('reveal').checked, environment });
  performance.measure('engine', 'judge');
  // Not in the editor's own update, which must be over first.
  queueMicrotask(() => editor.mark(judgement.issues));
  showIssues(find('#issues'), judgement.issues, editor.go);
  showRequest(find('#request .output'), judgement);
  showPhone(find('#phone .output'), judgement, message().to);
  showVerdict(find('#answer .output'), judgement);
  offerSending(command !== undefined, judgement);
  sessionStorage.setItem(DRAFT, JSON.stringify({ of: saved, text }));
}

/** @param {...(Node | string)} told */
const notice = (...told) => find('#notice').replaceChildren(...told);

/** @param {string} text */
function open(text) {
  find('#fill-in').hidden = true;
  notice();
  editor.replace(text);
}

async function save() {
  if (command?.session?.name === undefined) return;
  const text = editor.text().replace(/\n*$/, '\n');
  try {
    await command.save(text);
  } catch (error) {
    return notice(`Not saved: ${/** @type {Error} */ (error).message}`);
  }
  saved = text;
  show();
  notice(`Saved to ${command.session.name}.`);
}

/** @param {string} text @param {string} done */
async function copy(text, done) {
  await navigator.clipboard.writeText(text).then(
    () => notice(done),
    // Not every browser lets a page write there.
    () => notice('Copy this: ', element('input', { value: text, readOnly: true, 'aria-label': 'To be copied', onfocus: (/** @type {any} */ { target }) => target.select() })),
  );
}

offerRecipes(/** @type {any} */ (find('#recipe')), (recipe) => {
  open(configurationOf(recipe));
  askForValues(find('#fill-in'), recipe, (fill) => editor.replace(fill(editor.text())));
});
offerCurl((text, notes) => {
  open(text);
  notice(element('ul', {}, ...notes.map((note) => element('li', {}, note))));
});
find('#copy').onclick = () => copy(editor.text(), 'Copied, credentials included.');
find('#link').onclick = () => {
  const { link, hidden } = linkOf(editor.text(), location);
  return copy(link, hidden.length > 0 ? `Copied a link without ${hidden.join(', ')}.` : 'Copied a link; no credential was found to leave out.');
};
find('#save').onclick = save;
find('#save').hidden = command?.session?.name === undefined;
find('#send').onclick = async () => {
  const answered = await sendOnce(() => /** @type {NonNullable<typeof command>} */ (command).send({ text: editor.text(), data: message() }));
  if (answered) {
    field('status').value = String(answered.status);
    field('answer-headers').value = Object.entries(answered.headers).map(([name, content]) => `${name}: ${content}`).join('\n');
    field('answer-body').value = answered.body;
  }
  show();
};
for (const id of ['to', 'code', 'type', 'locale', 'reveal', ...ANSWER]) field(id).addEventListener('input', show);
for (const form of document.querySelectorAll('form:not([method])')) form.addEventListener('submit', (event) => event.preventDefault());

function openLink() {
  const linked = configurationIn(location.hash);
  if (linked === undefined) return false;
  open(linked);
  history.replaceState(null, '', location.pathname);
  return true;
}
// Another address of the command, opened where this page is, loads nothing by itself.
addEventListener('hashchange', () => openLink() || (location.hash.startsWith('#key=') && location.reload()));

const draft = JSON.parse(sessionStorage.getItem(DRAFT) ?? 'null');
if (!openLink()) open(draft?.of === saved && draft?.text ? draft.text : (saved ?? JSON.stringify(START, null, 2)));
