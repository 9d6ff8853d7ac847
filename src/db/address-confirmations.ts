import { sql } from 'kysely';
import { appendAudit } from './audit-entries.ts';
import type { Db } from './database.ts';
import { recordVolunteerEvent } from './volunteer-events.ts';
import { findLink, type UselessLink, useLink } from './volunteer-links.ts';

/** Whether a link to confirm an address can still be used; nothing is changed by asking. */
export async function findConfirmLink(db: Db, municipalityId: string, secret: string): Promise<'valid' | UselessLink> {
  return await findLink(db, { municipalityId, secret, purpose: 'confirm' });
}

/** Uses a link up and confirms the address it was sent to; of two who press at once, one does. */
export async function confirmAddress(
  db: Db,
  municipalityId: string,
  secret: string,
): Promise<'confirmed' | UselessLink> {
  const confirmed = await db.transaction().execute(async (tx) => {
    const volunteerId = await useLink(tx, { municipalityId, secret, purpose: 'confirm' });
    if (volunteerId === undefined) return false;
    const { numUpdatedRows } = await tx
      .updateTable('volunteer')
      .set((eb) => ({
        confirmed_at: sql<Date>`now()`,
        version: eb('version', '+', 1),
        updated_at: sql<Date>`now()`,
      }))
      .where('id', '=', volunteerId)
      .where('confirmed_at', 'is', null)
      .executeTakeFirst();
    // The second of two links, both sent to this address, has nothing left to confirm.
    if (numUpdatedRows === 0n) return true;
    const about = { municipality_id: municipalityId, volunteer_id: volunteerId };
    await recordVolunteerEvent(tx, about, { event: 'confirmed' });
    return true;
  });
  if (confirmed) return 'confirmed';
  const why = await findConfirmLink(db, municipalityId, secret);
  return why === 'valid' ? 'unknown' : why;
}

/**
 * Twice as long as a link holds (`confirmDays`): for a week more, who comes too late is told so and can register again,
 * instead of finding a link that nobody knows. Then the data of somebody who may never have written them go.
 */
export const eraseAfterDays = 14;
/** What one round takes on; the next round takes the rest. */
const pageSize = 500;

/** Erases registrations by the form whose address nobody has confirmed. @returns how many */
export async function eraseUnconfirmed(db: Db): Promise<number> {
  const isOver = sql<boolean>`(
    v.confirmed_at is null and v.approval = 'pending' and v.privacy_notice_read_at is not null
    and v.created_at < now() - make_interval(days => ${eraseAfterDays})
    and not exists (
      select from volunteer_link k
      where k.volunteer_id = v.id and k.created_at >= now() - make_interval(days => ${eraseAfterDays})))`;
  return await db.transaction().execute(async (tx) => {
    const { rows } = await sql<{ id: string }>`
      select v.id from volunteer v where ${isOver}
      order by v.created_at limit ${pageSize} for update skip locked`.execute(tx);
    if (rows.length === 0) return 0;
    // Asked again now that they are locked: who registered once more in between has a new link, and stays.
    const ids = rows.map(({ id }) => id);
    const erased = await sql<{ id: string; municipalityId: string }>`
      delete from volunteer v where v.id = any(${ids}::uuid[]) and ${isOver}
      returning v.id, v.municipality_id as "municipalityId"`.execute(tx);
    for (const [municipalityId, of] of Map.groupBy(erased.rows, (row) => row.municipalityId)) {
      const gone = { kind: 'volunteer', ids: of.map(({ id }) => id) } as const;
      await appendAudit(tx, municipalityId, { action: 'erase', of: gone });
    }
    return erased.rows.length;
  });
}
