import type { TFunction } from 'i18next';
import type { Db } from '../db/database.ts';
import type { ImportOf } from '../db/volunteer-import-plan.ts';
import { listImportRows } from '../db/volunteer-import-rows.ts';
import { writeCells } from './csv/write-row.ts';
import { describeColumn, describeWhy } from './describe.ts';

const batch = 1_000;

/** The CSV of all that is wrong in a file: a line for each cell. */
export async function* writeErrors(db: Db, of: ImportOf, t: TFunction): AsyncGenerator<string> {
  const heads = ['row', 'column', 'value', 'why'] as const;
  yield `\ufeff${writeCells(heads.map((head) => t(`volunteerImport:table.${head}`)))}`;
  let after = 0;
  for (;;) {
    const rows = await listImportRows(db, of, { kind: 'error', after, limit: batch });
    const lines = rows.flatMap(({ row, errors }) =>
      errors.map((error) => writeCells([String(row), describeColumn(t, error), error.value, describeWhy(t, error)])),
    );
    if (lines.length > 0) yield lines.join('');
    after = rows.at(-1)?.row ?? after;
    if (rows.length < batch) return;
  }
}
