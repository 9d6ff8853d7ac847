import { decodeText } from './decode.ts';
import { FileProblem } from './file-problem.ts';
import { createSplitter, longestRecord } from './split.ts';

/** Ours are twelve; what a Comune keeps beside them is ignored, but ten thousand columns are another kind of file. */
const mostColumns = 200;

/**
 * The records of a CSV, the head first, as a spreadsheet counts its rows: an empty line is a record too. They come as
 * many at a time as a piece of the file holds: passing each on by itself would cost as much as reading it. The separator
 * is `;` where the first line has one, as in Italy, else `,`. A record without anything in it comes as `[]`.
 * @throws FileProblem
 */
export async function* readRecords(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<string[][]> {
  const text = decodeText(bytes);
  const start = await readFirstLine(text);
  if (start.trim() === '') throw new FileProblem('empty');
  const split = createSplitter(chooseSeparator(start));
  let row = 0;
  const check = (record: string[]) => {
    row += 1;
    if (record.length > mostColumns) throw new FileProblem('tooManyColumns', { row, count: record.length });
    return record.some((cell) => cell.trim() !== '') ? record : [];
  };
  yield split(start, false).map(check);
  for await (const piece of text) yield split(piece, false).map(check);
  yield split('', true).map(check);
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

function chooseSeparator(start: string): ';' | ',' {
  const [head = ''] = start.split(/[\r\n]/, 1);
  return head.includes(';') ? ';' : ',';
}
