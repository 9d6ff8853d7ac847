import { FileProblem } from './file-problem.ts';

/** A row with a thousand zones has some 40,000 characters; beyond this a quote was left open, or it is no table. */
export const longestRecord = 131_072;

/** Takes the next piece of a file, or its end, and gives the records that are complete with it. */
export type Splitter = (piece: string, isLast: boolean) => string[][];

/**
 * Splits text into records and cells (RFC 4180, with the separator given, and lines that end in CR LF, LF or CR). A line
 * without quotes, as almost all are, is cut in one go: character by character the same takes four times as long.
 * @throws FileProblem quotes, recordTooLong
 */
export function createSplitter(separator: ';' | ','): Splitter {
  let rest = '';
  let complete = 0;

  return (piece, isLast) => {
    const text = rest + piece;
    const records: string[][] = [];
    const lf = follow(text, '\n');
    const cr = follow(text, '\r');
    const quote = follow(text, '"');
    let start = 0;
    while (start < text.length) {
      const end = Math.min(lf(start), cr(start));
      const record =
        quote(start) < end
          ? readQuoted(text, start, { separator, isLast, row: complete + 1 })
          : { cells: text.slice(start, end).split(separator), end };
      const isCut = record === undefined || (!isLast && mayGoOn(text, record.end));
      if ((isCut ? text.length : record.end) - start > longestRecord) {
        throw new FileProblem('recordTooLong', { row: complete + 1 });
      }
      if (isCut) break;
      records.push(record.cells);
      complete += 1;
      start = record.end + (text.startsWith('\r\n', record.end) ? 2 : 1);
    }
    rest = text.slice(start);
    return records;
  };
}

/** Where a character stands next, from a place that only moves forward; the text's length where it comes no more. */
function follow(text: string, character: string): (from: number) => number {
  let at = -1;
  return (from) => {
    if (at < from) {
      const found = text.indexOf(character, from);
      at = found === -1 ? text.length : found;
    }
    return at;
  };
}

/** Whether what follows a piece may belong to the record that ends there: more of its cell, or the LF of a CR. */
function mayGoOn(text: string, end: number): boolean {
  return end >= text.length || (end === text.length - 1 && text[end] === '\r');
}

type Quoted = { separator: string; isLast: boolean; row: number };

/** @returns undefined where the record is not all there yet */
function readQuoted(
  text: string,
  start: number,
  { separator, isLast, row }: Quoted,
): { cells: string[]; end: number } | undefined {
  const cells: string[] = [];
  const isEnd = (at: number) => at >= text.length || text[at] === '\n' || text[at] === '\r';
  let at = start;
  for (;;) {
    if (text[at] === '"') {
      const closed = readQuotedCell(text, at);
      if (closed === undefined) {
        if (isLast) throw new FileProblem('quotes', { row });
        return undefined;
      }
      cells.push(closed.cell);
      at = closed.end;
      // What stands behind a closing quote may be the other half of a doubled one.
      if (at >= text.length && !isLast) return undefined;
      if (!isEnd(at) && text[at] !== separator) throw new FileProblem('quotes', { row });
    } else {
      const from = at;
      while (!isEnd(at) && text[at] !== separator) {
        if (text[at] === '"') throw new FileProblem('quotes', { row });
        at += 1;
      }
      cells.push(text.slice(from, at));
    }
    if (isEnd(at)) return { cells, end: at };
    at += 1;
  }
}

/** @returns undefined where its closing quote is not there yet */
function readQuotedCell(text: string, open: number): { cell: string; end: number } | undefined {
  let cell = '';
  let from = open + 1;
  for (;;) {
    const close = text.indexOf('"', from);
    if (close === -1) return undefined;
    if (text[close + 1] !== '"') return { cell: cell + text.slice(from, close), end: close + 1 };
    cell += text.slice(from, close + 1);
    from = close + 2;
  }
}
