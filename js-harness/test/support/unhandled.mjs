import assert from 'node:assert/strict';
import { after } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';

/** Makes a failure of a rejection that nobody handles, in any test of the file. */
export function failOnUnhandled() {
  let unhandled = 0;
  const count = () => void (unhandled += 1);
  process.on('unhandledRejection', count);
  after(async () => {
    await pause(50);
    process.off('unhandledRejection', count);
    assert.equal(unhandled, 0, 'no rejection is left unhandled');
  });
}
