import { z } from 'zod';
import { cellFaults, columns } from '../volunteers/csv/columns.ts';
import { disclose } from './audit-scope.ts';
import type { Db } from './database.ts';
import type { ImportOf } from './volunteer-import-plan.ts';

export type RowKind = 'new' | 'update' | 'same' | 'duplicate' | 'error';

const cellError = z.object({ column: z.enum(columns).nullable(), why: z.enum(cellFaults), value: z.string() });
const cellErrors = z.array(cellError);

/** A row of a file as its preview shows it. */
export type PreviewedRow = {
  row: number;
  familyName: string | null;
  givenName: string | null;
  email: string | null;
  telephone: string | null;
  /** What is wrong; empty but in a row of kind `error`. */
  errors: z.infer<typeof cellErrors>;
  matchedBy: 'email' | 'telephone' | 'person' | null;
  /** Whom it repeats: a volunteer, or an earlier row. */
  duplicateOf: { volunteerId: string; name: string } | { row: number } | null;
};

/** Rows of one kind in the order of the file, from after a row. */
export async function listImportRows(
  db: Db,
  { municipalityId, importId }: ImportOf,
  { kind, after = 0, limit }: { kind: RowKind; after?: number; limit: number },
): Promise<PreviewedRow[]> {
  const rows = await db
    .selectFrom('volunteer_import_row as r')
    .leftJoin('volunteer as v', (join) =>
      join.onRef('v.id', '=', 'r.duplicate_of_volunteer').onRef('v.municipality_id', '=', 'r.municipality_id'),
    )
    .select(['r.row', 'r.family_name', 'r.given_name', 'r.email', 'r.telephone', 'r.errors', 'r.conflict'])
    .select(['r.matched_by', 'r.duplicate_of_row', 'v.id as other_id'])
    .select(['v.family_name as other_family_name', 'v.given_name as other_given_name'])
    .where('r.import_id', '=', importId)
    .where('r.municipality_id', '=', municipalityId)
    .where('r.kind', '=', kind)
    .where('r.row', '>', after)
    .orderBy('r.row')
    .limit(limit)
    .execute();
  disclose(
    'list',
    'volunteer',
    rows.flatMap(({ other_id }) => (other_id === null ? [] : [{ id: other_id }])),
  );
  return rows.map((row) => ({
    row: row.row,
    familyName: row.family_name,
    givenName: row.given_name,
    email: row.email,
    telephone: row.telephone,
    errors: [
      ...(row.errors === null ? [] : cellErrors.parse(row.errors)),
      ...(row.conflict === null ? [] : [cellError.parse(row.conflict)]),
    ],
    matchedBy: row.matched_by,
    duplicateOf:
      row.other_id !== null
        ? { volunteerId: row.other_id, name: `${row.other_family_name} ${row.other_given_name}` }
        : row.duplicate_of_row === null
          ? null
          : { row: row.duplicate_of_row },
  }));
}
