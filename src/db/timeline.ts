import type { TimelineEvent } from '../domain/timeline.ts';
import type { Db } from './database.ts';

/** The request that an entry belongs to; the offer where it is about one volunteer's, and the other of two duplicates. */
export type About = { municipality_id: string; request_id: string; offer_id?: string; other_request_id?: string };

/** Adds what happened to the timeline, in the transaction in which it happens; without an operator it was «Sistema». */
export async function record(
  db: Db,
  about: About,
  event: TimelineEvent,
  byOperator: string | null = null,
): Promise<void> {
  await db
    .insertInto('timeline_entry')
    .values({
      municipality_id: about.municipality_id,
      request_id: about.request_id,
      offer_id: about.offer_id ?? null,
      other_request_id: about.other_request_id ?? null,
      event,
      by_operator: byOperator,
    })
    .execute();
}
