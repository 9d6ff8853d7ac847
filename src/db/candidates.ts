import { type RawBuilder, sql } from 'kysely';
import type { Db } from './database.ts';

/**
 * Changes many volunteers in the caller's transaction, with their candidates made anew once at the end instead of at
 * each statement: an import of 100,000 rows is to cost its rows.
 * @param changed a query of the ids of all volunteers that were added or changed, asked for afterwards
 */
export async function changeInBulk(
  tx: Db,
  changed: () => RawBuilder<unknown>,
  change: () => Promise<void>,
): Promise<void> {
  await sql`select set_config('easycare.candidates', 'later', true)`.execute(tx);
  await change();
  await sql`select set_config('easycare.candidates', '', true)`.execute(tx);
  await sql`select rebuild_candidates(array(${changed()}))`.execute(tx);
}

/** Lists the new volunteers of an import, whose rows say all that is to be known of them; within `changeInBulk`. */
export async function listImported(tx: Db, municipalityId: string, importId: string): Promise<void> {
  await sql`select list_imported_candidates(${municipalityId}, ${importId})`.execute(tx);
}
