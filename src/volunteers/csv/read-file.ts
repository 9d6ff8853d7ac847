import type { CharacteristicLists } from '../../domain/volunteer.ts';
import { FileProblem } from './file-problem.ts';
import { readHead } from './head.ts';
import { createRowReader, type ReadRow } from './read-row.ts';
import { readRecords } from './records.ts';

export type FileContext = { lists: Omit<CharacteristicLists, 'needs'>; today: string };

export type NumberedRow = { row: number; read: ReadRow };
/** The rows of a file as it is read, many at a time, and the columns that are not ours. */
export type OpenedFile = { ignored: string[]; rows: AsyncIterable<NumberedRow[]> };

/**
 * Opens a CSV of volunteers: its head is read at once, the rows as they are asked for, so of a file of any length only
 * a piece is ever in memory. Rows count as in a spreadsheet: the head is the first.
 * @throws FileProblem, at once or while the rows are read
 */
export async function openFile(bytes: AsyncIterable<Uint8Array>, context: FileContext): Promise<OpenedFile> {
  const records = readRecords(bytes);
  const first = await readFirst(records);
  const [top = []] = first;
  if (top.length === 0) throw new FileProblem('empty');
  const head = readHead(top);
  return { ignored: head.ignored, rows: readRows(first.slice(1), records, createRowReader({ head, ...context })) };
}

/** @returns the records of the first piece that has any */
async function readFirst(records: AsyncGenerator<string[][]>): Promise<string[][]> {
  for (;;) {
    const { value, done } = await records.next();
    if (done) return [];
    if (value.length > 0) return value;
  }
}

async function* readRows(
  first: string[][],
  others: AsyncIterable<string[][]>,
  readRow: (record: string[]) => ReadRow,
): AsyncGenerator<NumberedRow[]> {
  let row = 1;
  const read = (records: string[][]) => {
    const rows: NumberedRow[] = [];
    for (const record of records) {
      row += 1;
      // A line with nothing in it is no volunteer; spreadsheets leave such lines at the end.
      if (record.length > 0) rows.push({ row, read: readRow(record) });
    }
    return rows;
  };
  yield read(first);
  for await (const records of others) yield read(records);
}

/**
 * Passes bytes on as long as they are not too many.
 * @throws FileProblem tooLarge
 */
export async function* limitBytes(
  bytes: AsyncIterable<Uint8Array>,
  most: number,
  onRead: (bytes: number) => void = () => {},
): AsyncGenerator<Uint8Array> {
  let size = 0;
  for await (const piece of bytes) {
    size += piece.length;
    if (size > most) throw new FileProblem('tooLarge', { count: Math.round(most / 1_000_000) });
    onRead(size);
    yield piece;
  }
}
