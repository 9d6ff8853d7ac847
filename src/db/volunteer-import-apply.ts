import { sql } from 'kysely';
import { appendAudit } from './audit-entries.ts';
import type { Bulk } from './bulk.ts';
import { changeInBulk, listImported } from './candidates.ts';
import type { Db } from './database.ts';
import { type ImportOf, listTables, planImport, updated } from './volunteer-import-plan.ts';
import type { ImportCounts } from './volunteer-imports.ts';

export type Applied =
  | { kind: 'applied' }
  /** The Comune's volunteers changed since the preview, which was made again: nothing was imported. */
  | { kind: 'changed' };

/** What sorting 100,000 rows takes; with less they are sorted on disk. */
const workMemory = '64MB';
/** New entries of the search's index are gathered up to this and brought in at once: one by one they cost ten times more. */
const pendingList = '256MB';

/** Makes the preview of a file whose rows were just read, and lets it be seen. */
export async function finishReading({ db }: Bulk, of: ImportOf, ignored: string[]): Promise<void> {
  await sql`analyze volunteer_import_row`.execute(db);
  await db.transaction().execute(async (tx) => {
    await prepare(tx);
    await keepCounts(tx, of, await planImport(tx, of), { ignored });
  });
}

/**
 * Does what the preview of an import said, all of it or nothing, in one transaction.
 * @param of an import that `claimImport` gave to the caller
 */
export async function applyImport({ db }: Bulk, of: ImportOf): Promise<Applied> {
  let tidied: Promise<void> | undefined;
  // On another connection, beside what is left to do: entries in the search's index are brought in whether or not their
  // rows are there in the end.
  const tidy = () => {
    tidied = tidySearch(db);
  };
  try {
    return await db.transaction().execute(async (tx) => await applyIn(tx, of, tidy));
  } catch (error) {
    // Somebody registered with an address of the file's in between.
    if (!isTaken(error)) throw error;
    return await db.transaction().execute(async (tx) => {
      await prepare(tx);
      await keepCounts(tx, of, await planImport(tx, of), { changed: true });
      return { kind: 'changed' };
    });
  } finally {
    await tidied;
  }
}

/** Where it can't be done now, PostgreSQL does it by itself at the next vacuum; until then a search takes longer. */
async function tidySearch(db: Db): Promise<void> {
  await sql`select tidy_volunteer_search()`.execute(db).catch(() => {});
}

async function applyIn(tx: Db, of: ImportOf, tidy: () => void): Promise<Applied> {
  const { municipalityId, importId } = of;
  await prepare(tx);
  // One import of a Comune's at a time: the second finds what the first one brought.
  await sql`select pg_advisory_xact_lock(hashtextextended(${`volunteer import ${municipalityId}`}, 0))`.execute(tx);
  const seen = await tx
    .selectFrom('volunteer_import')
    .selectAll()
    .where('id', '=', importId)
    .where('municipality_id', '=', municipalityId)
    .where('state', '=', 'applying')
    .executeTakeFirstOrThrow();
  const counts = await planImport(tx, of);
  const isAsSeen =
    counts.new === seen.new_rows &&
    counts.update === seen.update_rows &&
    counts.same === seen.same_rows &&
    counts.duplicate === seen.duplicate_rows &&
    counts.error === 0;
  if (!isAsSeen) {
    await keepCounts(tx, of, counts, { changed: true });
    return { kind: 'changed' };
  }
  if (seen.with_duplicates) {
    await sql`
      update volunteer_import_row set kind = 'new'
      where import_id = ${importId} and kind = 'duplicate' and matched_by <> 'email'`.execute(tx);
  }
  // PostgreSQL knows nothing yet of the rows that are added here, and would take a hundred thousand for one or two: what
  // joins them with the file goes through each once.
  await sql`select set_config('enable_nestloop', 'off', true)`.execute(tx);
  const updatedOnes = sql`
    select volunteer_id from volunteer_import_row where import_id = ${importId} and kind = 'update'`;
  await changeInBulk(
    tx,
    () => updatedOnes,
    async () => {
      await addNew(tx, of);
      tidy();
      await addLists(tx, of);
      await listImported(tx, municipalityId, importId);
      await updateKnown(tx, of);
    },
  );
  await sql`
    insert into volunteer_event (municipality_id, volunteer_id, event, by_operator)
    select municipality_id, volunteer_id, 'imported', ${seen.applied_by}::uuid from volunteer_import_row
    where import_id = ${importId} and kind in ('new', 'update')`.execute(tx);
  // Whom it brought or changed say their histories; a hundred thousand ids would say no more.
  const by = seen.applied_by === null ? undefined : ({ kind: 'operator', id: seen.applied_by } as const);
  const entry = { action: 'import', of: { kind: 'volunteer_import', ids: [importId] } } as const;
  await appendAudit(tx, municipalityId, entry, by);
  await tx.deleteFrom('volunteer_import_row').where('import_id', '=', importId).execute();
  await tx
    .updateTable('volunteer_import')
    .set({ state: 'applied', changed: false, finished_at: sql`now()` })
    .where('id', '=', importId)
    .execute();
  return { kind: 'applied' };
}

async function prepare(tx: Db): Promise<void> {
  // Each statement runs once: compiling it would be the longest part of some.
  await sql`select set_config('work_mem', ${workMemory}, true), set_config('jit', 'off', true),
    set_config('gin_pending_list_limit', ${pendingList}, true)`.execute(tx);
}

async function addNew(tx: Db, { importId }: ImportOf): Promise<void> {
  await sql`
    insert into volunteer (id, municipality_id, family_name, given_name, email, telephone, birth_date, vehicle,
      availability, max_open_offers, approval, paused_until, confirmed_at)
    select volunteer_id, municipality_id, family_name, given_name, email, telephone, birth_date,
      coalesce(vehicle, false), coalesce(availability, 2097151), coalesce(max_open_offers, 3),
      case when standing in ('pending', 'suspended', 'refused') then standing else 'approved' end,
      case when standing = 'paused' then 'infinity'::date end, now()
    from volunteer_import_row where import_id = ${importId} and kind = 'new'`.execute(tx);
}

async function addLists(tx: Db, { importId }: ImportOf): Promise<void> {
  for (const { table, code, rows } of listTables) {
    await sql`
      insert into ${sql.table(table)} (municipality_id, volunteer_id, ${sql.ref(code)})
      select municipality_id, volunteer_id, code from volunteer_import_row, unnest(${sql.ref(rows)}) code
      where import_id = ${importId} and kind = 'new'`.execute(tx);
  }
}

async function updateKnown(tx: Db, { importId }: ImportOf): Promise<void> {
  // In the order of ids, as everybody locks volunteers: who chooses some at the same moment waits, and never in a ring.
  await sql`
    select from volunteer where id in (
      select volunteer_id from volunteer_import_row where import_id = ${importId} and kind = 'update')
    order by id for no key update`.execute(tx);
  const set = Object.entries(updated).map(([column, value]) => sql`${sql.ref(column)} = ${value}`);
  await sql`
    update volunteer v set ${sql.join(set)}, confirmed_at = coalesce(v.confirmed_at, now()), updated_at = now(),
      version = v.version + 1
    from volunteer_import_row r
    where r.import_id = ${importId} and r.kind = 'update' and v.id = r.volunteer_id`.execute(tx);
  for (const { table, code, rows } of listTables) {
    const cell = sql.ref(`r.${rows}`);
    await sql`
      delete from ${sql.table(table)} l using volunteer_import_row r
      where r.import_id = ${importId} and r.kind = 'update' and l.volunteer_id = r.volunteer_id
        and cardinality(${cell}) >= ${rows === 'zones' ? 1 : 0} and l.${sql.ref(code)} <> all (${cell})`.execute(tx);
    await sql`
      insert into ${sql.table(table)} (municipality_id, volunteer_id, ${sql.ref(code)})
      select r.municipality_id, r.volunteer_id, code from volunteer_import_row r, unnest(${cell}) code
      where r.import_id = ${importId} and r.kind = 'update'
      on conflict do nothing`.execute(tx);
  }
}

async function keepCounts(
  tx: Db,
  { importId }: ImportOf,
  counts: ImportCounts,
  { ignored, changed = false }: { ignored?: string[]; changed?: boolean },
): Promise<void> {
  await tx
    .updateTable('volunteer_import')
    .set({
      state: 'ready',
      changed,
      new_rows: counts.new,
      update_rows: counts.update,
      same_rows: counts.same,
      duplicate_rows: counts.duplicate,
      error_rows: counts.error,
      ...(ignored && { ignored_columns: ignored }),
    })
    .where('id', '=', importId)
    .where('state', 'in', ['reading', 'applying'])
    .execute();
}

/** PostgreSQL's own word for a key that is there already. */
function isTaken(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === '23505';
}
