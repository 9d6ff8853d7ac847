import { sql } from 'kysely';
import type { Db } from '../src/db/database.ts';

// The floor of any import: the staged rows into the tables that they fill, and nothing else.

/** In milliseconds: with all keys, indexes and triggers of the tables; and as bare heaps of the same columns. */
export type Floor = { kept: number; bare: number };

const filled = ['volunteer', 'volunteer_skill', 'volunteer_zone', 'volunteer_language', 'volunteer_event', 'candidate'];

/** Inserts an import's rows both ways, each in a transaction that is rolled back. */
export async function timeInserts(db: Db, importId: string): Promise<Floor> {
  const kept = await timeRolledBack(db, async (tx) => {
    // Each candidate once, as an import has it.
    await sql`select set_config('easycare.candidates', 'later', true)`.execute(tx);
    // Nothing of the search's index is brought in meanwhile, as an import has it, too.
    await sql`select set_config('gin_pending_list_limit', '256MB', true)`.execute(tx);
    return async () => await insertAll(tx, importId, '');
  });
  const bare = await timeRolledBack(db, async (tx) => {
    for (const table of filled) {
      await sql`create table ${sql.table(`bare_${table}`)} (like ${sql.table(table)} including defaults including generated)
        `.execute(tx);
    }
    return async () => await insertAll(tx, importId, 'bare_');
  });
  return { kept, bare };
}

async function timeRolledBack(db: Db, prepare: (tx: Db) => Promise<() => Promise<void>>): Promise<number> {
  const undone = new Error('rolled back');
  let ms = Number.NaN;
  await db
    .transaction()
    .execute(async (tx) => {
      const work = await prepare(tx);
      const begun = performance.now();
      await work();
      ms = performance.now() - begun;
      throw undone;
    })
    .catch((error: unknown) => {
      if (error !== undone) throw error;
    });
  return ms;
}

async function insertAll(tx: Db, importId: string, before: '' | 'bare_'): Promise<void> {
  const staged = sql`volunteer_import_row where import_id = ${importId} and kind = 'new'`;
  const into = (table: string) => sql.table(`${before}${table}`);
  await sql`
    insert into ${into('volunteer')} (id, municipality_id, family_name, given_name, email, telephone, birth_date, vehicle,
      availability, max_open_offers, approval, confirmed_at)
    select volunteer_id, municipality_id, family_name, given_name, email, telephone, birth_date, vehicle, availability,
      max_open_offers, 'approved', now() from ${staged}`.execute(tx);
  for (const [table, codes] of [
    ['volunteer_skill', 'skills'],
    ['volunteer_zone', 'zones'],
    ['volunteer_language', 'languages'],
  ] as const) {
    await sql`
      insert into ${into(table)} select municipality_id, volunteer_id, unnest(${sql.ref(codes)}) from ${staged}`.execute(
      tx,
    );
  }
  await sql`
    insert into ${into('volunteer_event')} (municipality_id, volunteer_id, event)
    select municipality_id, volunteer_id, 'imported' from ${staged}`.execute(tx);
  await sql`
    insert into ${into('candidate')} (municipality_id, skill_code, volunteer_id, free, open_offers, last_offered_at,
      changes_at, skills, needs, zones, languages, vehicle, availability)
    select municipality_id, unnest(array_prepend('', skills)), volunteer_id, true, 0, '-infinity', 'infinity', skills,
      '{}', zones, languages, vehicle, availability from ${staged}`.execute(tx);
}
