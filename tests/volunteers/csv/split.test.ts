import { CsvError, parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { FileProblem } from '../../../src/volunteers/csv/file-problem.ts';
import { createSplitter } from '../../../src/volunteers/csv/split.ts';

type Separator = ';' | ',';

function split(text: string, separator: Separator, lengths: readonly number[]): string[][] | 'refused' {
  const next = createSplitter(separator);
  const records: string[][] = [];
  try {
    let start = 0;
    for (const length of lengths) {
      records.push(...next(text.slice(start, start + length), false));
      start += length;
    }
    records.push(...next(text.slice(start), false), ...next('', true));
    return records;
  } catch (error) {
    if (error instanceof FileProblem) return 'refused';
    throw error;
  }
}

/** The reference: a parser that goes by character. */
function parsePlainly(text: string, delimiter: Separator): string[][] | 'refused' {
  try {
    return parse(text, { delimiter, record_delimiter: ['\r\n', '\n', '\r'], relax_column_count: true });
  } catch (error) {
    if (error instanceof CsvError) return 'refused';
    throw error;
  }
}

const text = fc
  .array(fc.constantFrom('"', '""', '";', ';"', ';', ',', '\r', '\n', '\r\n', 'a', ' ', 'à'))
  .map((parts) => parts.join(''));
const separator = fc.constantFrom<Separator>(';', ',');
const lengths = fc.array(fc.integer({ min: 0, max: 5 }));

describe('records are split', () => {
  test('as a parser by the letter splits them, however the pieces are cut', () => {
    fc.assert(
      fc.property(text, separator, lengths, (given, by, cut) => {
        expect(split(given, by, cut)).toEqual(parsePlainly(given, by));
      }),
      { numRuns: 2_000 },
    );
  });

  test('whatever their cells hold, if they are quoted', () => {
    fc.assert(
      fc.property(fc.array(fc.array(fc.string(), { minLength: 1 })), separator, lengths, (records, by, cut) => {
        const written = records.map((cells) => cells.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(by));
        expect(split(written.join('\r\n'), by, cut)).toEqual(records);
      }),
    );
  });
});
