import type { VolunteerEvent } from '../domain/volunteer.ts';
import { appendAudit } from './audit-entries.ts';
import type { Db } from './database.ts';

/** The volunteer that an event belongs to. */
export type AboutVolunteer = { municipality_id: string; volunteer_id: string };

/**
 * Adds what somebody did to a volunteer to the history and to the audit trail, in the transaction in which they do it.
 * @returns the event's id
 */
export async function recordVolunteerEvent(
  db: Db,
  about: AboutVolunteer,
  happened: { event: VolunteerEvent; note?: string | null; byOperator?: string | null },
): Promise<string> {
  const { id } = await db
    .insertInto('volunteer_event')
    .values({
      municipality_id: about.municipality_id,
      volunteer_id: about.volunteer_id,
      event: happened.event,
      note: happened.note ?? null,
      by_operator: happened.byOperator ?? null,
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  const action = happened.event === 'added' || happened.event === 'registered' ? 'create' : 'correct';
  await appendAudit(db, about.municipality_id, { action, of: { kind: 'volunteer', ids: [about.volunteer_id] } });
  return id;
}
