import type { CharacteristicLists } from '../../domain/volunteer.ts';
import { FileProblem } from './file-problem.ts';
import { readHead } from './head.ts';
import { createRowReader, type ReadRow } from './read-row.ts';
import { readRecords } from './records.ts';

export type FileContext = { lists: Omit<CharacteristicLists, 'needs'>; today: string };

/** The rows of a file as it is read, and the columns that are not ours, known once the first row has come. */
export type OpenedFile = { ignored: string[]; rows: AsyncIterable<{ row: number; read: ReadRow }> };

/**
 * Opens a CSV of volunteers: its head is read at once, the rows as they are asked for, so of a file of any length only
 * a piece is ever in memory. Rows count as in a spreadsheet: the head is the first.
 * @throws FileProblem, at once or while the rows are read
 */
export async function openFile(bytes: AsyncIterable<Uint8Array>, context: FileContext): Promise<OpenedFile> {
  const records = readRecords(bytes);
  const { value, done } = await records.next();
  if (done || value.length === 0) throw new FileProblem('empty');
  const head = readHead(value);
  return { ignored: head.ignored, rows: readRows(records, createRowReader({ head, ...context })) };
}

async function* readRows(records: AsyncIterable<string[]>, readRow: (record: string[]) => ReadRow) {
  let row = 1;
  for await (const record of records) {
    row += 1;
    // A line with nothing in it is no volunteer; spreadsheets leave such lines at the end.
    if (record.length > 0) yield { row, read: readRow(record) };
  }
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
