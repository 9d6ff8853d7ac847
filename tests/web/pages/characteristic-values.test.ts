import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { always } from '../../../src/domain/availability.ts';
import { characteristics } from '../../../src/domain/volunteer.ts';
import { textsIn } from '../../../src/i18n/i18n.ts';
import {
  emptyCharacteristicValues,
  toCharacteristicErrors,
  toCharacteristics,
  toCharacteristicValues,
} from '../../../web/routes/pages/characteristic-values.ts';
import type { FormBody } from '../../../web/routes/pages/form-body.ts';
import { toFieldErrors } from '../../../web/routes/pages/request-values.ts';

const codes = (minLength = 0) => fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd'), { minLength });
const any = fc.record({
  skills: codes(),
  needs: codes(),
  zones: codes(1),
  languages: codes(),
  vehicle: fc.boolean(),
  availability: fc.integer({ min: 1, max: always }),
  maxOpenOffers: fc.integer({ min: 1, max: 100 }),
});

test('what the form shows of a volunteer is what it saves when nobody touches it', () => {
  fc.assert(
    fc.property(any, (stored) => {
      expect(characteristics.parse(toCharacteristics(toCharacteristicValues(stored)))).toEqual(stored);
    }),
  );
});

describe('what the form can hold', () => {
  const given = { ...emptyCharacteristicValues, zones: ['centro'] };

  test('nothing ticked in the week is always', () => {
    expect(characteristics.parse(toCharacteristics(given)).availability).toBe(always);
  });

  test.each([
    ['availability', { availability: ['monday-night'] }],
    ['availability', { availability: ['monday-morning', 'caturday-morning'] }],
    ['maxOpenOffers', { maxOpenOffers: '0' }],
    ['maxOpenOffers', { maxOpenOffers: '-1' }],
    ['maxOpenOffers', { maxOpenOffers: '1000000000' }],
    ['maxOpenOffers', { maxOpenOffers: '2.5' }],
    ['maxOpenOffers', { maxOpenOffers: '' }],
    ['zones', { zones: [] }],
    ['zones', { zones: ["centro'); drop table zone"] }],
    ['skills', { skills: ['GUIDA'] }],
  ])('a wrong %s is told at its field: %j', (name, over) => {
    const form: FormBody = { text: () => '', texts: () => [], has: () => false, isTwisted: () => false };
    const { error } = characteristics.safeParse(toCharacteristics({ ...given, ...over }));
    const errors = toCharacteristicErrors(textsIn('it'), error ? toFieldErrors(error) : [], form);
    expect(errors.map((one) => one.name)).toEqual([name]);
    expect(errors[0]?.message).toMatch(/^[A-Z].*\.$/);
    expect(errors[0]?.message).not.toMatch(/expected|invalid|number/i);
  });
});
