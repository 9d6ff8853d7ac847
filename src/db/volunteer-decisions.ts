import { sql } from 'kysely';
import type { VolunteerLetterKind } from '../domain/mail.ts';
import type { Approval } from '../domain/volunteer.ts';
import {
  approvalAfter,
  choicesFor,
  type VolunteerChoice,
  type VolunteerChoiceKind,
} from '../domain/volunteer-decision.ts';
import { appendAudit } from './audit-entries.ts';
import type { Db } from './database.ts';
import type { Operator } from './operators.ts';
import { queueVolunteerLetter } from './volunteer-letters.ts';

export type StoredVolunteerDecision =
  | { kind: 'done'; approval: Approval; emailId: string | null }
  /** It was decided so before; `by` is null where no operator did it. */
  | { kind: 'already'; approval: Approval; by: string | null; at: Date | null }
  | { kind: 'stale' | 'not_found' | 'unconfirmed' };

const letterOf = {
  approve: 'approved_to_volunteer',
  refuse: 'refused_to_volunteer',
  suspend: 'suspended_to_volunteer',
} as const satisfies Record<VolunteerChoiceKind, VolunteerLetterKind>;

/** Stores a decision of a volunteer with its event and, where an address is known to work, the letter that tells it. */
export async function storeVolunteerDecision(
  db: Db,
  operator: Operator,
  volunteerId: string,
  { choice, mailDomain }: { choice: VolunteerChoice; mailDomain: string },
): Promise<StoredVolunteerDecision> {
  return await db.transaction().execute(async (tx): Promise<StoredVolunteerDecision> => {
    const municipalityId = operator.municipalityId;
    const volunteer = await tx
      .selectFrom('volunteer')
      .select(['approval', 'version', 'confirmed_at', 'email_invalid_at'])
      .where('municipality_id', '=', municipalityId)
      .where('id', '=', volunteerId)
      .forNoKeyUpdate()
      .executeTakeFirst();
    if (volunteer === undefined) return { kind: 'not_found' };
    const approval = approvalAfter[choice.kind];
    // Before the version is looked at: a button pressed twice is answered twice, not refused the second time.
    if (volunteer.approval === approval) return await tellWhoDid(tx, volunteerId, approval);
    // Another choice than those offered comes from a page that shows what is no more.
    if (volunteer.version !== choice.version || !choicesFor(volunteer.approval).includes(choice.kind)) {
      return { kind: 'stale' };
    }
    // Who is asked gets other people's data by email: never at an address that nobody has confirmed.
    if (choice.kind === 'approve' && volunteer.confirmed_at === null) return { kind: 'unconfirmed' };

    await tx
      .updateTable('volunteer')
      .set((eb) => ({ approval, version: eb('version', '+', 1), updated_at: sql<Date>`now()` }))
      .where('id', '=', volunteerId)
      .execute();
    const event = await tx
      .insertInto('volunteer_event')
      .values({
        municipality_id: municipalityId,
        volunteer_id: volunteerId,
        event: approval,
        note: choice.note ?? null,
        by_operator: operator.id,
      })
      .returning('id')
      .executeTakeFirstOrThrow();
    await appendAudit(tx, municipalityId, { action: 'decide', of: { kind: 'volunteer', ids: [volunteerId] } });
    const canBeTold = volunteer.confirmed_at !== null && volunteer.email_invalid_at === null;
    const emailId = canBeTold
      ? await queueVolunteerLetter(tx, {
          municipalityId,
          volunteerId,
          kind: letterOf[choice.kind],
          eventId: event.id,
          mailDomain,
        })
      : null;
    return { kind: 'done', approval, emailId };
  });
}

async function tellWhoDid(
  tx: Db,
  volunteerId: string,
  approval: (typeof approvalAfter)[VolunteerChoiceKind],
): Promise<StoredVolunteerDecision> {
  const event = await tx
    .selectFrom('volunteer_event')
    .leftJoin('operator', 'operator.id', 'volunteer_event.by_operator')
    .select(['operator.name as by', 'volunteer_event.at'])
    .where('volunteer_event.volunteer_id', '=', volunteerId)
    .where('volunteer_event.event', '=', approval)
    .orderBy('volunteer_event.id', 'desc')
    .executeTakeFirst();
  // Added as approved by the Comune itself, a volunteer has no such event.
  return { kind: 'already', approval, by: event?.by ?? null, at: event?.at ?? null };
}
