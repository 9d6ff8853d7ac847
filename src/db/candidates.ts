import { sql } from 'kysely';
import type { Db } from './database.ts';

/**
 * Changes many volunteers in the caller's transaction, with their candidates made anew once at the end instead of at
 * each statement: an import of 100,000 rows is to cost its rows.
 * @param change does the work, and gives the ids of all volunteers it added or changed
 */
export async function changeInBulk(tx: Db, change: () => Promise<string[]>): Promise<void> {
  await sql`select set_config('easycare.candidates', 'later', true)`.execute(tx);
  const ids = await change();
  await sql`select set_config('easycare.candidates', '', true)`.execute(tx);
  await sql`select rebuild_candidates(${ids}::uuid[])`.execute(tx);
}
