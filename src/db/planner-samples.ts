import { sql } from 'kysely';
import type { Db } from './database.ts';

/**
 * Takes the planner's sample of what requests are searched by anew, of the rows as they are now: the one before may hold
 * names and telephone numbers of people who were erased since. Of all Comuni at once, a second at most: ANALYZE reads
 * 30,000 rows, however many there are.
 */
export async function resampleRequests(db: Db): Promise<void> {
  await sql`analyze help_request (search, telephone)`.execute(db);
}
