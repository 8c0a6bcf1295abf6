// `national` and `country_code` against the numbering plans of every country.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { getCountries, getExampleNumber, parsePhoneNumber } from 'libphonenumber-js/max';
import examples from 'libphonenumber-js/mobile/examples';
import metadata from 'libphonenumber-js/max/metadata';
import { render } from '../support/filters.mjs';

describe('numbering plans', () => {
  /** @param {string} digits */
  const parts = (digits) => String(render('{{to | country_code}} {{to | national}}', { to: digits })).split(' ');

  test('an example number of every country', () => {
    const countries = getCountries();
    assert.ok(countries.length > 230);
    for (const country of countries) {
      const example = getExampleNumber(country, examples);
      assert.ok(example, country);
      assert.deepEqual(parts(example.number.slice(1)), [example.countryCallingCode, example.nationalNumber], country);
    }
  });

  test('numbers that belong to no country', () => {
    for (const number of [
      '80012345678',
      '80812345678',
      '870773111632',
      '87810123456789',
      '881612345678',
      '8823421234',
      '883510012345',
      '888123456789',
      '979123456789',
    ]) {
      const parsed = parsePhoneNumber(`+${number}`);
      assert.deepEqual(parts(number), [parsed.countryCallingCode, parsed.nationalNumber], parsed.countryCallingCode);
    }
  });

  test('every country calling code that is assigned, and nothing lost of any number', () => {
    const assigned = new Set([
      ...Object.keys(metadata.country_calling_codes),
      ...Object.keys(metadata.nonGeographic ?? {}),
    ]);
    assert.ok(assigned.size > 210);
    for (let prefix = 100; prefix <= 999; prefix += 1) {
      const digits = `${prefix}23456789`;
      const [code, national] = parts(digits);
      assert.equal(code + national, digits);
      const expected = [1, 2, 3].map((length) => digits.slice(0, length)).find((start) => assigned.has(start));
      if (expected) assert.equal(code, expected);
    }
  });

  test('a number of any spelling has the same parts', () => {
    for (const to of ['+44 20 7946 0123', '0044 (20) 7946-0123', '44.20.7946.0123', '442079460123']) {
      assert.deepEqual(parts(to), ['44', '2079460123'], 'the spelling makes no difference');
    }
  });
});
