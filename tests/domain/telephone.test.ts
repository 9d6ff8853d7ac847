import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatTelephone, parseTelephone, telephone } from '../../src/domain/telephone.ts';

const digits = (length: number) => fc.stringMatching(new RegExp(`^[0-9]{${length}}$`));
const mobiles = digits(7).map((rest) => `+39333${rest}`);
const landlines = digits(6).map((rest) => `+39055${rest}`);

describe('a telephone number', () => {
  it('is read as people write it in Italy and given in E.164', () => {
    const separators = fc.array(fc.constantFrom('', ' ', '.', '-', '/', '  '), { minLength: 20, maxLength: 20 });
    const prefixes = fc.constantFrom('', '+39', '+39 ', '0039', '0039-', '(+39) ');
    fc.assert(
      fc.property(fc.oneof(mobiles, landlines), prefixes, separators, (number, prefix, between) => {
        const national = [...number.slice(3)]
          .map((digit, i) => digit + (i % 3 === 2 ? (between[i] ?? '') : ''))
          .join('');
        expect(parseTelephone(` ${prefix}${national} `)).toBe(number);
      }),
    );
  });

  it('keeps the zero of an Italian fixed line', () => {
    expect(parseTelephone('06 1234 5678')).toBe('+390612345678');
    expect(parseTelephone('+39 055 000100')).toBe('+39055000100');
    expect(parseTelephone('(055) 000-100')).toBe('+39055000100');
  });

  it('keeps another country as it is', () => {
    expect(parseTelephone('+44 20 7946 0000')).toBe('+442079460000');
    expect(parseTelephone('0041 44 668 18 00')).toBe('+41446681800');
  });

  it.each([
    '333 CASA 12',
    '3331234567 int. 4',
    'tel:3331234567',
    '333l234567',
    '٣٣٣١٢٣٤٥٦٧',
    '+39',
    '12',
    '3331234567;ext=9',
  ])('is not «%s»', (typed) => {
    expect(parseTelephone(typed)).toBeUndefined();
  });

  it('is none with a letter anywhere', () => {
    fc.assert(
      fc.property(mobiles, fc.nat(12), fc.constantFrom(...'aAzZxXoOlIèß'), (number, place, letter) => {
        expect(parseTelephone(number.slice(0, place) + letter + number.slice(place))).toBeUndefined();
      }),
    );
  });

  it('is, whatever was typed, nothing or what the database takes, and stays itself when read again', () => {
    const written = fc.string({ unit: fc.constantFrom(...'0123456789+()./- '), maxLength: 35 });
    fc.assert(
      fc.property(fc.oneof(written, fc.string({ unit: 'binary' })), (typed) => {
        const number = parseTelephone(typed);
        if (number === undefined) return;
        expect(number).toMatch(/^\+[0-9]{4,15}$/);
        expect(parseTelephone(number)).toBe(number);
      }),
      { numRuns: 3000 },
    );
  });

  it('reads as people read it, and as it stands where it is none', () => {
    expect(formatTelephone('+393331234567')).toBe('+39 333 123 4567');
    expect(formatTelephone('centralino')).toBe('centralino');
  });
});

describe('the telephone field', () => {
  it.each([
    ['', 'validation.required'],
    ['   ', 'validation.required'],
    [undefined, 'validation.required'],
    [['3331234567'], 'validation.required'],
    [3331234567, 'validation.required'],
    ['333 CASA', 'validation.telephone'],
  ])('answers %j with %s', (typed, message) => {
    expect(telephone.safeParse(typed).error?.issues.map((issue) => issue.message)).toEqual([message]);
  });

  it('gives E.164', () => {
    expect(telephone.parse('333/1234567')).toBe('+393331234567');
  });
});
