import { fold, unprotectCell } from './cells.ts';
import { type Column, columns, requiredColumns } from './columns.ts';
import { FileProblem } from './file-problem.ts';

/** Where each of our columns stands in a file, how many it has, and which are not ours. */
export type Head = { positions: Partial<Record<Column, number>>; width: number; ignored: string[] };

/** Of an ignored column's name this much is shown. */
const longestName = 60;

/**
 * Reads the first record. Names are compared as people write them: `Data nascita` has a space for the underscore,
 * `disponibilità` its accent.
 * @throws FileProblem missingColumns, repeatedColumns
 */
export function readHead(record: readonly string[]): Head {
  const positions: Partial<Record<Column, number>> = {};
  const ignored: string[] = [];
  const repeated = new Set<Column>();
  for (const [position, cell] of record.entries()) {
    const name = fold(unprotectCell(cell)).replace(/ /g, '_');
    const column = columns.find((known) => known === name);
    if (column === undefined) {
      // A column without a name is what a separator at the line's end makes.
      if (name !== '') ignored.push(cell.trim().slice(0, longestName).toWellFormed());
    } else if (positions[column] !== undefined) repeated.add(column);
    else positions[column] = position;
  }
  if (repeated.size > 0) throw new FileProblem('repeatedColumns', { columns: [...repeated].join(', ') });
  const missing = requiredColumns.filter((column) => positions[column] === undefined);
  if (missing.length > 0) throw new FileProblem('missingColumns', { columns: missing.join(', ') });
  return { positions, width: record.length, ignored };
}
