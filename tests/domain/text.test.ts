import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { line, paragraph } from '../../src/domain/text.ts';

const messagesOf = (schema: ReturnType<typeof line>, typed: unknown) =>
  schema.safeParse(typed).error?.issues.map((issue) => issue.message);

const both = [
  ['a line', line],
  ['a paragraph', paragraph],
] as const;

describe.each(both)('%s', (_, make) => {
  it.each([
    ['a NUL', 'An\0na'],
    ['a lone high surrogate', 'An\ud800na'],
    ['a lone low surrogate', 'Anna\udc00'],
    ['what was not UTF-8', 'An\ufffdna'],
    ['an escape character', 'An\u001bna'],
    ['a delete character', 'An\u007fna'],
    ['a C1 control character', 'An\u0085na'],
    ['a vertical tab', 'An\u000bna'],
  ])('refuses %s', (_what, typed) => {
    expect(messagesOf(make(100), typed)).toEqual(['validation.characters']);
  });

  it.each([[undefined], [null], [['Anna']], [{}], [1], [true]])('refuses %j, which is no text', (typed) => {
    expect(messagesOf(make(100), typed)).toEqual(['validation.required']);
  });

  it.each(['', '   ', '\n', '\u00a0\ufeff'])('is required: %j is nothing', (typed) => {
    expect(messagesOf(make(100), typed)).toEqual(['validation.required']);
  });

  it('is trimmed and composed', () => {
    expect(make(100).parse('  Pero\u0300 ')).toBe('Però');
  });

  it('has the most characters it may have, and not one more', () => {
    for (const one of ['a', 'è', '😀', '\u{20000}']) {
      expect(make(1000).parse(one.repeat(1000))).toBe(one.repeat(1000));
      expect(messagesOf(make(1000), one.repeat(1001))).toEqual(['validation.tooLong']);
    }
  });

  it('counts characters after they are composed, and not the space around them', () => {
    expect(make(10).parse(` ${'e\u0300'.repeat(10)} `)).toBe('è'.repeat(10));
    // One that composition takes apart: U+0958 is written as two.
    expect(messagesOf(make(10), '\u0958'.repeat(6))).toEqual(['validation.tooLong']);
  });

  it('is, whatever was typed, refused or fit for the database and an email, and stays itself when read again', () => {
    const forbidden = make === line ? /[\p{Cc}\u2028\u2029\ufffd]/u : /(?![\n\t])[\p{Cc}\ufffd]/u;
    const typedTexts = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.string({ unit: fc.constantFrom(...'aè\r\n\t \0\u2028😀') }),
    );
    fc.assert(
      fc.property(typedTexts, (typed) => {
        const { data } = make(5).safeParse(typed);
        if (data === undefined) return;
        expect(data).not.toMatch(forbidden);
        expect(data.isWellFormed()).toBe(true);
        expect(data).toBe(data.trim().normalize('NFC'));
        expect([...data].length).toBeGreaterThan(0);
        expect([...data].length).toBeLessThanOrEqual(5);
        expect(make(5).parse(data)).toBe(data);
      }),
      { numRuns: 2000 },
    );
  });
});

describe('a line', () => {
  it.each(['Anna\r\nBcc: x@y.it', 'Anna\nRossi', 'Anna\rRossi', 'Anna\tRossi', 'Anna\u2028Rossi', 'Anna\u2029Rossi'])(
    'is one line: %j is refused',
    (typed) => {
      expect(messagesOf(line(100), typed)).toEqual(['validation.characters']);
    },
  );

  it('forgives a line end after it', () => {
    expect(line(100).parse('Anna\r\n')).toBe('Anna');
  });
});

describe('a paragraph', () => {
  it('writes every line end as one line feed, counted once', () => {
    expect(paragraph(5).parse('a\r\nb\rc')).toBe('a\nb\nc');
    expect(messagesOf(paragraph(4), 'a\r\nb\rc')).toEqual(['validation.tooLong']);
  });

  it('keeps tabs and empty lines', () => {
    expect(paragraph(100).parse('a\n\n\tb')).toBe('a\n\n\tb');
  });
});

describe('characters that are not seen', () => {
  it.each([
    ['\u200b\u200b', undefined],
    ['\u2060Ada\ufeff', 'Ada'],
    ['Ada \u202ecba', 'Ada cba'],
    ['👩\u200d🔧', '👩\u200d🔧'],
  ])('%j is read as %j', (typed, read) => {
    expect(line(100).safeParse(typed).data).toBe(read);
  });
});
