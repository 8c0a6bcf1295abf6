// `gsm7` against the tables of GSM 03.38.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { filtered, options } from '../support/filters.mjs';

describe('gsm7', () => {
  // 3GPP TS 23.038, section 6.2.1: a row for each low nibble of the code, a column for each high one. ␛ is no character.
  const DEFAULT_TABLE = [
    '@Δ 0¡P¿p',
    '£_!1AQaq',
    '$Φ"2BRbr',
    '¥Γ#3CScs',
    'èΛ¤4DTdt',
    'éΩ%5EUeu',
    'ùΠ&6FVfv',
    "ìΨ'7GWgw",
    'òΣ(8HXhx',
    'ÇΘ)9IYiy',
    '\nΞ*:JZjz',
    'Ø␛+;KÄkä',
    'øÆ,<LÖlö',
    '\ræ-=MÑmñ',
    'Åß.>NÜnü',
    'åÉ/?O§oà',
  ];
  // Section 6.2.1.1.
  const EXTENSION_TABLE = {
    0x0a: '\f',
    0x14: '^',
    0x28: '{',
    0x29: '}',
    0x2f: '\\',
    0x3c: '[',
    0x3d: '~',
    0x3e: ']',
    0x40: '|',
    0x65: '€',
  };
  const alphabet = new Set([...DEFAULT_TABLE.join('').replace('␛', ''), ...Object.values(EXTENSION_TABLE)]);
  const gsm7 = (/** @type {string} */ text) => String(filtered('gsm7', text));

  test('the alphabet has 127 characters and 10 more', () => {
    assert.ok(DEFAULT_TABLE.every((row) => [...row].length === 8));
    assert.equal(alphabet.size, 137);
  });

  test('its characters stay as they are', () => {
    for (const character of alphabet) assert.equal(gsm7(`a${character}b`), `a${character}b`);
  });

  test('nothing else is left of any text', () => {
    const text = fc.string({
      unit: fc.oneof(
        fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
        fc.string({ unit: 'grapheme', minLength: 1, maxLength: 1 }),
      ),
      maxLength: 60,
    });
    const outside = (/** @type {string} */ value) => [...gsm7(value)].filter((character) => !alphabet.has(character));
    fc.assert(
      fc.property(text, (value) => assert.deepEqual(outside(value), [])),
      options,
    );
    for (let from = 0; from < 0x3000; from += 0x80) {
      assert.deepEqual(outside(String.fromCodePoint(...Array.from({ length: 0x80 }, (_, index) => from + index))), []);
    }
  });

  /** Letters whose canonical decomposition (Unicode) begins with a letter of ASCII, and what that is. @param {number} from @param {number} to */
  const accented = (from, to) =>
    Array.from({ length: to - from + 1 }, (_, index) => String.fromCodePoint(from + index))
      .map((letter) => ({ letter, base: letter.normalize('NFD')[0] }))
      .filter(({ letter, base }) => letter !== base && /[A-Za-z]/.test(base) && !alphabet.has(letter));

  /** @param {Array<{ letter: string, base: string }>} letters */
  const wrong = (letters) =>
    letters
      // The alphabet has a cedilla, if only on the capital.
      .filter(({ letter, base }) => gsm7(letter) !== base && !(letter === 'ç' && gsm7(letter) === 'Ç'))
      .map(({ letter }) => `${letter} is ${gsm7(letter)}`);

  test('letters with accents lose them: the languages of Europe', () =>
    assert.deepEqual(wrong(accented(0xc0, 0x17f)), []));
  test('letters with accents lose them: Romanian, Vietnamese', () =>
    assert.deepEqual(
      wrong(
        [...'ȘșȚț']
          .map((letter) => ({ letter, base: letter.normalize('NFD')[0] }))
          .concat(accented(0x1ea0, 0x1ef9), accented(0x1a0, 0x1b0)),
      ),
      [],
    ));
  test('accents that are characters of their own are lost, too', () =>
    assert.equal(gsm7('Código é'.normalize('NFD')), 'Codigo e'));

  test('the signs of typesetters become those of typewriters', () => {
    const signs = { '‘’‚': "'", '“”„«»': '"', '–—‑−': '-', '…': '...', '\u00a0\u2009\u202f\t': ' ' };
    for (const [characters, nearest] of Object.entries(signs)) {
      for (const character of characters)
        assert.equal(gsm7(`a${character}b`), `a${nearest}b`, `U+${character.codePointAt(0)?.toString(16)}`);
    }
    for (const [letters, nearest] of Object.entries({
      œ: 'oe',
      Œ: 'OE',
      ł: 'l',
      đ: 'd',
      ı: 'i',
      ẞ: 'SS',
      Α: 'A',
      Ρ: 'P',
    })) {
      assert.equal(gsm7(letters), nearest);
    }
  });

  test('what has nothing near becomes a question mark', () => {
    assert.equal(gsm7('код 012345'), '??? 012345');
    assert.equal(gsm7('验证码'), '???');
  });
});
