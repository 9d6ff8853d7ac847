import { Readable } from 'node:stream';
import { CsvError, parse } from 'csv-parse';
import { decodeText } from './decode.ts';
import { FileProblem } from './file-problem.ts';

/** A row with a thousand zones has some 40,000 characters; beyond this a quote was left open, or it is no table. */
const longestRecord = 131_072;
/** Ours are twelve; what a Comune keeps beside them is ignored, but ten thousand columns are another kind of file. */
const mostColumns = 200;
/** Passing each record on by itself, from one generator to the next, would cost as much as reading it. */
const atATime = 256;

/**
 * The records of a CSV, the head first, as a spreadsheet counts its rows: an empty line is a record too. They come many
 * at a time. The separator is `;` where the first line has one, as in Italy, else `,`. A record without anything in it
 * comes as `[]`.
 * @throws FileProblem
 */
export async function* readRecords(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<string[][]> {
  const text = decodeText(bytes);
  const start = await readFirstLine(text);
  if (start.trim() === '') throw new FileProblem('empty');
  const parser = parse({
    delimiter: chooseSeparator(start),
    record_delimiter: ['\r\n', '\n', '\r'],
    max_record_size: longestRecord,
    relax_column_count: true,
  });
  const source = Readable.from(join(start, text));
  source.once('error', (error) => parser.destroy(error));
  source.pipe(parser);
  let row = 0;
  let records: string[][] = [];
  try {
    for await (const record of parser as AsyncIterable<string[]>) {
      row += 1;
      if (record.length > mostColumns) {
        throw new FileProblem('tooManyColumns', { row, count: record.length });
      }
      records.push(record.some((cell) => cell.trim() !== '') ? record : []);
      if (records.length < atATime) continue;
      yield records;
      records = [];
    }
    yield records;
  } catch (error) {
    throw describeFault(error);
  } finally {
    source.destroy();
    parser.destroy();
  }
}

/** @returns at least the first line, or all there is */
async function readFirstLine(text: AsyncGenerator<string>): Promise<string> {
  let start = '';
  while (!/[\r\n]/.test(start) && start.length <= longestRecord) {
    const { value, done } = await text.next();
    if (done) break;
    start += value;
  }
  return start;
}

async function* join(start: string, rest: AsyncIterable<string>): AsyncGenerator<string> {
  yield start;
  yield* rest;
}

function chooseSeparator(start: string): ';' | ',' {
  const [head = ''] = start.split(/[\r\n]/, 1);
  return head.includes(';') ? ';' : ',';
}

function describeFault(error: unknown): unknown {
  if (!(error instanceof CsvError)) return error;
  const code = error.code === 'CSV_MAX_RECORD_SIZE' ? 'recordTooLong' : 'quotes';
  // The parser is ahead of what was taken from it: it knows itself at which record it stopped.
  const records: unknown = error['records'];
  return new FileProblem(code, { row: (typeof records === 'number' ? records : 0) + 1 }, { cause: error });
}
