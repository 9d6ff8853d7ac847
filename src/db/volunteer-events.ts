import type { VolunteerEvent } from '../domain/volunteer.ts';
import type { Db } from './database.ts';

/** The volunteer that an event belongs to. */
export type AboutVolunteer = { municipality_id: string; volunteer_id: string };

/** Adds what happened to a volunteer, in the transaction in which it happens. @returns the event's id */
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
  return id;
}
