import fc from 'fast-check';
import { parsePhoneNumberFromString } from 'libphonenumber-js';
import { describe, expect, test } from 'vitest';
import { always } from '../../../src/domain/availability.ts';
import { parseTelephone } from '../../../src/domain/telephone.ts';
import { line } from '../../../src/domain/text.ts';
import { readAvailability, writeAvailability } from '../../../src/volunteers/csv/availability.ts';
import { isFormula, protectCell, unprotectCell } from '../../../src/volunteers/csv/cells.ts';
import { standings } from '../../../src/volunteers/csv/columns.ts';
import { csvHead, type ExportedVolunteer, writeRow } from '../../../src/volunteers/csv/write-row.ts';
import { lists, readAll } from './csv-fixture.ts';

const codesOf = (list: { code: string }[]) => fc.subarray(list.map(({ code }) => code));
/** A name as `line` leaves one, with what spreadsheets and CSV take for something else. */
const name = fc
  .array(
    fc.oneof(
      fc.constantFrom('=', '+', '-', '@', "'", '"', ';', ',', '|', ' ', 'à', '\\'),
      fc.string({ unit: 'grapheme', maxLength: 4 }),
    ),
    {
      minLength: 1,
      maxLength: 12,
    },
  )
  .map((parts) => parts.join('').normalize('NFC').trim())
  .filter((text) => line(100).safeParse(text).data === text);
const volunteer: fc.Arbitrary<ExportedVolunteer> = fc.record({
  familyName: name,
  givenName: name,
  email: fc.integer({ min: 0 }).map((n) => `v${n}@esempio.it`),
  telephone: fc.integer({ min: 0, max: 9_999_999 }).map((n) => `+39333${String(n).padStart(7, '0')}`),
  birthDate: fc.option(
    fc
      .date({ min: new Date('1930-01-01'), max: new Date('2005-01-01'), noInvalidDate: true })
      .map((date) => date.toISOString().slice(0, 10)),
  ),
  skills: codesOf(lists.skills),
  zones: codesOf(lists.zones),
  languages: codesOf(lists.languages),
  vehicle: fc.boolean(),
  availability: fc.integer({ min: 1, max: always }),
  maxOpenOffers: fc.integer({ min: 1, max: 100 }),
  standing: fc.constantFrom(...standings),
});

describe('what was exported', () => {
  test('is read again as it was, whoever the volunteers are', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(volunteer, { maxLength: 8 }), async (volunteers) => {
        const { ignored, rows } = await readAll(csvHead + volunteers.map(writeRow).join(''));
        expect(ignored).toEqual([]);
        expect(rows.map(({ read }) => read)).toEqual(
          volunteers.map((one) => ({
            kind: 'volunteer',
            volunteer: { ...one, birthDate: one.birthDate ?? undefined },
          })),
        );
      }),
    );
  });

  test('has no cell that a spreadsheet would compute, telephones included', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(isFormula(protectCell(text))).toBe(false);
        expect(unprotectCell(protectCell(text))).toBe(text);
      }),
    );
    expect(protectCell('+39333')).toBe("'+39333");
  });
});

describe('availability', () => {
  test('of any kind is written and read again', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: always }), (availability) => {
        expect(readAvailability(writeAvailability(availability))).toEqual({ kind: 'read', availability });
      }),
    );
  });

  test.each<[string, string]>([
    ['lun', 'lun-mattina|lun-pomeriggio|lun-sera'],
    ['Lunedì - Mattina', 'lun-mattina'],
    ['lun-mer-sera', 'lun-sera|mar-sera|mer-sera'],
    ['dom-pomeriggio-sera', 'dom-pomeriggio|dom-sera'],
    ['lun-dom', ''],
  ])('%s', (cell, same) => {
    expect(readAvailability(cell)).toEqual(readAvailability(same));
  });
});

test('a plain mobile number is what the library finds, too', () => {
  const spaced = fc
    .tuple(fc.constantFrom('', '+39', '0039', '39', '+39 ', '+'), fc.stringMatching(/^[03][0-9 .-]{5,14}$/))
    .map(([prefix, rest]) => `${prefix}${rest}`);
  fc.assert(
    fc.property(spaced, (typed) => {
      const found = parsePhoneNumberFromString(typed, 'IT');
      const expected = /^[+0-9()./\s-]{4,30}$/.test(typed.trim()) && found?.isPossible() ? found.number : undefined;
      expect(parseTelephone(typed)).toBe(expected);
    }),
    { numRuns: 3_000 },
  );
});
