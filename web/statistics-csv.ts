import type { TFunction } from 'i18next';
import { writeDay } from '../src/volunteers/csv/cells.ts';
import { byteOrderMark, writeCells } from '../src/volunteers/csv/write-row.ts';
import type { Column, Table } from './statistics-tables.ts';

/** A table as spreadsheets in Italy open it: semicolons, days as 28/11/2026, waits in whole minutes, no formulas. */
export async function* writeTable({ columns, rows }: Table, t: TFunction): AsyncGenerator<string> {
  yield byteOrderMark +
    writeCells(
      columns.map(({ label, kind }) =>
        kind === 'minutes' ? t('statistics:column.minutes', { column: label }) : label,
      ),
    );
  yield rows.map((row) => writeCells(row.map((cell, i) => writeCell(cell, columns[i]?.kind)))).join('');
}

function writeCell(cell: string | number | null, kind: Column['kind'] | undefined): string {
  if (cell === null) return '';
  if (kind === 'day') return writeDay(String(cell));
  return String(kind === 'minutes' ? Math.round(Number(cell)) : cell);
}
