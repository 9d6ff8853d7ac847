import { sql } from 'kysely';
import { appendAudit } from './audit-entries.ts';
import type { Db } from './database.ts';

/** How many offers would be closed if the volunteer left now. */
export async function countOpenOffers(db: Db, volunteerId: string): Promise<number> {
  const { open } = await db
    .selectFrom('offer')
    .select(({ fn }) => fn.countAll<string>().as('open'))
    .where('volunteer_id', '=', volunteerId)
    .where('state', '=', 'open')
    .where('expires_at', '>', sql<Date>`now()`)
    .executeTakeFirstOrThrow();
  return Number(open);
}

/**
 * Erases a volunteer and all that says something of them: characteristics, events with their notes, links and sessions
 * go with the row. Their offers stay, counted and without them; emails keep ids only, and one that has not left yet
 * finds nobody to write to, so that the workflow asks the next in rank.
 *
 * The row is locked before the offers are closed: a selection that offered them something has committed by then, and
 * one that comes later finds them gone and chooses again.
 * @returns whether there was such a volunteer
 */
export async function eraseVolunteer(db: Db, municipalityId: string, volunteerId: string): Promise<boolean> {
  return await db.transaction().execute(async (tx) => {
    const volunteer = await tx
      .selectFrom('volunteer')
      .select('id')
      .where('municipality_id', '=', municipalityId)
      .where('id', '=', volunteerId)
      .forUpdate()
      .executeTakeFirst();
    if (volunteer === undefined) return false;
    await tx
      .updateTable('offer')
      .set({ state: 'closed' })
      .where('volunteer_id', '=', volunteerId)
      .where('state', '=', 'open')
      .execute();
    await tx.deleteFrom('volunteer').where('id', '=', volunteerId).execute();
    await appendAudit(tx, municipalityId, { action: 'erase', of: { kind: 'volunteer', ids: [volunteerId] } });
    return true;
  });
}
