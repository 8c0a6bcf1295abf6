// A provider's curl example becomes a configuration.
import { configurationOfCurl } from '../../bin/src/curl/configuration.js';
import { Unreadable } from '../../bin/src/curl/unreadable.js';
import { find } from './elements.js';

/** @param {(text: string, notes: string[]) => void} made `notes`: what was done, and what to look at. */
export function offerCurl(made) {
  const dialog = /** @type {HTMLDialogElement} */ (find('#curl'));
  const input = /** @type {HTMLTextAreaElement} */ (find('#curl-text'));
  const told = find('#curl-error');
  find('#open-curl').onclick = () => {
    told.textContent = '';
    dialog.showModal();
    input.focus();
  };
  find('#close-curl').onclick = () => dialog.close();
  /** @type {HTMLFormElement} */ (dialog.querySelector('form')).onsubmit = (event) => {
    event.preventDefault();
    try {
      const { configuration, notes, checks } = configurationOfCurl(input.value);
      dialog.close();
      made(JSON.stringify(configuration, null, 2), [...notes, ...checks.map((check) => `Please check: ${check}`)]);
    } catch (error) {
      if (!(error instanceof Unreadable)) throw error;
      told.textContent = `${error.message[0].toUpperCase()}${error.message.slice(1)}.`;
      input.focus();
    }
  };
}
