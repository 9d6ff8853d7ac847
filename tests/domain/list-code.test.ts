import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { makeListCode } from '../../src/domain/list-code.ts';
import { listCode } from '../../src/domain/submission.ts';

/** Labels as people write them, in any script, and as nobody does. */
const label = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 120 }),
  fc.lorem(),
  fc.constantFrom('', '–', '😀', 'ß'),
);

describe('the code of a label', () => {
  it('is one that the lists take, whatever the label', () => {
    fc.assert(fc.property(label, (text) => void listCode.parse(makeListCode(text, []))));
  });

  it('is none of those taken, even where very many read alike', () => {
    fc.assert(
      fc.property(fc.array(label, { maxLength: 40 }), fc.integer({ min: 1, max: 15 }), (labels, times) => {
        const taken: string[] = [];
        for (const text of labels) for (let i = 0; i < times; i += 1) taken.push(makeListCode(text, taken));
        expect(new Set(taken).size).toBe(taken.length);
        for (const code of taken) listCode.parse(code);
      }),
    );
  });

  it('does not depend on capitals, accents or punctuation, and is its own code', () => {
    fc.assert(
      fc.property(label, (text) => {
        const code = makeListCode(text, []);
        expect(makeListCode(code, [])).toBe(code);
        expect(makeListCode(`  ${text.normalize('NFD')}!? `, [])).toBe(code);
      }),
    );
  });

  it.each([
    ['Spesa a domicilio', 'spesa-a-domicilio'],
    ["Aiuto per l'orto (città)", 'aiuto-per-l-orto-citta'],
    ['Sgombero neve & ghiaccio', 'sgombero-neve-ghiaccio'],
    ['العربية', 'voce'],
    ['x'.repeat(60), 'x'.repeat(40)],
  ])('of «%s» is %s', (text, code) => {
    expect(makeListCode(text, [])).toBe(code);
  });

  it('keeps within 40 characters with its number too', () => {
    const long = 'a'.repeat(40);
    expect(makeListCode(long, [long])).toBe(`${'a'.repeat(38)}-2`);
  });
});
