import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { makeReference, parseReference } from '../../src/domain/reference.ts';

const alphabet = '23456789ABCDEFGHJKMNPRSTVWXYZ';
const character = fc.constantFrom(...alphabet);
const references = fc
  .array(fc.nat(alphabet.length - 1), { minLength: 7, maxLength: 7 })
  .map((numbers) => makeReference(takeFrom(numbers)));

function takeFrom(numbers: number[]): (max: number) => number {
  const rest = numbers.values();
  return () => rest.next().value ?? 0;
}

const compact = (reference: string) => reference.replace('-', '');

describe('a reference', () => {
  it('is read back as it was made', () => {
    fc.assert(
      fc.property(references, (reference) => {
        expect(reference).toMatch(/^[2-9A-HJKMNPRSTV-Z]{4}-[2-9A-HJKMNPRSTV-Z]{4}$/);
        expect(parseReference(reference)).toBe(reference);
      }),
    );
  });

  it('is noticed with any single character wrong', () => {
    fc.assert(
      fc.property(references, fc.nat(7), character, (reference, place, wrong) => {
        const characters = [...compact(reference)];
        fc.pre(characters[place] !== wrong);
        expect(parseReference(characters.with(place, wrong).join(''))).toBeUndefined();
      }),
      { numRuns: 1000 },
    );
  });

  it('is noticed with any two characters swapped', () => {
    fc.assert(
      fc.property(references, fc.nat(7), fc.nat(7), (reference, one, other) => {
        const characters = [...compact(reference)];
        const [a = '', b = ''] = [characters[one], characters[other]];
        fc.pre(a !== b);
        expect(parseReference(characters.with(one, b).with(other, a).join(''))).toBeUndefined();
      }),
      { numRuns: 1000 },
    );
  });

  it('is read in any case, with spaces and hyphens anywhere', () => {
    const filler = fc.array(fc.constantFrom('', ' ', '-', '\t', ' - '), { minLength: 9, maxLength: 9 });
    const cases = fc.array(fc.boolean(), { minLength: 8, maxLength: 8 });
    fc.assert(
      fc.property(references, filler, cases, (reference, between, lower) => {
        const typed = [...compact(reference)]
          .map((letter, i) => (between[i] ?? '') + (lower[i] ? letter.toLowerCase() : letter))
          .join('');
        expect(parseReference(typed + (between[8] ?? ''))).toBe(reference);
      }),
    );
  });

  it('is none of another length, nor with a character that is mistaken for another', () => {
    fc.assert(
      fc.property(references, fc.constantFrom(...'01ILOQU'), fc.nat(7), (reference, mistaken, place) => {
        expect(parseReference([...compact(reference)].with(place, mistaken).join(''))).toBeUndefined();
        expect(parseReference(reference.slice(0, -1))).toBeUndefined();
        expect(parseReference(`${reference}2`)).toBeUndefined();
      }),
    );
  });

  it('is found in no text that is not one, whatever it is', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.string({ unit: 'grapheme' })), (text) => {
        const read = parseReference(text);
        expect(read === undefined || compact(read) === text.toUpperCase().replace(/[\s-]/g, '')).toBe(true);
      }),
    );
  });

  it('asks for seven integers below 29 and uses each character of the alphabet as often', () => {
    const asked: number[] = [];
    const counts = new Map<string, number>();
    // Every value in every place, the others at zero: each character stands there exactly once.
    for (let place = 0; place < 7; place += 1) {
      for (let value = 0; value < alphabet.length; value += 1) {
        let call = 0;
        const reference = makeReference((max) => {
          asked.push(max);
          call += 1;
          return call - 1 === place ? value : 0;
        });
        const written = compact(reference).charAt(place);
        counts.set(written, (counts.get(written) ?? 0) + 1);
      }
    }
    expect(new Set(asked)).toEqual(new Set([29]));
    expect(asked).toHaveLength(7 * 29 * 7);
    expect([...counts.keys()].sort().join('')).toBe(alphabet);
    expect(new Set(counts.values())).toEqual(new Set([7]));
  });

  it('spreads its check character over the whole alphabet', () => {
    const last = new Set([...alphabet].map((_, value) => makeReference(takeFrom([0, 0, 0, 0, 0, 0, value])).at(-1)));
    expect(last.size).toBe(29);
  });
});
