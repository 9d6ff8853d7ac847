import { sql } from 'kysely';
import { eraseAfterDays, eraseUnconfirmed } from './address-confirmations.ts';
import type { Db } from './database.ts';
import { forMunicipality } from './municipality-scope.ts';
import { eraseOldComments } from './ratings.ts';
import { clearSpentLinks, keptDays } from './spent-links.ts';

/**
 * Erases, in the Comuni where there is any, what is over: registrations nobody confirmed, old links and sessions,
 * and what was written into ratings long ago.
 */
export async function tidy(db: Db): Promise<void> {
  const { rows } = await sql<{ id: string }>`
    select id from municipalities_to_tidy(${eraseAfterDays}, ${keptDays}) found (id)`.execute(db);
  for (const { id } of rows) {
    await forMunicipality(id, async () => {
      await eraseUnconfirmed(db);
      await clearSpentLinks(db);
    });
  }
  await eraseOldComments(db);
}
