import { sql } from 'kysely';
import { z } from 'zod';
import { fileFaults } from '../volunteers/csv/file-problem.ts';
import { appendAudit } from './audit-entries.ts';
import { disclose } from './audit-scope.ts';
import type { Db } from './database.ts';

/** Who reads or applies tells every second; after fifteen times that they are taken for dead. */
const silentAfter = sql`interval '15 seconds'`;
/** A preview that nobody pressed «Importa» under holds people's data: a day later it is taken away. */
const keptFor = sql`interval '1 day'`;

const fileProblem = z.object({
  code: z.enum(fileFaults),
  row: z.int().optional(),
  columns: z.string().optional(),
  count: z.number().optional(),
});
export type StoredProblem = z.infer<typeof fileProblem>;

export type ImportCounts = { new: number; update: number; same: number; duplicate: number; error: number };

/** An import as its pages show it. */
export type VolunteerImport = {
  id: string;
  fileName: string;
  startedAt: Date;
  /** `interrupted`: who read the file has died; nothing of it was imported, and it is to be sent again. */
  state: 'reading' | 'interrupted' | 'failed' | 'ready' | 'applying' | 'applied' | 'discarded';
  /** Whether «Importa» was pressed and broke off: nothing was imported, and it can be pressed again. */
  applyInterrupted: boolean;
  fileBytes: number;
  readBytes: number;
  readRows: number;
  problem: StoredProblem | null;
  ignoredColumns: string[];
  counts: ImportCounts;
  withDuplicates: boolean;
  changed: boolean;
  finishedAt: Date | null;
};

export type NewImport = { municipalityId: string; operatorId?: string; fileName: string; fileBytes: number };

/** Records that a file has come and is being read; takes away what older previews of this Comune left. */
export async function beginImport(db: Db, given: NewImport): Promise<string> {
  const { municipalityId, operatorId, fileName, fileBytes } = given;
  return await db.transaction().execute(async (tx) => {
    await forgetOld(tx, municipalityId);
    const { id } = await tx
      .insertInto('volunteer_import')
      .values({
        municipality_id: municipalityId,
        started_by: operatorId ?? null,
        file_name: fileName,
        file_bytes: fileBytes,
      })
      .returning('id')
      .executeTakeFirstOrThrow();
    await appendAudit(tx, municipalityId, { action: 'create', of: { kind: 'volunteer_import', ids: [id] } });
    return id;
  });
}

async function forgetOld(tx: Db, municipalityId: string): Promise<void> {
  await sql`
    with old as (
      update volunteer_import set state = 'discarded', problem = null, finished_at = now()
      where municipality_id = ${municipalityId} and state not in ('applied', 'discarded')
        and started_at < now() - ${keptFor} and alive_at < now() - ${silentAfter}
      returning id)
    delete from volunteer_import_row r using old where r.import_id = old.id`.execute(tx);
}

/** @returns undefined where the Comune has no such import */
export async function findImport(db: Db, municipalityId: string, id: string): Promise<VolunteerImport | undefined> {
  const row = await db
    .selectFrom('volunteer_import')
    .selectAll()
    .select(sql<boolean>`alive_at < clock_timestamp() - ${silentAfter}`.as('silent'))
    .where('municipality_id', '=', municipalityId)
    .where('id', '=', id)
    .executeTakeFirst();
  if (row === undefined) return undefined;
  disclose('read', 'volunteer_import', [row]);
  const applyInterrupted = row.state === 'applying' && row.silent;
  return {
    id: row.id,
    fileName: row.file_name,
    startedAt: row.started_at,
    state: row.state === 'reading' && row.silent ? 'interrupted' : applyInterrupted ? 'ready' : row.state,
    applyInterrupted,
    fileBytes: Number(row.file_bytes),
    readBytes: Number(row.read_bytes),
    readRows: row.read_rows,
    problem: row.problem === null ? null : fileProblem.parse(row.problem),
    ignoredColumns: row.ignored_columns,
    counts: {
      new: row.new_rows,
      update: row.update_rows,
      same: row.same_rows,
      duplicate: row.duplicate_rows,
      error: row.error_rows,
    },
    withDuplicates: row.with_duplicates,
    changed: row.changed,
    finishedAt: row.finished_at,
  };
}

export type Progress = { bytes: number; rows: number };

/** Tells that who reads or applies a file is alive and, of one that is being read, how far it is. */
export async function tellProgress(db: Db, id: string, read?: Progress): Promise<void> {
  await db
    .updateTable('volunteer_import')
    .set({ alive_at: sql`clock_timestamp()`, ...(read && { read_bytes: read.bytes, read_rows: read.rows }) })
    .where('id', '=', id)
    .where('state', 'in', ['reading', 'applying'])
    .execute();
}

/** Ends the reading of a file that can't be read. */
export async function failImport(db: Db, id: string, problem: StoredProblem): Promise<void> {
  await db
    .updateTable('volunteer_import')
    .set({ state: 'failed', problem: JSON.stringify(problem), finished_at: sql`now()` })
    .where('id', '=', id)
    .where('state', '=', 'reading')
    .execute();
}

/** Lets an import that its process gives up be seen as interrupted at once. */
export async function interruptImport(db: Db, id: string): Promise<void> {
  await db
    .updateTable('volunteer_import')
    .set({ alive_at: sql`'-infinity'` })
    .where('id', '=', id)
    .where('state', 'in', ['reading', 'applying'])
    .execute();
}

/**
 * Takes an import on to apply it: one that is ready, or whose applying broke off. Of two that press at once only one
 * gets it.
 */
export async function claimImport(
  db: Db,
  municipalityId: string,
  id: string,
  { withDuplicates, operatorId }: { withDuplicates: boolean; operatorId?: string },
): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('volunteer_import')
    .set({
      state: 'applying',
      alive_at: sql`clock_timestamp()`,
      with_duplicates: withDuplicates,
      applied_by: operatorId ?? null,
    })
    .where('municipality_id', '=', municipalityId)
    .where('id', '=', id)
    .where('error_rows', '=', 0)
    .where(({ or, eb, and }) =>
      or([
        eb('state', '=', 'ready'),
        and([eb('state', '=', 'applying'), eb('alive_at', '<', sql<Date>`clock_timestamp() - ${silentAfter}`)]),
      ]),
    )
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}

/** Throws an import away that was not applied, with all that was read of it. */
export async function discardImport(db: Db, municipalityId: string, id: string): Promise<boolean> {
  return await db.transaction().execute(async (tx) => {
    const { numUpdatedRows } = await tx
      .updateTable('volunteer_import')
      .set({ state: 'discarded', problem: null, finished_at: sql`now()` })
      .where('municipality_id', '=', municipalityId)
      .where('id', '=', id)
      .where('state', 'in', ['ready', 'failed'])
      .executeTakeFirst();
    if (numUpdatedRows === 0n) return false;
    await tx.deleteFrom('volunteer_import_row').where('import_id', '=', id).execute();
    await appendAudit(tx, municipalityId, { action: 'erase', of: { kind: 'volunteer_import', ids: [id] } });
    return true;
  });
}
